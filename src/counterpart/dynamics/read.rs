//! One reading of an environment: who is asking, which tables there are, how much is visible, and
//! then each list once. A list that fails leaves the others.

use super::client::{Client, Names, Run};
use super::joined::{Lists, SeesAll};
use super::lists::{Wanted, Wish};
use super::problems::Problems;
use super::rows::{Environment, Organization};
use super::sought::Sought;
use super::tables::{
    ACCOUNT, ACS_INSTANCE, AUTH_TOKEN, INSTANCE, KEYWORD, OF_MESSAGING, TWILIO_ACCOUNT,
};
use super::trouble::Trouble;
use super::wire::Guid;
use crate::counterpart::Asked;

impl Client {
    /// Reads what a comparison needs. It never fails: what could not be read is in the obstacles.
    pub(super) async fn read(&self, asked: &Asked, keywords: bool) -> Environment {
        let wanted = |kind| match (asked.kinds.contains(kind), asked.everything) {
            (true, _) => Wanted::Declared,
            (false, true) => Wanted::IfThere,
            (false, false) => Wanted::No,
        };
        let wish = Wish {
            twilio: wanted("twilio"),
            azure: wanted("azure"),
            keywords,
        };
        let run = Run::new(self);
        let mut problems = Problems::default();
        let found = Box::pin(run.found(wish, &mut problems)).await;
        let Found {
            organization,
            token_is_secured,
            mut lists,
            sees_all,
        } = found;
        let providers = lists.providers(sees_all.accounts, &mut problems);
        let numbers = lists.numbers(sees_all.instances, &mut problems);
        let keywords = lists.keywords(sees_all.keywords, &mut problems);
        let (obstacles, notes) = problems.into_parts();
        Environment {
            url: self.url().to_owned(),
            organization,
            providers,
            numbers,
            keywords,
            token_is_secured,
            obstacles,
            notes,
            reads: run.requests(),
        }
    }
}

/// What a reading found.
struct Found {
    organization: Option<Organization>,
    token_is_secured: Option<bool>,
    lists: Lists,
    sees_all: SeesAll,
}

impl Found {
    /// Nothing was read.
    fn nothing(wish: Wish, organization: Option<Organization>) -> Self {
        Self {
            organization,
            token_is_secured: None,
            lists: Lists {
                definitions: Sought::Unread,
                accounts: Sought::Unread,
                twilio_accounts: Sought::Unread,
                instances: Sought::Unread,
                twilio_instances: Sought::Unread,
                acs_instances: Sought::Unread,
                keywords: if wish.keywords {
                    Sought::Unread
                } else {
                    Sought::NotAsked
                },
            },
            sees_all: SeesAll::default(),
        }
    }
}

impl Run<'_> {
    async fn found(&self, wish: Wish, problems: &mut Problems) -> Found {
        let caller = match self.who_am_i().await {
            Ok(caller) => caller,
            Err(trouble) => {
                problems.add(trouble);
                return Found::nothing(wish, None);
            }
        };
        let mut tables = OF_MESSAGING.to_vec();
        if wish.azure.any() {
            tables.push(&ACS_INSTANCE);
        }
        let user = &caller.user;
        let (names, metadata, accounts, instances, keywords) = tokio::join!(
            self.names(&caller),
            Box::pin(self.metadata(&tables)),
            self.sees_all(user, &ACCOUNT),
            self.sees_all(user, &INSTANCE),
            self.all_keywords(user, wish.keywords),
        );
        let Names {
            environment_id,
            name,
        } = names;
        let organization = Some(Organization {
            id: caller.organization.into_text(),
            environment_id: environment_id.map(Guid::into_text),
            name,
        });
        let metadata = known(metadata, problems);
        let sees_all = SeesAll {
            accounts: known(accounts, problems).unwrap_or_default(),
            instances: known(instances, problems).unwrap_or_default(),
            keywords: known(keywords, problems).unwrap_or_default(),
        };
        let metadata = metadata.as_ref();
        if let Some(metadata) = metadata
            && OF_MESSAGING
                .iter()
                .all(|table| metadata.table(table).is_none())
        {
            problems.add(Trouble::not_installed(self.host()));
            return Found::nothing(wish, organization);
        }
        let lists = Box::pin(self.lists(wish, metadata, problems)).await;
        let account = metadata.and_then(|metadata| metadata.table(&TWILIO_ACCOUNT));
        Found {
            organization,
            token_is_secured: account.and_then(|table| table.secures(AUTH_TOKEN)),
            lists,
            sees_all,
        }
    }

    async fn all_keywords(&self, user: &Guid, wanted: bool) -> Result<bool, Trouble> {
        if wanted {
            self.sees_all(user, &KEYWORD).await
        } else {
            Ok(false)
        }
    }
}

/// A value that was read. A failure is added to the problems.
fn known<T>(read: Result<T, Trouble>, problems: &mut Problems) -> Option<T> {
    read.map_err(|trouble| problems.add(trouble)).ok()
}

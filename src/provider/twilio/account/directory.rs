//! The account's name, and its subaccounts with their tokens.
//!
//! A list of accounts holds the token of each in clear (docs/twilio.md: Accounts). It goes from the
//! answer into a [`Secret`], and nothing else is kept.

use serde::{Deserialize, Deserializer};

use super::TwilioAccount;
use crate::model::Secret;
use crate::provider::twilio::client::Page;
use crate::provider::{Directory, ListedAccount, Pending, ProviderError};

/// The account's name; no other field is read.
#[derive(Deserialize)]
struct NameWire {
    friendly_name: Option<String>,
}

#[derive(Deserialize)]
struct AccountsPage {
    accounts: Vec<AccountWire>,
    next_page_uri: Option<String>,
}

#[derive(Deserialize)]
struct AccountWire {
    sid: Option<String>,
    friendly_name: Option<String>,
    status: Option<String>,
    #[serde(default, deserialize_with = "secret")]
    auth_token: Option<Secret>,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()).map(Secret::new))
}

impl Page for AccountsPage {
    fn next(&self) -> Option<&str> {
        self.next_page_uri.as_deref()
    }
}

impl Directory for TwilioAccount {
    fn label(&self) -> Pending<'_, Option<String>> {
        Box::pin(self.fetch_name())
    }

    fn below(&self) -> Pending<'_, Result<Vec<ListedAccount>, ProviderError>> {
        Box::pin(self.list_subaccounts())
    }
}

impl TwilioAccount {
    /// The account's name, if these credentials show it.
    async fn fetch_name(&self) -> Option<String> {
        let doing = format!("fetching the account {}", self.sid);
        let path = format!("/2010-04-01/Accounts/{}.json", self.sid);
        let url = self.client.url(&path, None);
        let answer = self
            .client
            .get_counting::<NameWire>(&url, &doing, &mut 0)
            .await;
        answer.ok()?.value.friendly_name
    }

    async fn list_subaccounts(&self) -> Result<Vec<ListedAccount>, ProviderError> {
        let doing = format!("listing the subaccounts of {}", self.sid);
        let first = self
            .client
            .url("/2010-04-01/Accounts.json", Some("PageSize=1000"));
        let mut pages = self.client.pages::<AccountsPage>(first, &doing);
        let mut listed = Vec::new();
        while let Some(page) = pages.next().await {
            let accounts = page?.accounts.into_iter();
            listed.extend(accounts.filter_map(|wire| {
                let id = wire.sid.filter(|sid| sid != self.sid.as_str())?;
                Some(ListedAccount {
                    id,
                    label: wire.friendly_name.filter(|name| !name.is_empty()),
                    inactive: wire.status.filter(|status| status != "active"),
                    token: wire.auth_token,
                })
            }));
        }
        listed.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(listed)
    }
}

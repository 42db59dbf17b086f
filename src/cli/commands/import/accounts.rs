//! The accounts that an import reads: those that the options, the profiles or the environment name.

use std::collections::BTreeSet;

use crate::cli::commands::import::declared::declared;
use crate::cli::commands::import::kind_names::usual;
use crate::cli::commands::import::resources;
use crate::cli::failure::{fail, fail_with_help};
use crate::cli::global_options::{Global, variable};
use crate::cli::input::profiles;
use crate::cli::session::Session;
use crate::config::Loaded;
use crate::engine::{self, ImportAccount, RunErrorKind, Subaccounts};
use crate::model::Name;
use crate::provider::ProviderKind;

/// The variable that names the account.
const ACCOUNT_SID: &str = "TWILIO_ACCOUNT_SID";
/// The variables of its credentials: the token, or a key and its secret.
const CREDENTIALS: [&[&str]; 2] = [
    &["TWILIO_AUTH_TOKEN"],
    &["TWILIO_API_KEY", "TWILIO_API_SECRET"],
];
/// What to do without an account or credentials.
const SET: &str = "set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or name a profile of twilio-cli with --profile; for a resource at Azure, name it with --resource-id; `switchboard import --sandbox` shows the command without an account";

/// The account that the environment names.
pub(super) fn environments_account() -> Option<String> {
    variable(ACCOUNT_SID)
}

/// What the options name.
pub(super) struct Wanted<'a> {
    /// The names of providers.
    pub providers: &'a [Name],
    /// The identifiers of accounts.
    pub account_sids: &'a [String],
    /// The identifiers of resources.
    pub resource_ids: &'a [String],
    /// Whether the accounts below the account are wanted, too.
    pub all: bool,
}

/// Finds the tokens of accounts that are below the environment's account, whose credentials do not
/// open their messaging services.
async fn open_subaccounts(
    accounts: &mut [ImportAccount],
    own: Option<&str>,
    session: &Session,
) -> anyhow::Result<()> {
    let vault = &session.context.vault;
    let is_strange = |account: &ImportAccount| {
        let id = account.id.as_deref();
        own.is_some() && id != own && id.is_some_and(|id| vault.key_of(id).is_none())
    };
    if !accounts.iter().any(is_strange) {
        return Ok(());
    }
    let main = ImportAccount {
        id: own.map(str::to_owned),
        ..ImportAccount::default()
    };
    let below = engine::subaccounts(&session.context, usual()?, &main).await?;
    for account in accounts.iter_mut().filter(|account| is_strange(account)) {
        let mut known = below.accounts.iter();
        if let Some(one) = known.find(|one| one.id == account.id) {
            *account = one.clone();
            continue;
        }
        let id = account.id.clone().unwrap_or_default();
        let own = own.unwrap_or_default();
        let why = below.left_out.iter().find(|(one, _)| *one == id);
        let summary = match why {
            Some((_, why)) => format!("the account {id} cannot be imported: {why}"),
            None => format!("the account {id} is neither {own} nor below it"),
        };
        let help = "set TWILIO_ACCOUNT_SID and its credentials to those of the account itself";
        return fail_with_help(RunErrorKind::Options, summary, help);
    }
    Ok(())
}

impl Wanted<'_> {
    /// The accounts, each once, and those that are left out.
    pub(super) async fn accounts(
        &self,
        global: &Global,
        session: &Session,
    ) -> anyhow::Result<Subaccounts> {
        let kind = self.kind(session)?;
        if kind.name == resources::KIND {
            let mut accounts = resources::accounts(kind, self.resource_ids, global, session)?;
            self.name(&mut accounts)?;
            return Ok(Subaccounts {
                accounts,
                left_out: Vec::new(),
            });
        }
        let mut accounts = self.named(global, session)?;
        let mut seen = BTreeSet::new();
        accounts.retain(|account| seen.insert(account.id.clone()));
        if self.all {
            let [main] = accounts.as_slice() else {
                return fail(
                    RunErrorKind::Options,
                    "--all-accounts begins at one account, and several profiles are named",
                );
            };
            let mut found = engine::subaccounts(&session.context, usual()?, main).await?;
            found.accounts.insert(0, main.clone());
            return Ok(found);
        }
        let own = variable(ACCOUNT_SID);
        if !session.is_sandbox() {
            open_subaccounts(&mut accounts, own.as_deref(), session).await?;
        }
        let has_several = accounts.len() > 1;
        for account in &mut accounts {
            // The variables without a name of their own serve one account.
            let shares = account.id != own || !global.profiles.is_empty();
            account.own_variable |= has_several && shares;
        }
        self.name(&mut accounts)?;
        Ok(Subaccounts {
            accounts,
            left_out: Vec::new(),
        })
    }

    /// Whether options name accounts, besides the names of providers.
    pub(super) fn names_accounts(&self, global: &Global) -> bool {
        self.all
            || !self.account_sids.is_empty()
            || !self.resource_ids.is_empty()
            || !global.profiles.is_empty()
    }

    /// The accounts of a kind to add to a configuration: those that the options name. Without options, none,
    /// which means all that it declares; but the environment's account if it is not among them.
    pub(super) async fn accounts_beside(
        &self,
        kind: &ProviderKind,
        loaded: &Loaded,
        global: &Global,
        session: &Session,
    ) -> anyhow::Result<Subaccounts> {
        let (declared, others) = declared(kind, loaded, session);
        let mut found = if self.names_accounts(global) {
            self.accounts(global, session).await?
        } else if self
            .providers
            .iter()
            .any(|name| declared.contains_key(name))
        {
            let unknown = self
                .providers
                .iter()
                .find(|name| !declared.contains_key(name) && !others.contains(name));
            if let Some(name) = unknown {
                return strange(name);
            }
            let named = self.providers.iter();
            let named = named.filter(|name| declared.contains_key(name));
            let named = named.map(|name| ImportAccount {
                provider: Some(name.clone()),
                id: declared.get(name).cloned(),
                ..ImportAccount::default()
            });
            Subaccounts {
                accounts: named.collect(),
                left_out: Vec::new(),
            }
        } else if kind.name != usual()?.name {
            // The environment names no resource.
            return Ok(Subaccounts::default());
        } else {
            let own = variable(ACCOUNT_SID);
            let is_known = |id: String| declared.values().any(|one| *one == id);
            if !declared.is_empty() && own.is_none_or(is_known) {
                if let Some(name) = self.providers.first() {
                    return strange(name);
                }
                return Ok(Subaccounts::default());
            }
            self.accounts(global, session).await?
        };
        let own = variable(ACCOUNT_SID);
        let is_usual = kind.name == usual()?.name;
        for account in found.accounts.iter_mut().filter(|_| is_usual) {
            account.own_variable |= !declared.is_empty() && account.id != own;
        }
        Ok(found)
    }

    fn named(&self, global: &Global, session: &Session) -> anyhow::Result<Vec<ImportAccount>> {
        let with_id = |id: &String| ImportAccount {
            id: Some(id.clone()),
            ..ImportAccount::default()
        };
        if let Some(accounts) = session.sandbox_accounts() {
            if accounts.is_empty() {
                return fail_with_help(
                    RunErrorKind::Options,
                    "the sandbox has no account at Twilio",
                    "declare a provider of type twilio, or an account in a sandbox.yaml",
                );
            }
            let asked: Vec<String> = match variable(ACCOUNT_SID) {
                _ if !self.account_sids.is_empty() => self.account_sids.to_vec(),
                Some(own) => vec![own],
                None => accounts.iter().take(1).cloned().collect(),
            };
            if let Some(strange) = asked.iter().find(|id| !accounts.contains(id)) {
                return fail_with_help(
                    RunErrorKind::Options,
                    format!("the sandbox has no account {strange}"),
                    format!("it has {}", accounts.join(", ")),
                );
            }
            return Ok(asked.iter().map(with_id).collect());
        }
        let profiles = profiles::named(&global.profiles)?;
        let of_profiles: Vec<ImportAccount> = profiles
            .into_iter()
            .map(|profile| ImportAccount {
                labels: vec![profile.name],
                id: Some(profile.account_sid),
                region: profile.region.zip(profile.edge),
                ..ImportAccount::default()
            })
            .collect();
        let own = variable(ACCOUNT_SID);
        let asked: Vec<ImportAccount> = if !self.account_sids.is_empty() {
            let known = |id: &String| {
                let mut profiles = of_profiles.iter();
                let known = profiles.find(|one| one.id.as_ref() == Some(id));
                known.cloned().unwrap_or_else(|| with_id(id))
            };
            self.account_sids.iter().map(known).collect()
        } else if !of_profiles.is_empty() {
            of_profiles.clone()
        } else {
            own.iter().map(with_id).collect()
        };
        if asked.is_empty() {
            let summary =
                format!("no account is named: the environment variable {ACCOUNT_SID} is not set");
            return fail_with_help(RunErrorKind::Options, summary, SET);
        }
        let has_key = |account: &ImportAccount| of_profiles.iter().any(|one| one.id == account.id);
        let is_set = |names: &&[&str]| names.iter().all(|name| variable(name).is_some());
        let without = asked.iter().find(|account| !has_key(account));
        if let (Some(account), false) = (without, CREDENTIALS.iter().any(is_set)) {
            let id = account.id.clone().unwrap_or_default();
            let summary = format!("there are no credentials for the account {id}");
            return fail_with_help(RunErrorKind::Options, summary, SET);
        }
        Ok(asked)
    }

    /// Gives the accounts the names that the options have for their providers.
    fn name(&self, accounts: &mut [ImportAccount]) -> anyhow::Result<()> {
        let (given, wanted) = (self.providers.len(), accounts.len());
        if given == 0 {
            return Ok(());
        }
        if given != wanted {
            return fail_with_help(
                RunErrorKind::Options,
                format!("--provider is given {given} times, for {wanted} accounts"),
                "give it once for each account, in the order of the accounts, or leave it out",
            );
        }
        if self.providers.iter().collect::<BTreeSet<_>>().len() < given {
            return fail(RunErrorKind::Options, "--provider names a provider twice");
        }
        for (account, provider) in accounts.iter_mut().zip(self.providers) {
            account.provider = Some(provider.clone());
        }
        Ok(())
    }
}

/// Fails because the configuration has no provider of this name.
fn strange<T>(name: &Name) -> anyhow::Result<T> {
    fail_with_help(
        RunErrorKind::Options,
        format!("--provider {name}: the configuration has no such provider"),
        "name a declared provider, or the account with --account-sid",
    )
}

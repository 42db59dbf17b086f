//! The accounts that an import reads: those that the options, the profiles or the environment name.

use std::collections::BTreeSet;

use crate::cli::failure::{fail, fail_with_help};
use crate::cli::global_options::{Global, variable};
use crate::cli::input::profiles;
use crate::cli::local_sandbox::PLAYED;
use crate::cli::session::Session;
use crate::engine::{ImportAccount, RunErrorKind};
use crate::model::Name;
use crate::provider::{self, ProviderKind};

/// The variable that names the account.
const ACCOUNT_SID: &str = "TWILIO_ACCOUNT_SID";
/// The variables of its credentials: the token, or a key and its secret.
const CREDENTIALS: [&[&str]; 2] = [
    &["TWILIO_AUTH_TOKEN"],
    &["TWILIO_API_KEY", "TWILIO_API_SECRET"],
];
/// What to do without an account or credentials.
const SET: &str = "set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or name a profile of twilio-cli with --profile; `switchboard import --sandbox` shows the command without an account";

/// The kind of provider that is imported.
pub(super) fn kind() -> anyhow::Result<&'static ProviderKind> {
    match provider::kind(PLAYED) {
        Some(kind) => Ok(kind),
        None => fail(
            RunErrorKind::Other,
            format!("there is no provider {PLAYED}"),
        ),
    }
}

/// What the options name.
pub(super) struct Wanted<'a> {
    /// The names of providers.
    pub providers: &'a [Name],
    /// The identifiers of accounts.
    pub account_sids: &'a [String],
}

impl Wanted<'_> {
    /// The accounts, each once.
    pub(super) fn accounts(
        &self,
        global: &Global,
        session: &Session,
    ) -> anyhow::Result<Vec<ImportAccount>> {
        let mut accounts = self.named(global, session)?;
        let mut seen = BTreeSet::new();
        accounts.retain(|account| seen.insert(account.id.clone()));
        let has_several = accounts.len() > 1;
        let own = variable(ACCOUNT_SID);
        for account in &mut accounts {
            // The variables without a name of their own serve one account.
            account.own_variable =
                has_several && (account.id != own || !global.profiles.is_empty());
        }
        self.name(&mut accounts)?;
        Ok(accounts)
    }

    fn named(&self, global: &Global, session: &Session) -> anyhow::Result<Vec<ImportAccount>> {
        let with_id = |id: &String| ImportAccount {
            id: Some(id.clone()),
            ..ImportAccount::default()
        };
        if let Some(accounts) = session.sandbox_accounts() {
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

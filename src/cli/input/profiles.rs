//! The profiles of twilio-cli that `--profile` names. Their file is only read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::cli::failure::fail_with_help;
use crate::cli::global_options::{Global, variable};
use crate::cli::input::config_files;
use crate::cli::input::read_file::{no_file, read_at_most};
use crate::config::Configuration;
use crate::engine::RunErrorKind;
use crate::import::sources::Unreadable;
use crate::import::sources::profile::{self, Profile};
use crate::model::{FindingCode, Secret, SecretReference};
use crate::provider::{AccountKey, AccountReference, Vault};
use crate::yaml::{self, Diagnostic};

/// The largest file of profiles that is read, in bytes.
const LARGEST: u64 = 1024 * 1024;
/// The variable that names the account of a provider that declares none.
const ACCOUNT_SID: &str = "TWILIO_ACCOUNT_SID";

/// The profiles that the options name, by their accounts.
#[derive(Debug, Default)]
pub(crate) struct Chosen(BTreeMap<String, Profile>);

impl Chosen {
    /// Reads the profiles that the options name. Their file is not opened if there are none.
    pub(crate) fn read(global: &Global) -> anyhow::Result<Self> {
        let mut by_account: BTreeMap<String, Profile> = BTreeMap::new();
        for profile in named(&global.profiles)? {
            if let Some(other) = by_account.get(&profile.account_sid)
                && other.name != profile.name
            {
                return fail_with_help(
                    RunErrorKind::Options,
                    format!(
                        "the profiles {} and {} open the same account, {}",
                        yaml::shown(&other.name),
                        yaml::shown(&profile.name),
                        profile.account_sid
                    ),
                    "name one of them",
                );
            }
            by_account.insert(profile.account_sid.clone(), profile);
        }
        Ok(Self(by_account))
    }

    /// Warns of each profile that opens none of the configuration's providers: they keep other
    /// credentials, and the user may have meant another profile.
    pub(crate) fn unused(
        &self,
        configuration: &Configuration,
        vault: &dyn Vault,
    ) -> Vec<Diagnostic> {
        let accounts: BTreeSet<String> = configuration
            .providers
            .values()
            .filter_map(|provider| match provider.declared().account() {
                AccountReference::Literal(sid) => Some(sid),
                AccountReference::Variable(name) => {
                    Some(vault.variable(&name)?.expose().trim().to_owned())
                }
            })
            .collect();
        let unused = self
            .0
            .iter()
            .filter(|(account, _)| !accounts.contains(*account));
        unused
            .map(|(account, profile)| {
                let name = yaml::shown(&profile.name);
                Diagnostic::warning(
                    FindingCode::UnusedProfile,
                    format!("no provider has the account of the profile {name}, {account}, so it is not used"),
                )
                .help("name another profile, or declare its account_sid at a provider")
            })
            .collect()
    }

    /// A vault with the keys of these profiles.
    pub(crate) fn vault(self, process: impl Vault + 'static) -> Box<dyn Vault> {
        if self.0.is_empty() {
            return Box::new(process);
        }
        Box::new(WithProfiles {
            process,
            by_account: self.0,
        })
    }
}

/// Reads the profiles of these names.
pub(crate) fn named(names: &[String]) -> anyhow::Result<Vec<Profile>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let path = file()?;
    let shown = config_files::shown(&path);
    let unread = |why: String| {
        fail_with_help(
            RunErrorKind::Options,
            format!("the profiles of twilio-cli cannot be read from {shown}: {why}"),
            "run `twilio profiles:create`, or check the file's permissions",
        )
    };
    if let Some(problem) = no_file(&path) {
        return unread(problem.summary);
    }
    let bytes = match read_at_most(&path, LARGEST) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return unread("it is larger than 1 MiB".to_owned()),
        Err(error) => return unread(error.to_string()),
    };
    let unreadable = |why: Unreadable| {
        let help = why.help.clone();
        fail_with_help(RunErrorKind::Options, why.to_string(), help)
    };
    let profiles = match profile::read(&shown, &bytes) {
        Ok(profiles) => profiles,
        Err(why) => return unreadable(why),
    };
    let edge = variable("TWILIO_EDGE");
    let mut found = Vec::new();
    for name in names {
        match profiles.named(name, edge.as_deref()) {
            Ok(profile) => found.push(profile),
            Err(why) => return unreadable(why),
        }
    }
    Ok(found)
}

/// The file of the profiles, which does not depend on `XDG_CONFIG_HOME`.
fn file() -> anyhow::Result<PathBuf> {
    let home = variable("HOME").or_else(|| variable("USERPROFILE"));
    match home {
        Some(home) => Ok(PathBuf::from(home).join(".twilio-cli").join("config.json")),
        None => fail_with_help(
            RunErrorKind::Variable,
            "the home folder, which holds the profiles of twilio-cli, is not known",
            "set HOME",
        ),
    }
}

/// A vault with the keys of profiles, by account.
struct WithProfiles<V> {
    process: V,
    by_account: BTreeMap<String, Profile>,
}

impl<V: Vault> Vault for WithProfiles<V> {
    fn variable(&self, name: &str) -> Option<Secret> {
        let own = || match self.by_account.values().next() {
            Some(only) if name == ACCOUNT_SID && self.by_account.len() == 1 => {
                Some(Secret::new(only.account_sid.as_str()))
            }
            _ => None,
        };
        self.process.variable(name).or_else(own)
    }

    fn resolve(&self, reference: &SecretReference) -> Result<Secret, String> {
        self.process.resolve(reference)
    }

    fn key_of(&self, account: &str) -> Option<AccountKey> {
        let profile = self.by_account.get(account)?;
        Some(AccountKey {
            source: format!("the profile {}", yaml::shown(&profile.name)),
            key: Secret::new(profile.api_key.as_str()),
            secret: profile.api_secret.clone(),
            place: profile.region.clone().zip(profile.edge.clone()),
        })
    }
}

//! Starts a stand-in for each kind of provider that a command uses, and one for Dynamics 365. Each keeps its state in a file of
//! its own, and locks it so that two processes do not overwrite each other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use url::Url;

use crate::cli::failure::fail_with_help;
use crate::cli::local_sandbox::azure::Azure;
use crate::cli::local_sandbox::twilio::Twilio;
use crate::engine::RunErrorKind;
use crate::model::Name;
use crate::sandbox::Seed;

mod azure;
mod dynamics;
mod lock;
mod state;
mod twilio;

pub(super) use dynamics::Dynamics;
pub(super) use state::Access;

/// The kind that the first stand-in plays.
pub(super) const TWILIO: &str = "twilio";
/// The kind that the second one plays.
pub(super) const AZURE: &str = "azure";
/// The counterpart that the third one plays.
pub(super) const DYNAMICS: &str = "dynamics";

/// What fresh stand-ins hold. What has no seed has no stand-in.
#[derive(Debug, Default)]
pub(super) struct Seeds {
    /// The accounts at Twilio.
    pub twilio: Option<Seed>,
    /// The resources at Azure.
    pub azure: Option<azure_sandbox::Seed>,
    /// The rows in Dynamics 365.
    pub dynamics: Option<dataverse_sandbox::Seed>,
}

/// The files that keep the states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StateFiles {
    twilio: PathBuf,
    azure: PathBuf,
    dynamics: PathBuf,
}

impl StateFiles {
    /// The files with this name; that of Azure has `-azure` before its ending, and that of Dynamics
    /// 365 `-dynamics`.
    pub(super) fn named(twilio: PathBuf) -> Self {
        let of = |kind: &str| {
            let mut name = twilio.file_stem().unwrap_or_default().to_owned();
            name.push("-");
            name.push(kind);
            if let Some(ending) = twilio.extension() {
                name.push(".");
                name.push(ending);
            }
            twilio.with_file_name(name)
        };
        Self {
            azure: of(AZURE),
            dynamics: of(DYNAMICS),
            twilio,
        }
    }

    /// The file of a kind's stand-in.
    pub(super) fn of(&self, kind: &str) -> &Path {
        match kind {
            AZURE => &self.azure,
            DYNAMICS => &self.dynamics,
            _ => &self.twilio,
        }
    }

    /// All of them.
    pub(super) fn into_all(self) -> [PathBuf; 3] {
        [self.twilio, self.azure, self.dynamics]
    }
}

/// The ports to listen on; 0 is any free one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ports {
    /// That of Twilio's.
    pub twilio: u16,
    /// That of Azure's.
    pub azure: u16,
    /// That of Dynamics 365's.
    pub dynamics: u16,
}

/// The stand-ins that are listening.
pub(super) struct StandIns {
    /// That for Twilio.
    pub twilio: Option<Twilio>,
    /// That for Azure.
    pub azure: Option<Azure>,
    /// That for Dynamics 365.
    pub dynamics: Option<Dynamics>,
    /// Where their states are.
    pub files: StateFiles,
}

impl StandIns {
    /// Starts a stand-in on loopback for each seed.
    pub(super) async fn start(
        seeds: &Seeds,
        files: StateFiles,
        ports: Ports,
        access: Access,
    ) -> anyhow::Result<Self> {
        let twilio = match &seeds.twilio {
            Some(seed) => {
                let starting = Twilio::start(seed, &files.twilio, ports.twilio, access);
                Some(Box::pin(starting).await?)
            }
            None => None,
        };
        let azure = match &seeds.azure {
            Some(seed) => {
                let starting = Azure::start(seed, &files.azure, ports.azure, access);
                Some(Box::pin(starting).await?)
            }
            None => None,
        };
        let dynamics = match &seeds.dynamics {
            Some(seed) => {
                let starting = Dynamics::start(seed, &files.dynamics, ports.dynamics, access);
                Some(Box::pin(starting).await?)
            }
            None => None,
        };
        Ok(Self {
            twilio,
            azure,
            dynamics,
            files,
        })
    }

    /// The base URL of each kind of provider, and that of Dynamics 365, which signs in there too.
    pub(super) fn api_urls(&self) -> anyhow::Result<BTreeMap<&'static str, Url>> {
        let twilio = self.twilio.iter().map(|one| (TWILIO, one.running.url()));
        let azure = self.azure.iter().map(|one| (AZURE, one.running.url()));
        let dynamics = self.dynamics.iter();
        let dynamics = dynamics.map(|one| (DYNAMICS, one.running.url()));
        let parsed = |(kind, url): (_, String)| {
            let url = Url::parse(&url).context("the sandbox's own address")?;
            Ok((kind, url))
        };
        twilio.chain(azure).chain(dynamics).map(parsed).collect()
    }

    /// The accounts at Twilio.
    pub(super) fn accounts(&self) -> Vec<String> {
        let twilio = self.twilio.iter();
        let credentials = twilio.flat_map(|one| one.running.credentials());
        credentials.map(|(account, _)| account).collect()
    }

    /// The ids of the resources at Azure.
    pub(super) fn resources(&self) -> Vec<String> {
        let azure = self.azure.iter().flat_map(|one| one.running.access());
        azure.map(|keys| keys.resource_id).collect()
    }

    /// What opens each account, and Dynamics 365 under its key.
    pub(super) fn tokens(&self) -> Vec<(String, String)> {
        let twilio = self.twilio.iter();
        let twilio = twilio.flat_map(|one| one.running.credentials());
        let azure = self.azure.iter().flat_map(Azure::tokens);
        let dynamics = self.dynamics.iter().filter_map(Dynamics::token);
        let dynamics = dynamics.map(|token| (DYNAMICS.to_owned(), token));
        twilio.chain(azure).chain(dynamics).collect()
    }

    /// Stops the stand-ins. If several fail, the first error counts.
    pub(super) async fn stop(self) -> anyhow::Result<()> {
        let first = match self.twilio {
            Some(one) => one.stop().await,
            None => Ok(()),
        };
        let second = match self.azure {
            Some(one) => one.stop().await,
            None => Ok(()),
        };
        let third = match self.dynamics {
            Some(one) => one.stop().await,
            None => Ok(()),
        };
        first.and(second).and(third)
    }
}

/// Checks that a provider's kind has a stand-in.
pub(super) fn for_kind(provider: &Name, kind: &str) -> anyhow::Result<()> {
    if [TWILIO, AZURE].contains(&kind) {
        return Ok(());
    }
    fail_with_help(
        RunErrorKind::Sandbox,
        format!(
            "the provider `{provider}` has the type {kind}, and there is a sandbox only for {TWILIO} and {AZURE}"
        ),
        "leave out --sandbox",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_without_a_stand_in_is_refused_by_name() {
        let name = Name::parse("main").unwrap();
        assert!(for_kind(&name, "twilio").is_ok());
        assert!(for_kind(&name, "azure").is_ok());
        let error = for_kind(&name, "pigeon").unwrap_err().to_string();
        assert!(
            error.contains("`main`") && error.contains("pigeon"),
            "{error}"
        );
    }

    #[test]
    fn each_kind_has_a_file_of_its_own() {
        for (given, azure, dynamics) in [
            (
                "a/sandbox.json",
                "a/sandbox-azure.json",
                "a/sandbox-dynamics.json",
            ),
            ("state", "state-azure", "state-dynamics"),
            (".json", ".json-azure", ".json-dynamics"),
        ] {
            let files = StateFiles::named(PathBuf::from(given));
            assert_eq!(files.of(TWILIO), Path::new(given));
            assert_eq!(files.of(AZURE), Path::new(azure));
            assert_eq!(files.of(DYNAMICS), Path::new(dynamics));
        }
    }
}

//! What fresh stand-ins hold: the contents of `sandbox.yaml`, else what the configuration declares.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::cli::failure::{OfKind as _, fail};
use crate::cli::input::config_files;
use crate::cli::local_sandbox::{self, AZURE, Seeds, TWILIO};
use crate::config::Configuration;
use crate::engine::RunErrorKind;
use crate::sandbox::Seed;

mod azure;
mod dynamics;
mod twilio;

/// A `sandbox.yaml`: the part of each stand-in.
#[derive(Default)]
struct File {
    twilio: Seed,
    /// `None` without its key.
    azure: Option<azure_sandbox::Seed>,
    /// `None` without its key.
    dynamics: Option<dataverse_sandbox::Seed>,
}

/// What the stand-ins of a configuration hold, one for each kind of its providers. `file` is the
/// `sandbox.yaml` beside it.
pub(crate) fn of(configuration: &Configuration, file: Option<&Path>) -> anyhow::Result<Seeds> {
    let mut kinds = Vec::new();
    for (name, provider) in &configuration.providers {
        let kind = provider.declared().kind();
        local_sandbox::for_kind(name, kind)?;
        kinds.push(kind);
    }
    let file = file.map(File::read).transpose()?;
    let is_filled = file.as_ref().is_none_or(File::leaves_accounts);
    let File {
        twilio,
        azure,
        dynamics,
    } = file.unwrap_or_default();
    Ok(Seeds {
        // A configuration without any provider has a sandbox too.
        twilio: (kinds.contains(&TWILIO) || !kinds.contains(&AZURE))
            .then(|| twilio::seed(configuration, twilio, is_filled)),
        azure: kinds
            .contains(&AZURE)
            .then(|| azure::seed(configuration, azure.unwrap_or_default())),
        dynamics: dynamics::seed(configuration, dynamics),
    })
}

/// What the stand-ins hold without a configuration: the contents of the `sandbox.yaml` here, else a
/// demo account at Twilio.
pub(crate) fn alone() -> anyhow::Result<Seeds> {
    let Some(path) = config_files::sandbox_in(&[PathBuf::from(".")]) else {
        return Ok(Seeds {
            twilio: Some(Seed::demo()),
            ..Seeds::default()
        });
    };
    let file = File::read(&path)?;
    let others_only = file.has_others() && file.leaves_accounts();
    Ok(Seeds {
        twilio: (!others_only).then_some(file.twilio),
        azure: file.azure,
        dynamics: file.dynamics,
    })
}

/// Adds the rows in Dynamics 365 for this URL, unless there are some: rows that agree with the
/// configuration, and without one those of a demo.
pub(crate) fn with_dynamics(
    seeds: Seeds,
    configuration: Option<&Configuration>,
    url: String,
) -> Seeds {
    let fresh = || match configuration {
        Some(configuration) => {
            dynamics::seed(configuration, Some(dataverse_sandbox::Seed::default()))
        }
        None => Some(dataverse_sandbox::Seed::demo()),
    };
    let dynamics = seeds.dynamics.or_else(fresh).map(|mut seed| {
        seed.url.get_or_insert(url);
        seed
    });
    Seeds { dynamics, ..seeds }
}

impl File {
    /// True if it leaves the accounts at Twilio to the configuration: it names none, and is about other
    /// stand-ins or about who answers texts.
    fn leaves_accounts(&self) -> bool {
        let Seed {
            accounts,
            handlers,
            traffic,
            ..
        } = &self.twilio;
        let has_texts = !handlers.is_empty() || traffic.is_some();
        accounts.is_empty() && (has_texts || self.has_others())
    }

    /// True if it has a part of another stand-in.
    fn has_others(&self) -> bool {
        self.azure.is_some() || self.dynamics.is_some()
    }

    fn read(path: &Path) -> anyhow::Result<Self> {
        let shown = config_files::shown(path);
        if let Some(problem) = config_files::no_file(path) {
            return fail(
                RunErrorKind::Sandbox,
                format!("{shown}: {}", problem.summary),
            );
        }
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("{shown} cannot be read"))
            .of_kind(RunErrorKind::Sandbox)?;
        Self::parse(&text)
            .with_context(|| format!("{shown} does not describe a sandbox"))
            .of_kind(RunErrorKind::Sandbox)
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        Ok(Self {
            twilio: Seed::from_yaml(text)?,
            azure: azure_sandbox::Seed::from_part(text)?,
            dynamics: dataverse_sandbox::Seed::from_part(text)?,
        })
    }
}

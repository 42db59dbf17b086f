//! The policy that `--policy` or a variable names.

use std::path::PathBuf;

use clap::Args;

use crate::cli::failure::fail_with_help;
use crate::cli::global_options::place_variable;
use crate::cli::input::config_files;
use crate::cli::input::project::Project;
use crate::cli::input::read_file;
use crate::cli::output::suggestions;
use crate::engine::RunErrorKind;
use crate::model::Code;
use crate::policy::{self, Policy};
use crate::provider::codes;
use crate::yaml::{Diagnostic, Sources};

/// The variable that names the policy, unless `--policy` does.
const POLICY: &str = "SWITCHBOARD_POLICY";

/// The option of commands that make a plan.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct PolicyOption {
    /// Policy that the plan must keep [default: `SWITCHBOARD_POLICY`]
    ///
    /// A violated rule is an error, and nothing is applied. The policy is part of the plan's hash, so
    /// a saved plan is applied with the policy that it was made with.
    #[arg(long = "policy", value_name = "FILE")]
    policy: Option<PathBuf>,
}

/// What is wrong with a policy that was read apart from a project.
pub(crate) struct Unreadable {
    /// The problems.
    pub problems: Vec<Diagnostic>,
    /// The sources that show them.
    pub sources: Sources,
}

impl PolicyOption {
    fn path(&self) -> anyhow::Result<Option<PathBuf>> {
        match &self.policy {
            Some(path) if path.as_os_str().is_empty() => fail_with_help(
                RunErrorKind::Options,
                "--policy names no file",
                "name a file, or leave the option out",
            ),
            Some(path) => {
                suggestions::remember_policy(path);
                Ok(Some(path.clone()))
            }
            None => Ok(place_variable(POLICY)?.map(PathBuf::from)),
        }
    }

    /// Reads the policy, if one is named. Its problems are added to those of the project, which then
    /// has no valid configuration. The severities that the policy gives to findings become those of
    /// what reading the configuration found.
    pub(crate) fn read(&self, project: &mut Project) -> anyhow::Result<Option<Policy>> {
        let Some(path) = self.path()? else {
            return Ok(None);
        };
        project.protect(&path, "the policy");
        let loaded = &mut project.loaded;
        match load(&path, &mut loaded.origins.sources) {
            Ok(policy) => {
                let enforced = codes::all().map(|known| known.code);
                let enforced = enforced.filter(|code| policy.enforces(*code));
                if let Some(configuration) = &mut loaded.configuration {
                    configuration.enforced.extend(enforced);
                }
                let hidden = loaded.hidden.iter();
                let hidden = hidden.filter(|one| policy.enforces(one.code)).cloned();
                loaded.diagnostics.extend(hidden);
                for one in loaded.diagnostics.iter_mut().filter(|one| !one.is_error()) {
                    one.severity = policy.severity(one.code, one.severity);
                }
                Ok(Some(policy))
            }
            Err(problems) => {
                loaded.diagnostics.extend(problems);
                loaded.configuration = None;
                Ok(None)
            }
        }
    }

    /// Reads the policy, if one is named, apart from a project.
    pub(crate) fn read_apart(&self) -> anyhow::Result<Result<Option<Policy>, Unreadable>> {
        let Some(path) = self.path()? else {
            return Ok(Ok(None));
        };
        let mut sources = Sources::default();
        Ok(match load(&path, &mut sources) {
            Ok(policy) => Ok(Some(policy.without_sources())),
            Err(problems) => Err(Unreadable { problems, sources }),
        })
    }
}

fn load(path: &std::path::Path, sources: &mut Sources) -> Result<Policy, Vec<Diagnostic>> {
    let (mut texts, mut problems) = (Vec::new(), Vec::new());
    read_file::read(path, &mut texts, &mut problems);
    let Some(text) = texts.pop() else {
        return Err(problems);
    };
    let codes: Vec<Code> = codes::all().map(|known| known.code).collect();
    policy::load(&config_files::shown(path), text.bytes, &codes, sources)
}

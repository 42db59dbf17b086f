//! The default location of the registry and the sandbox's state: `.switchboard` beside the
//! configuration that `-f` names, wherever the program is started; without `-f`, in the working
//! directory.
//!
//! Until 0.1 it was always the working directory. A working directory that has a registry keeps
//! using it if there is none beside the configuration. If both have one, a warning says which is
//! used.

use std::path::{Path, PathBuf};

use crate::cli::global_options::Global;
use crate::cli::input::config_files;
use crate::cli::local_sandbox::StateFiles;
use crate::model::FindingCode;
use crate::registry::OWN;
use crate::yaml::Diagnostic;

/// The registry's file.
const REGISTRY: &str = "registry.db";
/// The sandbox's registry.
const SANDBOX_REGISTRY: &str = "sandbox.db";
/// The sandbox's state, from which [`StateFiles`] derives the names of others.
const SANDBOX_STATE: &str = "sandbox.json";

/// A folder of Switchboard's own files.
pub(crate) struct StateFolder {
    folder: PathBuf,
    /// A warning about a second such folder, if there is one.
    pub notice: Option<Diagnostic>,
}

impl StateFolder {
    /// The folder of the registry of real accounts.
    pub(crate) fn of_registry(global: &Global) -> Self {
        choose(global, &[PathBuf::from(REGISTRY)])
    }

    /// The folder of the sandbox's registry and its state.
    pub(crate) fn of_sandbox(global: &Global) -> Self {
        let mut files = vec![PathBuf::from(SANDBOX_REGISTRY)];
        files.extend(StateFiles::named(PathBuf::from(SANDBOX_STATE)).into_all());
        choose(global, &files)
    }

    /// The registry of real accounts.
    pub(crate) fn registry(&self) -> PathBuf {
        self.folder.join(REGISTRY)
    }

    /// The sandbox's registry.
    pub(crate) fn sandbox_registry(&self) -> PathBuf {
        self.folder.join(SANDBOX_REGISTRY)
    }

    /// The sandbox's states.
    pub(crate) fn sandbox_states(&self) -> StateFiles {
        StateFiles::named(self.folder.join(SANDBOX_STATE))
    }
}

/// The folders: that of the working directory, and the one beside the configuration.
fn folders(global: &Global) -> impl Iterator<Item = PathBuf> {
    let beside = beside(global).map(|folder| folder.join(OWN));
    std::iter::once(PathBuf::from(OWN)).chain(beside)
}

/// Every default registry.
pub(crate) fn registries(global: &Global) -> Vec<PathBuf> {
    let both = |folder: PathBuf| [folder.join(REGISTRY), folder.join(SANDBOX_REGISTRY)];
    folders(global).flat_map(both).collect()
}

/// Every default state of a sandbox.
pub(crate) fn sandbox_states(global: &Global) -> Vec<PathBuf> {
    let files = folders(global).map(|folder| StateFiles::named(folder.join(SANDBOX_STATE)));
    files.flat_map(StateFiles::into_all).collect()
}

fn choose(global: &Global, files: &[PathBuf]) -> StateFolder {
    let here = PathBuf::from(OWN);
    let Some(beside) = beside(global).map(|folder| folder.join(OWN)) else {
        return StateFolder {
            folder: here,
            notice: None,
        };
    };
    let held = |folder: &Path| {
        files
            .iter()
            .map(|name| folder.join(name))
            .find(|f| f.exists())
    };
    let first = files.first().cloned().unwrap_or_default();
    let (folder, notice) = match (held(&beside), held(&here)) {
        (_, None) => (beside, None),
        (None, Some(there)) => {
            let wanted = beside.join(first);
            let notice = warning(
                format!(
                    "{} of the working directory is used: there is no {} beside the configuration",
                    config_files::shown(&there),
                    config_files::shown(&wanted)
                ),
                format!(
                    "move it to {}, where it is found from any working directory",
                    config_files::shown(&beside)
                ),
            );
            (here, Some(notice))
        }
        (Some(used), Some(other)) => {
            let notice = warning(
                format!(
                    "{} beside the configuration is used, and not {} of the working directory",
                    config_files::shown(&used),
                    config_files::shown(&other)
                ),
                "each records only what was applied with it: remove the wrong one, or choose one with --registry".to_owned(),
            );
            (beside, Some(notice))
        }
    };
    StateFolder { folder, notice }
}

fn warning(summary: String, help: String) -> Diagnostic {
    Diagnostic::warning(FindingCode::RegistryElsewhere, summary).help(help)
}

/// The folder of the configuration that the first `-f` names. `None` if that is the working
/// directory, or if `-f` names a pipe, beside which nothing can be kept.
fn beside(global: &Global) -> Option<PathBuf> {
    let named = global.files.first()?;
    let folder = if named.is_dir() {
        named.clone()
    } else if named.exists() && !named.is_file() {
        return None;
    } else {
        config_files::folder_of(named)
    };
    let here = std::fs::canonicalize(".").ok();
    let there = std::fs::canonicalize(&folder).ok();
    (there.is_none() || there != here).then_some(folder)
}

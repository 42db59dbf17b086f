//! The registry that the options name, and its location.

use std::path::PathBuf;

use crate::cli::failure::fail_with_help;
use crate::cli::global_options::{Global, place_variable};
use crate::cli::input::config_files;
use crate::cli::input::state_folder::{self, StateFolder};
use crate::engine::RunErrorKind;
use crate::model::mask_userinfo;
use crate::registry::{self, Registry};
use crate::yaml::Diagnostic;

/// A registry and its location.
pub(crate) struct RegistryLocation {
    /// The registry.
    pub registry: Box<dyn Registry>,
    /// The location, as people may see it.
    pub place: String,
    /// What to report about the location.
    pub notices: Vec<Diagnostic>,
}

/// The registry URL from `--registry` or `SWITCHBOARD_REGISTRY`. With `--sandbox` the variable is
/// ignored, so that fake SIDs never get into a real registry.
fn named(global: &Global) -> anyhow::Result<Option<String>> {
    match (&global.registry, global.sandbox) {
        (Some(url), _) => Ok(Some(url.clone())),
        (None, true) => Ok(None),
        (None, false) => place_variable("SWITCHBOARD_REGISTRY"),
    }
}

/// Opens the registry that the options name, or the default one.
pub(crate) fn open(global: &Global) -> anyhow::Result<RegistryLocation> {
    let Some(url) = named(global)? else {
        let (folder, path) = if global.sandbox {
            let folder = StateFolder::of_sandbox(global);
            let path = folder.sandbox_registry();
            (folder, path)
        } else {
            let folder = StateFolder::of_registry(global);
            let path = folder.registry();
            (folder, path)
        };
        return Ok(RegistryLocation {
            place: format!("sqlite:{}", config_files::shown(&path)),
            notices: folder.notice.into_iter().collect(),
            registry: registry::in_file(path),
        });
    };
    if url.trim().is_empty() {
        return fail_with_help(
            RunErrorKind::Options,
            "--registry is empty",
            "write sqlite:PATH or postgres://USER@HOST/DATABASE",
        );
    }
    Ok(RegistryLocation {
        registry: registry::open(&url)?,
        place: mask_userinfo(&url).into_owned(),
        notices: Vec::new(),
    })
}

/// The files of the named registry, and those of the default registries.
pub(crate) fn files(global: &Global) -> Vec<PathBuf> {
    let named = named(global).ok().flatten();
    let mut files: Vec<PathBuf> = named.iter().flat_map(|url| registry::files(url)).collect();
    for path in state_folder::registries(global) {
        files.extend(registry::files_of(&path));
    }
    files
}

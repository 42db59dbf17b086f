//! Finds and reads the configuration's files. A file that cannot be read is a diagnostic like any
//! other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::cli::failure::OfKind as _;
use crate::cli::global_options::{Global, environment_vars};
pub(crate) use crate::cli::input::overlays::{environments, unused_overlays};
use crate::cli::input::overlays::{meant, of_others, overlays_of};
pub(crate) use crate::cli::input::paths::{folder_of, shown};
pub(crate) use crate::cli::input::read_file::{no_file, read, read_at_most};
use crate::config::Input;
use crate::engine::RunErrorKind;
use crate::model::{FindingCode, Name};
use crate::yaml::Diagnostic;

/// Where to look for configuration without `-f`: two files and a folder.
const DEFAULTS: [&str; 3] = ["switchboard.yaml", "switchboard.yml", "switchboard/"];
/// The sandbox's own file. It may lie beside the configuration, but is not part of it.
const SANDBOX: [&str; 2] = ["sandbox.yaml", "sandbox.yml"];

/// The file that lists expected drift, beside the configuration.
pub(crate) const IGNORE_FILE: &str = ".switchboardignore";

/// The files of a configuration.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// The texts that were read, ready for the reader.
    pub input: Input,
    /// Diagnostics of files that could not be read.
    pub problems: Vec<Diagnostic>,
    /// The paths that name the configuration: files or folders.
    pub sources: Vec<PathBuf>,
    /// The base files, in reading order.
    pub paths: Vec<PathBuf>,
    /// The overlays that were read, in reading order.
    pub overlays: Vec<PathBuf>,
    /// The folders in which the base files lie, in order and each once.
    pub folders: Vec<PathBuf>,
}

/// The paths of a configuration's files.
pub(crate) struct Places {
    /// The base files, in reading order.
    pub base: Vec<PathBuf>,
    /// The overlays, in reading order.
    pub overlays: Vec<PathBuf>,
}

impl Files {
    /// The sandbox's file beside the configuration, if there is one.
    pub(crate) fn sandbox(&self) -> Option<PathBuf> {
        sandbox_in(&self.folders)
    }

    /// Every file that defines this or another environment: the files that were read, overlays that
    /// were not, the sandbox's file, the file of expected drift, and the files that would be read
    /// without `-f`. Some of them may not exist.
    pub(crate) fn all(&self) -> Vec<PathBuf> {
        let mut all = self.paths.clone();
        all.extend(self.names().into_iter().map(PathBuf::from));
        all.extend(DEFAULTS.iter().map(PathBuf::from));
        for folder in &self.folders {
            all.extend(SANDBOX.map(|name| folder.join(name)));
            all.push(folder.join(IGNORE_FILE));
            let overlays = std::fs::read_dir(folder.join("envs")).into_iter().flatten();
            all.extend(overlays.flatten().map(|entry| entry.path()));
        }
        all
    }

    /// The folders of which every YAML file is read: those that were named, and those of overlays.
    pub(crate) fn read_whole(&self) -> Vec<PathBuf> {
        let named = self.sources.iter().filter(|source| source.is_dir());
        let overlays = self.folders.iter().map(|folder| folder.join("envs"));
        named.cloned().chain(overlays).collect()
    }

    /// The names of all files, in reading order.
    pub(crate) fn names(&self) -> Vec<String> {
        self.input
            .base
            .iter()
            .chain(&self.input.overlays)
            .map(|text| text.name.clone())
            .collect()
    }
}

/// The sandbox's file in the first of these folders that has one.
pub(crate) fn sandbox_in(folders: &[PathBuf]) -> Option<PathBuf> {
    folders
        .iter()
        .flat_map(|folder| SANDBOX.map(|name| folder.join(name)))
        .find(|path| path.exists() && !path.is_dir())
}

/// The paths in the working directory that are read as configuration without `-f`.
pub(crate) fn defaults() -> Vec<PathBuf> {
    // The slash at the end asks for a folder: a file `switchboard` is more likely the program.
    let there = DEFAULTS.iter().map(PathBuf::from);
    there.filter(|path| path.exists()).collect()
}

/// Reads the configuration that the options name.
pub(crate) fn gather(global: &Global) -> anyhow::Result<Files> {
    let mut files = Files {
        sources: sources(global),
        ..Files::default()
    };
    if files.sources.is_empty() {
        files.problems.push(
            Diagnostic::error(FindingCode::NoConfiguration, "no configuration found").help(
                "name it with -f PATH, or run `switchboard init` to write a switchboard.yaml here",
            ),
        );
    }
    if global.files.is_empty() && files.sources.len() > 1 {
        let found: Vec<String> = files.sources.iter().map(|path| shown(path)).collect();
        files.problems.push(
            Diagnostic::error(
                FindingCode::SeveralConfigurations,
                format!("there are several configurations: {}", found.join(", ")),
            )
            .help("choose one with -f; given several times, -f joins them"),
        );
        return Ok(files);
    }
    for source in files.sources.clone() {
        let inside = match listing(&source) {
            Ok(inside) => inside,
            Err(problem) => {
                files.problems.push(problem);
                continue;
            }
        };
        for path in inside {
            let folder = folder_of(&path);
            if !files.folders.contains(&folder) {
                files.folders.push(folder);
            }
            read(&path, &mut files.input.base, &mut files.problems);
            files.paths.push(path);
        }
    }
    if let Some(environment) = global.env.as_deref().filter(|name| !name.is_empty()) {
        overlays(environment, &mut files)?;
    }
    files.input.vars = global.vars.iter().cloned().collect::<BTreeMap<_, _>>();
    files.input.environment_vars = environment_vars();
    Ok(files)
}

/// The paths of the files that [`gather`] would read, if there is nothing to report about them.
pub(crate) fn places(global: &Global) -> Option<Places> {
    let sources = sources(global);
    if global.files.is_empty() && sources.len() > 1 {
        return None;
    }
    let listed: Result<Vec<_>, _> = sources.iter().map(|source| listing(source)).collect();
    let base: Vec<PathBuf> = listed.ok()?.into_iter().flatten().collect();
    let overlays = match global.env.as_deref().filter(|name| !name.is_empty()) {
        Some(environment) => {
            Name::parse(environment).ok()?;
            let mut folders: Vec<PathBuf> = base.iter().map(|path| folder_of(path)).collect();
            folders.dedup();
            let found = overlays_of(environment, &folders);
            if found.is_empty() {
                return None;
            }
            found
        }
        None => Vec::new(),
    };
    Some(Places { base, overlays })
}

fn sources(global: &Global) -> Vec<PathBuf> {
    if global.files.is_empty() {
        defaults()
    } else {
        global.files.clone()
    }
}

/// The files of a source: the source itself, or the YAML files directly in the folder.
fn listing(source: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    if !source.is_dir() {
        return Ok(vec![source.to_owned()]);
    }
    let unreadable = |error: std::io::Error| {
        Diagnostic::error(
            FindingCode::UnreadableFile,
            format!("the folder cannot be read: {error}"),
        )
        .help("check the path and its permissions")
        .in_file(shown(source))
    };
    let mut inside = Vec::new();
    for entry in std::fs::read_dir(source).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let yaml = path
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "yml");
        let sandbox = path
            .file_name()
            .is_some_and(|name| SANDBOX.iter().any(|own| name == *own));
        if sandbox && let Some(problem) = no_file(&path) {
            return Err(problem);
        }
        if yaml && !sandbox && !path.is_dir() {
            inside.push(path);
        }
    }
    inside.sort();
    if inside.is_empty() {
        return Err(Diagnostic::error(
            FindingCode::NoConfiguration,
            "the folder contains no *.yaml or *.yml file",
        )
        .help("put the configuration there, or name a file")
        .in_file(shown(source)));
    }
    Ok(inside)
}

/// Reads the overlays, which lie beside the base: `envs/NAME.yaml` in the base's folder.
fn overlays(environment: &str, files: &mut Files) -> anyhow::Result<()> {
    Name::parse(environment)
        .with_context(|| format!("--env {environment}: not the name of an environment"))
        .of_kind(RunErrorKind::Options)?;
    let found = overlays_of(environment, &files.folders);
    if found.is_empty() && !files.folders.is_empty() {
        let wanted = files
            .folders
            .first()
            .map(|folder| folder.join("envs").join(format!("{environment}.yaml")));
        let wanted = wanted.unwrap_or_default();
        files.problems.push(
            Diagnostic::error(
                FindingCode::MissingOverlay,
                format!("the environment `{environment}` has no overlay"),
            )
            .help(format!(
                "{}write {} with only what differs, or leave it empty; {}",
                meant(environment, &wanted),
                shown(&wanted),
                of_others(&wanted)
            ))
            .in_file(shown(&wanted)),
        );
    }
    for path in found {
        read(&path, &mut files.input.overlays, &mut files.problems);
        files.overlays.push(path);
    }
    Ok(())
}

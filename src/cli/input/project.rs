//! A configuration that was read, and the files it was read from.

use std::path::{Path, PathBuf};

use crate::cli::failure::fail;
use crate::cli::global_options::Global;
use crate::cli::input::{config_files, seeds};
use crate::cli::local_sandbox::Seeds;
use crate::cli::output::protected::Protected;
use crate::config::{self, Configuration, Input, Loaded};
use crate::engine::RunErrorKind;
use crate::model::Scope;

/// A configuration that was read, and where it came from.
pub(crate) struct Project {
    /// The configuration and its diagnostics.
    pub loaded: Loaded,
    /// The names of all files.
    pub names: Vec<String>,
    /// The paths of all files.
    pub paths: Vec<PathBuf>,
    /// The paths that name the configuration.
    pub sources: Vec<PathBuf>,
    /// Whether these paths were found in the working directory, and not named.
    pub found: bool,
    /// The folder of the first file.
    pub folder: Option<PathBuf>,
    /// The environment's name; empty if none was chosen.
    pub environment: String,
    folders: Vec<PathBuf>,
    sandbox_file: Option<PathBuf>,
    protected: Protected,
}

impl Project {
    /// Reads the configuration that the options name. Of the tree of a valid one, only places are
    /// kept.
    pub(crate) fn read(global: &Global) -> anyhow::Result<Self> {
        let mut project = Self::checked(global)?;
        if project.loaded.configuration.is_some() {
            project.loaded.origins.forget_values();
        }
        Ok(project)
    }

    /// Reads the configuration that the options name, for a command that only checks it.
    pub(crate) fn checked(global: &Global) -> anyhow::Result<Self> {
        let files = config_files::gather(global)?;
        let mut protected = Protected::of_installation(global);
        protected.add_all(files.all(), "a file of the configuration");
        protected.add_folders(files.read_whole());
        Ok(Self {
            names: files.names(),
            paths: files.paths.iter().chain(&files.overlays).cloned().collect(),
            sources: files.sources.clone(),
            found: global.files.is_empty(),
            folder: files.folders.first().cloned(),
            environment: global.env.clone().unwrap_or_default(),
            sandbox_file: files.sandbox(),
            folders: files.folders.clone(),
            loaded: load(files),
            protected,
        })
    }

    /// The path of a file, by the name under which it is shown. Paths that are not text may be
    /// shown alike.
    pub(crate) fn path_of(&self, name: &str) -> anyhow::Result<&Path> {
        let named = |path: &&PathBuf| config_files::shown(path) == name;
        let mut paths = self.paths.iter().filter(named);
        match (paths.next(), paths.next()) {
            (Some(path), None) => Ok(path),
            _ => fail(
                RunErrorKind::Input,
                format!("{name} cannot be written: its path is not clear from its name"),
            ),
        }
    }

    /// The files that no output may replace.
    pub(crate) fn protected(&self) -> Protected {
        let mut protected = self.protected.clone();
        let mut all = self.loaded.secret_files.clone();
        for text in config_files::unused_overlays(&self.folders, &self.names) {
            let overlay = config::load(Input {
                base: vec![text],
                ..Input::default()
            });
            all.extend(overlay.secret_files);
        }
        protected.add_all(all, "where a secret is kept");
        protected
    }

    /// Keeps outputs from replacing one more file.
    pub(crate) fn protect(&mut self, path: &Path, what: &'static str) {
        self.protected.add(path, what);
    }

    /// The project and environment of the configuration, as far as it could be read.
    pub(crate) fn scope(&self) -> Scope {
        let configuration = self.loaded.configuration.as_ref();
        Scope {
            project: configuration
                .map_or("default", |one| &one.project)
                .to_owned(),
            environment: self.environment.clone(),
        }
    }

    /// The same; `None` if the configuration could not be read, so that nobody knows the project.
    pub(crate) fn known_scope(&self) -> Option<Scope> {
        self.loaded.configuration.as_ref().map(|_| self.scope())
    }

    /// What fresh stand-ins hold.
    pub(crate) fn seeds(&self, configuration: &Configuration) -> anyhow::Result<Seeds> {
        seeds::of(configuration, self.sandbox_file.as_deref())
    }
}

/// Reads a configuration from its files. Files that cannot be read are among the problems.
fn load(mut files: config_files::Files) -> Loaded {
    let mut loaded = config::load(std::mem::take(&mut files.input));
    if !files.problems.is_empty() {
        loaded.diagnostics.splice(0..0, files.problems);
        if loaded.has_errors() {
            loaded.configuration = None;
        }
    }
    loaded
}

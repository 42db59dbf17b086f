//! A configuration that was read, and the files it was read from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::cli::failure::{OfKind as _, fail};
use crate::cli::global_options::Global;
use crate::cli::input::config_files;
use crate::cli::input::secret_sources::sandbox_account;
use crate::cli::local_sandbox;
use crate::cli::output::protected::Protected;
use crate::config::{self, Configuration, Input, Loaded};
use crate::engine::RunErrorKind;
use crate::model::{Address, Kind, Resource, Router, Scope};
use crate::provider::AccountReference;
use crate::sandbox::{Seed, SeedAccount, SeedApplication, SeedNumber};

/// A number that a fresh sandbox holds in addition to the declared ones.
const UNDECLARED: &str = "+15005550199";

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

    /// The contents of a sandbox without configuration: those of the `sandbox.yaml` here, else a
    /// demo account.
    pub(crate) fn seed_alone() -> anyhow::Result<Seed> {
        match config_files::sandbox_in(&[PathBuf::from(".")]) {
            Some(path) => seed_of(&path),
            None => Ok(Seed::demo()),
        }
    }

    /// The contents of a fresh sandbox: those of `sandbox.yaml`, else the declared numbers as
    /// bought from Twilio, one more, and the applications that are named by their SIDs. A number that the configuration may buy is not yet bought
    /// there.
    pub(crate) fn seed(&self, configuration: &Configuration) -> anyhow::Result<Seed> {
        for (name, provider) in &configuration.providers {
            local_sandbox::for_kind(name, provider.declared().kind())?;
        }
        if let Some(path) = &self.sandbox_file {
            let mut seed = seed_of(path)?;
            // Accounts that only the configuration names exist too; they hold nothing.
            for (_, reference) in configuration.accounts() {
                let sid = account_sid(reference);
                if !seed.accounts.iter().any(|account| account.sid == sid) {
                    seed.accounts.push(SeedAccount {
                        sid,
                        ..SeedAccount::default()
                    });
                }
            }
            return Ok(seed);
        }
        let mut seed = Seed::default();
        for (name, provider) in &configuration.providers {
            let sid = account_sid(provider.declared().account());
            let declared = provider.declared().resources(name, &sid);
            let applications = named_by_id(provider.declared().router(), &declared);
            let numbers = declared
                .into_iter()
                .filter(|(address, number)| address.kind() == Kind::Number && !number.obtainable);
            let numbers = numbers.filter_map(|(_, number)| Some(bought(number.key?.into())));
            let known = seed.accounts.iter().position(|account| account.sid == sid);
            let at = known.unwrap_or(seed.accounts.len());
            if known.is_none() {
                seed.accounts.push(SeedAccount {
                    sid,
                    ..SeedAccount::default()
                });
            }
            if let Some(account) = seed.accounts.get_mut(at) {
                account.numbers.extend(numbers);
                for application in applications {
                    let mut there = account.applications.iter();
                    if !there.any(|one| one.sid == application.sid) {
                        account.applications.push(application);
                    }
                }
            }
        }
        if let Some(account) = seed.accounts.first_mut() {
            account.numbers.push(bought(UNDECLARED.to_owned()));
        }
        Ok(seed)
    }
}

fn seed_of(path: &Path) -> anyhow::Result<Seed> {
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
    Seed::from_yaml(&text)
        .with_context(|| format!("{shown} does not describe a sandbox"))
        .of_kind(RunErrorKind::Sandbox)
}

/// The applications that the configuration names by their SIDs, which only exist if the sandbox
/// begins with them.
fn named_by_id(router: &dyn Router, declared: &[(Address, Resource)]) -> Vec<SeedApplication> {
    let mut named: BTreeMap<&str, &str> = BTreeMap::new();
    for (address, resource) in declared {
        match (address.kind(), &resource.id) {
            (Kind::Handler(_), Some(sid)) => {
                let name = resource.key.as_deref().unwrap_or(sid);
                named.insert(sid, name);
            }
            (Kind::Number, _) => {
                let links = router.links().iter();
                for sid in links.filter_map(|link| resource.fields.get(link.field).as_text()) {
                    named.entry(sid).or_insert(sid);
                }
            }
            _ => {}
        }
    }
    let application = |(sid, name): (&str, &str)| SeedApplication {
        friendly_name: name.to_owned(),
        sid: Some(sid.to_owned()),
        ..SeedApplication::default()
    };
    named.into_iter().map(application).collect()
}

/// A number as it comes from Twilio's console.
fn bought(phone_number: String) -> SeedNumber {
    SeedNumber {
        phone_number,
        ..SeedNumber::default()
    }
}

fn account_sid(reference: AccountReference) -> String {
    match reference {
        AccountReference::Literal(sid) => sid,
        AccountReference::Variable(name) => sandbox_account(&name),
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

//! What a command works with: the configuration, the registry, and the accounts, real or the
//! sandbox's.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::cli::commands::validate;
use crate::cli::exit_code::Exit;
use crate::cli::global_options::{self, Global, place_variable};
use crate::cli::input::config_files;
use crate::cli::input::registry_location::{self, Shelf};
use crate::cli::input::secret_sources::{ProcessVault, SandboxVault, sandbox_account};
use crate::cli::input::state_folder::Place;
use crate::cli::local_sandbox::{Access, StandIn};
use crate::cli::output::progress::{self, Progress, Shown};
use crate::cli::output::protected::Protected;
use crate::cli::output::terminal;
use crate::config::{self, Configuration, Loaded};
use crate::model::{Kind, Scope};
use crate::provider::{AccountReference, Settings, Vault};
use crate::registry::Registry;
use crate::sandbox::{Seed, SeedAccount, SeedNumber};
use crate::yaml::Diagnostic;

/// A number that a fresh sandbox holds besides the declared ones.
const UNDECLARED: &str = "+15005550199";

/// A configuration that was read, and where it came from.
pub struct Project {
    /// What was read.
    pub loaded: Loaded,
    /// The names of all files.
    pub names: Vec<String>,
    /// The paths it was asked for by.
    pub sources: Vec<PathBuf>,
    /// Whether these were found in the working directory, and not named.
    pub found: bool,
    /// The folder of the first file.
    pub folder: Option<PathBuf>,
    /// The environment's name; empty where none was chosen.
    pub environment: String,
    sandbox_file: Option<PathBuf>,
    protected: Protected,
}

impl Project {
    /// Reads the configuration that the options name.
    pub fn read(global: &Global) -> anyhow::Result<Self> {
        let files = config_files::gather(global)?;
        let mut protected = Protected::of_installation(global);
        protected.add_all(files.all(), "a file of the configuration");
        protected.add_folders(files.read_whole());
        Ok(Self {
            names: files.names(),
            sources: files.sources.clone(),
            found: global.files.is_empty(),
            folder: files.folders.first().cloned(),
            environment: global.env.clone().unwrap_or_default(),
            sandbox_file: files.sandbox(),
            loaded: validate::load(files),
            protected,
        })
    }

    /// The files that no output may replace.
    pub fn protected(&self) -> Protected {
        let mut protected = self.protected.clone();
        if let Some(root) = &self.loaded.origins.root {
            protected.add_all(config::secret_files(root), "where a secret is kept");
        }
        protected
    }

    /// Keeps outputs from replacing one more file.
    pub fn protect(&mut self, path: &Path, what: &'static str) {
        self.protected.add(path, what);
    }

    /// Whose objects it declares, as far as it could be read.
    pub fn scope(&self) -> Scope {
        let configuration = self.loaded.configuration.as_ref();
        Scope {
            project: configuration
                .map_or("default", |one| &one.project)
                .to_owned(),
            environment: self.environment.clone(),
        }
    }

    /// What a sandbox holds where there is no configuration: what the `sandbox.yaml` here says,
    /// else a Twilio to play with.
    pub fn seed_alone() -> anyhow::Result<Seed> {
        match config_files::sandbox_in(&[PathBuf::from(".")]) {
            Some(path) => seed_of(&path),
            None => Ok(Seed::demo()),
        }
    }

    /// What a fresh sandbox holds: what `sandbox.yaml` says, else the declared numbers as bought
    /// from Twilio, and one more. A number that may be bought is yet to be bought there too.
    pub fn seed(&self, configuration: &Configuration) -> anyhow::Result<Seed> {
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
            let numbers = declared
                .into_iter()
                .filter(|(address, number)| address.kind() == Kind::Number && !number.obtainable);
            let numbers = numbers.filter_map(|(_, number)| number.key).map(bought);
            match seed.accounts.iter_mut().find(|account| account.sid == sid) {
                Some(account) => account.numbers.extend(numbers),
                None => seed.accounts.push(SeedAccount {
                    sid,
                    numbers: numbers.collect(),
                    ..SeedAccount::default()
                }),
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
        anyhow::bail!("{shown}: {}", problem.summary);
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("{shown} cannot be read"))?;
    Seed::from_yaml(&text).with_context(|| format!("{shown} does not describe a sandbox"))
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

/// The world outside: the registry, secrets, and how accounts are called.
pub struct World {
    /// The registry.
    pub registry: Box<dyn Registry>,
    /// Where secrets are found.
    pub vault: Box<dyn Vault>,
    /// How accounts are called.
    pub settings: Settings,
    /// Whose entries of the registry these are.
    pub scope: Scope,
    /// The registry, as people may see it.
    pub place: String,
    /// What is to be told of where the registry and the sandbox's state are.
    pub notices: Vec<Diagnostic>,
    sandbox: Option<(StandIn, PathBuf)>,
    shown: Shown,
}

impl World {
    /// Opens the world that the options name, where accounts are called as `settings` say. With
    /// `--sandbox` that is a stand-in started here.
    pub async fn open(
        global: &Global,
        project: &Project,
        configuration: &Configuration,
        access: Access,
        settings: Settings,
    ) -> anyhow::Result<Self> {
        let scope = scope(global, &configuration.project);
        let Shelf {
            registry,
            place,
            mut notices,
        } = registry_location::open(global)?;
        let settings = global_options::hasty(settings);
        if !global.sandbox {
            let api_url = match place_variable(global_options::API_URL)? {
                Some(text) => Some(
                    url::Url::parse(&text)
                        .with_context(|| format!("{} is not a URL", global_options::API_URL))?,
                ),
                None => None,
            };
            let vault = Box::new(ProcessVault {
                allow_commands: global.allow_command_secrets,
                cancel: settings.cancel.clone(),
            });
            return Ok(Self {
                registry,
                vault,
                settings: Settings {
                    api_url,
                    authorities: global_options::authorities()?,
                    ..settings
                },
                scope,
                place,
                notices,
                sandbox: None,
                shown: Shown::to(global),
            });
        }
        let seed = project.seed(configuration)?;
        let beside = Place::of_sandbox(global);
        let state = beside.sandbox_state();
        notices.extend(beside.notice.filter(|_| notices.is_empty()));
        let stand_in = StandIn::start(&seed, &state, 0, access).await?;
        let running = &stand_in.running;
        let api_url = url::Url::parse(&running.url()).context("the sandbox's own address")?;
        Ok(Self {
            registry,
            vault: Box::new(SandboxVault::new(running.credentials())),
            settings: Settings {
                api_url: Some(api_url),
                ..settings
            },
            scope,
            place,
            notices,
            sandbox: Some((stand_in, state)),
            shown: Shown::to(global),
        })
    }

    /// Shows that accounts are being read, until what this gives is dropped.
    pub fn reading(&self) -> Progress {
        progress::reading(self.shown, self.settings.tally.as_ref())
    }

    /// Whether the accounts are the sandbox's.
    pub fn is_sandbox(&self) -> bool {
        self.sandbox.is_some()
    }

    /// Where the sandbox's state is, if the accounts are its.
    pub fn sandbox_state(&self) -> Option<&Path> {
        self.sandbox.as_ref().map(|(_, state)| state.as_path())
    }

    /// Ends what was started here, and with it a command. Where both went wrong, the command's
    /// own error is the one that counts.
    pub async fn close(self, exit: anyhow::Result<Exit>) -> anyhow::Result<Exit> {
        let closed = match self.sandbox {
            Some((stand_in, _)) => stand_in.stop().await,
            None => Ok(()),
        };
        match (exit, closed) {
            (Ok(exit), Err(error)) => {
                terminal::complain(&error);
                Ok(Exit {
                    error: true,
                    ..exit
                })
            }
            (exit, _) => exit,
        }
    }
}

/// Whose entries these are.
pub fn scope(global: &Global, project: &str) -> Scope {
    Scope {
        project: project.to_owned(),
        environment: global.env.clone().unwrap_or_default(),
    }
}

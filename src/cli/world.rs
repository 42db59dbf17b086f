//! What a command works with: the configuration, the registry, and the accounts, real or the
//! sandbox's.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::settings::{self, Global, variable};
use super::vault::{ProcessVault, SandboxVault, sandbox_account};
use super::{files, validate};
use crate::config::{Configuration, Loaded};
use crate::model::{Kind, Scope};
use crate::provider::{AccountReference, Settings, Vault};
use crate::registry::{self, Registry};
use crate::sandbox::{Running, Sandbox, Seed, SeedAccount, SeedNumber, State};

/// Where the registry is when nothing says otherwise.
const REGISTRY: &str = "sqlite:.switchboard/registry.db";
/// The sandbox's registry, beside its state.
const SANDBOX_REGISTRY: &str = "sqlite:.switchboard/sandbox.db";
/// The sandbox's state.
pub const SANDBOX_STATE: &str = ".switchboard/sandbox.json";
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
    /// The folder of the first file.
    pub folder: Option<PathBuf>,
    sandbox_file: Option<PathBuf>,
}

impl Project {
    /// Reads the configuration that the options name.
    pub fn read(global: &Global) -> anyhow::Result<Self> {
        let files = files::gather(global)?;
        Ok(Self {
            names: files.names(),
            sources: files.sources.clone(),
            folder: files.folders.first().cloned(),
            sandbox_file: files.sandbox(),
            loaded: validate::load(files),
        })
    }

    /// What a fresh sandbox holds: what `sandbox.yaml` says, else the declared numbers as bought
    /// from Twilio, and one more. A number that may be bought is yet to be bought there too.
    pub fn seed(&self, configuration: &Configuration) -> anyhow::Result<Seed> {
        if let Some(path) = &self.sandbox_file {
            let shown = files::shown(path);
            let text =
                std::fs::read_to_string(path).with_context(|| format!("{shown} cannot be read"))?;
            let mut seed = Seed::from_yaml(&text)
                .with_context(|| format!("{shown} does not describe a sandbox"))?;
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
    sandbox: Option<Running>,
}

impl World {
    /// Opens the world that the options name. With `--sandbox` that is a stand-in started here.
    pub async fn open(
        global: &Global,
        project: &Project,
        configuration: &Configuration,
        parallelism: usize,
    ) -> anyhow::Result<Self> {
        let scope = scope(global, &configuration.project);
        let registry = registry(global)?;
        if !global.sandbox {
            let api_url = match variable(settings::API_URL) {
                Some(text) => Some(
                    url::Url::parse(&text)
                        .with_context(|| format!("{} is not a URL", settings::API_URL))?,
                ),
                None => None,
            };
            let vault = Box::new(ProcessVault {
                allow_commands: global.allow_command_secrets,
            });
            return Ok(Self {
                registry,
                vault,
                settings: Settings {
                    api_url,
                    parallelism,
                },
                scope,
                sandbox: None,
            });
        }
        let running =
            start_sandbox(&project.seed(configuration)?, Path::new(SANDBOX_STATE), 0).await?;
        let api_url = url::Url::parse(&running.url()).context("the sandbox's own address")?;
        Ok(Self {
            registry,
            vault: Box::new(SandboxVault::new(running.credentials())),
            settings: Settings {
                api_url: Some(api_url),
                parallelism,
            },
            scope,
            sandbox: Some(running),
        })
    }

    /// Whether the accounts are the sandbox's.
    pub fn is_sandbox(&self) -> bool {
        self.sandbox.is_some()
    }

    /// Ends what was started here.
    pub async fn close(self) -> anyhow::Result<()> {
        match self.sandbox {
            Some(running) => running.stop().await,
            None => Ok(()),
        }
    }
}

/// Starts the stand-in on loopback. Accounts that its saved state has never seen begin with
/// their seed; the others are as they were left.
pub async fn start_sandbox(seed: &Seed, state: &Path, port: u16) -> anyhow::Result<Running> {
    let shown = files::shown(state);
    let mut world = if state.exists() {
        State::load(state)
            .with_context(|| format!("{shown} is not a sandbox's state; remove it to begin anew"))?
    } else {
        State::from_seed(seed)
    };
    world.add_missing(seed);
    Sandbox::start(world, Some(state.to_owned()), ([127, 0, 0, 1], port).into()).await
}

/// Whose entries these are.
pub fn scope(global: &Global, project: &str) -> Scope {
    Scope {
        project: project.to_owned(),
        environment: global.env.clone().unwrap_or_default(),
    }
}

/// Opens the registry that the options name. Fake SIDs never get into a real registry: with
/// `--sandbox`, what the environment says about the registry is not meant.
pub fn registry(global: &Global) -> anyhow::Result<Box<dyn Registry>> {
    let url = match (&global.registry, global.sandbox) {
        (Some(url), _) => url.clone(),
        (None, true) => SANDBOX_REGISTRY.to_owned(),
        (None, false) => variable("SWITCHBOARD_REGISTRY").unwrap_or_else(|| REGISTRY.to_owned()),
    };
    if url.trim().is_empty() {
        bail!("--registry is empty: write sqlite:PATH");
    }
    Ok(registry::open(&url)?)
}

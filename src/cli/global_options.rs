//! Options that every command takes, and the environment variables that set them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use crate::cli::failure::{OfKind as _, fail, fail_with_help};
use crate::engine::RunErrorKind;
use crate::model::Counterpart;
use crate::provider::{self, Settings};

use crate::cli::surroundings::Surroundings;

/// The variable that names the environment, unless `--env` does.
pub(super) const ENVIRONMENT: &str = "SWITCHBOARD_ENV";
/// The variable that names a file with the certificates of trusted authorities.
pub(super) const CERTIFICATES: &str = "SSL_CERT_FILE";
/// The variable that shortens, for tests, how long a stand-in on this machine may take to carry out
/// a request that it did not answer. It does not affect a real provider.
const UNCLEAR_HERE: &str = "SWITCHBOARD_TEST_UNCLEAR_MS";
/// The prefix of variables that override `vars`.
const VAR_PREFIX: &str = "SWITCHBOARD_VAR_";

/// Options that every command takes.
#[derive(Debug, Clone, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch on the command line"
)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Configuration file, or folder of *.yaml and *.yml files; repeatable
    #[arg(short, long = "file", value_name = "PATH", global = true)]
    pub files: Vec<PathBuf>,

    /// Environment: apply the overlay envs/NAME.yaml; `drift` and `watch` take several
    #[arg(
        long = "env",
        value_name = "NAME",
        env = ENVIRONMENT,
        global = true
    )]
    pub envs: Vec<String>,

    /// The one environment that a command works in.
    #[arg(skip)]
    pub env: Option<String>,

    /// Override a variable of `vars`; repeatable
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = assignment, global = true)]
    pub vars: Vec<(String, String)>,

    /// The registry: sqlite:PATH or `postgres://USER@HOST/DATABASE` [default:
    /// `SWITCHBOARD_REGISTRY`, else .switchboard/registry.db beside the configuration]
    #[arg(long, value_name = "URL", global = true)]
    pub registry: Option<String>,

    /// Use a local sandbox instead of Twilio and Azure, with its own registry and without credentials
    #[arg(long, global = true)]
    pub sandbox: bool,

    /// Use the API key of this twilio-cli profile for the providers with its account SID; repeatable
    #[arg(
        long = "profile",
        value_name = "NAME",
        conflicts_with = "sandbox",
        global = true
    )]
    pub profiles: Vec<String>,

    /// Do not read Dynamics 365, which the configuration may name under `dynamics`
    #[arg(long, global = true)]
    pub no_dynamics: bool,

    /// Allow `{ command: […] }` references in the configuration to run programs
    #[arg(long, global = true)]
    pub allow_command_secrets: bool,

    /// When to use colour
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN", global = true)]
    pub color: Color,

    /// Never prompt
    #[arg(long, global = true)]
    pub no_input: bool,

    /// Print more detail to stderr, including notes (-vv for even more)
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    pub verbose: u8,

    /// Print only errors to stderr
    #[arg(short, long, conflicts_with = "verbose", global = true)]
    pub quiet: bool,
}

impl Global {
    /// Chooses the one environment that a command works in.
    pub fn choose_environment(&mut self) -> anyhow::Result<()> {
        if let [_, _, ..] = self.envs.as_slice() {
            return fail(
                RunErrorKind::Options,
                format!(
                    "--env is given {} times ({}), but only `drift` and `watch` take several environments",
                    self.envs.len(),
                    self.envs.join(", ")
                ),
            );
        }
        self.env = self.envs.first().cloned();
        Ok(())
    }

    /// A copy of the options for each environment, in the order given and each once.
    pub fn in_each_environment(&self) -> Vec<Self> {
        let mut each: Vec<Self> = Vec::new();
        for name in &self.envs {
            if !each.iter().any(|one| one.env.as_ref() == Some(name)) {
                each.push(Self {
                    env: Some(name.clone()),
                    ..self.clone()
                });
            }
        }
        if each.is_empty() {
            each.push(self.clone());
        }
        each
    }
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Stands in suggested commands for a value that is not repeated.
pub(super) const WITHHELD: &str = "…";

/// Parses `NAME=VALUE`.
fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, WITHHELD)) if !name.is_empty() => Err(format!(
            "{WITHHELD} stands for the value of {name}, which is not repeated: write the value"
        )),
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE".to_owned()),
    }
}

/// The value of an environment variable, if it is set and not empty.
pub(super) fn variable(name: &str) -> Option<String> {
    let value = Surroundings::current().variable(name).ok();
    value.filter(|value| !value.is_empty())
}

/// The value of an environment variable that decides where something is. A variable that is set but
/// empty is an error: the user meant another place than the default.
pub(super) fn place_variable(name: &str) -> anyhow::Result<Option<String>> {
    match Surroundings::current().variable(name) {
        Ok(value) if value.trim().is_empty() => fail_with_help(
            RunErrorKind::Variable,
            format!("the environment variable {name} is set, but empty"),
            "unset it, or set it to a location",
        ),
        Ok(value) => Ok(Some(value)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(error) => Err(error)
            .with_context(|| format!("the environment variable {name}"))
            .of_kind(RunErrorKind::Variable),
    }
}

/// The settings, with the time limits that tests set.
pub(super) fn with_test_limits(mut settings: Settings) -> Settings {
    if let Some(time) = variable(UNCLEAR_HERE).and_then(|time| time.parse().ok()) {
        settings.limits.unclear_here = Duration::from_millis(time);
    }
    settings
}

/// The variables `SWITCHBOARD_VAR_*`, by their names without the prefix.
pub(super) fn environment_vars() -> BTreeMap<String, String> {
    let all = Surroundings::current().variables().into_iter();
    all.filter_map(|(name, value)| Some((name.strip_prefix(VAR_PREFIX)?.to_owned(), value)))
        .collect()
}

/// The base URL in `SWITCHBOARD_KIND_API_URL` for each kind of provider and each counterpart, if that
/// variable is set.
pub(super) fn api_urls() -> anyhow::Result<BTreeMap<&'static str, url::Url>> {
    let kinds = provider::kinds().map(|kind| kind.name);
    let counterparts = Counterpart::ALL.into_iter().map(Counterpart::as_str);
    let mut urls = BTreeMap::new();
    for name in kinds.chain(counterparts) {
        let word = name.to_ascii_uppercase().replace('-', "_");
        let variable = format!("SWITCHBOARD_{word}_API_URL");
        if let Some(text) = place_variable(&variable)? {
            let url = url::Url::parse(&text)
                .with_context(|| format!("{variable} is not a URL"))
                .of_kind(RunErrorKind::Variable)?;
            urls.insert(name, url);
        }
    }
    Ok(urls)
}

/// The base URL in `SWITCHBOARD_ENTRA_URL` for sign-ins to Entra, if that variable is set.
pub(super) fn entra_url() -> anyhow::Result<Option<url::Url>> {
    let variable = "SWITCHBOARD_ENTRA_URL";
    let Some(text) = place_variable(variable)? else {
        return Ok(None);
    };
    let url = url::Url::parse(&text)
        .with_context(|| format!("{variable} is not a URL"))
        .of_kind(RunErrorKind::Variable)?;
    Ok(Some(url))
}

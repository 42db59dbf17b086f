//! The options that name receivers of notifications. Several commands share them.

use clap::Args;

use crate::cli::failure::fail;
use crate::cli::global_options::variable;
use crate::cli::output::sink::Sink;
use crate::engine::RunErrorKind;
use crate::model::Secret;

/// The options that name receivers of notifications.
#[derive(Debug, Args)]
pub(crate) struct NotifyOptions {
    /// Post notifications to this https:// URL, as JSON
    #[arg(long, value_name = "URL")]
    notify_url: Option<String>,

    /// Environment variable with the secret that signs notifications
    #[arg(long, value_name = "NAME", requires = "notify_url")]
    notify_secret_env: Option<String>,

    /// Environment variable with the URL of a Slack-compatible webhook for notifications
    #[arg(long, value_name = "NAME")]
    notify_slack_env: Option<String>,
}

impl NotifyOptions {
    /// The receivers that the options name.
    pub(crate) fn sinks(&self) -> anyhow::Result<Vec<Sink>> {
        let key = secret("--notify-secret-env", self.notify_secret_env.as_deref())?;
        let mut sinks = Vec::new();
        if let Some(url) = &self.notify_url {
            sinks.push(Sink::webhook(url, key)?);
        }
        if let Some(url) = secret("--notify-slack-env", self.notify_slack_env.as_deref())? {
            sinks.push(Sink::chat(&url)?);
        }
        Ok(sinks)
    }
}

/// The value of the variable that an option names.
fn secret(option: &str, name: Option<&str>) -> anyhow::Result<Option<Secret>> {
    match name.map(|name| (name, variable(name))) {
        None => Ok(None),
        Some((_, Some(text))) => Ok(Some(Secret::new(text))),
        Some((name, None)) => fail(
            RunErrorKind::Variable,
            format!("{option} {name}: the environment variable {name} is not set or empty"),
        ),
    }
}

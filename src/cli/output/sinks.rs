//! The options that name receivers of notifications. Several commands share them.

use clap::Args;
use clap::builder::{StringValueParser, TypedValueParser as _};

use crate::cli::failure::fail;
use crate::cli::global_options::variable;
use crate::cli::output::sink::Sink;
use crate::engine::RunErrorKind;
use crate::model::Secret;

/// The options that name receivers of notifications.
#[derive(Debug, Args)]
pub(crate) struct NotifyOptions {
    /// Post notifications to this https:// URL, as JSON
    // A webhook's URL is often a secret, so that `Debug` must not show it.
    #[arg(long = "notify-url", id = "notify_url", value_name = "URL", value_parser = StringValueParser::new().map(Secret::new))]
    url: Option<Secret>,

    /// Environment variable with the secret that signs notifications
    #[arg(
        long = "notify-secret-env",
        value_name = "NAME",
        requires = "notify_url"
    )]
    secret_env: Option<String>,

    /// Environment variable with the URL of a Slack-compatible webhook for notifications
    #[arg(long = "notify-slack-env", value_name = "NAME")]
    slack_env: Option<String>,
}

impl NotifyOptions {
    /// The receivers that the options name.
    pub(crate) fn sinks(&self) -> anyhow::Result<Vec<Sink>> {
        let key = secret("--notify-secret-env", self.secret_env.as_deref())?;
        let mut sinks = Vec::new();
        if let Some(url) = &self.url {
            sinks.push(Sink::webhook(url, key)?);
        }
        if let Some(url) = secret("--notify-slack-env", self.slack_env.as_deref())? {
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

#[cfg(test)]
mod tests {
    use super::NotifyOptions;

    #[derive(Debug, clap::Parser)]
    struct Command {
        #[command(flatten)]
        notify: NotifyOptions,
    }

    #[test]
    fn debug_shows_no_url() {
        let arguments = [
            "x",
            "--notify-url",
            "https://u:hunter2@hooks.example/hunter2",
        ];
        let command: Command = clap::Parser::parse_from(arguments);
        assert_eq!(command.notify.sinks().unwrap().len(), 1);
        assert!(!format!("{command:?}").contains("hunter2"), "{command:?}");
    }
}

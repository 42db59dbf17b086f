//! `watch`: checks for drift at an interval, serves the latest result, and sends notifications of
//! changes. It writes nothing to an account. In the registry it records only when it first saw a
//! difference, as `drift` does.

mod admission;
mod compared;
mod connection;
mod hosts;
mod interval;
mod leader;
mod log;
mod memory;
mod notify;
mod outcome;
mod rounds;
mod serve;
mod status;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use serde_json::json;
use tokio::net::TcpListener;

use self::hosts::Names;
use self::leader::Lead;
use self::log::{Format, Log};
use self::memory::Memory;
use self::notify::Sinks;
use self::outcome::OUTCOMES;
use self::rounds::Watcher;
use self::status::Board;
use crate::cli::commands::drift::environment::Environment;
use crate::cli::exit_code::Exit;
use crate::cli::failure::OfKind as _;
use crate::cli::global_options::Global;
use crate::cli::help::{Page, exits, variables};
use crate::cli::output::problems;
use crate::cli::output::sink::Sink;
use crate::cli::output::sinks::NotifyOptions;
use crate::cli::runtime;
use crate::cli::signals::Signals;
use crate::engine::RunErrorKind;
use crate::provider::Settings;

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        (
            "Check every 15 minutes and serve http://127.0.0.1:9464/",
            &["switchboard watch"],
        ),
        (
            "Check every 5 minutes and post changes to Slack",
            &[
                "export SLACK_URL=https://hooks.slack.com/services/…",
                "switchboard watch --interval 5m --notify-slack-env SLACK_URL",
            ],
        ),
    ],
    exits: &[
        ("1", "error: usage, configuration, or the address is in use"),
        exits::SIGNALS,
    ],
    variables: variables::ALL,
};

/// Check for drift at an interval; serve the current state and send notifications
///
/// Serves / (a page), /drift.json, /metrics (Prometheus), /healthz and /readyz. If several
/// replicas share a registry, one of them checks and the others wait until it stops. With several
/// --env each environment is watched. The files are read again in each round. Stops on Ctrl-C or
/// SIGTERM.
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct Watch {
    /// How often to check, such as 30s, 15m or 1h; each check is up to a tenth earlier or later
    #[arg(long, value_name = "TIME", default_value = "15m", value_parser = interval::parse)]
    interval: Duration,

    /// Address to listen on; anyone who can connect can read what is served
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:9464")]
    listen: SocketAddr,

    /// Answer requests for this host name, in addition to localhost and IP addresses; repeatable.
    /// Without this option, other names are refused on loopback and answered elsewhere
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,

    #[command(flatten)]
    notify: NotifyOptions,

    /// In the report, list what is in the account but neither recorded nor declared
    #[arg(long)]
    show_unmanaged: bool,

    /// Format of the log on stderr
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

impl Watch {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        let sinks = self.notify.sinks()?;
        let environments: Vec<Environment> = global
            .in_each_environment()
            .into_iter()
            .map(Environment::read)
            .collect::<anyhow::Result<_>>()?;
        // At the start there is no last good configuration to go on with, so an error ends the
        // command.
        let mut wrong = false;
        for environment in &environments {
            let loaded = &environment.project.loaded;
            problems::eprint(&loaded.diagnostics, &loaded.origins.sources, global);
            wrong |= loaded.configuration.is_none();
            wrong |= loaded
                .diagnostics
                .iter()
                .any(crate::yaml::Diagnostic::is_error);
        }
        if wrong {
            return Ok(Exit::ERROR);
        }
        let log = Log {
            format: self.format,
            quiet: global.quiet,
        };
        runtime::block_on(self.watch(environments, sinks, log))
    }

    async fn watch(
        &self,
        environments: Vec<Environment>,
        sinks: Vec<Sink>,
        log: Log,
    ) -> anyhow::Result<Exit> {
        let signals = Signals::listen("");
        let listener = TcpListener::bind(self.listen)
            .await
            .with_context(|| format!("--listen {}: cannot listen there", self.listen))
            .of_kind(RunErrorKind::System)?;
        let address = listener.local_addr()?;
        let board = Arc::new(Board::new(self.interval));
        for outcome in OUTCOMES {
            board.live().metrics.runs.insert(outcome, 0);
        }
        let serving = serve::serve(listener, Arc::clone(&board), self.names(), self.interval);
        let url = format!("http://{address}");
        log.note(
            "listening",
            &format!("listening on {url}"),
            &json!({ "url": url }),
        );
        let settings = Settings {
            // The log has a line for each round, and nothing in between.
            tally: None,
            ..runtime::settings(&signals)
        };
        let mut watcher = Watcher {
            interval: self.interval,
            show_unmanaged: self.show_unmanaged,
            sinks: Sinks::begin(sinks, &board, log),
            board,
            log,
            lead: Lead::default(),
            logged: Memory::default(),
            environments,
            compared: compared::Compared::default(),
            incomplete: BTreeMap::new(),
        };
        signals.unless(Box::pin(watcher.watch(&settings))).await;
        log.note("stopping", "stopping", &json!({}));
        let Watcher { sinks, lead, .. } = watcher;
        // A waiting replica can take the lead at once.
        drop(lead);
        tokio::join!(serving.stop(), sinks.stop());
        Ok(signals.exit())
    }

    fn names(&self) -> Names {
        if self.hosts.is_empty() && !self.listen.ip().is_loopback() {
            Names::Any
        } else {
            Names::Only(self.hosts.clone())
        }
    }
}

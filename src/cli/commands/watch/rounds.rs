//! The rounds of a watch. Each round reads the files again, takes or waits for the lead, checks
//! every environment as `drift` does, and publishes the result.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::json;
use tracing::Instrument as _;

use crate::cli::commands::drift::answers::WantedAnswers;
use crate::cli::commands::drift::environment::{self, DriftQuery, Environment, EnvironmentDrift};
use crate::cli::commands::watch::compared::Compared;
use crate::cli::commands::watch::interval::jittered;
use crate::cli::commands::watch::leader::{Lead, Turn};
use crate::cli::commands::watch::log::Log;
use crate::cli::commands::watch::memory::{Memory, State};
use crate::cli::commands::watch::notify::Sinks;
use crate::cli::commands::watch::outcome;
use crate::cli::commands::watch::status::Board;
use crate::cli::global_options::Global;
use crate::cli::input::registry_location;
use crate::cli::output::{terminal, traces};
use crate::cli::session;
use crate::engine::Chosen;
use crate::model::Scope;
use crate::provider::Settings;
use crate::report::drift::prometheus;
use crate::report::watch::notification;
use crate::report::watch::seen::Seen;

/// A replica that waits for the lead tries at least this often.
const TRY: Duration = Duration::from_secs(10);
/// The least time between two rounds, however long a round took.
const BREATH: Duration = Duration::from_millis(100);
/// The most changes of one round that are logged, each on its own line.
const LOGGED: usize = 50;

/// A watch.
pub(super) struct Watcher {
    pub interval: Duration,
    pub show_unmanaged: bool,
    pub board: Arc<Board>,
    pub log: Log,
    pub sinks: Sinks,
    pub lead: Lead,
    /// The state that was last written to the log.
    pub logged: Memory,
    /// Each environment as it was last read without errors.
    pub environments: Vec<Environment>,
    /// What the last comparisons with a counterpart found.
    pub compared: Compared,
    /// The time since when an environment is incomplete.
    pub incomplete: BTreeMap<Scope, Timestamp>,
}

impl Watcher {
    /// Watches until it is stopped.
    pub(super) async fn watch(&mut self, settings: &Settings) {
        loop {
            let begun = Instant::now();
            self.read_again();
            let turn = self.turn().await;
            let follows = matches!(turn, Ok(Turn::Follows));
            match turn {
                Ok(Turn::Follows) => self.follow(),
                Ok(turn) => {
                    if turn == Turn::Takes {
                        self.board.live().metrics.leader = true;
                        self.log.note("leads", "this process leads", &json!({}));
                    }
                    let round = traces::run("watch");
                    let checked = self.check(settings).instrument(round.clone()).await;
                    traces::note_round(&round, outcome::round(&checked).outcome);
                    drop(round);
                    traces::flush();
                    self.end(begun, checked, true).await;
                }
                Err(error) => {
                    let failed = |one| EnvironmentDrift::failed(one, &error);
                    let checked = self.environments.iter().map(failed).collect();
                    self.end(begun, checked, false).await;
                }
            }
            if let Some(trouble) = traces::trouble() {
                self.log.warn("untraced", &trouble, &json!({}));
            }
            let interval = if follows {
                self.interval.min(TRY)
            } else {
                self.interval
            };
            let rest = jittered(interval).saturating_sub(begun.elapsed());
            tokio::time::sleep(rest.max(BREATH)).await;
        }
    }

    /// Reads the files again. Files with errors leave the last good configuration in place.
    fn read_again(&mut self) {
        let mut problems: Vec<String> = Vec::new();
        for environment in &mut self.environments {
            match read(environment.global.clone()) {
                Ok(read) => *environment = read,
                Err(why) => problems.push(why),
            }
        }
        problems.dedup();
        let now = (!problems.is_empty()).then(|| problems.join("; "));
        let mut live = self.board.live();
        live.metrics.configuration_valid = now.is_none();
        if live.misconfigured == now {
            return;
        }
        live.misconfigured.clone_from(&now);
        drop(live);
        match now {
            Some(why) => {
                let text = format!(
                    "the configuration files cannot be used, so the last good configuration stays in use: {why}"
                );
                self.log.warn("misconfigured", &text, &json!({}));
            }
            None => self.log.note(
                "configured",
                "the configuration files can be used again",
                &json!({}),
            ),
        }
    }

    async fn turn(&mut self) -> anyhow::Result<Turn> {
        let scopes: Vec<Scope> = self.environments.iter().map(scope).collect();
        let Some(first) = self.environments.first() else {
            return Ok(Turn::Follows);
        };
        let location = registry_location::open(&first.global)?;
        Ok(self.lead.take(location.registry.as_ref(), &scopes).await?)
    }

    fn follow(&self) {
        let mut live = self.board.live();
        let news = live.followed.is_none();
        live.followed = Some(Instant::now());
        (live.published, live.trouble, live.succeeded) = (None, None, None);
        live.metrics.leader = false;
        live.metrics.environments.clear();
        // The age of this process's own last check means nothing now.
        (live.metrics.last_run, live.metrics.last_success) = (None, None);
        live.metrics.duration = None;
        drop(live);
        if news {
            self.log.note(
                "follows",
                "another replica leads; waiting until it stops",
                &json!({}),
            );
        }
    }

    async fn check(&mut self, settings: &Settings) -> Vec<EnvironmentDrift> {
        let compares = self.compared.begin();
        let mut checked = Vec::new();
        for environment in &self.environments {
            // A single `drift` finds out who made a change; asking in each round would be many
            // reads.
            let query = DriftQuery {
                wanted: WantedAnswers::default(),
                chosen: Chosen::default(),
                events: false,
                compares,
            };
            let one = environment::check(environment, query, settings.clone());
            let one = one.instrument(traces::check()).await;
            let mut one = one.unwrap_or_else(|error| EnvironmentDrift::failed(environment, &error));
            self.compared.complete(&mut one, compares);
            checked.push(one);
        }
        checked
    }

    /// Publishes the result of a round, and sends notifications if this process leads.
    async fn end(&mut self, begun: Instant, checked: Vec<EnvironmentDrift>, led: bool) {
        // A process that lost the lead in the meantime must not notify any more.
        let leads = led && self.lead.lasts().await;
        let (published, round) = (
            outcome::report(&self.environments, &checked, self.show_unmanaged),
            outcome::round(&checked),
        );
        let took = begun.elapsed().as_secs_f64();
        let (now, success) = (
            Timestamp::now(),
            ["in_sync", "drift"].contains(&round.outcome),
        );
        let mut live = self.board.live();
        live.published = Some(published);
        live.followed = None;
        live.trouble = (!success).then(|| round.text.clone());
        live.metrics.leader = leads;
        live.metrics.environments = checked
            .iter()
            .map(|one| prometheus::Environment::of(&one.drift))
            .collect();
        live.metrics.last_run = Some(now);
        live.metrics.duration = Some(took);
        *live.metrics.runs.entry(round.outcome).or_default() += 1;
        if success {
            live.metrics.last_success = Some(now);
            live.succeeded = Some(Instant::now());
        }
        let number: u64 = live.metrics.runs.values().sum();
        drop(live);
        let text = format!("round {number}: {} ({took:.2} s)", round.text);
        let more = json!({ "round": number, "outcome": round.outcome, "seconds": took });
        if success {
            self.log.note("round", &text, &more);
        } else {
            self.log.warn("round", &text, &more);
        }
        if leads {
            self.notify(&checked, now);
        }
    }

    fn notify(&mut self, checked: &[EnvironmentDrift], now: Timestamp) {
        let mut seen = Vec::new();
        for one in checked {
            let scope = &one.drift.scope;
            let failed = !one.configured || one.exit.error && one.drift.resources.is_empty();
            let since = if one.drift.complete && !failed {
                self.incomplete.remove(scope);
                None
            } else {
                Some(*self.incomplete.entry(scope.clone()).or_insert(now))
            };
            seen.push(Seen::of(
                &one.drift,
                failed,
                since,
                outcome::reasons(&one.diagnostics),
            ));
        }
        let past = self.lead.past.clone();
        let state = Arc::new(State { past, seen });
        let (parts, next) = self.logged.compare(&state);
        let lines = notification::lines(&parts);
        for line in lines.iter().take(LOGGED) {
            self.log.note("change", line, &json!({}));
        }
        if let more @ 1.. = lines.len().saturating_sub(LOGGED) {
            self.log
                .note("changes", &format!("and {more} more"), &json!({}));
        }
        self.logged.learn(next);
        self.sinks.publish(&state);
    }
}

/// Reads an environment's configuration. The error says why it cannot be used.
pub(super) fn read(global: Global) -> Result<Environment, String> {
    let environment =
        Environment::read(global).map_err(|error| terminal::causes(&error).join(": "))?;
    let reasons = outcome::reasons(&environment.project.loaded.diagnostics);
    if reasons.is_empty() && environment.project.loaded.configuration.is_some() {
        Ok(environment)
    } else {
        Err(reasons.join("; "))
    }
}

fn scope(environment: &Environment) -> Scope {
    let configuration = environment.project.loaded.configuration.as_ref();
    let project = configuration.map_or("default", |configuration| &configuration.project);
    session::scope(&environment.global, project)
}

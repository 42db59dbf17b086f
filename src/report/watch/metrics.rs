//! The state of a watch and of the environments that it checks, in Prometheus' text format. Names
//! and labels are an interface: docs/watch.md lists them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::report::drift::prometheus::{Environment, compared, complete, counts};
use crate::report::prometheus::{Exposition, seconds};

/// The content type of the format.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Everything that a watch exposes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Metrics {
    /// The version of this program.
    pub version: String,
    /// Whether this process is the leader.
    pub leader: bool,
    /// Whether the files hold a valid configuration.
    pub configuration_valid: bool,
    /// When the last round ended.
    pub last_run: Option<Timestamp>,
    /// When the last round ended that could read everything.
    pub last_success: Option<Timestamp>,
    /// The duration of the last round, in seconds.
    pub duration: Option<f64>,
    /// The number of rounds by outcome.
    pub runs: BTreeMap<&'static str, u64>,
    /// The number of notifications by sink and outcome.
    pub notifications: BTreeMap<(&'static str, &'static str), u64>,
    /// The counts of each environment; none in a process that does not check.
    pub environments: Vec<Environment>,
}

/// The metrics as text.
pub fn render(metrics: &Metrics) -> String {
    let mut out = Exposition::default();
    out.gauge("switchboard_build_info", "The version of this program.");
    out.sample(&[("version", metrics.version.as_str())], 1);
    out.gauge(
        "switchboard_watch_leader",
        "Whether this process is the leader: it checks, and the other replicas wait.",
    );
    out.sample(&[], u8::from(metrics.leader));
    out.gauge(
        "switchboard_watch_configuration_valid",
        "Whether the configuration is valid; while it is not, the last valid one is used.",
    );
    out.sample(&[], u8::from(metrics.configuration_valid));
    out.gauge(
        "switchboard_watch_last_run_timestamp_seconds",
        "Time the last round ended.",
    );
    if let Some(at) = metrics.last_run {
        out.sample(&[], seconds(at));
    }
    out.gauge(
        "switchboard_watch_last_success_timestamp_seconds",
        "Time the last round ended that could read everything.",
    );
    if let Some(at) = metrics.last_success {
        out.sample(&[], seconds(at));
    }
    out.gauge(
        "switchboard_watch_run_duration_seconds",
        "Duration of the last round.",
    );
    if let Some(seconds) = metrics.duration {
        out.sample(&[], format_args!("{seconds:.3}"));
    }
    out.counter("switchboard_watch_runs_total", "Rounds by outcome.");
    for (outcome, count) in &metrics.runs {
        out.sample(&[("outcome", outcome)], count);
    }
    out.counter(
        "switchboard_watch_notifications_total",
        "Notifications by outcome; a failed one is retried in the next round.",
    );
    for ((sink, outcome), count) in &metrics.notifications {
        out.sample(&[("sink", sink), ("outcome", outcome)], count);
    }
    counts(&mut out, &metrics.environments);
    complete(&mut out, &metrics.environments);
    compared(&mut out, &metrics.environments);
    out.end()
}

#[cfg(test)]
mod tests {
    use super::{Metrics, render};
    use crate::model::{Drift, Scope};
    use crate::report::drift::prometheus::Environment;

    #[test]
    fn it_is_what_prometheus_reads() {
        let scope = Scope {
            project: "a\\b\"c".to_owned(),
            environment: String::new(),
        };
        let mut metrics = Metrics {
            version: "1.2.3".to_owned(),
            last_run: Some("2026-11-23T10:00:00.5Z".parse().unwrap()),
            environments: vec![Environment::of(&Drift::unseen(scope))],
            ..Metrics::default()
        };
        metrics.runs.insert("drift", 3);
        metrics.notifications.insert(("webhook", "delivered"), 2);
        let text = render(&metrics);
        for line in [
            "switchboard_build_info{version=\"1.2.3\"} 1",
            "switchboard_watch_leader 0",
            "switchboard_watch_last_run_timestamp_seconds 1795428000.500",
            "switchboard_watch_runs_total{outcome=\"drift\"} 3",
            "switchboard_watch_notifications_total{sink=\"webhook\",outcome=\"delivered\"} 2",
            "switchboard_drift_complete{project=\"a\\\\b\\\"c\",environment=\"\"} 0",
        ] {
            assert!(text.lines().any(|one| one == line), "{line}\n{text}");
        }
        assert!(!text.contains("last_success"));
        assert!(!text.contains("status="), "nothing was seen");
        // Each family is declared once, and every sample follows its own.
        let mut name = "";
        let mut declared = std::collections::BTreeSet::new();
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("# TYPE ") {
                name = rest.split(' ').next().unwrap();
                assert!(declared.insert(name));
            } else if !line.starts_with('#') {
                assert!(line.starts_with(name), "{line}");
            }
        }
    }
}

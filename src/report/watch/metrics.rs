//! How a watch and what it watches stand, in the text format that Prometheus reads (version
//! 0.0.4). Names and labels are an interface: docs/watch.md lists them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Timestamp;

use crate::model::{Drift, DriftSummary, Impact, Scope};

/// What the format is served as.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// How one environment stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Environment {
    /// Which.
    pub scope: Scope,
    /// The counts.
    pub summary: DriftSummary,
    /// How many things drifted, by how much it matters.
    pub severities: BTreeMap<Impact, usize>,
    /// How many things differ only as they are expected to.
    pub ignored: usize,
    /// Whether everything could be read.
    pub complete: bool,
    /// Whether there was a look at all. Without one nothing is counted: a zero would end an alert.
    pub seen: bool,
}

impl Environment {
    /// How an environment stands by a look.
    pub fn of(drift: &Drift) -> Self {
        let mut severities: BTreeMap<Impact, usize> = BTreeMap::new();
        for one in drift.resources.iter().filter(|one| one.is_drift()) {
            if let Some(impact) = one.impact() {
                *severities.entry(impact).or_default() += 1;
            }
        }
        let ignored = drift.resources.iter();
        let ignored = ignored.filter(|one| one.status == crate::model::DriftStatus::Ignored);
        Self {
            scope: drift.scope.clone(),
            summary: drift.summary(),
            severities,
            ignored: ignored.count(),
            complete: drift.complete,
            seen: drift.complete || !drift.resources.is_empty(),
        }
    }
}

/// Everything that is told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Metrics {
    /// The version of this program.
    pub version: String,
    /// Whether this process leads.
    pub leader: bool,
    /// Whether the files hold a configuration that can be used.
    pub configuration_valid: bool,
    /// When the last round ended.
    pub last_run: Option<Timestamp>,
    /// When the last round ended that could read everything.
    pub last_success: Option<Timestamp>,
    /// How long the last round took, in seconds.
    pub duration: Option<f64>,
    /// How many rounds ended how.
    pub runs: BTreeMap<&'static str, u64>,
    /// How many notifications to whom ended how.
    pub notifications: BTreeMap<(&'static str, &'static str), u64>,
    /// How each environment stands; none where this process does not look.
    pub environments: Vec<Environment>,
}

/// The metrics as text.
pub fn render(metrics: &Metrics) -> String {
    let mut text = Text::default();
    let version = [("version", metrics.version.as_str())];
    text.family(
        "switchboard_build_info",
        "gauge",
        "The version of this program.",
    );
    text.sample(&version, 1);
    text.family(
        "switchboard_watch_leader",
        "gauge",
        "Whether this process is the leader: it checks, and the other replicas wait.",
    );
    text.sample(&[], u8::from(metrics.leader));
    text.family(
        "switchboard_watch_configuration_valid",
        "gauge",
        "Whether the configuration is valid; while it is not, the last valid one is used.",
    );
    text.sample(&[], u8::from(metrics.configuration_valid));
    let times = [
        (
            "switchboard_watch_last_run_timestamp_seconds",
            "Time the last round ended.",
            metrics.last_run,
        ),
        (
            "switchboard_watch_last_success_timestamp_seconds",
            "Time the last round ended that could read everything.",
            metrics.last_success,
        ),
    ];
    for (name, help, at) in times {
        if let Some(at) = at {
            text.family(name, "gauge", help);
            let milliseconds = at.as_millisecond();
            let (whole, rest) = (milliseconds.div_euclid(1000), milliseconds.rem_euclid(1000));
            text.sample(&[], format_args!("{whole}.{rest:03}"));
        }
    }
    if let Some(seconds) = metrics.duration {
        text.family(
            "switchboard_watch_run_duration_seconds",
            "gauge",
            "Duration of the last round.",
        );
        text.sample(&[], format_args!("{seconds:.3}"));
    }
    text.family(
        "switchboard_watch_runs_total",
        "counter",
        "Rounds by outcome.",
    );
    for (outcome, count) in &metrics.runs {
        text.sample(&[("outcome", outcome)], count);
    }
    if !metrics.notifications.is_empty() {
        text.family(
            "switchboard_watch_notifications_total",
            "counter",
            "Notifications by outcome; a failed one is retried in the next round.",
        );
    }
    for ((sink, outcome), count) in &metrics.notifications {
        text.sample(&[("sink", sink), ("outcome", outcome)], count);
    }
    environments(&mut text, &metrics.environments);
    text.whole
}

fn environments(text: &mut Text, all: &[Environment]) {
    if all.is_empty() {
        return;
    }
    let place = |one: &'_ Environment| [one.scope.project.clone(), one.scope.environment.clone()];
    text.family(
        "switchboard_drift_resources",
        "gauge",
        "Recorded resources by drift status.",
    );
    for one in all.iter().filter(|one| one.seen) {
        let summary = &one.summary;
        for (status, count) in [
            ("in_sync", summary.in_sync),
            ("modified", summary.modified),
            ("missing", summary.missing),
            ("unchecked", summary.unchecked),
            ("ignored", one.ignored),
            ("unconverged", summary.unconverged),
        ] {
            text.of(&place(one), Some(("status", status)), count);
        }
    }
    text.family(
        "switchboard_drift_drifted_resources",
        "gauge",
        "Drifted resources by highest severity.",
    );
    for one in all.iter().filter(|one| one.seen) {
        for impact in [Impact::Critical, Impact::Major, Impact::Minor] {
            let count = one.severities.get(&impact).copied().unwrap_or(0);
            text.of(&place(one), Some(("severity", impact.as_str())), count);
        }
    }
    text.family(
        "switchboard_drift_pending",
        "gauge",
        "Addresses with declared changes that are not applied yet (not drift).",
    );
    for one in all.iter().filter(|one| one.seen) {
        text.of(&place(one), None, one.summary.pending);
    }
    text.family(
        "switchboard_drift_unmanaged",
        "gauge",
        "Numbers in the accounts that are neither recorded nor declared.",
    );
    for one in all.iter().filter(|one| one.seen) {
        text.of(&place(one), None, one.summary.unmanaged);
    }
    text.family(
        "switchboard_drift_complete",
        "gauge",
        "Whether everything recorded could be read (1) or not (0).",
    );
    for one in all {
        text.of(&place(one), None, usize::from(one.complete));
    }
}

/// The text in the making.
#[derive(Default)]
struct Text {
    whole: String,
    name: &'static str,
}

impl Text {
    fn family(&mut self, name: &'static str, kind: &str, help: &str) {
        self.name = name;
        // Writing to a text cannot fail.
        let _ = write!(self.whole, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    fn sample(&mut self, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        self.whole.push_str(self.name);
        for (at, (label, content)) in labels.iter().enumerate() {
            let before = if at == 0 { '{' } else { ',' };
            let _ = write!(self.whole, "{before}{label}=\"{}\"", escaped(content));
        }
        if !labels.is_empty() {
            self.whole.push('}');
        }
        let _ = writeln!(self.whole, " {value}");
    }

    fn of(&mut self, place: &[String; 2], more: Option<(&str, &str)>, value: usize) {
        let [project, environment] = place;
        let mut labels = vec![
            ("project", project.as_str()),
            ("environment", environment.as_str()),
        ];
        labels.extend(more);
        self.sample(&labels, value);
    }
}

/// A label's value: backslash, quote and line break are escaped, and nothing else.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::{Environment, Metrics, render};
    use crate::model::{Drift, Scope};

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

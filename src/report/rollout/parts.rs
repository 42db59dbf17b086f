//! What a rollout did and saw, as short lists that every format shows in its own way.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::outcome::concealed;
use super::waves::{facts, state, title, tone};
use crate::model::{Address, AlertGroup, RolloutOutcome, Wave};
use crate::report::text::plural::plural;

/// A list about a rollout. Its texts are not escaped.
pub(in crate::report) struct Part {
    /// Its heading.
    pub(in crate::report) title: &'static str,
    /// The class that colours it on a page.
    pub(in crate::report) tone: &'static str,
    /// Its lines, the most important first.
    pub(in crate::report) lines: Vec<PartLine>,
}

/// A line of a list: its subject, and what is said of it.
pub(in crate::report) struct PartLine {
    /// An address, a wave, or empty.
    pub(in crate::report) subject: String,
    /// What is said.
    pub(in crate::report) text: String,
}

impl PartLine {
    /// The line as one text.
    pub(in crate::report) fn whole(&self) -> String {
        match self.subject.as_str() {
            "" => self.text.clone(),
            subject => format!("{subject}: {}", self.text),
        }
    }
}

/// The waves, then everything else that is not empty.
pub(in crate::report) fn parts(outcome: &RolloutOutcome) -> Vec<Part> {
    let outcome = &concealed(outcome);
    let mut parts = vec![waves(outcome)];
    parts.extend(seen(outcome));
    parts.retain(|part| !part.lines.is_empty());
    parts
}

/// Everything but the waves, which a page shows as a table.
pub(in crate::report) fn seen(outcome: &RolloutOutcome) -> Vec<Part> {
    let outcome = &concealed(outcome);
    let unread = outcome.unread.iter().cloned();
    let silent = outcome.without_alerts.iter().map(|provider| PartLine {
        subject: format!("providers.{provider}"),
        text: "its kind of provider has no alerts; only its routes were read again".to_owned(),
    });
    let untried = outcome.untried.iter().map(|address| PartLine {
        subject: address.to_string(),
        text: "the revert ended before it was tried".to_owned(),
    });
    let mut parts = vec![
        Part {
            title: "Alerts",
            tone: "critical",
            lines: alerts(&outcome.alerts),
        },
        Part {
            title: "Not the declared route",
            tone: "critical",
            lines: each(&outcome.unconverged),
        },
        Part {
            title: "Not changed back",
            tone: "critical",
            lines: each(&outcome.not_reverted),
        },
        Part {
            title: "Not yet changed back",
            tone: "major",
            lines: untried.collect(),
        },
        Part {
            title: "Not read",
            tone: "major",
            lines: unread.map(bare).collect(),
        },
        Part {
            title: "Without alerts",
            tone: "idle",
            lines: silent.collect(),
        },
    ];
    parts.retain(|part| !part.lines.is_empty());
    parts
}

fn waves(outcome: &RolloutOutcome) -> Part {
    let worst = outcome.waves.iter().map(tone).find(|tone| *tone != "good");
    Part {
        title: "Waves",
        tone: worst.unwrap_or("good"),
        lines: outcome.waves.iter().map(|one| wave(one, outcome)).collect(),
    }
}

fn wave(wave: &Wave, outcome: &RolloutOutcome) -> PartLine {
    let why = reason(wave, outcome);
    let why = why.map(|why| format!("; {why}")).unwrap_or_default();
    PartLine {
        subject: title(wave),
        text: format!("{}; {}{why}", state(wave, true), facts(wave)),
    }
}

/// Why a wave stopped, if the verdict does not say so already.
pub(in crate::report) fn reason<'a>(wave: &'a Wave, outcome: &RolloutOutcome) -> Option<&'a str> {
    let why = wave.why.as_deref()?;
    (outcome.stopped.as_deref() != Some(why)).then_some(why)
}

/// The most frequent first.
fn alerts(alerts: &BTreeMap<AlertGroup, u64>) -> Vec<PartLine> {
    let mut sorted: Vec<_> = alerts.iter().collect();
    sorted.sort_by_key(|(group, count)| (Reverse(**count), *group));
    let lines = sorted.into_iter().map(|(group, count)| PartLine {
        subject: String::new(),
        text: alert(group, *count),
    });
    lines.collect()
}

fn alert(group: &AlertGroup, count: u64) -> String {
    let mut text = plural(usize::try_from(count).unwrap_or(usize::MAX), "alert");
    if let Some(code) = &group.code {
        text.push_str(&format!(" with code {code}"));
    }
    if let Some(host) = &group.host {
        text.push_str(&format!(" at {host}"));
    }
    if let Some(number) = &group.number {
        text.push_str(&format!(" about {number}"));
    }
    text.push_str(&format!(" (providers.{})", group.provider));
    text
}

fn each(texts: &BTreeMap<Address, String>) -> Vec<PartLine> {
    let lines = texts.iter().map(|(address, text)| PartLine {
        subject: address.to_string(),
        text: text.clone(),
    });
    lines.collect()
}

fn bare(text: String) -> PartLine {
    PartLine {
        subject: String::new(),
        text,
    }
}

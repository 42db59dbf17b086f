//! What was measured: rows of figures, as data. Tables and the baseline are made from it.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::machine::Machine;

/// All results of one run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Results {
    pub(crate) machine: Machine,
    /// Runs of each measurement; figures are medians.
    pub(crate) runs: usize,
    pub(crate) rows: Vec<Row>,
}

/// A job and its figures.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Row {
    /// What `--only` takes.
    pub(crate) name: String,
    pub(crate) job: String,
    pub(crate) figures: Vec<Figure>,
    /// What was not measured, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) skipped: Option<String>,
}

/// One figure. Less is better for every one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Figure {
    pub(crate) what: String,
    pub(crate) value: f64,
    pub(crate) unit: Unit,
    /// The most that is wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) goal: Option<f64>,
    /// The value in proportion to something that was measured on the same machine. Only this is
    /// compared with the baseline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ratio: Option<f64>,
}

/// What a value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unit {
    Microseconds,
    Milliseconds,
    Seconds,
    Megabytes,
    Times,
    Count,
}

impl Row {
    pub(crate) fn new(name: impl Into<String>, job: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            job: job.into(),
            figures: Vec::new(),
            skipped: None,
        }
    }

    pub(crate) fn with(mut self, figure: Figure) -> Self {
        self.figures.push(figure);
        self
    }

    pub(crate) fn skipped(mut self, why: &str) -> Self {
        self.skipped = Some(why.to_owned());
        self
    }

    /// Whether every goal is met; `None` where there is no goal, or not all was measured.
    pub(crate) fn met(&self) -> Option<bool> {
        let goals: Vec<bool> = self.figures.iter().filter_map(Figure::met).collect();
        if goals.contains(&false) {
            Some(false)
        } else if goals.is_empty() || self.skipped.is_some() {
            None
        } else {
            Some(true)
        }
    }
}

impl Figure {
    pub(crate) fn new(what: &str, value: f64, unit: Unit) -> Self {
        Self {
            what: what.to_owned(),
            value,
            unit,
            goal: None,
            ratio: None,
        }
    }

    /// A time or a size in proportion to another one: it is its own ratio.
    pub(crate) fn times(what: &str, value: f64, of: f64) -> Self {
        let times = value / of;
        Self::new(what, times, Unit::Times).ratio(times)
    }

    pub(crate) fn count(what: &str, value: u64) -> Self {
        Self::new(what, value as f64, Unit::Count).ratio(value as f64)
    }

    /// Seconds, in microseconds for each of so many.
    pub(crate) fn each(what: &str, seconds: f64, of: usize) -> Self {
        Self::new(what, seconds * 1e6 / of as f64, Unit::Microseconds)
    }

    /// Memory, whose ratio is the one to its goal.
    pub(crate) fn memory(bytes: f64, goal: f64) -> Self {
        Self::new("memory", bytes / 1e6, Unit::Megabytes)
            .goal(goal / 1e6)
            .ratio(bytes / goal)
    }

    pub(crate) fn goal(mut self, goal: f64) -> Self {
        self.goal = Some(goal);
        self
    }

    pub(crate) fn ratio(mut self, ratio: f64) -> Self {
        self.ratio = Some(ratio);
        self
    }

    /// Whether the goal is met, if there is one.
    pub(crate) fn met(&self) -> Option<bool> {
        self.goal.map(|goal| self.value <= goal)
    }
}

impl Results {
    pub(crate) fn save(&self, to: &Path) -> anyhow::Result<()> {
        Ok(fs::write(to, serde_json::to_string_pretty(self)? + "\n")?)
    }
}

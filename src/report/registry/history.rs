//! The recorded runs and their changes, for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::Style;

use super::waves;
use crate::model::{Action, Address, Outcome, Run, RunStatus, Settled, Wave};

use crate::report::fields::actions;
use crate::report::fields::rows::between;
use crate::report::plan::human_fields::fields;
use crate::report::rollout::waves::brief;
use crate::report::text::escape::neutral;
use crate::report::text::moment::moment;
use crate::report::text::paint::{BOLD, DIM, GREEN, Look, RED, YELLOW, style};
use crate::report::text::width::columns;

/// The minimum length of a shown run identifier.
const ID: usize = 8;

/// A run in a list, with the counts of its changes if they are known.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// The run.
    pub run: &'a Run,
    /// The changes by outcome.
    pub counts: Option<Counts>,
    /// Its waves; empty if it was no rollout.
    pub waves: &'a [Wave],
}

/// The changes of a run by outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Done and recorded.
    pub done: u64,
    /// Failed.
    pub failed: u64,
    /// Started, with no result recorded.
    pub unsettled: u64,
}

impl Counts {
    /// Adds changes with an outcome.
    pub fn add(&mut self, outcome: Outcome, changes: u64) {
        *match outcome {
            Outcome::Done => &mut self.done,
            Outcome::Failed => &mut self.failed,
            Outcome::Intended => &mut self.unsettled,
        } += changes;
    }
}

/// The width that a table must leave for its last column.
const LAST_COLUMN: usize = 12;

/// The runs, newest first: one per line under a heading, or where a line is too long for the width,
/// one under the other.
pub fn list(runs: &[Listed<'_>], color: bool, width: usize) -> String {
    if runs.is_empty() {
        return "No runs are recorded.\n".to_owned();
    }
    let look = Look { color, width };
    let mut runs = runs.to_vec();
    runs.sort_by(|a, b| {
        let key = |listed: &Listed<'_>| (listed.run.started_at.clone(), listed.run.id.clone());
        key(b).cmp(&key(a))
    });
    let length = shortest_unique(&runs);
    let who_width = runs
        .iter()
        .map(|listed| columns(&who(listed.run)))
        .fold("BY".len(), usize::max);
    let heading = format!(
        "{:length$}  {:20}  {:who_width$}  {:7}  {:11}  CHANGES",
        "RUN", "STARTED", "BY", "COMMIT", "STATUS"
    );
    if columns(&heading) - "CHANGES".len() + LAST_COLUMN > width {
        return runs
            .iter()
            .map(|listed| item(listed, length, look))
            .collect();
    }
    let mut out = format!("{}\n", look.paint(DIM, &heading));
    for listed in &runs {
        let run = listed.run;
        let status = format!("{:11}", run.status.as_str());
        let line = format!(
            "{}  {}  {:who_width$}  {:7}  {}  {}",
            look.paint(BOLD, &beginning(&run.id, length)),
            moment(&run.started_at),
            who(run),
            commit(run).as_deref().unwrap_or("-"),
            look.paint(status_style(run.status), &status),
            results(listed, length),
        );
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

/// A run in a narrow list, in several lines.
fn item(listed: &Listed<'_>, length: usize, look: Look) -> String {
    let run = listed.run;
    let mut out = format!(
        "{}  {}\n  {}\n  by {}\n",
        look.paint(BOLD, &beginning(&run.id, length)),
        look.paint(status_style(run.status), run.status.as_str()),
        moment(&run.started_at),
        who(run),
    );
    let commit = commit(run).map(|commit| format!("commit {commit}"));
    for line in commit.into_iter().chain([results(listed, length)]) {
        if !line.is_empty() {
            let _ = writeln!(out, "  {line}");
        }
    }
    out
}

/// One run, its waves and each of its changes, with the fields that were changed.
pub fn one(run: &Run, changes: &[Settled], waves: &[Wave], color: bool, width: usize) -> String {
    let look = Look { color, width };
    let mut out = format!("Run {}\n", look.paint(BOLD, &neutral(&run.id)));
    let ended = run.ended_at.as_deref().map_or("end unknown".into(), moment);
    let _ = writeln!(
        out,
        "  {} to {ended}, by {}",
        moment(&run.started_at),
        who(run)
    );
    if let Some(commit) = &run.git_commit {
        let _ = writeln!(out, "  commit {}", neutral(commit));
    }
    if let Some(shard) = run.shard {
        let _ = writeln!(out, "  shard {shard}");
    }
    let _ = writeln!(out, "  plan {}", neutral(&run.plan_sha256));
    if let Some(undone) = &run.undoes {
        let _ = writeln!(out, "  undoes run {}", neutral(undone));
    }
    waves::list(&mut out, waves, run.status != RunStatus::Running, look);
    for change in changes {
        out.push('\n');
        settled(&mut out, change, look);
    }
    let status = look.paint(status_style(run.status), run.status.as_str());
    let _ = writeln!(out, "\n{status}: {}", ends(changes));
    out
}

/// The address of a resource of ours; a counterpart's row in words, as `keyword JOIN in Dynamics 365`.
fn named(address: &Address) -> String {
    match address {
        Address::Counterpart {
            system,
            of: Some(of),
        } => format!("{} {} in {}", of.kind(), of.name(), system.title()),
        _ => address.to_string(),
    }
}

fn settled(out: &mut String, change: &Settled, look: Look) {
    let sign = look.paint(style(change.action), actions::sign(change.action));
    let address = look.paint(BOLD, &named(&change.address));
    let _ = write!(out, "  {sign} {address}  {}", change.action.as_str());
    match change.outcome {
        Outcome::Done => out.push('\n'),
        Outcome::Failed => {
            let _ = writeln!(out, "  {}", look.paint(RED, "failed"));
        }
        Outcome::Intended => {
            let _ = writeln!(
                out,
                "  {}",
                look.paint(YELLOW, "started, no result recorded")
            );
        }
    }
    if let Some(error) = &change.error {
        let _ = writeln!(out, "    {}", neutral(error));
    }
    if change.action != Action::Forget {
        let rows = between(change.before.as_ref(), change.after.as_ref());
        fields(out, &rows, look);
    }
}

fn ends(changes: &[Settled]) -> String {
    let mut counts = BTreeMap::<_, usize>::new();
    for change in changes {
        let word = match change.outcome {
            Outcome::Done => actions::done(change.action),
            Outcome::Failed => "failed",
            Outcome::Intended => "with no result recorded",
        };
        let order = (
            change.outcome == Outcome::Failed,
            change.outcome == Outcome::Intended,
        );
        *counts.entry((order, change.action, word)).or_default() += 1;
    }
    let mut parts = Vec::<(&str, usize)>::new();
    for ((_, _, word), count) in counts {
        match parts.iter_mut().find(|(have, _)| *have == word) {
            Some((_, sum)) => *sum += count,
            None => parts.push((word, count)),
        }
    }
    if parts.is_empty() {
        return "nothing was changed".to_owned();
    }
    let parts: Vec<_> = parts
        .iter()
        .map(|(word, n)| format!("{n} {word}"))
        .collect();
    parts.join(", ")
}

/// The counts of a run's changes, as far as they are known, its waves, and the run that it undid. Identifiers
/// are shown to this length.
fn results(listed: &Listed<'_>, length: usize) -> String {
    let counts = listed.counts.map(|counts| {
        let parts = [
            (counts.done, "done"),
            (counts.failed, "failed"),
            (counts.unsettled, "with no result recorded"),
        ];
        let parts: Vec<_> = parts
            .into_iter()
            .filter(|(count, word)| *count > 0 || *word == "done")
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        parts.join(", ")
    });
    let undone = listed.run.undoes.as_deref();
    let undone = undone.map(|run| format!("undoes {}", beginning(run, length)));
    let shard = listed.run.shard.map(|shard| format!("shard {shard}"));
    let over = listed.run.status != RunStatus::Running;
    let waves = brief(listed.waves, over);
    let known = counts.into_iter().chain(waves).chain(shard).chain(undone);
    let known: Vec<String> = known.collect();
    known.join("; ")
}

/// The beginning of a run's identifier.
fn beginning(id: &str, length: usize) -> String {
    neutral(id).chars().take(length).collect()
}

/// The length at which the identifiers of these runs are unique. Identifiers begin with their time,
/// so close runs share their first characters.
fn shortest_unique(runs: &[Listed<'_>]) -> usize {
    let mut ids: Vec<&str> = runs.iter().map(|listed| listed.run.id.as_str()).collect();
    ids.sort_unstable();
    let shared = |a: &str, b: &str| a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let pairs = ids.iter().zip(ids.iter().skip(1));
    pairs.map(|(a, b)| shared(a, b) + 1).fold(ID, usize::max)
}

fn who(run: &Run) -> String {
    neutral(&format!("{}@{}", run.user, run.host)).into_owned()
}

/// The beginning of a run's commit.
fn commit(run: &Run) -> Option<String> {
    let commit = run.git_commit.as_deref()?;
    Some(neutral(commit).chars().take(7).collect())
}

fn status_style(status: RunStatus) -> Style {
    match status {
        RunStatus::Succeeded => GREEN,
        RunStatus::Partial | RunStatus::Interrupted => YELLOW,
        RunStatus::Failed => RED,
        RunStatus::Running => DIM,
    }
}

//! What a person sees before approving: how the waves would go, and what probes found.

use std::collections::BTreeSet;

use crate::cli::commands::apply::job::Job;
use crate::cli::output::terminal;
use crate::engine::{self, Continued, Planned};
use crate::model::{Action, Change, Check, Verdict};
use crate::plan::waves::{Division, WavePart, WaveSizes};
use crate::report::text::plural::plural;

/// The number of routes that one object may change at once without a warning.
const MANY: usize = 10;

impl Job<'_> {
    /// Shows how the waves of a rollout would go, and what it takes over from the last one.
    pub(super) fn show_waves(&self, planned: &Planned, continued: Option<Continued>) {
        let Some(sizes) = &self.options.rollout else {
            return;
        };
        if self.opened.inputs.global.quiet {
            return;
        }
        let division = engine::divided(self.opened.workspace, &planned.plan, sizes);
        let reverts = self.options.rollout_revert;
        let text = waves(&division, sizes, continued, reverts);
        terminal::eprint(&text);
    }

    /// Shows the probes that did not pass. Those that failed refuse the plan.
    pub(super) fn show_probes(&self, checks: &[Check]) {
        if self.opened.inputs.global.quiet {
            return;
        }
        for check in checks {
            let word = match check.outcome {
                Verdict::Passed => "passed",
                Verdict::Failed => "failed",
                Verdict::Warning => "warning",
                Verdict::Skipped => "skipped",
            };
            let line = format!("probe {word}: {}: {}\n", check.title, check.detail);
            terminal::eprint(&line);
        }
    }
}

/// One line for each wave, and warnings.
fn waves(
    division: &Division,
    sizes: &WaveSizes,
    continued: Option<Continued>,
    reverts: bool,
) -> String {
    let mut text = String::new();
    let of = division.waves.len();
    match continued {
        Some(Continued::Revert { numbers }) => {
            let numbers = numbers_of(numbers);
            return format!(
                "The last rollout was interrupted while it was changed back ({numbers}). That is finished, and no wave begins.\n"
            );
        }
        Some(Continued::Waves { numbers }) if of == 0 => {
            let numbers = numbers_of(numbers);
            return format!(
                "No route changes are left. The last rollout stopped or was interrupted: its {numbers} will be read again and watched.\n"
            );
        }
        Some(Continued::Waves { .. }) => {
            text.push_str("The last rollout stopped or was interrupted. This one continues it.\n");
        }
        None => {}
    }
    if of == 0 {
        return "No route changes, so there are no waves.\n".to_owned();
    }
    let first = division.first.effective().count();
    if first > 0 {
        text.push_str(&format!("before the waves: {}\n", plural(first, "change")));
    }
    let skipped = sizes.skipped(division.numbers().len());
    if !skipped.is_empty() {
        let (adds, is) = match skipped.len() {
            1 => ("adds", "is"),
            _ => ("add", "are"),
        };
        let skipped = skipped.join(", ");
        text.push_str(&format!("{skipped} {adds} no number and {is} skipped\n"));
    }
    for (wave, number) in division.waves.iter().zip(1..) {
        text.push_str(&format!("wave {number} of {of}: {}\n", contents(wave)));
    }
    for wave in &division.waves {
        for change in &wave.plan.changes {
            text.push_str(&warnings(change, wave, reverts));
        }
    }
    text
}

fn numbers_of(count: u64) -> String {
    plural(usize::try_from(count).unwrap_or(usize::MAX), "number")
}

/// How many numbers a wave changes, and which objects answer for them.
fn contents(wave: &WavePart) -> String {
    let numbers = plural(wave.numbers.len(), "number");
    let changes = wave.plan.changes.iter();
    let groups: Vec<String> = changes
        .filter(|change| change.address.kind().is_found_by_name())
        .map(|change| change.address.to_string())
        .collect();
    let groups = match groups.as_slice() {
        [] => String::new(),
        [first] => format!(", by {first}"),
        [first, others @ ..] => format!(", by {first} and {} more", others.len()),
    };
    format!("{numbers}{groups} ({} so far)", wave.reached)
}

/// What a person should know about a change of a wave.
fn warnings(change: &Change, wave: &WavePart, reverts: bool) -> String {
    let mut text = String::new();
    let address = &change.address;
    let kind = address.kind();
    let joins: usize = change
        .fields
        .iter()
        .map(|field| field.after.members_missing_in(&field.before))
        .sum();
    let own: BTreeSet<&str> = wave
        .plan
        .changes
        .iter()
        .filter(|other| !other.address.kind().is_found_by_name())
        .filter_map(|other| other.key.as_deref())
        .collect();
    let moved = wave
        .numbers
        .iter()
        .filter(|(_, number)| !own.contains(number.as_str()))
        .count();
    if kind.is_found_by_name() && moved > MANY {
        text.push_str(&format!(
            "warning: {address} changes the routes of many numbers at once in this wave\n"
        ));
    }
    if reverts && joins > 0 {
        text.push_str(&format!(
            "warning: {} of {address} stays if the rollout is changed back: nothing leaves a {kind} as a side effect\n",
            plural(joins, "new member")
        ));
    }
    if reverts && change.action == Action::Create {
        text.push_str(&format!(
            "warning: {address} stays if the rollout is changed back: nothing is deleted\n"
        ));
    }
    text
}

//! What `doctor` found: for people in this file, for programs in `document`. Pure.

mod document;

use std::fmt::Write as _;

pub use document::{doctor_schema, json};

use crate::report::text::escape::neutral;
use crate::report::text::paint::{BOLD, DIM, GREEN, Look, RED, YELLOW};

/// The outcome of an examination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is in order.
    Passed,
    /// It works, but needs attention.
    Warning,
    /// It does not work.
    Failed,
    /// Something outside this installation prevented the check.
    Unchecked,
    /// The check needs something that failed, or that is not there.
    Skipped,
}

/// One thing that was examined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// The kind of check, a stable word.
    pub id: &'static str,
    /// What is checked, in a few words.
    pub title: String,
    /// The outcome.
    pub outcome: Outcome,
    /// What was found.
    pub detail: String,
    /// What to do; `None` if there is nothing to do.
    pub advice: Option<String>,
}

impl Examined {
    /// A check with its outcome, without advice.
    pub fn new(
        id: &'static str,
        title: impl Into<String>,
        outcome: Outcome,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            id,
            title: title.into(),
            outcome,
            detail: detail.into(),
            advice: None,
        }
    }

    /// The same with what to do.
    #[must_use]
    pub fn advise(self, advice: impl Into<String>) -> Self {
        Self {
            advice: Some(advice.into()).filter(|advice| !advice.is_empty()),
            ..self
        }
    }
}

/// The number of checks with an outcome.
pub fn count(all: &[Examined], outcome: Outcome) -> usize {
    all.iter().filter(|one| one.outcome == outcome).count()
}

/// The checks for a terminal: each with what was found and what to do, and the counts last.
pub fn human(all: &[Examined], color: bool) -> String {
    let look = Look { color, width: 100 };
    let mut out = String::new();
    for one in all {
        let (sign, style) = match one.outcome {
            Outcome::Passed => ("✓", GREEN),
            Outcome::Warning => ("!", YELLOW),
            Outcome::Failed => ("✗", RED),
            Outcome::Unchecked => ("?", YELLOW),
            Outcome::Skipped => ("-", DIM),
        };
        let _ = writeln!(
            out,
            "{} {}: {}",
            look.paint(style, sign),
            look.paint(BOLD, &neutral(&one.title)),
            neutral(&one.detail)
        );
        if let Some(advice) = &one.advice {
            let _ = writeln!(out, "    {}", neutral(advice));
        }
    }
    let _ = writeln!(out, "\n{}", look.paint(BOLD, &counts(all)));
    out
}

fn counts(all: &[Examined]) -> String {
    let mut text = format!("{} passed", count(all, Outcome::Passed));
    for (outcome, word) in [
        (Outcome::Failed, "failed"),
        (Outcome::Unchecked, "could not be checked"),
        (Outcome::Warning, "need attention"),
        (Outcome::Skipped, "skipped"),
    ] {
        let count = count(all, outcome);
        if count > 0 || outcome == Outcome::Failed {
            let _ = write!(text, ", {count} {word}");
        }
    }
    text + "."
}

#[cfg(test)]
mod tests {
    use super::{Examined, Outcome, human};

    #[test]
    fn each_check_says_what_to_do() {
        let all = [
            Examined::new("version", "Version", Outcome::Passed, "switchboard 0.1.0"),
            Examined::new("clock", "Clock", Outcome::Failed, "10 minutes slow").advise("set it"),
            Examined::new("proxy", "Proxy", Outcome::Skipped, "a\u{1b}b"),
        ];
        insta::assert_snapshot!(human(&all, false), @r"
        ✓ Version: switchboard 0.1.0
        ✗ Clock: 10 minutes slow
            set it
        - Proxy: a\u{1b}b

        1 passed, 1 failed, 1 skipped.
        ");
    }
}

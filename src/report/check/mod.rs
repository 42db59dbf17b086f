//! The results of `test`: for people in this file, for programs in `document`, and as test results
//! in `junit`.

mod document;
mod junit;
mod shown;

use std::fmt::Write as _;

pub use document::{
    TestCheck, TestCounts, TestDocument, TestFile, TestOutcome, TestSet, json, test_schema,
};
pub use junit::{junit, junit_of};

use self::shown::{Shown, shown};
use crate::model::{Inspection, Verdict};
use crate::report::counterpart::ComparisonDocument;
use crate::report::counterpart::words::title;
use crate::report::text::escape::neutral;
use crate::report::text::paint::{BOLD, DIM, GREEN, Look, RED, YELLOW};
use crate::report::text::plural::plural;

/// The results of a test and everything that its report shows.
#[derive(Debug, Clone, Copy)]
pub struct TestReport<'a> {
    /// The checks of the providers.
    pub inspection: &'a Inspection,
    /// The comparison with the counterpart, if one was made.
    pub comparison: Option<&'a ComparisonDocument>,
}

impl TestReport<'_> {
    /// Whether everything requested could be read.
    fn is_complete(&self) -> bool {
        self.inspection.complete && self.comparison.is_none_or(|one| one.complete)
    }
}

/// The checks for a terminal: one line each, the counts, and what to do next.
pub fn human(report: &TestReport<'_>, color: bool) -> String {
    let look = Look { color, width: 100 };
    let inspection = report.inspection;
    let scope = inspection.scope.to_string();
    let mut out = format!("Test of {}\n", look.paint(BOLD, &neutral(&scope)));
    if let Some(shard) = inspection.shard {
        let _ = writeln!(out, "Only shard {shard}.");
    }
    let checks = shown(report);
    let mut heading = None;
    for check in &checks {
        if heading != Some(check.provider) {
            heading = Some(check.provider);
            let text = match check.provider {
                Some(provider) => format!("providers.{provider}"),
                None => report.comparison.map(title).unwrap_or_default(),
            };
            let _ = writeln!(out, "\n{}", look.paint(BOLD, &text));
        }
        line(&mut out, check, look);
    }
    let _ = writeln!(out, "\n{}", look.paint(BOLD, &counts(&checks)));
    if !report.is_complete() {
        out.push_str(
            "Incomplete: not everything could be read, so there may be more problems than shown.\n",
        );
    }
    next(&mut out, &checks, report.is_complete());
    out
}

fn line(out: &mut String, check: &Shown<'_>, look: Look) {
    let (sign, style) = match check.outcome {
        Verdict::Passed => ("✓", GREEN),
        Verdict::Failed => ("✗", RED),
        Verdict::Warning => ("!", YELLOW),
        Verdict::Skipped => ("-", DIM),
    };
    let _ = write!(
        out,
        "  {} {}: {}",
        look.paint(style, sign),
        neutral(check.title),
        neutral(&check.detail)
    );
    if let Some(reason) = check.silenced {
        let _ = write!(out, " (silenced: {})", neutral(reason));
    }
    if let (Some(code), Verdict::Failed | Verdict::Warning) = (check.code, check.outcome) {
        let _ = write!(out, " {}", look.paint(DIM, &format!("[{}]", neutral(code))));
    }
    out.push('\n');
}

fn count(checks: &[Shown<'_>], outcome: Verdict) -> usize {
    let of_it = checks.iter().filter(|check| check.outcome == outcome);
    of_it.count()
}

fn counts(checks: &[Shown<'_>]) -> String {
    let count = |outcome| count(checks, outcome);
    let mut text = format!(
        "{} passed, {} failed",
        count(Verdict::Passed),
        count(Verdict::Failed)
    );
    let warnings = count(Verdict::Warning);
    if warnings > 0 {
        let _ = write!(text, ", {}", plural(warnings, "warning"));
    }
    let skipped = count(Verdict::Skipped);
    if skipped > 0 {
        let _ = write!(text, ", {skipped} skipped");
    }
    let silenced = checks.iter().filter(|one| one.silenced.is_some()).count();
    if silenced > 0 {
        let _ = write!(text, " ({silenced} of them silenced by `ignore`)");
    }
    text + "."
}

/// Writes what to do next: each piece of advice once, the advice of failed checks first.
fn next(out: &mut String, all: &[Shown<'_>], complete: bool) {
    let mut steps: Vec<(&str, Vec<&Shown<'_>>)> = Vec::new();
    for outcome in [Verdict::Failed, Verdict::Warning] {
        for check in all.iter().filter(|check| check.outcome == outcome) {
            let Some(advice) = check.advice else {
                continue;
            };
            match steps.iter_mut().find(|(known, _)| *known == advice) {
                Some((_, checks)) => checks.push(check),
                None => steps.push((advice, vec![check])),
            }
        }
    }
    if steps.is_empty() {
        if count(all, Verdict::Passed) == 0 {
            out.push_str("No check passed, because nothing could be checked.\n");
        } else if complete && count(all, Verdict::Failed) == 0 {
            out.push_str("Next: send a text to one of the numbers and wait for the answer.\n");
        }
        return;
    }
    out.push_str("What to do next:\n");
    for (at, (advice, checks)) in steps.iter().enumerate() {
        let about = match checks.as_slice() {
            [one] => one.place(),
            several => plural(several.len(), "check"),
        };
        let _ = writeln!(
            out,
            "  {}. {}: {}",
            at + 1,
            neutral(&about),
            neutral(advice)
        );
    }
}

#[cfg(test)]
mod tests {
    use super::{TestReport, human, json, junit};
    use crate::model::{Address, Check, FindingCode, Inspection, Name, Scope, Verdict};

    fn sample() -> Inspection {
        let check = |id, outcome, detail: &str, advice: Option<&str>| Check {
            id,
            provider: Name::parse("us").unwrap(),
            address: Address::parse("providers.us.numbers.a"),
            title: "A text to +15017122661".to_owned(),
            outcome,
            code: Some(FindingCode::TrialAccount.into()),
            detail: detail.to_owned(),
            advice: advice.map(str::to_owned),
            silenced: (outcome == Verdict::Skipped).then(|| "inbound only".to_owned()),
        };
        Inspection {
            comparison: None,
            shard: None,
            scope: Scope {
                project: "contoso".to_owned(),
                environment: String::new(),
            },
            checks: vec![
                check("a", Verdict::Passed, "fine", None),
                check("b", Verdict::Failed, "<&\"\u{1b}[31m ]]>", Some("do this")),
                check("c", Verdict::Failed, "again", Some("do this")),
                check("d", Verdict::Warning, "look", Some("do that")),
                check("e", Verdict::Skipped, "unregistered", None),
            ],
            complete: true,
        }
    }

    fn of(inspection: &Inspection) -> TestReport<'_> {
        TestReport {
            inspection,
            comparison: None,
        }
    }

    #[test]
    fn the_next_steps_are_listed() {
        let text = human(&of(&sample()), false);
        assert!(
            text.contains("  ✗ A text to +15017122661: again [W0753]\n"),
            "{text}"
        );
        assert!(text.contains("(silenced: inbound only)"), "{text}");
        assert!(
            text.contains(
                "1 passed, 2 failed, 1 warning, 1 skipped (1 of them silenced by `ignore`)."
            ),
            "{text}"
        );
        assert!(
            text.contains("  1. 2 checks: do this\n  2. providers.us.numbers.a: do that\n"),
            "{text}"
        );
        assert!(!text.contains('\u{1b}'), "{text}");
    }

    #[test]
    fn programs_get_the_same() {
        let document: serde_json::Value = serde_json::from_str(&json(&of(&sample()), &[])).unwrap();
        assert_eq!(document["kind"], "test");
        assert_eq!(document["summary"]["failed"], 2);
        assert_eq!(document["checks"][1]["address"], "providers.us.numbers.a");
    }

    #[test]
    fn junit_is_xml_whatever_the_texts_hold() {
        let text = junit(&of(&sample()));
        assert!(
            text.contains(r#"tests="5""#) && text.contains(r#"failures="2""#),
            "{text}"
        );
        assert!(
            text.contains("&lt;&amp;") && !text.contains('\u{1b}'),
            "{text}"
        );
    }
}

//! The result of an apply for people: failures, untried changes, its rollout, and the verdict last.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::members::members;
use super::result::ApplyReport;
use super::verdict::verdict;
use crate::report::rollout::parts::{Part, parts};
use crate::report::text::escape::neutral;
use crate::report::text::paint::{BOLD, Look, RED, YELLOW};

/// The most untried changes that are named per reason; the rest is counted.
const NAMED: usize = 20;

/// The result as lines, ending with a line break.
pub fn summary(report: &ApplyReport, color: bool) -> String {
    let look = Look { color, width: 0 };
    let mut out = String::new();
    let partly = report.partly.iter().map(|entry| ("partly done:", entry));
    let failed = report.failed.iter().map(|entry| ("failed:", entry));
    let unsettled = report
        .unsettled
        .iter()
        .map(|entry| ("no result recorded:", entry));
    for (word, (address, action, message)) in partly.chain(failed).chain(unsettled) {
        let failed = look.paint(RED, word);
        let joins = report
            .joins
            .get(address)
            .filter(|joins| joins.missing() > 0);
        let (address, verb) = (look.paint(BOLD, &address.to_string()), action.as_str());
        let _ = writeln!(out, "{failed} {verb} {address}");
        // The lines about the members give this reason already.
        if joins.is_none_or(|joins| joins.summary().as_ref() != Some(message)) {
            let _ = writeln!(out, "  {}", neutral(message));
        }
        for line in joins.map(members).into_iter().flatten() {
            let _ = writeln!(out, "  {}", line.text);
        }
    }
    let mut causes = BTreeMap::<&str, Vec<_>>::new();
    for (address, action, why) in &report.not_tried {
        causes.entry(why).or_default().push((address, action));
    }
    for (why, which) in causes {
        let _ = writeln!(out, "{} {}", look.paint(YELLOW, "not tried:"), neutral(why));
        for (address, action) in which.iter().take(NAMED) {
            let _ = writeln!(out, "  {} {address}", action.as_str());
        }
        if let more @ 1.. = which.len().saturating_sub(NAMED) {
            let _ = writeln!(out, "  … and {more} more");
        }
    }
    if let Some(outcome) = &report.rollout {
        for part in parts(outcome) {
            rollout(&mut out, &part, look);
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    if let Some(id) = &report.run_id {
        let _ = writeln!(out, "Recorded as run {}.", neutral(id));
    }
    let _ = writeln!(out, "{}", look.paint(BOLD, &verdict(report)));
    out
}

/// A list about the rollout, with at most as many lines as untried changes have.
fn rollout(out: &mut String, part: &Part, look: Look) {
    let style = match part.tone {
        "critical" => RED,
        "major" => YELLOW,
        _ => BOLD,
    };
    let title = format!("{}:", part.title.to_lowercase());
    let _ = writeln!(out, "{}", look.paint(style, &title));
    for line in part.lines.iter().take(NAMED) {
        let _ = writeln!(out, "  {}", neutral(&line.whole()));
    }
    if let more @ 1.. = part.lines.len().saturating_sub(NAMED) {
        let _ = writeln!(out, "  … and {more} more");
    }
}

#[cfg(test)]
mod tests {
    use super::super::result::ApplyReport;
    use super::summary;
    use crate::model::{Action, Address};

    fn at(name: &str) -> Address {
        Address::parse(&format!("providers.us.numbers.{name}")).unwrap()
    }

    #[test]
    fn a_complete_apply_counts_what_was_done() {
        let mut report = ApplyReport {
            plan_complete: true,
            ..ApplyReport::default()
        };
        assert_eq!(
            summary(&report, false),
            "Applied: no changes were needed.\n"
        );
        report.plan_complete = false;
        assert!(
            summary(&report, false).starts_with("Nothing was changed. The plan was incomplete")
        );
        report.plan_complete = true;
        report.done = vec![
            (at("a"), Action::Adopt),
            (at("b"), Action::Update),
            (at("c"), Action::Update),
        ];
        report.run_id = Some("0197".to_owned());
        insta::assert_snapshot!(summary(&report, false), @"
        Recorded as run 0197.
        Applied: 2 updated, 1 adopted.
        ");
    }

    #[test]
    fn failed_and_untried_changes_are_listed() {
        let mut report = ApplyReport {
            unconverged: 0,
            errored: false,
            done: vec![(at("a"), Action::Update)],
            failed: vec![(
                at("b"),
                Action::Update,
                "updating PN2: no\nsuch thing (HTTP 404, code 20404, request RQ1)".to_owned(),
            )],
            not_tried: vec![
                (at("c"), Action::Adopt, "the lock was lost".to_owned()),
                (at("d"), Action::Forget, "the lock was lost".to_owned()),
            ],
            plan_complete: true,
            ..ApplyReport::default()
        };
        insta::assert_snapshot!(summary(&report, false), @r"
        failed: update providers.us.numbers.b
          updating PN2: no\nsuch thing (HTTP 404, code 20404, request RQ1)
        not tried: the lock was lost
          adopt providers.us.numbers.c
          forget providers.us.numbers.d

        Partly applied: 1 updated; 1 failed, 2 not tried. Run `switchboard apply` again to finish.
        ");
        report.unsettled = vec![(
            at("e"),
            Action::Update,
            "it was written, but not recorded".to_owned(),
        )];
        let text = summary(&report, false);
        assert!(
            text.contains("no result recorded: update providers.us.numbers.e\n  it was written")
        );
        assert!(text.contains("1 failed, 1 with no result recorded, 2 not tried."));
        report.unsettled.clear();
        report.done.clear();
        assert!(summary(&report, false).ends_with(
            "Nothing was applied: 1 failed, 2 not tried. Run `switchboard apply` again to finish.\n"
        ));
    }
}

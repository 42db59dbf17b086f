//! A plan as GitHub workflow commands: its diagnostics as annotations, then the verdict.

use super::arrange::{arrange, title};
use super::ending::Ending;
use super::input::PlanReport;
use super::words;
use crate::model::Change;
use crate::report::counterpart::diagnostics::diagnostics as compared;
use crate::report::counterpart::words::summary;
use crate::report::fields::brief::sentence;
use crate::report::fields::group::Entry;
use crate::report::github::{SHOWN, titled, with_notices};
use crate::report::rollout::parts::parts;
use crate::report::text::escape::neutral;
use crate::report::text::verdict::texts;

/// The annotations of a plan: its diagnostics, then the verdict with its large groups.
pub fn plan(report: &PlanReport<'_>) -> String {
    annotated(report, &format!("switchboard {}", report.command()))
}

/// The annotations of several environments, which the titles name.
pub fn plans(reports: &[PlanReport<'_>]) -> String {
    let one = |report: &PlanReport<'_>| {
        if reports.len() == 1 {
            return plan(report);
        }
        let scope = &report.plan.scope;
        annotated(
            report,
            &format!("switchboard {} of {scope}", report.command()),
        )
    };
    reports.iter().map(one).collect()
}

fn annotated(report: &PlanReport<'_>, title: &str) -> String {
    let mut lines = texts(report.verdict("see above", false));
    lines.extend(rollout(report));
    lines.extend(crowds(report));
    lines.extend(summary(report.comparison));
    // An apply that did not do everything ends with an error.
    let failed = report.ending.is_some() && !report.is_success();
    let command = if failed { "error" } else { "notice" };
    let verdict = titled(command, title, &lines.join("\n"));
    let mut diagnostics = report.undone();
    diagnostics.extend(report.diagnostics.iter().cloned());
    diagnostics.extend(compared(report.comparison));
    with_notices(&diagnostics, &verdict)
}

/// A line for each large group.
fn crowds(report: &PlanReport<'_>) -> Vec<String> {
    let large = |entry: Entry<'_, Change>| match entry {
        Entry::Alike(group) if group.is_large() => {
            let what = match sentence(&group.rows) {
                none if none.is_empty() => words::reason(group.first).to_owned(),
                some => some,
            };
            let verb = group.first.action.as_str();
            let places = match group.places() {
                none if none.is_empty() => String::new(),
                some => format!(" ({})", some.join(", ")),
            };
            Some(format!("{verb} {}: {what}{places}", title(&group)))
        }
        _ => None,
    };
    let mut lines: Vec<String> = arrange(report).into_iter().filter_map(large).collect();
    if let more @ 1.. = lines.len().saturating_sub(SHOWN) {
        lines.truncate(SHOWN);
        lines.push(format!("… and {more} more kinds of change"));
    }
    lines
}

/// The waves, the alerts and whatever else a rollout saw.
fn rollout(report: &PlanReport<'_>) -> Vec<String> {
    let outcome = report.ending.and_then(Ending::rollout);
    let parts = outcome.map(parts).unwrap_or_default();
    let mut lines = Vec::new();
    for part in parts {
        let shown = part.lines.iter().take(SHOWN);
        let title = part.title;
        lines.extend(shown.map(|line| format!("{title}: {}", neutral(&line.whole()))));
        if let more @ 1.. = part.lines.len().saturating_sub(SHOWN) {
            lines.push(format!("{title}: … and {more} more"));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::plan;
    use crate::report::github::annotations;
    use crate::report::sample;

    #[test]
    fn annotations_are_escaped_and_errors_come_first() {
        let diagnostics = [
            sample::diagnostic("warning", "100% of it"),
            sample::diagnostic("error", "a\r\n::set-env name=x::y"),
        ];
        insta::assert_snapshot!(sample::report(&sample::plan("x"), &diagnostics, plan), @r"
        ::error file=envs/a%2Cb%3Ac.yaml,line=22,col=7,title=W0412 providers.marketing-us.numbers.support::a\r\n::set-env name=x::y%0Ahelp: look at it
        ::warning file=envs/a%2Cb%3Ac.yaml,line=22,col=7,title=W0412 providers.marketing-us.numbers.support::100%25 of it%0Ahelp: look at it
        ::notice title=switchboard plan::Plan: 1 to create, 2 to update, 2 to adopt, 1 to forget (2 to change at the provider, 4 to record); 1 as declared.%0A1 number in the account is not in the configuration.%0AAPI calls: 2 reads so far, 2 writes to apply.
        ");
    }

    /// A note is a notice, after the warnings and the verdict.
    #[test]
    fn notes_are_notices_and_come_last() {
        let diagnostics = [
            sample::diagnostic("note", "fine"),
            sample::diagnostic("warning", "look"),
        ];
        let text = sample::report(&sample::plan("x"), &diagnostics, plan);
        let commands: Vec<&str> = text
            .lines()
            .filter_map(|line| line.split([' ', ',']).next())
            .collect();
        assert_eq!(commands, ["::warning", "::notice", "::notice"], "{text}");
        assert!(text.lines().last().unwrap().contains("::fine"), "{text}");
        let many = annotations(&vec![sample::diagnostic("note", "n"); 12]);
        assert_eq!(many.matches("::notice ").count(), 10);
        assert!(many.contains("::3 more notes without"), "{many}");
    }
}

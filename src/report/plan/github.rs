//! A plan as GitHub workflow commands: its diagnostics and its changes as annotations, and the
//! verdict, which has a line for each large group. GitHub limits annotations per step, so the most
//! dangerous changes of all environments come first, and the rest is counted.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::arrange::{entries, title};
use super::danger::{Danger, danger};
use super::ending::{Ending, Fates};
use super::fate::Fate;
use super::input::PlanReport;
use super::words;
use crate::model::{Address, Change};
use crate::report::counterpart::diagnostics::diagnostics as compared;
use crate::report::counterpart::words::summary;
use crate::report::fields::brief::sentence;
use crate::report::fields::group::{Entry, Group};
use crate::report::fields::rows::placed_rows;
use crate::report::github::{SHOWN, titled, with_changes};
use crate::report::rollout::parts::parts;
use crate::report::text::escape::neutral;
use crate::report::text::verdict::texts;

/// The annotations of a plan: its diagnostics, the verdict with its large groups, and its other
/// changes.
pub fn plan(report: &PlanReport<'_>) -> String {
    plans(std::slice::from_ref(report))
}

/// The annotations of several environments, which the titles name.
pub fn plans(reports: &[PlanReport<'_>]) -> String {
    let (mut diagnostics, mut changes) = (Vec::new(), Vec::new());
    for report in reports {
        diagnostics.extend(report.undone());
        diagnostics.extend(report.diagnostics.iter().cloned());
        diagnostics.extend(compared(report.comparison));
        changes.extend(single(report));
    }
    changes.sort_by_key(|(danger, _)| *danger);
    let changes: Vec<Value> = changes.into_iter().map(|(_, change)| change).collect();
    with_changes(&diagnostics, &verdicts(reports), &changes)
}

/// A verdict for each environment, or one for all if they would leave no room for changes.
fn verdicts(reports: &[PlanReport<'_>]) -> String {
    if reports.len() <= SHOWN / 2 {
        let each = reports.iter().map(|report| {
            let scope = &report.plan.scope;
            let name = match reports {
                [_] => format!("switchboard {}", report.command()),
                _ => format!("switchboard {} of {scope}", report.command()),
            };
            titled(command(report), &name, &lines(report).join("\n"))
        });
        return each.collect();
    }
    let all = reports.iter().map(|report| {
        let lines = lines(report).join(" ");
        format!("{}: {lines}", report.plan.scope)
    });
    let all: Vec<String> = all.collect();
    let failed = reports.iter().any(|report| command(report) == "error");
    let command = if failed { "error" } else { "notice" };
    let name = reports.first().map_or("plan", PlanReport::command);
    titled(command, &format!("switchboard {name}"), &all.join("\n"))
}

/// The kind of a verdict: an apply that did not do everything ends with an error.
fn command(report: &PlanReport<'_>) -> &'static str {
    let failed = report.ending.is_some() && !report.is_success();
    if failed { "error" } else { "notice" }
}

fn lines(report: &PlanReport<'_>) -> Vec<String> {
    let mut lines = texts(report.verdict("see above", false));
    lines.extend(rollout(report));
    lines.extend(crowds(report));
    lines.extend(summary(report.comparison));
    lines
}

/// The changes that are in no large group, each as a diagnostic.
fn single(report: &PlanReport<'_>) -> Vec<(Danger, Value)> {
    // These have a diagnostic of their own.
    let undone = report.ending.map(Ending::undone).unwrap_or_default();
    let undone: BTreeSet<&Address> = undone.iter().map(|one| one.address).collect();
    let fates = report.ending.map(Ending::fates);
    let changes = entries(report, false)
        .into_iter()
        .flat_map(|entry| match entry {
            Entry::Alone(change) => vec![change],
            Entry::Alike(group) if group.is_large() => Vec::new(),
            Entry::Alike(group) => group.members.iter().map(|(change, _)| *change).collect(),
        });
    // A number that is not answered as declared, before and after, has a finding.
    let changes = changes.filter(|change| {
        let turns = change.route.as_deref().is_some_and(|route| !route.stays());
        change.is_effective() || turns
    });
    changes
        .filter(|change| !undone.contains(&change.address))
        .map(|change| (danger(change), annotation(report, change, fates.as_ref())))
        .collect()
}

/// A change as a diagnostic: at the first value that it writes, else at its resource.
fn annotation(report: &PlanReport<'_>, change: &Change, fates: Option<&Fates<'_>>) -> Value {
    let rows = placed_rows(change, report.places);
    let written = rows.iter().find_map(|row| row.place.clone());
    let place = written.or_else(|| (report.places)(&change.address, None));
    let range = place.map(|place| {
        let start = json!({"line": place.line, "column": place.column});
        json!({"filename": place.file, "start": start})
    });
    let mut parts = vec![sentence(&rows)];
    parts.extend(words::renamed(report, change));
    parts.extend(words::remarks(report.plan, change));
    parts.retain(|part| !part.is_empty());
    let reason = words::reason(change);
    let mut summary = match parts.as_slice() {
        [] => reason.to_owned(),
        parts => format!("{} ({reason})", parts.join("; ")),
    };
    if let Some(fate) = fates.and_then(|fates| fates.of(change)) {
        summary = format!("{}: {summary}", Fate::words(fate));
    }
    json!({
        "severity": "note",
        "code": change.action.as_str(),
        "address": change.address.to_string(),
        "summary": summary,
        "range": range,
    })
}

/// A line for each large group.
fn crowds(report: &PlanReport<'_>) -> Vec<String> {
    let fates = report.ending.map(Ending::fates);
    let large = |entry: Entry<'_, Change>| match entry {
        Entry::Alike(group) if group.is_large() => Some(crowd(&group, fates.as_ref())),
        _ => None,
    };
    let mut lines: Vec<String> = entries(report, false)
        .into_iter()
        .filter_map(large)
        .collect();
    if let more @ 1.. = lines.len().saturating_sub(SHOWN) {
        lines.truncate(SHOWN);
        lines.push(format!("… and {more} more kinds of change"));
    }
    lines
}

fn crowd(group: &Group<'_, Change>, fates: Option<&Fates<'_>>) -> String {
    let what = match sentence(&group.rows) {
        none if none.is_empty() => words::reason(group.first).to_owned(),
        some => some,
    };
    let verb = group.first.action.as_str();
    let places = match group.places() {
        none if none.is_empty() => String::new(),
        some => format!(" ({})", some.join(", ")),
    };
    let fates = fates.map_or_else(String::new, |fates| format!(" [{}]", fates.of_group(group)));
    format!("{verb} {}: {what}{places}{fates}", title(group))
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
    use crate::model::{Action, Reason};
    use crate::report::github::annotations;
    use crate::report::plan::human::plan as human;
    use crate::report::sample;

    /// The outlier, the rename and the forgotten number of a large change are at their lines, the
    /// most dangerous first; the large group is one line of the verdict.
    #[test]
    fn what_differs_from_the_rest_has_annotations_of_its_own() {
        let text = sample::report(&sample::outliers(), &[], plan);
        let notices: Vec<&str> = text.lines().collect();
        let [verdict, others @ ..] = notices.as_slice() else {
            panic!("{text}");
        };
        assert!(
            verdict.contains("update 30 numbers of marketing-us"),
            "{text}"
        );
        let order = ["numbers.store-line", "numbers.gone", "numbers.renamed"];
        assert_eq!(others.len(), order.len(), "{text}");
        for (line, name) in others.iter().zip(order) {
            assert!(
                line.starts_with("::notice ") && line.contains(name),
                "{text}"
            );
        }
        assert!(
            others[0].contains("a.example.com → evil.example.net"),
            "{text}"
        );
        assert!(others[0].contains("line="), "{text}");
    }

    /// For people, too, what differs from the rest comes before the large group.
    #[test]
    fn the_large_group_comes_last() {
        let text = sample::report(&sample::outliers(), &[], |report| human(report, false, 80));
        let at = ["store-line", "gone", "renamed", "30 numbers"].map(|name| text.find(name));
        assert!(at.iter().all(Option::is_some) && at.is_sorted(), "{text}");
    }

    /// GitHub shows ten notices: the verdict, the changes that fit and the count of the others.
    #[test]
    fn changes_that_do_not_fit_are_counted() {
        let mut many = sample::plan("x");
        many.changes = (0..15)
            .map(|at| {
                let phone = format!("+1501712{at:04}");
                sample::number(&format!("n{at}"), &phone, Action::Forget, Reason::Removed)
            })
            .collect();
        let text = sample::report(&many, &[sample::diagnostic("note", "fine")], plan);
        assert_eq!(text.matches("::notice ").count(), 10, "{text}");
        assert_eq!(text.matches("title=forget ").count(), 8, "{text}");
        let last = text.lines().last().unwrap();
        assert!(
            last.contains("7 more changes and 1 more note without"),
            "{text}"
        );
    }

    #[test]
    fn annotations_are_escaped_and_errors_come_first() {
        let diagnostics = [
            sample::diagnostic("warning", "100% of it"),
            sample::diagnostic("error", "a\r\n::set-env name=x::y"),
        ];
        insta::assert_snapshot!(sample::report(&sample::plan("x"), &diagnostics, plan), @r#"
        ::error file=envs/a%2Cb%3Ac.yaml,line=22,col=7,title=W0412 providers.marketing-us.numbers.support::a\r\n::set-env name=x::y%0Ahelp: look at it
        ::warning file=envs/a%2Cb%3Ac.yaml,line=22,col=7,title=W0412 providers.marketing-us.numbers.support::100%25 of it%0Ahelp: look at it
        ::notice title=switchboard plan::Plan: 1 to create, 2 to update, 2 to adopt, 1 to forget (2 to change at the provider, 4 to record); 1 as declared.%0A1 number in the account is not in the configuration.%0AAPI calls: 2 reads so far, 2 writes to apply.
        ::notice file=switchboard.yaml,line=24,col=7,title=update providers.marketing-us.numbers.store-line::friendly_name Store → x; sms_method GET → POST; sms_url path /api/v1.0/orgs/3f2c0b7e/sms/inbound → /api/v1.0/orgs/3f2c0b7e/sms/incoming (configuration changed)
        ::notice file=switchboard.yaml,line=27,col=7,title=update providers.marketing-us.numbers.support::sms_fallback_url (unset) → support.example.com/fallback; sms_url fragment #rc=2 → (none); voice_url host a.example.com → c.example.com; until now this name referred to +18885550100, which will be dropped from the registry and does not change (drifted: changed outside Switchboard since the last apply)
        ::notice title=forget providers.marketing-us.numbers.old-line::removed from the configuration: will be dropped from the registry; nothing changes at the provider
        ::notice file=switchboard.yaml,line=12,col=7,title=create providers.marketing-us::callback_url https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e/…; description US marketing texts (new in the configuration)
        ::notice file=switchboard.yaml,line=20,col=7,title=adopt providers.marketing-us.numbers.front-desk::already as declared; will be recorded in the registry
        ::notice file=switchboard.yaml,line=31,col=7,title=adopt providers.marketing-us.numbers.warehouse::already as declared; will be recorded in the registry
        "#);
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
        assert_eq!(commands.first(), Some(&"::warning"), "{text}");
        assert!(
            commands.iter().skip(1).all(|one| *one == "::notice"),
            "{text}"
        );
        assert!(text.lines().last().unwrap().contains("::fine"), "{text}");
        let many = annotations(&vec![sample::diagnostic("note", "n"); 12]);
        assert_eq!(many.matches("::notice ").count(), 10);
        assert!(many.contains("::3 more notes without"), "{many}");
    }
}

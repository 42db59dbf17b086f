//! Drift as GitHub annotations, each at the line of the declaration, and a notice with the verdict
//! of each environment. GitHub limits annotations per step, so the worst of all environments come
//! first, and the rest is counted.

use std::cmp::Reverse;

use serde_json::{Value, json};

use super::arrange::{arrange, group_status, title};
use super::input::DriftReport;
use super::remedy::{of_many, remedy};
use super::{authors, outcome, words};
use crate::model::{Drifted, Impact};
use crate::report::counterpart::diagnostics::diagnostics as compared;
use crate::report::counterpart::words::summary;
use crate::report::fields::brief::sentence;
use crate::report::fields::group::{Entry, Group};
use crate::report::github::{SHOWN, notice, with_notices};
use crate::report::text::verdict::texts;

/// The annotations: drift, the worst first, then the other diagnostics, then the verdicts.
pub fn drift(reports: &[DriftReport<'_>]) -> String {
    let drifted = reports.iter().flat_map(|report| {
        let entries = arrange(report).into_iter();
        entries.map(move |entry| (report, entry))
    });
    let mut drifted: Vec<(&DriftReport<'_>, Entry<'_, Drifted>)> = drifted.collect();
    drifted.sort_by_key(|(_, entry)| Reverse(first(entry).impact()));
    let drifted = drifted.iter().map(|(report, entry)| match entry {
        Entry::Alike(group) if group.is_large() => vec![crowd(report, group)],
        Entry::Alike(group) => {
            let each = group.members.iter();
            each.map(|(one, _)| diagnostic(report, one)).collect()
        }
        Entry::Alone(one) => vec![diagnostic(report, one)],
    });
    let mut diagnostics: Vec<Value> = drifted.flatten().collect();
    for report in reports {
        diagnostics.extend(report.diagnostics.iter().cloned());
        diagnostics.extend(compared(report.comparison));
    }
    with_notices(&diagnostics, &verdicts(reports))
}

/// A notice for each environment, or one for all if they would be too many.
fn verdicts(reports: &[DriftReport<'_>]) -> String {
    // The last of the notices that GitHub shows counts the rest.
    if reports.len() < SHOWN {
        let each = reports.iter().map(|report| {
            let title = match report.drift.scope.environment.as_str() {
                "" => "switchboard drift".to_owned(),
                environment => format!("switchboard drift {environment}"),
            };
            let mut lines = texts(words::verdict(report, "see above"));
            lines.extend(summary(report.comparison));
            notice(&title, &lines.join("\n"))
        });
        return each.collect();
    }
    let lines: Vec<String> = reports
        .iter()
        .map(|report| {
            let outcome = outcome::outcome(report);
            format!("{}: {outcome}", report.drift.scope.environment)
        })
        .collect();
    notice("switchboard drift", &lines.join("\n"))
}

fn first<'a>(entry: &Entry<'a, Drifted>) -> &'a Drifted {
    match entry {
        Entry::Alone(one) => one,
        Entry::Alike(group) => group.first,
    }
}

/// A large group as one diagnostic, at the place of its first member.
fn crowd(report: &DriftReport<'_>, group: &Group<'_, Drifted>) -> Value {
    let (named, more) = group.named(false);
    let names: Vec<String> = named
        .iter()
        .map(|(one, _)| one.address.name().to_owned())
        .collect();
    let mut parts = vec![sentence(&group.rows)];
    parts.extend(group.remarks.iter().cloned());
    parts.retain(|line| !line.is_empty());
    let summary = format!(
        "{}: {} ({}): {} and {more} more",
        title(group),
        parts.join("; "),
        group_status(group),
        names.join(", ")
    );
    let mut help = authors::of_all(group.members.iter().map(|(one, _)| *one));
    help.extend(of_many(report, group.first));
    annotation(report, group.first, &summary, &help.join("; "))
}

/// A drifted resource as a diagnostic.
fn diagnostic(report: &DriftReport<'_>, one: &Drifted) -> Value {
    let mut differences: Vec<String> = one.counted().map(words::line).collect();
    differences.extend(authors::lines(one));
    let remedy = remedy(report, one);
    let help = remedy
        .command
        .map(|command| format!("put it back: {command}"))
        .or(remedy.words)
        .unwrap_or_default();
    let summary = format!("{} ({})", differences.join("; "), words::status(one));
    annotation(report, one, &summary, &help)
}

/// A diagnostic at the place of a drifted resource. Critical drift is an error.
fn annotation(report: &DriftReport<'_>, one: &Drifted, summary: &str, help: &str) -> Value {
    let severity = match one.impact() {
        Some(Impact::Critical) => "error",
        _ => "warning",
    };
    let range = (report.places)(&one.address, None).map(|place| {
        let start = json!({"line": place.line, "column": place.column});
        json!({"filename": place.file, "start": start})
    });
    json!({
        "severity": severity,
        "code": one.status.as_str(),
        "address": one.address.to_string(),
        "summary": summary,
        "help": help,
        "range": range,
    })
}

#[cfg(test)]
mod tests {
    use super::drift;
    use crate::model::{
        Address, Aspect, By, Difference, Drift, DriftStatus, Drifted, Impact, Scope, Value,
    };
    use crate::report::drift::input::{DriftMeta, DriftReport};

    fn modified(name: &str, impact: Impact) -> Drifted {
        Drifted {
            address: Address::parse(&format!("providers.us.numbers.{name}")).unwrap(),
            id: None,
            key: None,
            status: DriftStatus::Modified,
            differences: vec![Difference {
                aspect: Aspect::Field("f".into()),
                recorded: Value::text("a"),
                observed: Value::text("b"),
                impact,
                fingerprint: String::new(),
                since: None,
                ignored: None,
                by: By::Unasked,
            }],
            route: None,
            group: None,
            unread: false,
            declared: true,
            pending: false,
            elsewhere: None,
            accept: None,
        }
    }

    fn annotated(environments: &[(&str, Vec<Drifted>)]) -> String {
        let found: Vec<Drift> = environments
            .iter()
            .map(|(environment, resources)| Drift {
                resources: resources.clone(),
                complete: true,
                ..Drift::unseen(Scope {
                    project: "p".to_owned(),
                    environment: (*environment).to_owned(),
                })
            })
            .collect();
        let (meta, nowhere) = (DriftMeta::default(), |_: &Address, _: Option<&str>| None);
        let report = |drift| DriftReport {
            drift,
            meta: &meta,
            places: &nowhere,
            comparison: None,
            diagnostics: &[],
            remedies: None,
            show_unmanaged: false,
            each: false,
        };
        drift(&found.iter().map(report).collect::<Vec<_>>())
    }

    #[test]
    fn the_worst_of_all_environments_is_shown_and_the_rest_counted_last() {
        let minor = (0..12).map(|n| modified(&format!("minor{n}"), Impact::Minor));
        let major = vec![modified("major", Impact::Major)];
        let text = annotated(&[("dev", minor.collect()), ("prod", major)]);
        let first = text.lines().next().unwrap();
        assert!(
            first.starts_with("::warning") && first.contains("numbers.major"),
            "{text}"
        );
        assert_eq!(text.matches("::warning ").count(), 10);
        let last = text.lines().last().unwrap();
        assert!(
            last.starts_with("::notice ") && last.contains("3 more warnings"),
            "{text}"
        );
    }

    #[test]
    fn no_more_notices_than_github_shows() {
        let names: Vec<String> = (0..15).map(|n| format!("e{n}")).collect();
        let each: Vec<_> = names
            .iter()
            .map(|name| (name.as_str(), Vec::new()))
            .collect();
        let text = annotated(&each);
        assert_eq!(text.matches("::notice ").count(), 1);
        assert!(text.contains("e14: No drift"), "{text}");
    }
}

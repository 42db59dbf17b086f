//! What drifted as GitHub-flavoured Markdown, for a job's summary or an issue. It stays within
//! what GitHub takes: details are given up first, then the table, never the counts.

use std::fmt::Write as _;

use super::remedy::remedy;
use super::{DriftReport, authors, words};
use crate::model::{DriftStatus, Drifted};
use crate::report::inert::{code, inert};
use crate::report::markdown::{LIMIT, Parts, diff, problems};

/// The report as Markdown. Several environments share what may be said.
pub fn drift(reports: &[DriftReport<'_>]) -> String {
    let limit = LIMIT / reports.len().max(1);
    let each: Vec<String> = reports
        .iter()
        .map(|report| parts(report).within(limit))
        .collect();
    each.join("\n")
}

fn parts(report: &DriftReport<'_>) -> Parts {
    let arranged = words::arrange(report);
    let mut details: String = arranged
        .iter()
        .map(|(one, alike)| detail(report, one, alike))
        .collect();
    details.push_str(&ignored(report));
    if report.show_unmanaged {
        details.push_str(&crate::report::markdown::unmanaged(&report.drift.unmanaged));
    }
    Parts {
        verdict: head(report),
        problems: problems(report.diagnostics),
        table: table(report),
        details,
        pointer: "\n_There is too much drift to be shown whole here; `switchboard drift` shows it._\n",
    }
}

fn head(report: &DriftReport<'_>) -> String {
    let scope = report.drift.scope.to_string();
    let mut out = format!("## Switchboard drift: {}\n", inert(&scope));
    for (at, line) in words::verdict(report, "see below").iter().enumerate() {
        let line = inert(line);
        if at == 0 || line.starts_with("Incomplete") {
            let _ = write!(out, "\n**{line}**\n");
        } else {
            let _ = write!(out, "\n{line}\n");
        }
    }
    out
}

fn table(report: &DriftReport<'_>) -> String {
    let mut listed = report.drift.worst_first();
    let unchecked = report.drift.resources.iter();
    listed.extend(unchecked.filter(|one| one.status == DriftStatus::Unchecked));
    if listed.is_empty() {
        return String::new();
    }
    let mut out =
        "\n| Status | Severity | Resource | | Since | Where |\n|---|---|---|---|---|---|\n"
            .to_owned();
    for one in listed {
        let identity = words::identity(one).map_or_else(String::new, |text| code(&text));
        let place = (report.places)(&one.address, None)
            .map_or_else(String::new, |place| code(&place.to_string()));
        let _ = writeln!(
            out,
            "| {} | {} | {} | {identity} | {} | {place} |",
            one.status.as_str(),
            one.impact().map_or("", crate::model::Impact::as_str),
            code(&one.address.to_string()),
            one.first_seen().map(words::time).unwrap_or_default(),
        );
    }
    out
}

fn detail(report: &DriftReport<'_>, one: &Drifted, alike: &[&Drifted]) -> String {
    let address = code(&one.address.to_string());
    let sign = words::sign(one);
    let mut out = format!("\n<details><summary>{sign} {address}</summary>\n\n");
    let _ = writeln!(out, "{}", inert(&words::standing(one)));
    for line in words::told(one).into_iter().chain(words::likewise(alike)) {
        let _ = write!(out, "\n{}\n", inert(&line));
    }
    out.push_str(&diff(&words::rows(one), " "));
    for line in authors::lines(one) {
        let _ = write!(out, "\n{}\n", inert(&line));
    }
    let remedy = remedy(report, one);
    if let Some(command) = &remedy.command {
        let _ = write!(out, "\nPut it back: {}\n", code(command));
    }
    if let Some(words) = &remedy.words {
        let _ = write!(out, "\n{}\n", inert(words));
    }
    if let Some((under, yaml)) = &remedy.declare {
        let _ = write!(out, "\nDeclare it: under {} {}\n", code(under), lines(yaml));
    }
    if let Some(yaml) = one.accept.as_ref().filter(|_| one.declared) {
        let _ = write!(out, "\nKeep it: under {address} {}\n", lines(yaml));
    }
    out.push_str("\n</details>\n");
    out
}

fn lines(yaml: &str) -> String {
    let lines: Vec<String> = yaml.lines().map(code).collect();
    lines.join("<br>")
}

fn ignored(report: &DriftReport<'_>) -> String {
    let mut lines = String::new();
    for one in &report.drift.resources {
        for (difference, why) in one.ignored() {
            let _ = writeln!(
                lines,
                "- {} {} ({}, line {})",
                code(&one.address.to_string()),
                code(&words::line(difference)),
                inert(&why.reason),
                why.line
            );
        }
    }
    if lines.is_empty() {
        return lines;
    }
    format!("\n<details><summary>Expected</summary>\n\n{lines}\n</details>\n")
}

#[cfg(test)]
mod tests {
    use super::drift;
    use crate::model::{
        Address, Aspect, By, Difference, Drift, DriftStatus, Drifted, Impact, Scope, Value,
    };
    use crate::report::drift::{DriftMeta, DriftReport};
    use crate::report::markdown::LIMIT;

    fn modified(at: usize) -> Drifted {
        let difference = Difference {
            aspect: Aspect::Field("friendly_name".into()),
            recorded: Value::text("a"),
            observed: Value::text(format!("</details>`{}` | @x", "b".repeat(100))),
            impact: Impact::Minor,
            fingerprint: String::new(),
            since: None,
            by: By::Unasked,
            ignored: None,
        };
        Drifted {
            address: Address::parse(&format!("providers.us.numbers.n{at:04}")).unwrap(),
            id: None,
            key: Some("+15017122661".to_owned()),
            status: DriftStatus::Modified,
            differences: vec![difference],
            route: None,
            group: None,
            unread: false,
            declared: true,
            pending: false,
            elsewhere: None,
            accept: None,
        }
    }

    fn text(count: usize, environments: usize) -> String {
        let scope = Scope {
            project: "p".to_owned(),
            environment: String::new(),
        };
        let found = Drift {
            resources: (0..count).map(modified).collect(),
            complete: true,
            ..Drift::unseen(scope)
        };
        let (meta, nowhere) = (DriftMeta::default(), |_: &Address, _: Option<&str>| None);
        let report = || DriftReport {
            drift: &found,
            meta: &meta,
            places: &nowhere,
            diagnostics: &[],
            show_unmanaged: false,
        };
        let reports: Vec<DriftReport<'_>> = (0..environments).map(|_| report()).collect();
        drift(&reports)
    }

    #[test]
    fn it_fits_however_much_there_is() {
        let whole = text(3, 1);
        assert_eq!(whole.matches("<details>").count(), 3, "{whole}");
        for (count, environments) in [(300, 1), (3000, 1), (100, 3), (3000, 7)] {
            let text = text(count, environments);
            assert!(text.len() <= LIMIT + environments, "{}", text.len());
            let counts = format!("{count} modified ({count} minor)");
            assert_eq!(text.matches(&counts).count(), environments);
            assert!(text.contains("too much drift"));
        }
    }
}

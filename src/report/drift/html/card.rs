//! One drifted resource on the page: its differences, their age, and how to revert or keep them.

use jiff::Timestamp;

use super::{time, tone};
use crate::model::Drifted;
use crate::report::drift::arrange::{group_status, title};
use crate::report::drift::input::DriftReport;
use crate::report::drift::remedy::{of_many, remedy};
use crate::report::drift::{authors, words};
use crate::report::fields::group::Group;
use crate::report::html::fields::{fields, remarks};
use crate::report::html::lists::{list, row};
use crate::report::html::{code, text};

/// The heading of recorded values.
const WAS: &str = "last applied";
/// The heading of current values.
const IS: &str = "now";

/// Writes one drifted resource, and names others like it.
pub(super) fn card(
    out: &mut String,
    report: &DriftReport<'_>,
    one: &Drifted,
    alike: Option<String>,
) {
    let tone = tone(one.impact());
    let status = one.status.as_str();
    let environment = text(&report.drift.scope.environment);
    out.push_str(&format!(
        "<article class=\"item card {tone}\" data-find=\"{environment}\">\n<header><span class=\"pill {tone}\">{tone}</span> \
         <code class=\"address\">{}</code>",
        text(&one.address.to_string())
    ));
    if let Some(identity) = words::identity(one) {
        out.push_str(&format!(" {}", code(&identity)));
    }
    out.push_str(&format!(" <span class=\"soft\">{status}</span></header>\n"));
    facts(out, report, one);
    fields(out, &words::rows(one), WAS, IS);
    let lines = authors::lines(one).into_iter();
    remarks(out, lines.chain(words::remarks(one)).chain(alike));
    ways(out, report, one);
    out.push_str("</article>\n");
}

/// Writes a large group: the common details once, and each member in a row that can be folded away.
pub(super) fn crowd(out: &mut String, report: &DriftReport<'_>, group: &Group<'_, Drifted>) {
    let tone = tone(group.first.impact());
    let environment = text(&report.drift.scope.environment);
    out.push_str(&format!(
        "<article class=\"card {tone} group\">\n<header><span class=\"pill {tone}\">{tone}</span> \
         <span class=\"address\">{}</span> <span class=\"soft\">{}</span></header>\n",
        text(&title(group)),
        text(&group_status(group))
    ));
    fields(out, &group.rows, WAS, IS);
    let lines = authors::of_all(group.members.iter().map(|(one, _)| *one)).into_iter();
    let lines = lines.chain(group.remarks.iter().cloned());
    remarks(out, lines.chain(of_many(report, group.first)));
    if let Some((under, yaml)) = &remedy(report, group.first).declare {
        let way = yaml_under("Declare it", under, yaml);
        out.push_str(&format!("<div class=\"ways\">\n<div>{way}</div>\n</div>\n"));
    }
    let rows: Vec<String> = group
        .members
        .iter()
        .map(|(one, own)| {
            let place = (report.places)(&one.address, None);
            let cells = [
                Some(code(&one.address.to_string())),
                Some(words::identity(one).map_or_else(String::new, |text| code(&text))),
                (!own.is_empty()).then(|| code(own)),
                place.map(|place| code(&place.to_string())),
            ];
            let cells: Vec<String> = cells.into_iter().flatten().collect();
            row(
                &cells,
                &format!("{environment} {tone} {}", one.status.as_str()),
            )
        })
        .collect();
    list(out, "All of them", &rows, false);
    out.push_str("</article>\n");
}

/// Writes since when the resource differs, and where it is declared.
fn facts(out: &mut String, report: &DriftReport<'_>, one: &Drifted) {
    let mut facts = Vec::new();
    if let Some(at) = one.first_seen() {
        facts.push(since(at, report.meta.timestamp));
    }
    facts.push(match (report.places)(&one.address, None) {
        Some(place) => code(&place.to_string()),
        None => "no longer declared".to_owned(),
    });
    if one.pending {
        facts.push("the configuration changed too".to_owned());
    }
    out.push_str(&format!("<p class=\"facts\">{}</p>\n", facts.join(" · ")));
}

fn since(at: Timestamp, now: Timestamp) -> String {
    match age(now.as_second().saturating_sub(at.as_second())) {
        Some(age) => format!("since {} ({age})", time(at)),
        None => format!("first seen {}", time(at)),
    }
}

/// A number of seconds in its largest unit; `None` for less than a minute.
fn age(seconds: i64) -> Option<String> {
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    let (unit, name) = units.into_iter().find(|(unit, _)| seconds >= *unit)?;
    let count = usize::try_from(seconds / unit).unwrap_or(usize::MAX);
    Some(crate::report::text::plural::plural(count, name))
}

/// Writes how to put the resource back, and how to keep its current state.
fn ways(out: &mut String, report: &DriftReport<'_>, one: &Drifted) {
    let remedy = remedy(report, one);
    let mut ways = Vec::new();
    let words = remedy
        .words
        .map_or_else(String::new, |words| format!("<p>{}</p>", text(&words)));
    match remedy.command {
        Some(command) => ways.push(format!(
            "<h4>Put it back</h4>{words}<code class=\"command\">{}</code>",
            text(&command)
        )),
        None => ways.push(format!("<h4>What to do</h4>{words}")),
    }
    if let Some((under, yaml)) = &remedy.declare {
        ways.push(yaml_under("Declare it", under, yaml));
    }
    if let Some(yaml) = one.accept.as_ref().filter(|_| one.declared) {
        ways.push(yaml_under("Keep it", &one.address.to_string(), yaml));
    }
    let ways: Vec<String> = ways
        .iter()
        .map(|way| format!("<div>{way}</div>\n"))
        .collect();
    out.push_str(&format!("<div class=\"ways\">\n{}</div>\n", ways.concat()));
}

fn yaml_under(what: &str, under: &str, yaml: &str) -> String {
    let lines: Vec<String> = yaml.lines().map(text).collect();
    format!(
        "<h4>{what}: under {}</h4><pre>{}</pre>",
        code(under),
        lines.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::age;

    #[test]
    fn an_age_is_shown_in_its_largest_unit() {
        let ages = [0, 59, 60, 7_199, 7_200, 86_400, 40 * 86_400].map(age);
        let shown: Vec<&str> = ages
            .iter()
            .map(|age| age.as_deref().unwrap_or("new"))
            .collect();
        assert_eq!(
            shown,
            [
                "new", "new", "1 minute", "1 hour", "2 hours", "1 day", "40 days"
            ]
        );
    }
}

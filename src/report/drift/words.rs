//! The sentences about drift that the formats share.

use jiff::Timestamp;

use super::input::DriftReport;
use super::outcome::outcome;
use super::remedy::command;
use crate::model::{Address, Aspect, Difference, DriftStatus, Drifted, Impact, Value};
use crate::report::fields::rows::{Row, shown};
use crate::report::plan::route::answer;
use crate::report::text::escape::neutral;
use crate::report::text::plural::plural;
use crate::report::text::shards::{gaps, limits};
use crate::report::text::verdict::VerdictLine;
use crate::report::unmanaged::unmanaged_objects;

/// A time: RFC 3339 in UTC, to the second.
pub(in crate::report) fn time(at: Timestamp) -> String {
    format!("{at:.0}")
}

/// The sign of a drifted resource.
pub(super) fn sign(one: &Drifted) -> &'static str {
    match (one.status, one.impact()) {
        (DriftStatus::Missing, _) => "✗",
        (_, Some(Impact::Critical)) => "!",
        (_, Some(Impact::Major)) => "~",
        _ => "·",
    }
}

/// The status in a few words: `modified, critical, since …`.
pub(super) fn status(one: &Drifted) -> String {
    let mut text = one.status.as_str().to_owned();
    if let Some(impact) = one.impact() {
        text.push_str(&format!(", {}", impact.as_str()));
    }
    if let Some(at) = one.first_seen() {
        text.push_str(&format!(", since {}", time(at)));
    }
    text
}

/// What identifies the resource in addition to its address.
pub(super) fn identity(one: &Drifted) -> Option<String> {
    [&one.key, &one.id]
        .into_iter()
        .flatten()
        .find(|text| !text.is_empty() && !text.eq_ignore_ascii_case(one.address.name()))
        .map(|text| neutral(text).into_owned())
}

/// The fields that differ from the record: `before` is the recorded value, `after` the current one.
pub(super) fn rows(one: &Drifted) -> Vec<Row> {
    let fields = one
        .counted()
        .filter(|difference| matches!(difference.aspect, Aspect::Field(_) | Aspect::Id));
    fields.map(row).collect()
}

fn row(difference: &Difference) -> Row {
    let name = neutral(difference.aspect.as_str()).into_owned();
    if let (Some(wanted), Some(there)) =
        (difference.recorded.members(), difference.observed.members())
    {
        let lost = wanted.difference(there).cloned().collect();
        return Row {
            name,
            before: None,
            after: Some(format!("lacks {}", shown(&Value::Set { members: lost }))),
            notes: Vec::new(),
            place: None,
        };
    }
    let (before, after) = (shown(&difference.recorded), shown(&difference.observed));
    if before == after {
        return Row {
            name,
            before: None,
            after: Some(after),
            notes: vec!["only the password in it differs".to_owned()],
            place: None,
        };
    }
    Row {
        name,
        before: Some(before),
        after: Some(after),
        notes: Vec::new(),
        place: None,
    }
}

/// Remarks below the fields: whether the resource is gone, and who answers now.
pub(super) fn remarks(one: &Drifted) -> Vec<String> {
    let mut lines = Vec::new();
    if one.status == DriftStatus::Missing {
        if let Address::Counterpart { system, .. } = &one.address {
            lines.push(format!("it is no longer in {}", system.title()));
            return lines;
        }
        lines.push(match &one.elsewhere {
            Some(place) => format!(
                "it is no longer in the account; it is in {}",
                neutral(place)
            ),
            None => "it is no longer in the account".to_owned(),
        });
        return lines;
    }
    lines.extend(super::remedy::expected(one));
    let Some(route) = &one.route else {
        return lines;
    };
    match &route.observed {
        Some(observed) if let Some(wanted) = &route.wanted => {
            lines.push(format!("texts are answered by {}", answer(observed)));
            lines.push(format!(
                "unchanged since the last apply; declared: {}",
                answer(wanted)
            ));
        }
        Some(observed)
            if route.as_recorded() == Some(false)
                && (one.is_shadowed() || observed.decided_by != route.recorded.decided_by) =>
        {
            lines.push(format!("texts are answered by {}", answer(observed)));
            lines.push(format!("recorded: {}", answer(&route.recorded)));
        }
        None if one.unread => {
            lines.push("who answers could not be read".to_owned());
        }
        _ => {}
    }
    if let Some(group) = one.group.as_ref().filter(|_| one.is_shadowed()) {
        lines.push(match group.address.as_ref().or(group.pending.as_ref()) {
            Some(address) => format!("it is in {address}"),
            None => format!(
                "it is in {} ({}), which is not declared",
                neutral(&group.name),
                neutral(&group.id)
            ),
        });
    }
    lines
}

/// A difference in one line.
pub(super) fn line(difference: &Difference) -> String {
    match &difference.aspect {
        Aspect::Existence => "missing".to_owned(),
        Aspect::Route => format!(
            "route: {} instead of {}",
            shown(&difference.observed),
            shown(&difference.recorded)
        ),
        Aspect::Field(_) | Aspect::Id => {
            let row = row(difference);
            match (row.before, row.after) {
                (Some(before), Some(after)) => format!("{}: {before} → {after}", row.name),
                (_, after) => format!("{}: {}", row.name, after.unwrap_or_default()),
            }
        }
    }
}

/// The verdict. `elsewhere` says where problems are listed.
pub(super) fn verdict(report: &DriftReport<'_>, elsewhere: &str) -> Vec<VerdictLine> {
    let summary = report.drift.summary();
    let mut lines = vec![VerdictLine::strong(outcome(report))];
    if report.drift.unapplied {
        let why = "no apply is recorded to compare with";
        lines.push(VerdictLine::strong(format!(
            "Incomplete: {why} ({elsewhere})."
        )));
    } else if !report.drift.complete {
        let unchecked = match summary.unchecked {
            0 => None,
            many => Some(format!(
                "{} could not be checked",
                plural(many, "recorded resource")
            )),
        };
        let gaps = gaps(&report.meta.shards);
        let why: Vec<String> = gaps.into_iter().chain(unchecked).collect();
        let unread = match why.as_slice() {
            [] => "not everything could be read".to_owned(),
            why => why.join(", "),
        };
        lines.push(VerdictLine::strong(format!(
            "Incomplete: {unread} ({elsewhere}), so more may have drifted."
        )));
    }
    lines.extend(further_lines(report).into_iter().map(VerdictLine::plain));
    lines
}

/// The lines that follow the result in the verdict.
fn further_lines(report: &DriftReport<'_>) -> Vec<String> {
    let summary = report.drift.summary();
    let mut lines: Vec<String> = limits(report.meta.shard, &report.meta.shards)
        .into_iter()
        .collect();
    if let Some(why) = &report.meta.unattributed {
        lines.push(format!(
            "Not all audit events could be read, so some authors are unknown: {} (--no-events skips them).",
            neutral(why)
        ));
    }
    if summary.ignored > 0 {
        let file = report.meta.ignore_file.as_deref();
        lines.push(format!(
            "{} expected by {}.",
            plural(summary.ignored, "difference"),
            neutral(file.unwrap_or(".switchboardignore"))
        ));
    }
    if summary.pending > 0 {
        let (are, them) = match summary.pending {
            1 => ("is", "it"),
            _ => ("are", "them"),
        };
        lines.push(format!(
            "{} {are} pending, not drift: `{}` shows {them}.",
            plural(summary.pending, "declared change"),
            command(report, "plan")
        ));
    }
    if summary.unmanaged > 0 {
        let hint = match (report.show_unmanaged, summary.unmanaged) {
            (true, _) => "",
            (false, 1) => " (--show-unmanaged lists it)",
            (false, _) => " (--show-unmanaged lists them)",
        };
        let are = if summary.unmanaged == 1 { "is" } else { "are" };
        lines.push(format!(
            "{} in the account {are} neither recorded nor declared{hint}.",
            unmanaged_objects(summary.unmanaged, &report.drift.unmanaged)
        ));
    }
    lines
}

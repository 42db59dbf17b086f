//! The order of a drift report: the worst first, and groups of similar resources.

use super::input::DriftReport;
use super::{authors, words};
use crate::model::{Aspect, DriftStatus, Drifted};
use crate::report::fields::group::{Entry, Group, MANY, Sketch, gather};
use crate::report::fields::likeness::without_paths;
use crate::report::text::plural::plural;

/// The drifted resources, the worst first. Numbers whose only difference is that the same group
/// answers in their place form an entry, even if they are few.
pub(super) fn arrange<'a>(report: &DriftReport<'a>) -> Vec<Entry<'a, Drifted>> {
    let drifted = report.drift.worst_first().into_iter();
    gather(
        &drifted.map(|one| sketch(report, one)).collect::<Vec<_>>(),
        &|_, _| None,
    )
}

/// The resources that could not be checked.
pub(super) fn unchecked<'a>(report: &DriftReport<'a>) -> Vec<Entry<'a, Drifted>> {
    let open = |one: &&Drifted| one.status == DriftStatus::Unchecked;
    let sketch = |one: &'a Drifted| Sketch {
        thing: one,
        base: Some(format!(
            "{:?} {:?}",
            one.address.kind(),
            one.address.provider()
        )),
        least: least(report),
        rows: Vec::new(),
        remarks: Vec::new(),
    };
    let open = report.drift.resources.iter().filter(open);
    gather(&open.map(sketch).collect::<Vec<_>>(), &|_, _| None)
}

fn least(report: &DriftReport<'_>) -> usize {
    if report.each { usize::MAX } else { MANY }
}

fn sketch<'a>(report: &DriftReport<'a>, one: &'a Drifted) -> Sketch<'a, Drifted> {
    let rows = words::rows(one);
    let remarks = words::remarks(one);
    if let Some(key) = behind_one_group(one) {
        return Sketch {
            thing: one,
            base: Some(key),
            least: if report.each { usize::MAX } else { 2 },
            rows,
            remarks,
        };
    }
    let fields: Vec<(&str, bool)> = rows
        .iter()
        .map(|row| (row.name.as_str(), row.before.is_some()))
        .collect();
    let lines: Vec<String> = remarks.iter().map(|line| without_paths(line)).collect();
    let group = one.group.as_ref();
    let base = format!(
        "{:?}",
        (
            (
                one.address.kind(),
                one.address.provider(),
                one.status,
                one.impact()
            ),
            (one.declared, one.pending, one.unread, &one.elsewhere),
            group.map(|group| (&group.id, &group.address)),
            (fields, lines),
            authors::known_as(one),
        )
    );
    Sketch {
        thing: one,
        base: Some(base),
        least: least(report),
        rows,
        remarks,
    }
}

/// The key of numbers whose only difference is that a group answers in their place.
fn behind_one_group(one: &Drifted) -> Option<String> {
    let mut counted = one.counted();
    let only = counted.next().filter(|_| counted.next().is_none())?;
    let group = one.group.as_ref()?;
    let alone = only.aspect == Aspect::Route && one.declared && !one.pending;
    alone.then(|| format!("behind {} {}", group.id, only.fingerprint))
}

/// The title of a group: `500 numbers of marketing-us`.
pub(super) fn title(group: &Group<'_, Drifted>) -> String {
    let address = &group.first.address;
    let count = plural(group.members.len(), &address.kind().to_string());
    match address.provider() {
        Some(provider) => format!("{count} of {provider}"),
        None => count,
    }
}

/// The status of a group: `modified, critical, since … (the last one …)`.
pub(super) fn group_status(group: &Group<'_, Drifted>) -> String {
    let seen = group.members.iter().filter_map(|(one, _)| one.first_seen());
    let (first, last) = (seen.clone().min(), seen.max());
    let mut text = group.first.status.as_str().to_owned();
    if let Some(impact) = group.first.impact() {
        text.push_str(&format!(", {}", impact.as_str()));
    }
    match (first.map(words::time), last.map(words::time)) {
        (Some(first), Some(last)) if first == last => text.push_str(&format!(", since {first}")),
        (Some(first), Some(last)) => {
            text.push_str(&format!(", since {first} (latest {last})"));
        }
        _ => {}
    }
    text
}

/// Names the other members of a small group.
pub(super) fn likewise(group: &Group<'_, Drifted>) -> Option<String> {
    let others = group.members.get(1..).unwrap_or_default();
    let named: Vec<String> = others
        .iter()
        .map(|(one, _)| one.address.to_string())
        .collect();
    (!named.is_empty()).then(|| format!("the same applies to {}", named.join(", ")))
}

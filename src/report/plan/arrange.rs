//! The order of the changes in a report: writes first, then changes of the registry alone, then
//! unchanged numbers whose route changes or is not as declared. If some are a large group, the
//! others come before it, the most dangerous first.

use std::collections::BTreeSet;

use crate::model::{Change, Kind, Plan};

use super::danger::{Danger, danger};
use super::input::PlanReport;
use super::{route, words};
use crate::model::Action;
use crate::report::fields::group::{self, Entry, Group, MANY, Sketch};
use crate::report::fields::likeness::without_paths;
use crate::report::fields::rows;
use crate::report::text::plural::plural;

/// The entries of a plan's report.
pub(in crate::report) fn arrange<'a>(report: &PlanReport<'a>) -> Vec<Entry<'a, Change>> {
    entries(report, report.each)
}

/// The entries of a plan's report. `each` shows every change alone, even if many are alike.
pub(super) fn entries<'a>(report: &PlanReport<'a>, each: bool) -> Vec<Entry<'a, Change>> {
    let (plain, written): (Vec<_>, Vec<_>) =
        report.plan.effective().partition(|change| is_plain(change));
    let mut plain: Vec<_> = plain
        .into_iter()
        .map(|change| (plain_base(change), change))
        .collect();
    plain.sort_by(|one, other| one.0.cmp(&other.0));
    let plain = plain.into_iter().map(|(base, change)| Sketch {
        thing: change,
        base: Some(format!("{base:?}")),
        least: 1,
        rows: Vec::new(),
        remarks: route::remarks(change),
    });
    let least = if each { usize::MAX } else { MANY };
    let sketch = |change: &'a Change| sketch(report.plan, change, least);
    let gather = |sketches: Vec<_>| {
        group::gather(&sketches, &|change, at| {
            rows::place_of(change, at, report.places)
        })
    };
    let mut entries = gather(written.into_iter().map(sketch).collect());
    entries.extend(gather(plain.collect()));
    entries.extend(gather(route::steered(report.plan).map(sketch).collect()));
    // A short plan keeps its order. Among many changes, those that differ from the rest come first.
    let large =
        |entry: &Entry<'_, Change>| matches!(entry, Entry::Alike(group) if group.is_large());
    if entries.iter().any(large) {
        entries.sort_by_key(|entry| (large(entry), danger_of(entry)));
    }
    entries
}

fn danger_of(entry: &Entry<'_, Change>) -> Danger {
    match entry {
        Entry::Alone(change) => danger(change),
        Entry::Alike(group) => danger(group.first),
    }
}

/// Whether a change has no details.
fn is_plain(change: &Change) -> bool {
    matches!(change.action, Action::Adopt | Action::Forget)
        && change.key_before.is_none()
        && rows::rows(change).is_empty()
}

/// The common properties of plain changes that are shown together.
fn plain_base(change: &Change) -> impl Ord + std::fmt::Debug {
    (
        change.action,
        change.address.provider().cloned(),
        change.address.kind().lives_in_registry(),
        change.reason,
        route::remarks(change),
    )
}

fn sketch<'a>(plan: &Plan, change: &'a Change, least: usize) -> Sketch<'a, Change> {
    let rows = rows::rows(change);
    let remarks = words::remarks(plan, change);
    // A change that affects other objects is always shown alone.
    let reaches =
        change.key_before.is_some() || !change.affects.is_empty() || !change.detaches.is_empty();
    let base = (!reaches).then(|| {
        let names: Vec<(&str, bool, bool)> = rows
            .iter()
            .map(|row| (row.name.as_str(), row.before.is_some(), row.after.is_some()))
            .collect();
        let remarks: Vec<String> = remarks.iter().map(|line| without_paths(line)).collect();
        format!(
            "{:?}",
            (
                change.address.kind(),
                change.action,
                change.reason,
                change.address.provider(),
                words::reason(change),
                names,
                remarks,
            )
        )
    });
    Sketch {
        thing: change,
        base,
        least,
        rows,
        remarks,
    }
}

/// The title of a group: `498 numbers and 2 messaging services of marketing-us`.
pub(in crate::report) fn title(group: &Group<'_, Change>) -> String {
    let kinds: BTreeSet<Kind> = group
        .members
        .iter()
        .map(|(change, _)| change.address.kind())
        .collect();
    let counts: Vec<String> = kinds
        .into_iter()
        .map(|kind| {
            let of_kind = |(change, _): &&(&Change, String)| change.address.kind() == kind;
            let count = group.members.iter().filter(of_kind).count();
            plural(count, &kind.to_string())
        })
        .collect();
    let counts = counts.join(" and ");
    match group.first.address.provider() {
        Some(provider) if group.first.address.kind() != Kind::Provider => {
            format!("{counts} of {provider}")
        }
        _ => counts,
    }
}

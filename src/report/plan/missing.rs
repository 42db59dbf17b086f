//! What could not be planned, for the verdict of an incomplete plan.

use std::collections::BTreeSet;

use super::input::PlanReport;
use crate::model::{Address, Kind, Severity};
use crate::report::text::plural::plural;
use crate::report::text::shards::gaps;

/// The clauses about what could not be planned, could be planned only partly, or could not be read.
/// A few addresses are named; more are counted.
pub(super) fn missing(report: &PlanReport<'_>) -> String {
    let changes = &report.plan.changes;
    let planned = |address: &Address| changes.iter().any(|change| change.address == *address);
    let errors = report.plan.findings.iter();
    let addresses: BTreeSet<&Address> = errors
        .filter(|finding| finding.severity == Severity::Error)
        .filter_map(|finding| finding.address.as_ref())
        // A planned number that another object answers for has its own line.
        .filter(|address| address.kind() != Kind::Number || !planned(address))
        .collect();
    let (accounts, others): (Vec<&Address>, Vec<&Address>) = addresses
        .into_iter()
        .partition(|address| address.kind() == Kind::Provider);
    let (in_part, whole): (Vec<&Address>, Vec<&Address>) =
        others.into_iter().partition(|address| planned(address));
    let clauses = [
        (named(&whole), "could not be planned"),
        (named(&in_part), "could be planned only partly"),
        (named(&accounts), "could not be read completely"),
    ];
    let clauses: Vec<String> = clauses
        .into_iter()
        .filter_map(|(names, what)| Some(format!("{} {what}", names?)))
        .collect();
    let clauses: Vec<String> = gaps(&report.meta.shards)
        .into_iter()
        .chain(clauses)
        .collect();
    if clauses.is_empty() {
        return "something declared could not be planned".to_owned();
    }
    clauses.join(", ")
}

/// The addresses if they are few, else their number; `None` if there are none.
fn named(addresses: &[&Address]) -> Option<String> {
    match addresses.len() {
        0 => None,
        1..=3 => {
            let names: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            Some(names.join(", "))
        }
        count => Some(plural(count, "resource")),
    }
}

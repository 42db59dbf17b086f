//! Findings about what could not be read.

use std::collections::BTreeSet;

use crate::model::{Address, Finding, Observed, Selection, Severity, Unread};

pub(super) fn unread_findings(observed: &Observed, selection: &Selection) -> Vec<Finding> {
    let concerns = |unread: &&Unread| selection.concerns(&unread.provider);
    let finding = |unread: &Unread| Finding {
        severity: Severity::Error,
        code: unread.code,
        address: Some(Address::Provider(unread.provider.clone())),
        key: None,
        summary: unread.why.clone(),
        help: unread.help.clone(),
        blocks: unread.blocks,
    };
    // One cause may hide several kinds of objects. It is reported once.
    let mut known = BTreeSet::new();
    let fresh = |unread: &&Unread| known.insert((unread.provider.clone(), unread.why.clone()));
    observed
        .unread
        .iter()
        .filter(concerns)
        .filter(fresh)
        .map(finding)
        .collect()
}

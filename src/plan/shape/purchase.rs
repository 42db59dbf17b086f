//! The cases in which a number that may be bought is not bought: it was ours before, or another
//! account has it.
//!
//! A rename, a move, a release or a failed step never causes a second purchase.

use std::collections::BTreeMap;

use crate::model::{Finding, Resource, State};

/// Returns the resource without its permission to be bought, if that must not be used: the key is
/// recorded under this or another address, or the number was seen in another account.
pub(in crate::plan) fn withheld(
    want: Option<&Resource>,
    recorded: &State,
    elsewhere: &BTreeMap<String, String>,
) -> Option<Resource> {
    let want = want.filter(|want| want.obtainable)?;
    let key = want.key.as_ref()?;
    let known = |have: &Resource| have.key.as_ref() == Some(key);
    let withheld = elsewhere.contains_key(key.as_str()) || recorded.resources.values().any(known);
    withheld.then(|| Resource {
        obtainable: false,
        ..want.clone()
    })
}

/// Adds to a finding why a number that may be bought is not bought.
pub(in crate::plan) fn explain(
    finding: &mut Finding,
    want: Option<&Resource>,
    elsewhere: &BTreeMap<String, String>,
) {
    let key = want.and_then(|want| want.key.as_ref());
    if key.is_some_and(|key| elsewhere.contains_key(key.as_str())) {
        return;
    }
    "it was in the account at the last apply and has been released or moved since, so it is not bought again; if that is intended, remove it from the configuration, apply, and declare it again"
        .clone_into(&mut finding.help);
}

//! Planning keywords that the counterpart does not have.

use std::collections::BTreeSet;

use crate::counterpart::Compared;
use crate::model::{Address, CounterpartCode, Plan, Selection, Silences};
use crate::plan::{NewKeyword, add_keywords};

/// Adds the creation of each missing keyword to a plan, unless the configuration accepts that it is
/// missing. What the plan repairs is not reported.
pub(in crate::engine) fn create(
    plan: &mut Plan,
    compared: &mut Compared,
    selection: &Selection,
    silences: &Silences,
) {
    // A keyword is missing on purpose where the finding is suppressed.
    let is_wanted = |address: &Address| {
        selection.covers(address) && !silences.hide(CounterpartCode::KeywordMissing, Some(address))
    };
    let missing = compared.missing_keywords.iter();
    let missing: Vec<_> = missing.filter(|one| is_wanted(&one.address)).collect();
    let new = missing.iter().map(|one| NewKeyword {
        word: one.word.clone(),
        id: one.id.clone(),
        fields: one.fields.clone(),
    });
    add_keywords(plan, compared.comparison.system, new);
    let created: BTreeSet<&Address> = missing.iter().map(|one| &one.address).collect();
    let is_repaired = |code, address: Option<&Address>| {
        code == CounterpartCode::KeywordMissing.code()
            && address.is_some_and(|address| created.contains(address))
    };
    let found = &mut compared.comparison.disagreements;
    found.retain(|one| !is_repaired(one.finding.code, one.finding.address.as_ref()));
}

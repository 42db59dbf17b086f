//! Planning keywords that the counterpart does not have.

use std::collections::BTreeSet;

use crate::counterpart::{Compared, MissingKeyword};
use crate::model::{Action, Address, Change, CounterpartCode, Plan, Reason, Selection};

/// Adds the creation of each missing keyword to a plan. What the plan repairs is not reported.
pub(in crate::engine) fn create(plan: &mut Plan, compared: &mut Compared, selection: &Selection) {
    let system = compared.comparison.system;
    let missing = compared.missing_keywords.iter();
    let missing = missing.filter(|one| selection.covers(&one.address));
    let mut created: BTreeSet<&Address> = BTreeSet::new();
    for keyword in missing {
        created.insert(&keyword.address);
        plan.changes.push(Change {
            address: keyword.address.at_counterpart(system),
            ..creation(keyword)
        });
    }
    let is_repaired = |code, address: Option<&Address>| {
        code == CounterpartCode::KeywordMissing.code()
            && address.is_some_and(|address| created.contains(address))
    };
    let found = &mut compared.comparison.disagreements;
    found.retain(|one| !is_repaired(one.finding.code, one.finding.address.as_ref()));
}

fn creation(keyword: &MissingKeyword) -> Change {
    let key = keyword.word.as_str().to_ascii_uppercase();
    Change {
        address: keyword.address.clone(),
        action: Action::Create,
        reason: Some(Reason::New),
        id: Some(keyword.id.clone().into()),
        key: Some(key.into()),
        key_before: None,
        before: None,
        after: Some(keyword.fields.clone()),
        fields: Vec::new(),
        route: None,
        affects: Vec::new(),
        detaches: Vec::new(),
        implied: BTreeSet::new(),
    }
}

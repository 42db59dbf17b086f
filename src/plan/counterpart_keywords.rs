//! The declared keywords that a plan creates at a counterpart.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Action, Address, Change, Counterpart, FieldChange, Fields, Keyword, Mark, Plan, Reason, Value,
};

/// A declared keyword that a counterpart does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKeyword {
    /// The word as declared.
    pub word: Keyword,
    /// The identifier that it will get there.
    pub id: String,
    /// The columns that a create sends.
    pub fields: Fields,
}

/// Adds the creation of keywords at a counterpart to a plan, in the order of addresses, and counts
/// a write for each. A keyword that the plan creates there already is added once.
pub fn add_keywords(
    plan: &mut Plan,
    system: Counterpart,
    missing: impl IntoIterator<Item = NewKeyword>,
) {
    let missing = missing.into_iter().map(|keyword| {
        let address = Address::Keyword(keyword.word.clone()).at_counterpart(system);
        (address, keyword)
    });
    let mut missing: BTreeMap<Address, NewKeyword> = missing.collect();
    for change in &plan.changes {
        missing.remove(&change.address);
    }
    let changes = missing
        .into_iter()
        .map(|(address, new)| create(address, new));
    let changes: Vec<Change> = changes.collect();
    plan.calls.writes += changes.iter().map(Change::writes).sum::<u64>();
    plan.changes.extend(changes);
    plan.changes.sort_by(|a, b| a.address.cmp(&b.address));
}

fn create(address: Address, new: NewKeyword) -> Change {
    let fields = new.fields.iter().map(|(field, value)| FieldChange {
        field: field.clone(),
        before: Value::Blank,
        after: value.clone(),
        recorded: None,
        mark: Mark::New,
        note: None,
        local: false,
    });
    Change {
        action: Action::Create,
        reason: Some(Reason::New),
        id: Some(new.id.into()),
        key: Some(new.word.as_str().to_ascii_uppercase().into()),
        key_before: None,
        before: None,
        fields: fields.collect(),
        after: Some(new.fields),
        route: None,
        affects: Vec::new(),
        detaches: Vec::new(),
        implied: BTreeSet::new(),
        takes_over: None,
        address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Scope;
    use crate::plan::execution_order;

    fn empty() -> Plan {
        Plan::empty(Scope {
            project: "p".to_owned(),
            environment: String::new(),
        })
    }

    fn missing(word: &str, id: &str) -> NewKeyword {
        NewKeyword {
            word: Keyword::parse(word).unwrap(),
            id: id.to_owned(),
            fields: Fields::from_iter([("word".into(), Value::text(word))]),
        }
    }

    #[test]
    fn each_keyword_is_a_write_and_part_of_the_hash() {
        let mut plan = empty();
        let before = plan.sha256();
        let keywords = [missing("Stop", "2"), missing("JOIN", "1")];
        add_keywords(&mut plan, Counterpart::DYNAMICS, keywords);
        let addresses = plan.changes.iter().map(|one| one.address.to_string());
        let addresses: Vec<String> = addresses.collect();
        assert_eq!(
            addresses,
            ["dynamics.keywords.JOIN", "dynamics.keywords.Stop"]
        );
        assert_eq!(plan.calls.writes, 2);
        assert_eq!(plan.summary().create, 2);
        assert_eq!(plan.changes[1].key.as_deref(), Some("STOP"));
        assert!(plan.changes.iter().all(|one| !one.writes_to_provider()));
        assert!(plan.changes.iter().all(|one| one.provider_calls() == 0));
        let after = plan.sha256();
        assert_ne!(after, before);
        // It is there already, whatever its case.
        add_keywords(&mut plan, Counterpart::DYNAMICS, [missing("join", "1")]);
        assert_eq!((plan.calls.writes, plan.sha256()), (2, after));
    }

    #[test]
    fn another_identifier_is_another_plan() {
        let hash = |id| {
            let mut plan = empty();
            add_keywords(&mut plan, Counterpart::DYNAMICS, [missing("JOIN", id)]);
            plan.sha256()
        };
        assert_ne!(hash("1"), hash("2"));
    }

    #[test]
    fn they_come_last() {
        let mut plan = empty();
        add_keywords(&mut plan, Counterpart::DYNAMICS, [missing("JOIN", "1")]);
        let own = Address::Keyword(Keyword::parse("ZEBRA").unwrap());
        let own = create(own, missing("ZEBRA", "3"));
        plan.changes.push(own);
        let order = execution_order(&plan.changes);
        let order: Vec<&str> = order.iter().map(|one| one.address.name()).collect();
        assert_eq!(order, ["ZEBRA", "JOIN"]);
    }
}

//! What the registry, sources and carriers say about the objects of an account.

use std::collections::BTreeMap;

use crate::import::hints::{Hint, Sourced};
use crate::model::{Address, Kind, Name, Object, State};
use crate::provider::{self, ProviderKind, Sender};

/// The names that the registry has, by identifier.
pub(super) fn recorded(state: &State) -> BTreeMap<&str, &Name> {
    let named = state.resources.iter().filter_map(|(address, resource)| {
        let (Address::Number { name, .. } | Address::Group { name, .. }) = address else {
            return None;
        };
        Some((resource.id.as_deref()?, name))
    });
    named.collect()
}

/// The hints for these objects.
pub(super) fn of(
    objects: &[&Object],
    recorded: &BTreeMap<&str, &Name>,
    sourced: &mut Sourced,
) -> BTreeMap<String, Hint> {
    let mut hints = BTreeMap::new();
    for object in objects {
        let hint = sourced.hints.remove(object.id.as_str());
        let name = recorded.get(object.id.as_str());
        if hint.is_some() || name.is_some() {
            let hint = Hint {
                recorded: name.map(|name| (*name).clone()),
                ..hint.unwrap_or_default()
            };
            hints.insert(object.id.to_string(), hint);
        }
    }
    hints
}

/// Adds comments about numbers that carriers do not let send. Returns why some may be unknown.
pub(super) async fn add_approvals(
    account: &dyn provider::Account,
    kind: &ProviderKind,
    objects: &[&Object],
    hints: &mut BTreeMap<String, Hint>,
) -> Vec<String> {
    let asked: BTreeMap<&str, &str> = objects
        .iter()
        .filter(|object| object.kind == Kind::Number && kind.describer.is_questionable(object))
        .map(|object| (object.key.as_str(), object.id.as_str()))
        .collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let senders = asked.keys().map(|number| Sender {
        number: (*number).into(),
        group: None,
    });
    let gated = account.gates(&senders.collect::<Vec<_>>()).await;
    for gate in gated.gates.into_iter().filter(|gate| !gate.open) {
        if let Some(id) = asked.get(gate.number.as_str()) {
            let hint = hints.entry((*id).to_owned()).or_default();
            hint.comments.push(sentence(&gate.summary));
        }
    }
    gated.failed.iter().map(ToString::to_string).collect()
}

/// A clause as a sentence.
fn sentence(clause: &str) -> String {
    let mut rest = clause.chars();
    let first = rest.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), rest.as_str())
}

//! Changes that somebody else makes in the portal: they are in the activity log under that person's name.

use sandbox_server::ids;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::grid::properties::accepted;
use crate::grid::settle::{kind_of, remove};
use crate::seed::defaults::number_of;
use crate::seed::format::{SeedNumber, SeedSubscription};
use crate::store::activity::Activity;
use crate::store::grid::Provisioning;
use crate::store::resource;
use crate::store::state::State;

/// A change, and who makes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mutation {
    /// Such as `anna@contoso.com`.
    #[serde(default)]
    caller: Option<String>,
    change: Change,
}

/// What is changed.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Change {
    /// Properties of a subscription, merged at every depth. `null` removes one.
    Set {
        id: String,
        properties: Map<String, Value>,
    },
    /// State of a subscription or a topic.
    State { id: String, state: Provisioning },
    /// A subscription that somebody adds.
    Add {
        resource: String,
        subscription: Box<SeedSubscription>,
    },
    /// A subscription or a topic that somebody deletes.
    Remove { id: String },
    /// A number that somebody buys or changes.
    Number {
        resource: String,
        number: SeedNumber,
    },
    /// A number that somebody releases.
    RemoveNumber {
        resource: String,
        phone_number: String,
    },
    /// A resource that somebody changes or deletes.
    Resource {
        id: String,
        #[serde(default)]
        provisioning_state: Option<String>,
        #[serde(default)]
        host_name: Option<String>,
        #[serde(default)]
        access_keys: Option<Vec<String>>,
        #[serde(default)]
        gone: Option<bool>,
    },
}

/// Makes a change. Returns the id of what was changed.
pub(crate) fn mutate(state: &mut State, mutation: Mutation) -> Result<String, String> {
    let correlation = state.change();
    let (id, operation) = apply(state, mutation.change)?;
    state.activity.push(Activity {
        at: state.now(),
        resource_id: id.clone(),
        operation,
        caller: mutation
            .caller
            .unwrap_or_else(|| "anna@contoso.com".to_owned()),
        app: None,
        correlation: ids::guid(&["mutation", &correlation]),
        status: "Succeeded".to_owned(),
    });
    Ok(id)
}

fn apply(state: &mut State, change: Change) -> Result<(String, String), String> {
    let spelling = state.session.settings.base_url;
    match change {
        Change::Set { id, properties } => {
            let key = id.to_lowercase();
            let known = state
                .subscriptions
                .get_mut(&key)
                .ok_or_else(|| missing(&id))?;
            let mut sent = Value::Object(known.properties.clone());
            merge(&mut sent, &Value::Object(properties));
            let sent = sent.as_object().cloned().unwrap_or_default();
            known.properties = accepted(&sent, spelling)?;
            if known.active.is_some() {
                known.active = Some(known.properties.clone());
            }
            Ok((known.id.clone(), written(&key)))
        }
        Change::State { id, state: wanted } => {
            let key = id.to_lowercase();
            if let Some(topic) = state.topics.get_mut(&key) {
                topic.state = wanted;
                return Ok((topic.id.clone(), written(&key)));
            }
            let known = state
                .subscriptions
                .get_mut(&key)
                .ok_or_else(|| missing(&id))?;
            known.state = wanted;
            known.ever_succeeded |= wanted == Provisioning::Succeeded;
            let is_active = matches!(wanted, Provisioning::Succeeded | Provisioning::Updating);
            known.active = is_active.then(|| known.properties.clone());
            Ok((known.id.clone(), written(&key)))
        }
        Change::Add {
            resource,
            subscription,
        } => {
            let source = source(state, &resource)?;
            let added = state.add_subscription(&source, &subscription);
            let id = added.map_err(|error| format!("{error:#}"))?;
            let operation = written(&id.to_lowercase());
            Ok((id, operation))
        }
        Change::Remove { id } => {
            let key = id.to_lowercase();
            let kind = kind_of(&key);
            if state.topics.remove(&key).is_some() {
                state
                    .subscriptions
                    .retain(|_, one| one.topic.as_ref() != Some(&key));
            } else if state.subscriptions.contains_key(&key) {
                remove(state, &key);
            } else {
                return Err(missing(&id));
            }
            Ok((id, format!("{kind}/delete")))
        }
        Change::Number { resource, number } => {
            let key = source(state, &resource)?;
            let number = number_of(&number);
            let resource = state.resources.get_mut(&key).ok_or_else(|| missing(&key))?;
            resource.numbers.insert(number.phone_number.clone(), number);
            Ok((resource.id.clone(), format!("{}/write", resource::TYPE)))
        }
        Change::RemoveNumber {
            resource,
            phone_number,
        } => {
            let key = source(state, &resource)?;
            let resource = state.resources.get_mut(&key).ok_or_else(|| missing(&key))?;
            let removed = resource.numbers.remove(&phone_number);
            removed.ok_or_else(|| missing(&phone_number))?;
            Ok((resource.id.clone(), format!("{}/write", resource::TYPE)))
        }
        Change::Resource {
            id,
            provisioning_state,
            host_name,
            access_keys,
            gone,
        } => {
            let known = state
                .resources
                .get_mut(&id.to_lowercase())
                .ok_or_else(|| missing(&id))?;
            known.provisioning_state =
                provisioning_state.unwrap_or_else(|| known.provisioning_state.clone());
            known.host_name = host_name.unwrap_or_else(|| known.host_name.clone());
            known.access_keys = access_keys.unwrap_or_else(|| known.access_keys.clone());
            known.gone = gone.unwrap_or(known.gone);
            Ok((known.id.clone(), format!("{}/write", resource::TYPE)))
        }
    }
}

fn written(key: &str) -> String {
    format!("{}/write", kind_of(key))
}

fn missing(id: &str) -> String {
    format!("the sandbox has no {id}")
}

/// Key of a resource, by its id or its name.
fn source(state: &State, resource: &str) -> Result<String, String> {
    let wanted = resource.to_lowercase();
    let mut keys = state.resources.iter();
    let found = keys.find(|(key, one)| **key == wanted || one.name().to_lowercase() == wanted);
    found
        .map(|(key, _)| key.clone())
        .ok_or_else(|| missing(resource))
}

/// Merges `change` into `value`, at every depth; `null` removes.
fn merge(value: &mut Value, change: &Value) {
    let Some(fields) = change.as_object() else {
        *value = change.clone();
        return;
    };
    if !value.is_object() {
        *value = json!({});
    }
    for (name, change) in fields {
        if change.is_null() {
            if let Some(value) = value.as_object_mut() {
                value.remove(name);
            }
        } else {
            merge(&mut value[name], change);
        }
    }
}

//! Writing event subscriptions.

use sandbox_server::{Answer, Reply, Request, ids};
use serde_json::{Map, Value};

use crate::api::body::read_json;
use crate::api::error::{busy, invalid};
use crate::arm::fields::check_fields;
use crate::arm::operations::{accepted, begin};
use crate::arm::route::Scope;
use crate::arm::subscriptions::{find, place};
use crate::grid::shape::Body;
use crate::grid::{handshake, properties, view};
use crate::store::grid::{End, Handshake, Operation, Provisioning, Subscription, Topic, Verb};
use crate::store::identity::App;
use crate::store::settings::{FailedCreate, Patch};
use crate::store::state::State;

/// `PUT`: creates a subscription, or replaces one.
pub(crate) fn put(
    state: &mut State,
    request: &Request,
    app: &App,
    scope: &Scope,
    id: &str,
) -> Answer {
    let body = read_json(request, "application/json")?;
    check_fields(request, Body::Subscription, &body)?;
    place(state, scope)?;
    check_name(request, id)?;
    let sent = match body.get("properties") {
        Some(Value::Object(sent)) => sent.clone(),
        _ => Map::new(),
    };
    let known = state.subscriptions.get(&id.to_lowercase());
    let is_retry =
        known.is_some_and(|known| known.state == Provisioning::Failed && !known.ever_succeeded);
    if is_retry && state.session.settings.failed_create == FailedCreate::Refused {
        return Err(invalid(
            "The event subscription is in the state Failed and cannot be updated. Delete it and create it again.",
        ));
    }
    write(state, request, app, scope, id, &sent)
}

/// `PATCH`: changes a subscription. The properties are at the top level.
pub(crate) fn patch(
    state: &mut State,
    request: &Request,
    app: &App,
    scope: &Scope,
    id: &str,
) -> Answer {
    let body = read_json(request, "application/json")?;
    check_fields(request, Body::Update, &body)?;
    let known = find(state, id)?;
    let mut sent = match state.session.settings.patch {
        Patch::Merge => known.properties.clone(),
        Patch::Replace => Map::new(),
    };
    if let Value::Object(body) = body {
        sent.extend(body);
    }
    write(state, request, app, scope, id, &sent)
}

fn write(
    state: &mut State,
    request: &Request,
    app: &App,
    scope: &Scope,
    id: &str,
    sent: &Map<String, Value>,
) -> Answer {
    let key = id.to_lowercase();
    let source = source_of(state, scope);
    free(state, request, scope, &key, &source)?;
    let settings = &state.session.settings;
    let properties = properties::accepted(sent, settings.base_url).map_err(invalid)?;
    let known = state.subscriptions.get(&key);
    check_secrets(request, known, &properties);
    let (verb, provisioning) = match known {
        Some(known) if known.ever_succeeded => (Verb::Update, Provisioning::Updating),
        Some(_) => (Verb::Update, Provisioning::Creating),
        None => (Verb::Create, Provisioning::Creating),
    };
    let is_validated = handshake::is_needed(&properties);
    let subscription = Subscription {
        id: known.map_or_else(|| id.to_owned(), |known| known.id.clone()),
        source: source.clone(),
        topic: match scope {
            Scope::Topic(topic) => Some(topic.to_lowercase()),
            Scope::Source(_) => None,
        },
        state: provisioning,
        properties,
        active: known.and_then(|known| known.active.clone()),
        ever_succeeded: known.is_some_and(|known| known.ever_succeeded),
    };
    let name = subscription.id.clone();
    let shown = view::subscription(&subscription);
    state.subscriptions.insert(key, subscription);
    if state.topic_of(&source).is_none() {
        automatic_topic(state, &source);
    }
    let operation = begin(state, request, app, &name, verb, is_validated);
    Ok(accepted(state, request, 201, &shown, &operation))
}

/// `DELETE`.
pub(crate) fn delete(
    state: &mut State,
    request: &Request,
    app: &App,
    scope: &Scope,
    id: &str,
) -> Answer {
    let key = id.to_lowercase();
    let Some(known) = state.subscriptions.get(&key) else {
        return Ok(Reply::no_content());
    };
    if known.ever_succeeded {
        request.breaks("a subscription that had succeeded was deleted");
    }
    let source = source_of(state, scope);
    free(state, request, scope, &key, &source)?;
    if let Some(known) = state.subscriptions.get_mut(&key) {
        known.state = Provisioning::Deleting;
        known.active = None;
    }
    let operation = begin(state, request, app, id, Verb::Delete, false);
    Ok(accepted(state, request, 202, &Value::Null, &operation))
}

/// Key of the source of a place.
fn source_of(state: &State, scope: &Scope) -> String {
    match scope {
        Scope::Source(id) => id.to_lowercase(),
        Scope::Topic(id) => {
            let topic = state.topics.get(&id.to_lowercase());
            topic.map(|topic| topic.source.clone()).unwrap_or_default()
        }
    }
}

/// Refuses a write while another one is in progress on the object or its topic, and ends the wait of an endpoint that a
/// person has not validated. Two writes on one source are noted: Azure does not document what they do.
fn free(
    state: &mut State,
    request: &Request,
    scope: &Scope,
    key: &str,
    source: &str,
) -> Result<(), Reply> {
    let of_source = |target: &str| {
        let subscription = state.subscriptions.get(target).map(|one| &one.source);
        let topic = state.topics.get(target).map(|topic| &topic.source);
        subscription.or(topic).is_some_and(|other| other == source)
    };
    let is_running = |operation: &&Operation| {
        operation.end.is_none() && !matches!(operation.handshake, Handshake::Awaiting(_))
    };
    let mut running = state.operations.values().filter(is_running);
    // A write to the object itself is a repetition, which is refused below.
    let is_other = |operation: &&Operation| operation.target != key && of_source(&operation.target);
    if let Some(other) = running.find(is_other) {
        request.breaks(format!(
            "another write is in progress on the same source: {}",
            other.target
        ));
    }
    let topic = match scope {
        Scope::Topic(id) => state.topics.get(&id.to_lowercase()),
        Scope::Source(_) => None,
    };
    if let Some(topic) = topic.filter(|topic| topic.state.is_busy()) {
        return Err(busy(&topic.id));
    }
    let known = state.subscriptions.get(key);
    if let Some(known) = known.filter(|known| known.state.is_busy()) {
        return Err(busy(&known.id));
    }
    // A later write replaces one that waits for a person.
    let replaced = |operation: &mut Operation| {
        if operation.target == key && operation.end.is_none() {
            let message = "The operation was replaced by a later one.".to_owned();
            operation.end = Some(End::Failed(message));
        }
    };
    state.operations.values_mut().for_each(replaced);
    Ok(())
}

/// Notes a secret header that this write loses.
fn check_secrets(request: &Request, known: Option<&Subscription>, written: &Map<String, Value>) {
    let is_secret =
        |attribute: &&Value| attribute.pointer("/properties/isSecret") == Some(&true.into());
    let written = view::attributes(written);
    let hidden = written.iter().filter(is_secret);
    for attribute in hidden.filter(|one| one.pointer("/properties/value") == Some(&"Hidden".into()))
    {
        request.breaks(format!(
            "the secret header {} was written as Hidden",
            attribute["name"]
        ));
    }
    let before = known
        .map(|known| view::attributes(&known.properties))
        .unwrap_or_default();
    for attribute in before.iter().filter(is_secret) {
        if !written.iter().any(|one| one["name"] == attribute["name"]) {
            request.breaks(format!("the secret header {} was lost", attribute["name"]));
        }
    }
}

fn check_name(request: &Request, id: &str) -> Result<(), Reply> {
    let name = id.rsplit('/').next().unwrap_or_default();
    let fits = name
        .chars()
        .all(|one| one.is_ascii_alphanumeric() || one == '-');
    if fits && (3..=64).contains(&name.len()) {
        return Ok(());
    }
    request.breaks(format!(
        "the name {name} is not one of an event subscription"
    ));
    Err(invalid(
        "Event subscription name is not valid. It must be 3-64 characters long and can only contain letters, numbers and hyphens.",
    ))
}

/// The topic that Azure makes for a subscription at the source itself.
fn automatic_topic(state: &mut State, source: &str) {
    let Some(resource) = state.resources.get(source) else {
        return;
    };
    let parts: Vec<&str> = resource.id.split('/').collect();
    let group = parts.get(..5).unwrap_or_default().join("/");
    let guid = ids::guid(&["topic", source]);
    let id = format!(
        "{group}/providers/Microsoft.EventGrid/systemTopics/{}-{guid}",
        resource.name()
    );
    let topic = Topic {
        id: id.clone(),
        source: source.to_owned(),
        tags: Value::Null,
        state: Provisioning::Succeeded,
        automatic: true,
    };
    state.topics.insert(id.to_lowercase(), topic);
}

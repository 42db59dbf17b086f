//! System topics.

use sandbox_server::{Answer, Reply, Request};
use serde_json::{Value, json};

use crate::api::body::read_json;
use crate::api::error::{busy, invalid, not_found};
use crate::arm::fields::check_fields;
use crate::arm::operations::{accepted, begin};
use crate::arm::paging::page;
use crate::grid::shape::Body;
use crate::grid::view;
use crate::store::grid::{Provisioning, TOPIC_TYPE, Topic, Verb};
use crate::store::identity::App;
use crate::store::state::State;

const KIND: &str = "Microsoft.EventGrid/systemTopics";

/// The topics of an Azure subscription, or of a resource group.
pub(crate) fn list(
    state: &State,
    request: &Request,
    subscription: &str,
    group: Option<&str>,
) -> Answer {
    let mut place = format!("/subscriptions/{}/", subscription.to_lowercase());
    if let Some(group) = group {
        place = format!("{place}resourcegroups/{}/", group.to_lowercase());
    }
    let topics = state
        .topics
        .iter()
        .filter(|(key, _)| key.starts_with(&place));
    page(
        request,
        topics.map(|(_, topic)| shown(state, topic)).collect(),
    )
}

fn shown(state: &State, topic: &Topic) -> Value {
    view::topic(topic, state.resources.get(&topic.source))
}

/// One topic.
pub(crate) fn get(state: &State, id: &str) -> Answer {
    let topic = state.topics.get(&id.to_lowercase());
    let topic = topic.ok_or_else(|| not_found(KIND, id))?;
    Ok(Reply::bytes(
        200,
        shown(state, topic).to_string().into_bytes(),
    ))
}

/// `PUT`: creates a topic, or changes its tags.
pub(crate) fn put(state: &mut State, request: &Request, app: &App, id: &str) -> Answer {
    let body = read_json(request, "application/json")?;
    check_fields(request, Body::Topic, &body)?;
    let text = |pointer: &str| {
        body.pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    if text("/location") != "global" {
        request.breaks(format!("the topic's location is {:?}", text("/location")));
        return Err(invalid(
            "The location of a system topic for this source must be 'global'.",
        ));
    }
    if !text("/properties/topicType").eq_ignore_ascii_case(TOPIC_TYPE) {
        request.breaks("the topic has another topic type");
        return Err(invalid("The topic type is not valid for the given source."));
    }
    let source = text("/properties/source").to_owned();
    if state.resource(&source).is_none() {
        return Err(not_found(crate::store::resource::TYPE, &source));
    }
    let (key, source) = (id.to_lowercase(), source.to_lowercase());
    if let Some(other) = state
        .topic_of(&source)
        .filter(|other| other.id.to_lowercase() != key)
    {
        return Err(invalid(format!(
            "There is an existing tracked system topic for the given source {source} with the name {}. Only one system topic is allowed per source.",
            other.id.rsplit('/').next().unwrap_or_default()
        )));
    }
    let known = state.topics.get(&key);
    if known.is_some_and(|topic| topic.source != source) {
        return Err(invalid("The source of a system topic cannot be changed."));
    }
    if known.is_some_and(|topic| topic.state.is_busy()) {
        return Err(busy(id));
    }
    let verb = if known.is_some() {
        Verb::Update
    } else {
        Verb::Create
    };
    let topic = Topic {
        id: known.map_or_else(|| id.to_owned(), |topic| topic.id.clone()),
        source,
        tags: body.get("tags").cloned().unwrap_or(Value::Null),
        state: if known.is_some() {
            Provisioning::Updating
        } else {
            Provisioning::Creating
        },
        automatic: false,
    };
    let status = if known.is_some() { 200 } else { 201 };
    let shown = shown(state, &topic);
    state.topics.insert(key, topic);
    let operation = begin(state, request, app, id, verb, false);
    Ok(accepted(state, request, status, &shown, &operation))
}

/// `PATCH`: changes the tags.
pub(crate) fn patch(state: &mut State, request: &Request, app: &App, id: &str) -> Answer {
    let body = read_json(request, "application/json")?;
    check_fields(request, Body::TopicUpdate, &body)?;
    let key = id.to_lowercase();
    let Some(topic) = state.topics.get_mut(&key) else {
        return Err(not_found(KIND, id));
    };
    if topic.state.is_busy() {
        return Err(busy(id));
    }
    topic.tags = body.get("tags").cloned().unwrap_or(json!({}));
    topic.state = Provisioning::Updating;
    let topic = topic.clone();
    let operation = begin(state, request, app, id, Verb::Update, false);
    Ok(accepted(
        state,
        request,
        201,
        &shown(state, &topic),
        &operation,
    ))
}

/// `DELETE`: removes the topic and its subscriptions, also those of other people.
pub(crate) fn delete(state: &mut State, request: &Request, app: &App, id: &str) -> Reply {
    request.breaks("a system topic was deleted");
    let Some(topic) = state.topics.get_mut(&id.to_lowercase()) else {
        return Reply::no_content();
    };
    topic.state = Provisioning::Deleting;
    let operation = begin(state, request, app, id, Verb::Delete, false);
    accepted(state, request, 202, &Value::Null, &operation)
}

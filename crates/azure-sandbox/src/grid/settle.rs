//! How operations end. The sandbox looks at them before each request; nothing ends between two requests.

use jiff::{SignedDuration, Timestamp};

use crate::store::activity::Activity;
use crate::store::grid::{End, Handshake, Operation, Provisioning, Subscription, Verb};
use crate::store::settings::FailedUpdate;
use crate::store::state::State;

/// How long a person has to validate an endpoint by hand.
const BY_HAND: SignedDuration = SignedDuration::from_mins(10);

/// Ends the operations that are due at `now`. With `all`, every operation whose endpoint has answered is due.
pub(crate) fn settle(state: &mut State, now: Timestamp, all: bool) {
    let open: Vec<String> = state
        .operations
        .values()
        .filter(|operation| operation.end.is_none())
        .map(|operation| operation.id.clone())
        .collect();
    for id in open {
        let Some(operation) = state.operations.get(&id) else {
            continue;
        };
        let target = operation.target.clone();
        let seconds = state.session.settings.operation_seconds;
        let is_due = all
            || operation.polls_left == 0
            || now.duration_since(operation.started).as_secs() >= seconds;
        let end = match &operation.handshake {
            Handshake::Running => None,
            Handshake::Awaiting(since) if now.duration_since(*since) >= BY_HAND => Some(
                End::Failed("The endpoint was not validated in time.".to_owned()),
            ),
            Handshake::Awaiting(_) => {
                if let Some(subscription) = state.subscriptions.get_mut(&target) {
                    subscription.state = Provisioning::AwaitingManualAction;
                    subscription.active = None;
                }
                None
            }
            Handshake::None | Handshake::Passed => is_due.then_some(End::Succeeded),
            Handshake::Failed(message) => is_due.then(|| End::Failed(message.clone())),
        };
        if let Some(end) = end {
            finish(state, &id, end, now);
        }
    }
}

/// Ends an operation, and changes its object accordingly.
pub(crate) fn finish(state: &mut State, id: &str, end: End, now: Timestamp) {
    let Some(operation) = state.operations.get_mut(id) else {
        return;
    };
    let has_succeeded = end == End::Succeeded;
    operation.end = Some(end);
    let operation = operation.clone();
    let is_topic = state.topics.contains_key(&operation.target);
    let name = object_name(state, &operation.target);
    state.activity.push(Activity {
        at: now,
        resource_id: name,
        operation: action(&operation),
        caller: operation.caller.clone(),
        app: Some(operation.app.clone()),
        correlation: operation.correlation.clone(),
        status: if has_succeeded { "Succeeded" } else { "Failed" }.to_owned(),
    });
    if is_topic {
        return finish_topic(state, &operation);
    }
    if operation.verb == Verb::Delete {
        remove(state, &operation.target);
        return;
    }
    let lost = state.session.settings.failed_update == FailedUpdate::Loses;
    let Some(subscription) = state.subscriptions.get_mut(&operation.target) else {
        return;
    };
    if has_succeeded {
        subscription.state = Provisioning::Succeeded;
        subscription.active = Some(subscription.properties.clone());
        subscription.ever_succeeded = true;
    } else {
        fail(subscription, lost);
    }
}

fn fail(subscription: &mut Subscription, lost: bool) {
    subscription.state = Provisioning::Failed;
    match &subscription.active {
        Some(old) if !lost => subscription.properties = old.clone(),
        _ => subscription.active = None,
    }
}

fn finish_topic(state: &mut State, operation: &Operation) {
    if operation.verb == Verb::Delete {
        state.topics.remove(&operation.target);
        state
            .subscriptions
            .retain(|_, subscription| subscription.topic.as_ref() != Some(&operation.target));
    } else if let Some(topic) = state.topics.get_mut(&operation.target) {
        topic.state = Provisioning::Succeeded;
    }
}

/// Removes a subscription, and the automatic topic of its source with the last one.
pub(crate) fn remove(state: &mut State, target: &str) {
    let Some(removed) = state.subscriptions.remove(target) else {
        return;
    };
    let mut left = state.subscriptions.values();
    if left.all(|other| other.source != removed.source) {
        state
            .topics
            .retain(|_, topic| !(topic.automatic && topic.source == removed.source));
    }
}

/// The object's id in its own spelling.
fn object_name(state: &State, key: &str) -> String {
    let subscription = state.subscriptions.get(key).map(|one| &one.id);
    let topic = state.topics.get(key).map(|topic| &topic.id);
    subscription
        .or(topic)
        .cloned()
        .unwrap_or_else(|| key.to_owned())
}

/// The name of what an operation does, as the activity log writes it.
fn action(operation: &Operation) -> String {
    let verb = if operation.verb == Verb::Delete {
        "delete"
    } else {
        "write"
    };
    format!("{}/{verb}", kind_of(&operation.target))
}

/// The resource type of a topic or a subscription, by its key.
pub(crate) fn kind_of(key: &str) -> &'static str {
    let is_child = key.contains("/systemtopics/");
    match (is_child, key.contains("/eventsubscriptions/")) {
        (true, true) => "Microsoft.EventGrid/systemTopics/eventSubscriptions",
        (true, false) => "Microsoft.EventGrid/systemTopics",
        (false, _) => "Microsoft.EventGrid/eventSubscriptions",
    }
}

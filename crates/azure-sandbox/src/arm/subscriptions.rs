//! Reading event subscriptions.

use sandbox_server::{Answer, Reply, Request, ids};
use serde_json::{Value, json};

use crate::api::error::{error, invalid, not_found};
use crate::arm::paging::page;
use crate::arm::route::Scope;
use crate::grid::settle::kind_of;
use crate::grid::view;
use crate::store::activity::Activity;
use crate::store::grid::{Subscription, TOPIC_TYPE};
use crate::store::identity::App;
use crate::store::state::State;

/// The subscriptions at one place.
pub(crate) fn list(state: &State, request: &Request, scope: &Scope) -> Answer {
    place(state, scope)?;
    let everywhere = state.session.settings.children_at_source;
    let source = match scope {
        Scope::Source(id) => id.to_lowercase(),
        Scope::Topic(id) => {
            let topic = state.topics.get(&id.to_lowercase());
            topic.map(|topic| topic.source.clone()).unwrap_or_default()
        }
    };
    let is_here = |subscription: &&Subscription| match scope {
        _ if everywhere => subscription.source == source,
        Scope::Source(_) => subscription.source == source && subscription.topic.is_none(),
        Scope::Topic(id) => subscription.topic.as_deref() == Some(&id.to_lowercase()),
    };
    let here = state.subscriptions.values().filter(is_here);
    page(request, here.map(view::subscription).collect())
}

/// Checks that a place exists.
pub(crate) fn place(state: &State, scope: &Scope) -> Result<(), Reply> {
    match scope {
        Scope::Source(id) if state.resource(id).is_none() => {
            Err(not_found(crate::store::resource::TYPE, id))
        }
        Scope::Topic(id) if !state.topics.contains_key(&id.to_lowercase()) => Err(error(
            404,
            "ParentResourceNotFound",
            format!(
                "Can not perform requested operation on nested resource. Parent resource '{}' not found.",
                id.rsplit('/').next().unwrap_or_default()
            ),
        )),
        _ => Ok(()),
    }
}

/// The subscriptions of a topic type, or all, in an Azure subscription. As at Azure, those of system topics are not
/// among them.
pub(crate) fn of_subscription(
    state: &State,
    request: &Request,
    subscription: &str,
    topic_type: Option<&str>,
) -> Answer {
    let fits = topic_type.is_none_or(|kind| kind.eq_ignore_ascii_case(TOPIC_TYPE));
    let place = format!("/subscriptions/{}/", subscription.to_lowercase());
    let everywhere = state.session.settings.children_at_source;
    let is_here = |one: &&Subscription| {
        fits && one.source.starts_with(&place) && (everywhere || one.topic.is_none())
    };
    let here = state.subscriptions.values().filter(is_here);
    page(request, here.map(view::subscription).collect())
}

/// One subscription.
pub(crate) fn get(state: &State, id: &str) -> Answer {
    let found = find(state, id)?;
    let body = view::subscription(found).to_string();
    Ok(Reply::bytes(200, body.into_bytes()))
}

/// `POST …/getFullUrl` and `…/getDeliveryAttributes`.
pub(crate) fn act(
    state: &mut State,
    request: &Request,
    app: &App,
    id: &str,
    action: &str,
) -> Answer {
    let found = find(state, id)?;
    let body = if action.eq_ignore_ascii_case("getFullUrl") {
        let Some(url) = view::full_url(&found.properties) else {
            return Err(invalid(
                "The destination of the event subscription is not a webhook.",
            ));
        };
        json!({"endpointUrl": url})
    } else {
        json!({"value": view::attributes(&found.properties)})
    };
    let name = found.id.clone();
    let number = state.session.next();
    state.activity.push(Activity {
        at: request.now,
        resource_id: name,
        operation: format!("{}/{action}/action", kind_of(&id.to_lowercase())),
        caller: app.registration.object_id.clone(),
        app: Some(app.registration.client_id.clone()),
        correlation: ids::guid(&["action", &number, &request.now.to_string()]),
        status: "Succeeded".to_owned(),
    });
    Ok(reply(&body))
}

fn reply(body: &Value) -> Reply {
    Reply::bytes(200, body.to_string().into_bytes())
}

/// The subscription with this id.
pub(crate) fn find<'a>(state: &'a State, id: &str) -> Result<&'a Subscription, Reply> {
    let key = id.to_lowercase();
    let found = state.subscriptions.get(&key);
    found.ok_or_else(|| not_found(kind_of(&key), id))
}

//! One request to ARM: who calls, may they, and which handler answers.

use sandbox_server::{Answer, Reply, Request};

use crate::api::error::{error, no_route};
use crate::api::versions;
use crate::arm::route::Route;
use crate::arm::{
    activity, caller, guard, operations, source, subscriptions, throttle, topics, write,
};
use crate::numbers::forbidden;
use crate::store::identity::App;
use crate::store::resource;
use crate::store::state::State;

/// Answers a request for `route`.
pub(crate) fn answer(state: &mut State, request: &Request, route: &Route) -> Answer {
    let app = caller::identify(state, request)?;
    let accepted = match route {
        Route::Activity { .. } => versions::INSIGHTS,
        Route::Source(_) | Route::Keys(..) => versions::COMMUNICATION,
        _ => versions::EVENT_GRID,
    };
    versions::check(request, accepted)?;
    let subscription = request.path.split('/').nth(2).unwrap_or_default();
    let place = format!("/subscriptions/{}/", subscription.to_lowercase());
    if !state.resources.keys().any(|key| key.starts_with(&place)) {
        return Err(error(
            404,
            "SubscriptionNotFound",
            format!("The subscription '{subscription}' could not be found."),
        ));
    }
    let (header, left) = throttle::take(state, request, &app)?;
    guard::check(state, request, &app, route)?;
    if !state.session.settings.registered && accepted == versions::EVENT_GRID {
        return Err(error(
            409,
            "MissingSubscriptionRegistration",
            "The subscription is not registered to use namespace 'Microsoft.EventGrid'. See https://aka.ms/rps-not-found for how to register subscriptions.",
        ));
    }
    let reply = handle(state, request, &app, route)?;
    // A write to Event Grid has another header (recordings of the service, 2021 to 2025).
    let is_grid_write =
        accepted == versions::EVENT_GRID && ["PUT", "PATCH"].contains(&request.method.as_str());
    if is_grid_write {
        return Ok(reply.with_header(
            "x-ms-ratelimit-remaining-subscription-resource-requests",
            "899",
        ));
    }
    Ok(reply.with_header(header, left.to_string()))
}

fn handle(state: &mut State, request: &Request, app: &App, route: &Route) -> Answer {
    match (request.method.as_str(), route) {
        ("GET", Route::Source(id)) => source::get(state, id),
        ("POST", Route::Keys(id, verb)) => match state.resource(id) {
            Some(resource) => Ok(forbidden::keys(resource, request, verb)),
            None => Err(crate::api::error::not_found(resource::TYPE, id)),
        },
        (
            "GET",
            Route::Topics {
                subscription,
                group,
            },
        ) => topics::list(state, request, subscription, group.as_deref()),
        ("GET", Route::Topic(id)) => {
            operations::looked_at(state, id);
            topics::get(state, id)
        }
        ("PUT", Route::Topic(id)) => topics::put(state, request, app, id),
        ("PATCH", Route::Topic(id)) => topics::patch(state, request, app, id),
        ("DELETE", Route::Topic(id)) => Ok(topics::delete(state, request, app, id)),
        ("GET", Route::Subscriptions(scope)) => subscriptions::list(state, request, scope),
        ("GET", Route::Subscription(_, id)) => {
            operations::looked_at(state, id);
            subscriptions::get(state, id)
        }
        ("PUT", Route::Subscription(scope, id)) => write::put(state, request, app, scope, id),
        ("PATCH", Route::Subscription(scope, id)) => write::patch(state, request, app, scope, id),
        ("DELETE", Route::Subscription(scope, id)) => write::delete(state, request, app, scope, id),
        ("POST", Route::Action(_, id, action)) => {
            subscriptions::act(state, request, app, id, action)
        }
        (
            "GET",
            Route::OfSubscription {
                subscription,
                topic_type,
            },
        ) => subscriptions::of_subscription(state, request, subscription, topic_type.as_deref()),
        ("GET", Route::Status(id)) => operations::status(state, request, id),
        ("GET", Route::Result(id)) => operations::result(state, id),
        ("GET", Route::Activity { subscription }) => activity::list(state, request, subscription),
        (method, _) => {
            request.breaks(format!("ARM has no {method} here"));
            Err::<Reply, _>(no_route(method, &request.path))
        }
    }
}

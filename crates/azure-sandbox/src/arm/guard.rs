//! Rights: which action a request performs, and whether it is denied.

use sandbox_server::{Reply, Request};

use crate::api::error::error;
use crate::arm::route::{Route, Scope};
use crate::store::identity::App;
use crate::store::resource;
use crate::store::state::State;

/// Refuses an action that the settings deny.
pub(crate) fn check(
    state: &State,
    request: &Request,
    app: &App,
    route: &Route,
) -> Result<(), Reply> {
    let action = action(&request.method, route);
    let mut denied = state.session.settings.deny.iter();
    if !denied.any(|pattern| matches(pattern, &action)) {
        return Ok(());
    }
    let scope = match route {
        Route::Action(_, id, _) => id,
        _ => &request.path,
    };
    Err(error(
        403,
        "AuthorizationFailed",
        format!(
            "The client '{0}' with object id '{0}' does not have authorization to perform action '{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.",
            app.registration.object_id
        ),
    ))
}

/// The action's name in a role definition.
fn action(method: &str, route: &Route) -> String {
    let verb = match method {
        "GET" => "read",
        "DELETE" => "delete",
        _ => "write",
    };
    let subscriptions = |scope: &Scope| match scope {
        Scope::Topic(_) => "Microsoft.EventGrid/systemTopics/eventSubscriptions",
        Scope::Source(_) => "Microsoft.EventGrid/eventSubscriptions",
    };
    match route {
        Route::Source(_) => format!("{}/{verb}", resource::TYPE),
        Route::Keys(_, verb) => format!("{}/{verb}/action", resource::TYPE),
        Route::Topics { .. } | Route::Topic(_) => {
            format!("Microsoft.EventGrid/systemTopics/{verb}")
        }
        Route::Subscriptions(scope) | Route::Subscription(scope, _) => {
            format!("{}/{verb}", subscriptions(scope))
        }
        Route::Action(scope, _, action) => format!("{}/{action}/action", subscriptions(scope)),
        Route::OfSubscription { .. } => "Microsoft.EventGrid/eventSubscriptions/read".to_owned(),
        Route::Status(_) => "Microsoft.EventGrid/locations/operationsStatus/read".to_owned(),
        Route::Result(_) => "Microsoft.EventGrid/locations/operationResults/read".to_owned(),
        Route::Activity { .. } => "Microsoft.Insights/eventtypes/values/read".to_owned(),
    }
}

/// Whether `text` fits a pattern in which `*` is any text.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_lowercase(), text.to_lowercase());
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut is_open = false;
    for part in parts {
        is_open = true;
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    rest.is_empty() || (is_open && pattern.ends_with('*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let action = "Microsoft.EventGrid/systemTopics/eventSubscriptions/getFullUrl/action";
        for pattern in [
            "*",
            action,
            "microsoft.eventgrid/*",
            "*/getFullUrl/action",
            "*getFullUrl*",
        ] {
            assert!(matches(pattern, action), "{pattern}");
        }
        for pattern in ["", "*/read", "Microsoft.EventGrid", "*/getFullUrl"] {
            assert!(!matches(pattern, action), "{pattern}");
        }
    }
}

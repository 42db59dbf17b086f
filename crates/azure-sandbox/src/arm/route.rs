//! Paths of the management plane. ARM compares them without regard to case; ids keep the spelling of the request.

/// Where an event subscription is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Below the system topic with this id.
    Topic(String),
    /// At the resource with this id.
    Source(String),
}

/// What a path names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// A Communication Services resource.
    Source(String),
    /// `listKeys` or `regenerateKey` of a resource.
    Keys(String, String),
    /// The topics of an Azure subscription, or of one resource group.
    Topics {
        subscription: String,
        group: Option<String>,
    },
    Topic(String),
    /// The event subscriptions at one place.
    Subscriptions(Scope),
    /// An event subscription: its place and its id.
    Subscription(Scope, String),
    /// `getFullUrl` or `getDeliveryAttributes`.
    Action(Scope, String, String),
    /// The event subscriptions of a topic type, or all, in an Azure subscription.
    OfSubscription {
        subscription: String,
        topic_type: Option<String>,
    },
    /// How far an operation is.
    Status(String),
    /// The result of an operation.
    Result(String),
    Activity {
        subscription: String,
    },
}

/// What `path` names, if ARM has it. `decode` undoes percent-encoding.
pub(crate) fn find(path: &str, decode: impl Fn(&str) -> String) -> Option<Route> {
    let parts: Vec<String> = path.trim_matches('/').split('/').map(decode).collect();
    let lower: Vec<String> = parts.iter().map(|part| part.to_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    let id = |count: usize| format!("/{}", parts.get(..count).unwrap_or_default().join("/"));
    let part = |at: usize| parts.get(at).cloned().unwrap_or_default();
    let subscription = part(1);
    match lower.as_slice() {
        [
            "subscriptions",
            _,
            "providers",
            "microsoft.insights",
            "eventtypes",
            "management",
            "values",
        ] => Some(Route::Activity { subscription }),
        [
            "subscriptions",
            _,
            "providers",
            "microsoft.eventgrid",
            rest @ ..,
        ] => of_subscription(rest, subscription, &parts),
        [
            "subscriptions",
            _,
            "resourcegroups",
            _,
            "providers",
            "microsoft.eventgrid",
            "systemtopics",
            rest @ ..,
        ] => match rest {
            [] => Some(Route::Topics {
                subscription,
                group: Some(part(3)),
            }),
            [_] => Some(Route::Topic(id(8))),
            [_, "eventsubscriptions", rest @ ..] => {
                let scope = Scope::Topic(id(8));
                below(scope, rest, &id(10), &part(10))
            }
            _ => None,
        },
        [
            "subscriptions",
            _,
            "resourcegroups",
            _,
            "providers",
            "microsoft.communication",
            "communicationservices",
            _,
            rest @ ..,
        ] => match rest {
            [] => Some(Route::Source(id(8))),
            ["listkeys" | "regeneratekey"] => Some(Route::Keys(id(8), part(8))),
            [
                "providers",
                "microsoft.eventgrid",
                "eventsubscriptions",
                rest @ ..,
            ] => {
                let scope = Scope::Source(id(8));
                below(scope, rest, &id(12), &part(12))
            }
            _ => None,
        },
        _ => None,
    }
}

/// The part of a path below `eventSubscriptions`. `id` is that of the subscription.
fn below(scope: Scope, rest: &[&str], id: &str, action: &str) -> Option<Route> {
    match rest {
        [] => Some(Route::Subscriptions(scope)),
        [_] => Some(Route::Subscription(scope, id.to_owned())),
        [_, "getfullurl" | "getdeliveryattributes"] => {
            Some(Route::Action(scope, id.to_owned(), action.to_owned()))
        }
        _ => None,
    }
}

/// The part of a path below Event Grid's provider in an Azure subscription.
fn of_subscription(rest: &[&str], subscription: String, parts: &[String]) -> Option<Route> {
    let last = parts.last().cloned().unwrap_or_default();
    let before = parts.iter().rev().nth(1).cloned();
    match rest {
        ["systemtopics"] => Some(Route::Topics {
            subscription,
            group: None,
        }),
        ["locations", _, "operationsstatus", _] => Some(Route::Status(last)),
        ["locations", _, "operationresults", _] => Some(Route::Result(last)),
        ["eventsubscriptions"] => Some(Route::OfSubscription {
            subscription,
            topic_type: None,
        }),
        ["topictypes", _, "eventsubscriptions"]
        | ["locations", _, "topictypes", _, "eventsubscriptions"] => Some(Route::OfSubscription {
            subscription,
            topic_type: before,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(path: &str) -> Option<Route> {
        find(path, ToOwned::to_owned)
    }

    #[test]
    fn every_path_leads_somewhere() {
        let group = "/subscriptions/S/resourcegroups/G/providers";
        let topic = format!("{group}/Microsoft.EventGrid/systemTopics/T");
        let source = format!("{group}/Microsoft.Communication/communicationServices/R");
        let child = format!("{topic}/eventSubscriptions/E");
        let own = format!("{source}/providers/Microsoft.EventGrid/eventSubscriptions/E");
        let of_topic = || Scope::Topic(topic.clone());
        let of_source = || Scope::Source(source.clone());
        for (path, expected) in [
            (topic.clone(), Route::Topic(topic.clone())),
            (source.clone(), Route::Source(source.clone())),
            (child.clone(), Route::Subscription(of_topic(), child.clone())),
            (own.clone(), Route::Subscription(of_source(), own.clone())),
            (
                format!("{child}/getFullUrl"),
                Route::Action(of_topic(), child.clone(), "getFullUrl".to_owned()),
            ),
            (
                format!("{own}/getDeliveryAttributes"),
                Route::Action(of_source(), own.clone(), "getDeliveryAttributes".to_owned()),
            ),
            (format!("{topic}/eventSubscriptions"), Route::Subscriptions(of_topic())),
            (
                "/subscriptions/S/providers/Microsoft.EventGrid/locations/global/operationsStatus/ID".to_owned(),
                Route::Status("ID".to_owned()),
            ),
            (
                "/subscriptions/S/providers/Microsoft.EventGrid/locations/global/topicTypes/X/eventSubscriptions".to_owned(),
                Route::OfSubscription { subscription: "S".to_owned(), topic_type: Some("X".to_owned()) },
            ),
        ] {
            assert_eq!(route(&path), Some(expected.clone()), "{path}");
            assert!(route(&path.to_uppercase()).is_some(), "{path} in capitals");
        }
        assert_eq!(route("/subscriptions/S/resourceGroups/G"), None);
    }
}

//! What the kind says about an event subscription: what stays as it is, what is in the way of a change,
//! and what else people should know. Pure.

use super::codes::AzureCode;
use super::reception::{coverage, text, with_article};
use super::subscription::{
    COVERS, ENDPOINT, EXPIRED, EXPIRES, FILTER, STATE, SUCCEEDED, URL, WEB_HOOK, is_changing,
};
use crate::model::{Change, Fields, Kind, Objection, Reception, Tolerated, Value};

/// See [`crate::model::Router::tolerated`].
pub(super) fn tolerated(
    kind: Kind,
    want: &Fields,
    seen: &Fields,
    numbers: &[&str],
) -> Vec<Tolerated> {
    let filter = seen.get(FILTER);
    let asked = want.find(FILTER).is_some_and(Value::is_blank);
    if !kind.is_group() || filter.is_blank() || !asked {
        return Vec::new();
    }
    let covered = seen.get(COVERS).members();
    let all = covered.is_some_and(|covered| numbers.iter().all(|one| covered.contains(*one)));
    if !all || coverage(seen) != Reception::Always {
        return Vec::new();
    }
    vec![Tolerated {
        field: FILTER.into(),
        value: filter.clone(),
        said: Objection {
        code: AzureCode::NarrowFilter.into(),
        summary: "the event subscription has a filter that YAML does not declare; it lets the texts to every declared number through, so it stays as it is".to_owned(),
        help: "nothing has to be done; texts to other numbers of the resource may not be delivered".to_owned(),
        },
    }]
}

/// See [`crate::model::Router::remark`].
pub(super) fn remark(kind: Kind, want: &Fields, seen: &Fields) -> Option<Objection> {
    if !kind.is_group() {
        return None;
    }
    if let Some(at) = text(seen, EXPIRES)
        && seen.get(EXPIRED) != &Value::Flag(true)
    {
        return Some(Objection {
            code: AzureCode::Expired.into(),
            summary: format!("the event subscription will expire at {at} and deliver nothing after that"),
            help: "Switchboard never changes the time: remove it in the Azure portal, or delete the event subscription there and apply".to_owned(),
        });
    }
    let hidden =
        matches!(seen.get(URL), Value::Partial { base } if want.get(URL).as_text() == Some(base));
    hidden.then(|| Objection {
        code: AzureCode::QueryHidden.into(),
        summary: "the query string of the event subscription's URL could not be seen; none is declared, and the rest of the URL is as declared".to_owned(),
        help: "allow the application the action Microsoft.EventGrid/systemTopics/eventSubscriptions/getFullUrl/action to compare the whole URL".to_owned(),
    })
}

/// See [`crate::model::Router::announcement`].
pub(super) fn announcement(change: &Change, prerequisites: &[String]) -> Option<Objection> {
    if !change.address.kind().is_group() {
        return None;
    }
    let topic = match prerequisites {
        [] => String::new(),
        all => format!("Switchboard creates {} too; ", all.join(", ")),
    };
    Some(Objection {
        code: AzureCode::Announced.into(),
        summary: format!("{topic}Azure sends a validation event to the URL before it accepts it"),
        help: "the endpoint must answer with the code from the event; `switchboard test --probe-callback` sends such an event without changing anything".to_owned(),
    })
}

/// See [`crate::model::Router::objection`].
pub(super) fn objection(kind: Kind, want: &Fields, seen: &Fields) -> Option<Objection> {
    if !kind.is_group() {
        return None;
    }
    if let Some(state) = text(seen, STATE).filter(|state| is_changing(state)) {
        return Some(Objection {
            code: AzureCode::Busy.into(),
            summary: format!("Azure is working on the event subscription: it is in the state {state}"),
            help: "run the command again in a few minutes; Azure refuses changes until it has finished".to_owned(),
        });
    }
    if let Some(other) = text(seen, ENDPOINT).filter(|kind| *kind != WEB_HOOK) {
        return Some(Objection {
            code: AzureCode::AnotherDestination.into(),
            summary: format!("the event subscription delivers to {} and not to a URL, so somebody else uses it; it is not changed", with_article(other)),
            help: "delete it in the Azure portal; or remove the URL from the configuration and apply, which forgets this one, and then declare the URL again with another `name` under `subscriptions`".to_owned(),
        });
    }
    if let (Some(at), Value::Flag(true)) = (text(seen, EXPIRES), seen.get(EXPIRED)) {
        return Some(Objection {
            code: AzureCode::Expired.into(),
            summary: format!("the event subscription expired at {at} and delivers nothing any more"),
            help: "Switchboard never changes the time: remove it in the Azure portal, or delete the event subscription there and apply".to_owned(),
        });
    }
    hidden(kind, want, seen)
}

/// See [`crate::model::Router::hidden`].
pub(super) fn hidden(kind: Kind, expected: &Fields, seen: &Fields) -> Option<Objection> {
    let url = expected.get(URL).as_text().filter(|_| kind.is_group())?;
    let Value::Partial { base } = seen.get(URL) else {
        return None;
    };
    let unseen = url.contains('?') && url.split('?').next() == Some(base.as_str());
    unseen.then(|| Objection {
        code: AzureCode::QueryNotSeen.into(),
        summary: "the query string of the event subscription's URL could not be read, so it is not known whether it is the declared one".to_owned(),
        help: "allow the application the action Microsoft.EventGrid/systemTopics/eventSubscriptions/getFullUrl/action; nothing is changed until then".to_owned(),
    })
}

/// See [`crate::model::Router::unfinished`].
pub(super) fn unfinished(kind: Kind, recorded: &Fields) -> Option<Objection> {
    let state = text(recorded, STATE).filter(|state| kind.is_group() && *state != SUCCEEDED)?;
    Some(Objection {
        code: AzureCode::LeftUnfinished.into(),
        summary: format!(
            "the last apply left the event subscription in the state {state}, so it is not in place"
        ),
        help: "make the endpoint answer Azure's validation event, which `switchboard test --probe-callback` sends from here, and apply again".to_owned(),
    })
}

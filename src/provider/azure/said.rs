//! What the kind says about an event subscription: what stays as it is, what is in the way of a change,
//! and what else people should know. Pure.

use super::codes::AzureCode;
use super::reception::{coverage, text, with_article};
use super::subscription::{COVERS, ENDPOINT, EXPIRED, EXPIRES, FILTER, STATE, URL, WEB_HOOK};
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
        code: AzureCode::NarrowFilter.into(),
        summary: "the event subscription has a filter that YAML does not declare; it lets the texts to every declared number through, so it stays as it is".to_owned(),
        help: "nothing has to be done; texts to other numbers of the resource may not be delivered".to_owned(),
    }]
}

/// See [`crate::model::Router::remark`].
pub(super) fn remark(kind: Kind, want: &Fields, seen: &Fields) -> Option<Objection> {
    if !kind.is_group() {
        return None;
    }
    if let Some(at) = text(seen, EXPIRES) {
        let (has, help) = match seen.get(EXPIRED) {
            Value::Flag(true) => ("has expired", "it delivers nothing any more"),
            _ => ("will expire", "it delivers nothing after that"),
        };
        return Some(Objection {
            code: AzureCode::Expired.into(),
            summary: format!("the event subscription {has} at {at}"),
            help: format!(
                "{help}; Switchboard never changes the time: remove it in the Azure portal, or delete the subscription and apply"
            ),
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
    if let Some(state @ ("Creating" | "Updating" | "Deleting")) = text(seen, STATE) {
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
            help: "give the one that Switchboard manages another name, with `name` under `subscriptions`, or delete this one in the Azure portal".to_owned(),
        });
    }
    let declared = want.get(URL).as_text().unwrap_or_default();
    if let Value::Partial { base } = seen.get(URL)
        && declared.split('?').next() == Some(base.as_str())
        && declared.contains('?')
    {
        return Some(Objection {
            code: AzureCode::QueryNotSeen.into(),
            summary: "the query string of the event subscription's URL could not be read, so it is not known whether it is the declared one".to_owned(),
            help: "allow the application the action Microsoft.EventGrid/systemTopics/eventSubscriptions/getFullUrl/action; nothing is changed until then".to_owned(),
        });
    }
    None
}

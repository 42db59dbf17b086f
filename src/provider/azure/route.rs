//! Decides what receives a text (docs/azure.md: Receivers). Pure and total.
//!
//! Every event subscription that matches receives the event; none takes precedence. A number is
//! answered if the declared subscription receives every text to it.

use super::codes::AzureCode;
use super::filter::severity;
use super::subscription::{
    COVERAGE, COVERS, ENDPOINT, EXPIRED, EXPIRES, FILTER, INCOMING_TEXT, SCHEMA, STATE, SUCCEEDED,
    TYPES, URL, WEB_HOOK,
};
use crate::model::{
    Change, Decider, Fields, Group, Keys, Kind, Members, Objection, Receiver, Reception, Route,
    Router, Step, Text, Tolerated, Value, mask_userinfo,
};

/// The name for people, which only the registry holds.
pub(super) const FRIENDLY_NAME: &str = "friendly_name";
/// What a number can do with texts: `inbound+outbound`, `inbound`, `outbound` or `none`. Observed only.
pub(super) const SMS_CAPABILITY: &str = "sms_capability";
/// Present where Azure's stable API does not list the number, so that it was not looked for.
pub(super) const NOT_LISTED: &str = "not_listed";
/// The query string of a URL that is not ours, without its values. Observed only.
pub(super) const MASKED_QUERY: &str = "masked_query";

/// Our keys in YAML.
pub(super) const KEYS: Keys = Keys {
    account: "resource_id",
    phone_number: "phone_number",
    short_code: "short_code",
    id: "name",
    name: "name",
    members: "callback_url",
};

/// An event subscription.
const SUBSCRIPTION: Decider = Decider::group("event_subscription");

/// Azure's rule.
pub(super) struct AzureRouter;

impl Router for AzureRouter {
    fn keys(&self) -> &'static Keys {
        &KEYS
    }

    fn route(&self, _number: &Fields, group: Option<Group<'_>>) -> Route {
        let nothing = |steps| Route {
            url: None,
            url_unknown: false,
            without_query: false,
            also: Vec::new(),
            receivers: Vec::new(),
            method: None,
            decided_by: Decider::NOTHING,
            decider: None,
            decider_name: None,
            by_stranger: false,
            handler: None,
            steps,
        };
        let Some(group) = group else {
            return nothing(vec![Step {
                considered: Decider::NOTHING,
                id: None,
                url: None,
                decides: true,
                because: "no event subscription of the resource receives incoming texts".into(),
            }]);
        };
        let (reception, because) = judge(group.fields);
        let (url, without_query) = endpoint(group.fields);
        let id: Option<Text> = group.id.map(Into::into);
        let decides = reception == Reception::Always && url.is_some();
        let step = Step {
            considered: SUBSCRIPTION,
            id: id.clone(),
            url: url.clone(),
            decides: true,
            because: format!("the event subscription {} {because}", group.name).into(),
        };
        if !decides {
            return nothing(vec![step]);
        }
        Route {
            method: Some(Text::new_static("POST")),
            url,
            without_query,
            decided_by: SUBSCRIPTION,
            decider: id,
            decider_name: Some(group.name.into()),
            ..nothing(vec![step])
        }
    }

    fn members<'a>(&self, group: &'a Fields) -> Option<Members<'a>> {
        if !receives_texts(group) {
            return None;
        }
        if group.get(FILTER).is_blank() {
            return Some(Members::All);
        }
        group.get(COVERS).members().map(Members::These)
    }

    fn receiver(&self, group: Group<'_>) -> Option<Receiver> {
        if !receives_texts(group.fields) {
            return None;
        }
        let (reception, because) = judge(group.fields);
        let (url, _) = endpoint(group.fields);
        let query = group.fields.get(MASKED_QUERY).as_text().unwrap_or_default();
        let url = url.map(|url| format!("{}{query}", mask_userinfo(&url)));
        Some(Receiver {
            id: group.id.map(str::to_owned),
            name: group.name.to_owned(),
            kind: text(group.fields, ENDPOINT).unwrap_or(WEB_HOOK).to_owned(),
            url,
            reception,
            because: because.to_owned(),
            ours: false,
        })
    }

    fn exclusive(&self) -> bool {
        false
    }

    fn local_fields(&self, kind: Kind) -> &'static [&'static str] {
        if kind == Kind::Number {
            &[FRIENDLY_NAME]
        } else {
            &[]
        }
    }

    fn receives(&self, number: &Fields) -> Option<bool> {
        let capability = number.get(SMS_CAPABILITY).as_text()?;
        Some(capability.contains("inbound"))
    }

    fn is_checked(&self, number: &Fields) -> bool {
        number.get(NOT_LISTED).is_blank()
    }

    fn steers(&self, _number: &Fields, group: Option<&Fields>) -> bool {
        group.is_some_and(|group| self.group_steers(group))
    }

    fn group_steers(&self, group: &Fields) -> bool {
        receives_texts(group)
    }

    fn declaration_of(&self, group: Group<'_>, _numbers: &str) -> String {
        let (url, _) = endpoint(group.fields);
        format!(
            "callback_url: {}, subscriptions: {{ incoming: {{ name: {} }} }}",
            url.unwrap_or_default(),
            group.name
        )
    }

    fn is_route(&self, kind: Kind, field: &str) -> bool {
        kind.is_group() && [URL, TYPES, FILTER, STATE, SCHEMA].contains(&field)
    }

    fn is_label(&self, field: &str) -> bool {
        field == FRIENDLY_NAME
    }

    fn tolerated(
        &self,
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

    fn remark(&self, kind: Kind, want: &Fields, seen: &Fields) -> Option<Objection> {
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
        let hidden = matches!(seen.get(URL), Value::Partial { base } if want.get(URL).as_text() == Some(base));
        hidden.then(|| Objection {
            code: AzureCode::QueryHidden.into(),
            summary: "the query string of the event subscription's URL could not be seen; none is declared, and the rest of the URL is as declared".to_owned(),
            help: "allow the application the action Microsoft.EventGrid/systemTopics/eventSubscriptions/getFullUrl/action to compare the whole URL".to_owned(),
        })
    }

    fn announcement(&self, change: &Change, prerequisites: &[String]) -> Option<Objection> {
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

    fn objection(&self, kind: Kind, want: &Fields, seen: &Fields) -> Option<Objection> {
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
}

fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.get(name).as_text()
}

/// The URL, and whether its query string is missing.
fn endpoint(fields: &Fields) -> (Option<Text>, bool) {
    match fields.get(URL) {
        Value::Text(url) => (Some(url.clone()), false),
        Value::Partial { base } => (Some(base.clone()), true),
        Value::Concealed(kept) => (Some(kept.shown().into()), false),
        _ => (None, false),
    }
}

/// Whether incoming texts are among the types of events; without a list, all types are.
fn receives_texts(fields: &Fields) -> bool {
    match fields.get(TYPES) {
        Value::List(types) => {
            let is = |word: &str| types.iter().any(|one| one.eq_ignore_ascii_case(word));
            is(INCOMING_TEXT) || is("All")
        }
        _ => fields.find(TYPES).is_some(),
    }
}

/// How a filter judges the texts to the numbers that it covers.
fn coverage(fields: &Fields) -> Reception {
    if fields.get(FILTER).is_blank() {
        return Reception::Always;
    }
    let word = text(fields, COVERAGE).unwrap_or_default();
    Reception::parse(word).unwrap_or(Reception::Unknown)
}

/// Whether a subscription receives the texts to the numbers that it covers, and why. The worst of its
/// properties decides.
fn judge(fields: &Fields) -> (Reception, &'static str) {
    let state = match text(fields, STATE) {
        Some(SUCCEEDED) => (Reception::Always, "receives every text to its numbers"),
        Some("Updating") => (
            Reception::Unknown,
            "is being updated, and what it receives until then is not known",
        ),
        Some("Failed") => (
            Reception::Unknown,
            "is in the state Failed, and what it receives is not known",
        ),
        Some("AwaitingManualAction") => (
            Reception::Never,
            "waits until somebody confirms its URL, and receives nothing until then",
        ),
        Some("Creating") => (Reception::Never, "is being created"),
        Some("Deleting") => (Reception::Never, "is being deleted"),
        Some("Canceled") => (Reception::Never, "was not created to the end"),
        _ => (
            Reception::Unknown,
            "has no state that Azure's documentation describes",
        ),
    };
    let expired = match fields.get(EXPIRED) {
        Value::Flag(true) => (Reception::Never, "has expired"),
        _ => (Reception::Always, ""),
    };
    let filter = match coverage(fields) {
        Reception::Always => (Reception::Always, ""),
        Reception::Sometimes => (
            Reception::Sometimes,
            "receives only texts that match its filter",
        ),
        Reception::Unknown => (
            Reception::Unknown,
            "has a filter, and which texts pass it is not known",
        ),
        Reception::Never => (Reception::Never, "has a filter that no text passes"),
    };
    [expired, filter].into_iter().fold(state, |worst, one| {
        if severity(one.0) > severity(worst.0) {
            one
        } else {
            worst
        }
    })
}

/// The word for a destination with its article.
fn with_article(word: &str) -> String {
    let article = if word.starts_with(['A', 'E', 'I', 'O', 'U']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {word}")
}

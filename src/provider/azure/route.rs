//! Decides what receives a text (docs/azure.md: Receivers). Pure and total.
//!
//! Every event subscription that matches receives the event; none takes precedence. A number is
//! answered if the declared subscription receives every text to it.

use super::reception::{endpoint, judge, receives_texts, text};
use super::said;
use super::subscription::{COVERS, ENDPOINT, FILTER, SCHEMA, STATE, TYPES, URL, WEB_HOOK};
use crate::model::{
    Change, Decider, Fields, Group, Keys, Kind, Members, Objection, Receiver, Reception, Route,
    Router, Step, Text, Tolerated, mask_userinfo,
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

    fn hint_on_missing(&self) -> Option<&'static str> {
        Some(
            "whether Azure lists a number that is leased from a partner (Messaging Connect) is not documented",
        )
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
        said::tolerated(kind, want, seen, numbers)
    }

    fn remark(&self, kind: Kind, want: &Fields, seen: &Fields) -> Option<Objection> {
        said::remark(kind, want, seen)
    }

    fn announcement(&self, change: &Change, prerequisites: &[String]) -> Option<Objection> {
        said::announcement(change, prerequisites)
    }

    fn hidden(&self, kind: Kind, expected: &Fields, seen: &Fields) -> Option<Objection> {
        said::hidden(kind, expected, seen)
    }

    fn unfinished(&self, kind: Kind, recorded: &Fields) -> Option<Objection> {
        said::unfinished(kind, recorded)
    }

    fn objection(&self, kind: Kind, want: &Fields, seen: &Fields) -> Option<Objection> {
        said::objection(kind, want, seen)
    }
}

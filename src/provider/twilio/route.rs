//! Decides what answers a text, by Twilio's precedence (docs/twilio.md: Numbers, Who answers a
//! text). Pure and total.
//!
//! A number in a messaging service: the service's switch decides. If it is on, the number answers
//! as if it were in no service. If it is off, the service's URL is called, or nothing if it has
//! none. A number in no service: its `TwiML` application takes precedence over its own URL. Whether
//! an application still counts when a service defers to the number is not documented
//! (docs/twilio.md: Open questions). It is assumed to count.

use std::collections::BTreeSet;

use super::application_address::APPLICATIONS;
use super::handler::handler;
use super::keys::KEYS;
use super::number::{
    FRIENDLY_NAME, SMS_APPLICATION_SID, SMS_CAPABLE, SMS_FALLBACK_METHOD, SMS_FALLBACK_URL,
    SMS_METHOD, SMS_URL,
};
use super::own_route::{
    APPLICATION_METHOD, APPLICATION_READ, APPLICATION_URL, alone, method, named, not_called, text,
};
use super::resources::{CALLBACK_METHOD, CALLBACK_URL};
use super::service::{DEFERS, FALLBACK_METHOD, FALLBACK_URL, INBOUND_METHOD, INBOUND_URL, SENDERS};
use super::{as_yaml, service};
use crate::model::{
    Decider, Fields, Group, Keys, Kind, Link, Members, Route, Router, Step, Text, Value,
};

/// A messaging service.
const SERVICE: Decider = Decider::group("messaging_service");

/// Twilio's rule.
pub(super) struct TwilioRouter;

impl Router for TwilioRouter {
    fn keys(&self) -> &'static Keys {
        &KEYS
    }

    fn route(&self, number: &Fields, group: Option<Group<'_>>) -> Route {
        let Some(service) = group else {
            return alone(number, Vec::new());
        };
        let step = |decides, because: String, url: Option<Text>| Step {
            considered: SERVICE,
            id: service.id.map(Into::into),
            url,
            decides,
            because: because.into(),
        };
        let name = if service.name.is_empty() {
            "the messaging service".to_owned()
        } else {
            format!("the messaging service {}", service.name)
        };
        if *service.fields.get(DEFERS) == Value::Flag(true) {
            let because = format!("{name} defers to the number's own settings");
            return alone(number, vec![step(false, because, None)]);
        }
        let url = text(service.fields, INBOUND_URL);
        let because = match &url {
            Some(_) => format!(
                "{name} answers for every number in it, whatever the number's own settings say"
            ),
            None => format!(
                "{name} has no URL and does not defer to its numbers: texts are dropped, and not even logged, unless Autocreate is chosen on it in the console, which Twilio's API does not show"
            ),
        };
        let mut steps = vec![step(true, because, url.clone())];
        steps.extend(named(number).map(|application| {
            application.step(
                false,
                "the number's TwiML application is not used: the service does not defer",
            )
        }));
        steps.extend(not_called(
            number,
            "the number's own URL is not called: the service does not defer",
        ));
        Route {
            method: url.as_ref().map(|_| method(service.fields, INBOUND_METHOD)),
            decided_by: SERVICE,
            url_unknown: false,
            without_query: false,
            also: Vec::new(),
            receivers: Vec::new(),
            decider: service.id.map(Into::into),
            decider_name: Some(service.name.into()).filter(|name: &Text| !name.is_empty()),
            by_stranger: false,
            handler: url.as_deref().and_then(handler),
            steps,
            url,
        }
    }

    fn members<'a>(&self, group: &'a Fields) -> Option<Members<'a>> {
        group.get(SENDERS).members().map(Members::These)
    }

    fn links(&self) -> &'static [Link] {
        const APPLICATION: Link = Link {
            field: SMS_APPLICATION_SID,
            key: "incoming.application",
            collection: APPLICATIONS,
            read: APPLICATION_READ,
            copies: &[(APPLICATION_URL, SMS_URL), (APPLICATION_METHOD, SMS_METHOD)],
        };
        &[APPLICATION]
    }

    fn capacity(&self) -> usize {
        service::CAPACITY
    }

    fn holds_one(&self, field: &str) -> Option<&'static str> {
        (field == service::ALPHA_SENDERS).then_some(service::ALPHA_SENDERS)
    }

    fn receives(&self, number: &Fields) -> Option<bool> {
        match number.find(SMS_CAPABLE) {
            Some(Value::Flag(capable)) => Some(*capable),
            _ => None,
        }
    }

    fn steers(&self, number: &Fields, group: Option<&Fields>) -> bool {
        let answers = |group: &Fields| *group.get(DEFERS) == Value::Flag(false);
        // A service that defers leaves the decision to the number, which may not declare a handler.
        // That there is no application does not say which URL there is.
        let handed = !number.get(SMS_APPLICATION_SID).is_blank();
        handed || number.find(SMS_URL).is_some() || group.is_some_and(answers)
    }

    fn group_steers(&self, group: &Fields) -> bool {
        group.find(DEFERS).is_some()
    }

    fn implied(&self, kind: Kind, wanted: &Fields) -> Fields {
        match kind {
            Kind::Group(_) => service::implied(wanted),
            Kind::Provider
            | Kind::Handler(_)
            | Kind::Number
            | Kind::Keyword
            | Kind::Counterpart(..) => Fields::new(),
        }
    }

    fn declaration_of(&self, group: Group<'_>, numbers: &str) -> String {
        let sid = group.id.unwrap_or_default();
        format!(
            "messaging_services: {{ NAME: {{ sid: {sid}, inbound: defer_to_sender, numbers: [{numbers}] }} }}"
        )
    }

    fn is_route(&self, kind: Kind, field: &str) -> bool {
        let route: &[&str] = match kind {
            Kind::Provider => &[CALLBACK_URL, CALLBACK_METHOD],
            Kind::Handler(_) => &[SMS_URL, SMS_METHOD, SMS_FALLBACK_URL, SMS_FALLBACK_METHOD],
            Kind::Number => &[
                SMS_URL,
                SMS_METHOD,
                SMS_FALLBACK_URL,
                SMS_FALLBACK_METHOD,
                SMS_APPLICATION_SID,
            ],
            Kind::Group(_) => &[
                INBOUND_URL,
                INBOUND_METHOD,
                FALLBACK_URL,
                FALLBACK_METHOD,
                DEFERS,
            ],
            Kind::Keyword | Kind::Counterpart(..) => &[],
        };
        route.contains(&field)
    }

    fn loss_on_leaving(&self) -> Option<&'static str> {
        Some("leaving a service can end a number's A2P 10DLC registration")
    }

    fn advice_on_moving(&self) -> &'static str {
        "a US number is registered for A2P 10DLC through its service's campaign: make sure that the new service has one"
    }

    fn advice_on_joining(&self) -> &'static str {
        "declare who answers at the messaging service: `inbound: webhook` with a `callback_url`, or `inbound: defer_to_sender` so that each number answers by itself"
    }

    fn loss_with_group(&self) -> &'static str {
        "its other numbers, its opt-out list and its A2P 10DLC registration are gone with it and must be set up again"
    }

    fn note_on_clearing(&self, field: &str) -> Option<&'static str> {
        (field == SMS_APPLICATION_SID).then_some("until now this application answered, not the URL")
    }

    fn is_label(&self, field: &str) -> bool {
        field == FRIENDLY_NAME
    }

    fn acceptance(
        &self,
        kind: Kind,
        observed: &Fields,
        differing: &BTreeSet<&str>,
        name_of: &dyn Fn(&str) -> Option<String>,
    ) -> Option<String> {
        as_yaml::as_yaml(kind, observed, differing, name_of)
    }
}

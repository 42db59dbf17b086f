//! The YAML that declares observed fields: the inverse of `desired` in `number`, `application`
//! and `service`, for some fields of one object. Pure.
//!
//! If one of the fields cannot be written in YAML, there is no YAML at all.

use std::collections::BTreeSet;

use super::declaration::{Application, MessagingService, Number};
use super::method::Method;
use super::number::{
    SMS_APPLICATION_SID, SMS_FALLBACK_METHOD, SMS_FALLBACK_URL, SMS_METHOD, SMS_URL,
};
use super::service::{ALPHA_SENDERS, DEFERS, INBOUND_METHOD, INBOUND_URL, SENDERS};
use super::settings::{self, method, url};
use crate::model::{Fields, Kind, Value};

/// See [`crate::model::Router::acceptance`].
pub(super) fn as_yaml(
    kind: Kind,
    observed: &Fields,
    differing: &BTreeSet<&str>,
    name_of: &dyn Fn(&str) -> Option<String>,
) -> Option<String> {
    match kind {
        Kind::Handler(_) => application(observed, differing),
        Kind::Number => number(observed, differing),
        Kind::Group(_) => service(observed, differing, name_of),
        Kind::Provider | Kind::Keyword | Kind::Counterpart(..) => None,
    }
}

fn number(observed: &Fields, differing: &BTreeSet<&str>) -> Option<String> {
    let mut lines = Vec::new();
    let mut route = Vec::new();
    for field in differing {
        let key = settings::find::<Number>(field)?.key?;
        if key.starts_with("incoming.") {
            route.push(*field);
        } else {
            let (key, value) = settings::as_yaml::<Number>(field, observed.get(field))?;
            lines.push(format!("{key}: {value}"));
        }
    }
    if !route.is_empty() {
        lines.push(format!("incoming: {}", incoming(observed, &route)?));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The value of `incoming` that declares these fields of the route.
fn incoming(observed: &Fields, route: &[&str]) -> Option<String> {
    let written = |field: &str| {
        let (key, value) = settings::as_yaml::<Number>(field, observed.get(field))?;
        let key = key.strip_prefix("incoming.")?;
        Some(format!("{key}: {value}"))
    };
    if !observed.get(SMS_APPLICATION_SID).is_blank() {
        return Some(format!("{{ {} }}", written(SMS_APPLICATION_SID)?));
    }
    // The configuration cannot declare a method of a URL that is not there.
    let names = |field: &str| route.contains(&field);
    let about_url = names(SMS_URL) || names(SMS_APPLICATION_SID);
    if about_url && observed.get(SMS_URL).is_blank() {
        let bare = observed.get(SMS_FALLBACK_URL).is_blank();
        return bare.then(|| "none".to_owned());
    }
    // A URL without its method would be called with POST.
    let mut keys = Vec::new();
    for (url, method, both) in [
        (SMS_URL, SMS_METHOD, about_url),
        (
            SMS_FALLBACK_URL,
            SMS_FALLBACK_METHOD,
            names(SMS_FALLBACK_URL),
        ),
    ] {
        if both {
            keys.push(written(url)?);
        }
        let other = settings::method(observed.get(method))
            .filter(|method| *method != Method::default().as_str());
        if names(method) || (both && other.is_some()) {
            keys.push(written(method)?);
        }
    }
    Some(format!("{{ {} }}", keys.join(", ")))
}

fn application(observed: &Fields, differing: &BTreeSet<&str>) -> Option<String> {
    let lines: Option<Vec<String>> = differing
        .iter()
        .map(|field| {
            let (key, value) = settings::as_yaml::<Application>(field, observed.get(field))?;
            Some(format!("{key}: {value}"))
        })
        .collect();
    lines
        .filter(|lines| !lines.is_empty())
        .map(|lines| lines.join("\n"))
}

fn service(
    observed: &Fields,
    differing: &BTreeSet<&str>,
    name_of: &dyn Fn(&str) -> Option<String>,
) -> Option<String> {
    let mut lines = Vec::new();
    let mut inbound = false;
    for field in differing {
        let value = observed.get(field);
        match *field {
            INBOUND_URL | INBOUND_METHOD | DEFERS => inbound = true,
            SENDERS => {
                let members = value.members().into_iter().flatten();
                let names: Vec<String> = members.filter_map(|member| name_of(member)).collect();
                lines.push(format!("numbers: [{}]", names.join(", ")));
            }
            ALPHA_SENDERS => {
                let senders = value.members().into_iter().flatten();
                let quoted: Vec<String> = senders
                    .filter_map(|sender| serde_json::to_string(sender).ok())
                    .collect();
                lines.push(format!("alpha_senders: [{}]", quoted.join(", ")));
            }
            _ => {
                let (key, value) = settings::as_yaml::<MessagingService>(field, value)?;
                lines.push(format!("{key}: {value}"));
            }
        }
    }
    if inbound {
        let callback = |lines: &mut Vec<String>| {
            lines.push(format!("callback_url: {}", url(observed.get(INBOUND_URL))?));
            if let Some(method) = method(observed.get(INBOUND_METHOD)) {
                lines.push(format!("callback_method: {method}"));
            }
            Some(())
        };
        if *observed.get(DEFERS) == Value::Flag(true) {
            lines.push("inbound: defer_to_sender".to_owned());
            // A service that defers may keep a URL. If it has none, nothing declares one.
            let changed = differing.contains(INBOUND_URL) || differing.contains(INBOUND_METHOD);
            if changed && !observed.get(INBOUND_URL).is_blank() {
                callback(&mut lines)?;
            }
        } else if observed.get(INBOUND_URL).is_blank() {
            lines.push("inbound: drop".to_owned());
        } else {
            lines.push("inbound: webhook".to_owned());
            callback(&mut lines)?;
        }
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::as_yaml;
    use crate::model::{Fields, Kind, Value};
    use crate::provider::twilio::MESSAGING_SERVICES;

    fn accepted(
        kind: Kind,
        fields: &[(&'static str, Value)],
        differing: &[&str],
    ) -> Option<String> {
        let fields: Fields = fields
            .iter()
            .map(|(name, value)| ((*name).into(), value.clone()))
            .collect();
        let differing = differing.iter().copied().collect();
        let name_of = |number: &str| (number == "+15017122661").then(|| "line".to_owned());
        as_yaml(kind, &fields, &differing, &name_of)
    }

    #[test]
    fn a_number_is_declared_as_it_is() {
        let fields = [
            ("friendly_name", Value::text("A \"b\" $c")),
            ("sms_url", Value::text("https://a.example/x?a=1#rc=2")),
            ("sms_method", Value::text("GET")),
        ];
        let number = |differing: &[&str]| accepted(Kind::Number, &fields, differing).unwrap();
        assert_eq!(
            number(&["friendly_name"]),
            r#"friendly_name: "A \"b\" $$c""#
        );
        assert_eq!(
            number(&["sms_url"]),
            r#"incoming: { url: "https://a.example/x?a=1#rc=2", method: GET }"#
        );
        assert_eq!(number(&["sms_method"]), "incoming: { method: GET }");
    }

    #[test]
    fn an_application_and_a_blank_route_have_forms_of_their_own() {
        let application = "AP00000000000000000000000000000001";
        let number = |fields: &[(&'static str, Value)], differing: &[&str]| {
            accepted(Kind::Number, fields, differing)
        };
        let url = ("sms_url", Value::text("https://a.example/"));
        let handed = ("sms_application_sid", Value::text(application));
        assert_eq!(
            number(&[url.clone(), handed], &["sms_application_sid", "sms_url"]).unwrap(),
            format!("incoming: {{ application: \"{application}\" }}")
        );
        assert_eq!(number(&[], &["sms_url"]).unwrap(), "incoming: none");
        let fallback = ("sms_fallback_url", Value::text("https://f.example/"));
        assert_eq!(number(std::slice::from_ref(&fallback), &["sms_url"]), None);
        // The application is gone, so the number's own URL answers.
        assert_eq!(
            number(
                &[url, fallback],
                &["sms_application_sid", "sms_fallback_url"]
            )
            .unwrap(),
            "incoming: { url: \"https://a.example/\", fallback_url: \"https://f.example/\" }"
        );
    }

    #[test]
    fn what_cannot_be_declared_is_not_half_declared() {
        for (field, value) in [
            ("sms_url", "http://a.example/"),
            ("sms_url", "https://u:p@a.example/"),
        ] {
            let fields = [
                ("friendly_name", Value::text("x")),
                (field, Value::text(value)),
            ];
            assert_eq!(
                accepted(Kind::Number, &fields, &["friendly_name", field]),
                None
            );
        }
    }

    #[test]
    fn a_service_is_declared_by_how_it_answers() {
        let url = Value::text("https://a.example/");
        let service = |fields: &[(&'static str, Value)], differing: &[&str]| {
            accepted(Kind::Group(MESSAGING_SERVICES), fields, differing).unwrap()
        };
        let defers = ("use_inbound_webhook_on_number", Value::Flag(true));
        let answers = ("use_inbound_webhook_on_number", Value::Flag(false));
        let inbound = ("inbound_request_url", url);
        let switch = "use_inbound_webhook_on_number";
        assert_eq!(
            service(&[defers, inbound.clone()], &[switch]),
            "inbound: defer_to_sender"
        );
        assert_eq!(
            service(std::slice::from_ref(&answers), &[switch]),
            "inbound: drop"
        );
        assert_eq!(
            service(&[answers, inbound], &["inbound_request_url"]),
            "inbound: webhook\ncallback_url: \"https://a.example/\""
        );
        let defers = ("use_inbound_webhook_on_number", Value::Flag(true));
        let all = ["inbound_request_url", "inbound_method", switch];
        assert_eq!(
            service(std::slice::from_ref(&defers), &all),
            "inbound: defer_to_sender"
        );
        let kept = ("inbound_request_url", Value::text("https://new.example/"));
        assert_eq!(
            service(&[defers, kept], &all),
            "inbound: defer_to_sender\ncallback_url: \"https://new.example/\""
        );
        let members = ["+15017122661", "+15017122662"].map(str::to_owned).into();
        assert_eq!(
            service(&[("senders", Value::Set { members })], &["senders"]),
            "numbers: [line]"
        );
    }
}

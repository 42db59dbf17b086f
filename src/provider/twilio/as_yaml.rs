//! The YAML that declares observed fields: the inverse of `number::desired` and `service::desired`,
//! for some fields of one object. Pure.
//!
//! If one of the fields cannot be written in YAML, there is no YAML at all.

use std::collections::BTreeSet;

use super::declaration::{MessagingService, Method, Number};
use super::number::{SMS_METHOD, SMS_URL};
use super::service::{DEFERS, INBOUND_METHOD, INBOUND_URL, SENDERS};
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
        Kind::Number => number(observed, differing),
        Kind::Group(_) => service(observed, differing, name_of),
        Kind::Provider | Kind::Keyword => None,
    }
}

fn number(observed: &Fields, differing: &BTreeSet<&str>) -> Option<String> {
    let mut lines = Vec::new();
    // Written together below: a URL without its method would be called with POST.
    let mut incoming = Vec::new();
    for field in differing {
        let (key, value) = settings::as_yaml::<Number>(field, observed.get(field))?;
        match key.strip_prefix("incoming.") {
            Some(key) => incoming.push(format!("{key}: {value}")),
            None => lines.push(format!("{key}: {value}")),
        }
    }
    let both = differing.contains(SMS_URL) && !differing.contains(SMS_METHOD);
    let method = method(observed.get(SMS_METHOD));
    if let Some(method) = method.filter(|method| both && *method != Method::default().as_str()) {
        incoming.push(format!("method: {method}"));
    }
    if !incoming.is_empty() {
        incoming.sort_unstable_by_key(|line| std::cmp::Reverse(line.clone()));
        lines.push(format!("incoming: {{ {} }}", incoming.join(", ")));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
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
            // A service that defers may keep a URL; the configuration cannot write a blank one.
            if differing.contains(INBOUND_URL) || differing.contains(INBOUND_METHOD) {
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
    fn what_cannot_be_declared_is_not_half_declared() {
        for (field, value) in [
            ("sms_application_sid", "AP1"),
            ("sms_url", ""),
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
        let members = ["+15017122661", "+15017122662"].map(str::to_owned).into();
        assert_eq!(
            service(&[("senders", Value::Set { members })], &["senders"]),
            "numbers: [line]"
        );
    }
}

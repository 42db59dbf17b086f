//! Declarations without effect: a URL that nothing calls (E0437, W0443), and a name that Twilio would
//! store differently (E0438). Part of `checks`. Pure.

use super::codes::TwilioCode;
use super::declaration::{Declaration, Inbound, MessagingService};
use crate::model::{Name, mask_userinfo};
use crate::provider::Misdeclared;

/// Reports all declarations without effect, in the order of the keys.
pub(super) fn check(declaration: &Declaration, found: &mut Vec<Misdeclared>) {
    for (name, number) in &declaration.numbers {
        blanks("numbers", name, number.friendly_name.as_deref(), found);
    }
    for (name, application) in &declaration.applications {
        let friendly_name = application.friendly_name.as_deref();
        blanks("applications", name, friendly_name, found);
    }
    for (name, service) in &declaration.messaging_services {
        let path = format!("messaging_services.{name}");
        let friendly_name = service.friendly_name.as_deref();
        blanks("messaging_services", name, friendly_name, found);
        let unused = match service.inbound {
            Some(Inbound::Webhook | Inbound::DeferToSender) => None,
            Some(Inbound::Drop) => Some((
                "this URL is never called: the service drops every text",
                "declare `inbound: webhook` so that the service calls it, or remove callback_url",
            )),
            None => Some((
                "this URL is not used: without `inbound`, the configuration does not say what the service does with a text",
                "declare `inbound: webhook` so that the service calls it, or `inbound: defer_to_sender` so that it is only kept there; or remove callback_url",
            )),
        };
        if let (Some((summary, help)), true) = (unused, service.callback_url.is_some()) {
            let path = format!("{path}.callback_url");
            let inbound = format!("messaging_services.{name}.inbound");
            found.push(
                Misdeclared::new(TwilioCode::UrlOfDroppedTexts, path, summary, help)
                    .for_lack_of([inbound]),
            );
        }
        uncalled(declaration, name, service, found);
    }
}

/// Reports URLs of a service's numbers. They are not called while the numbers are in the service.
/// They are written nevertheless, for the day when a number leaves, so this is not an error.
fn uncalled(
    declaration: &Declaration,
    name: &Name,
    service: &MessagingService,
    found: &mut Vec<Misdeclared>,
) {
    let called = service.callback_url.as_ref();
    let called = called.or(declaration.callback_url.as_ref());
    let (instead, help) = match (service.inbound, called) {
        (Some(Inbound::Webhook), Some(called)) => (
            format!("calls {}", mask_userinfo(called.as_str())),
            "to have each number's own setting answer, declare `inbound: defer_to_sender` there",
        ),
        (Some(Inbound::Drop), _) => (
            "drops every text".to_owned(),
            "to have each number's own setting answer, declare `inbound: defer_to_sender` there",
        ),
        _ => return,
    };
    for member in &service.numbers {
        let number = declaration.numbers.get(member);
        let handler = number.and_then(|number| number.incoming.as_ref()?.handler());
        let drops = service.inbound == Some(Inbound::Drop);
        let own = handler.and_then(|handler| handler.url.as_ref());
        let (key, what) = if handler.is_some_and(|handler| handler.application.is_some()) {
            ("application", "this application does not answer")
        } else if own.is_some_and(|own| drops || Some(own) != called) {
            ("url", "this URL is not called")
        } else {
            continue;
        };
        found.push(
            Misdeclared::new(
                TwilioCode::UrlNotCalled,
                format!("numbers.{member}.incoming.{key}"),
                format!("{what}: the messaging service `{name}` {instead}"),
                help,
            )
            .for_lack_of([format!("messaging_services.{name}.callback_url")]),
        );
    }
}

/// Reports blanks at the ends of a name. Twilio may remove them, and every later plan would then
/// restore them.
fn blanks(collection: &str, of: &Name, friendly_name: Option<&str>, found: &mut Vec<Misdeclared>) {
    let Some(name) = friendly_name.filter(|name| name.trim() != *name) else {
        return;
    };
    let help = match name.trim() {
        "" => "give it a name, or remove friendly_name".to_owned(),
        trimmed => format!(
            "write `{trimmed}`: Twilio may cut the blanks off, and every later plan would restore them"
        ),
    };
    found.push(Misdeclared::new(
        TwilioCode::BlankAroundName,
        format!("{collection}.{of}.friendly_name"),
        "the name begins or ends with a blank",
        help,
    ));
}

//! Rules of a declaration that concern more than one field. Pure; reports all findings at once.
//!
//! | Code  | Means |
//! |-------|-------|
//! | E0421 | a region or edge that cannot be part of a host name (found while reading) |
//! | E0422 | `region` without `edge`, or the other way round |
//! | W0452 | a region with an edge that Twilio does not name for it |
//! | E0423 | both an auth token and an API key |
//! | E0424 | half an API key |
//! | E0425 | a fallback without a URL (Twilio: 21406) |
//! | E0426 | a fallback method without a fallback |
//! | E0427 | a method without a URL |
//! | E0428 | a messaging service names a number that is not declared |
//! | E0429 | a number in two messaging services (Twilio: 21712) |
//! | E0430 | a number named twice in one messaging service |
//! | E0431 | a messaging service or an application that nothing identifies |
//! | E0434 | two messaging services or applications with one name, or one SID (docs/twilio.md: Messaging services) |
//! | E0432 | a messaging service that calls a URL, and none is declared |
//! | E0437 | a messaging service with a URL that is never called |
//! | E0438 | a friendly name that begins or ends with a blank |
//! | E0446 | an application next to a URL, which it makes meaningless |
//! | E0447 | an application that is not declared |
//! | E0448 | papers for a purchase that is not declared |
//! | E0449 | a phone number and a short code in one entry |
//! | E0450 | neither of them |
//! | E0451 | a short code with a key that only phone numbers have |
//! | W0453 | several alphanumeric senders in one messaging service |

use super::codes::TwilioCode;
use super::declaration::{Declaration, Inbound, MessagingService, Number};
use super::fallback::{Fallback, method_without_url};
use super::incoming::Incoming;
use super::number::{self, Answer};
use super::{applications, identities, identity, members, no_effect, pairs, several_senders};
use crate::model::{FindingCode, Name};
use crate::provider::Misdeclared;

/// All errors in a declaration, in the order of the keys.
pub(super) fn check(declaration: &Declaration) -> Vec<Misdeclared> {
    let mut found = Vec::new();
    check_credentials(declaration, &mut found);
    found.extend(pairs::check(declaration));
    if declaration.callback_method.is_some() && declaration.callback_url.is_none() {
        let problem = method_without_url("callback_method", "callback_url");
        found.push(problem.for_lack_of(["callback_url"]));
    }
    check_numbers(declaration, &mut found);
    applications::check(declaration, &mut found);
    for (name, service) in &declaration.messaging_services {
        check_service(declaration, name, service, &mut found);
    }
    members::check(declaration, &mut found);
    identities::check(declaration, &mut found);
    several_senders::check(declaration, &mut found);
    no_effect::check(declaration, &mut found);
    found
}

fn check_credentials(declaration: &Declaration, found: &mut Vec<Misdeclared>) {
    let token = declaration.auth_token.is_some();
    let (key, secret) = (
        declaration.api_key.is_some(),
        declaration.api_secret.is_some(),
    );
    if token && (key || secret) {
        let other = if key { "api_key" } else { "api_secret" };
        found.push(Misdeclared {
            related: Some((other.to_owned(), "the other one is declared here".to_owned())),
            ..Misdeclared::new(
                TwilioCode::TwoCredentials,
                "auth_token",
                "both an auth token and an API key are declared",
                "keep one of them: an API key can be revoked on its own, so it is the better choice",
            )
        });
    }
    if key != secret {
        let (there, missing) = if key {
            ("api_key", "api_secret")
        } else {
            ("api_secret", "api_key")
        };
        found.push(
            Misdeclared::new(
                TwilioCode::HalfApiKey,
                there,
                format!("{there} is declared without {missing}"),
                format!("declare {missing} too: Twilio shows both when the key is made"),
            )
            .for_lack_of([missing]),
        );
    }
}

fn check_numbers(declaration: &Declaration, found: &mut Vec<Misdeclared>) {
    for (name, declared) in &declaration.numbers {
        identity::check(name, declared, found);
        if !declared.is_short_code() {
            check_papers(name, declared, found);
        }
        let Some(handler) = declared.incoming.as_ref().and_then(Incoming::handler) else {
            continue;
        };
        let path = |key: &str| format!("numbers.{name}.incoming.{key}");
        if handler.application.is_some() {
            continue;
        }
        let answered = matches!(number::answer(declaration, declared), Answer::Url(..));
        if handler.method.is_some() && !answered {
            let problem = method_without_url(
                path("method"),
                "incoming.url or the provider's callback_url",
            );
            found.push(problem.for_lack_of([path("url"), "callback_url".to_owned()]));
        }
        let fallback = Fallback {
            url: handler.fallback_url.is_some(),
            method: handler.fallback_method.is_some(),
            primary: answered,
            own: "url",
        };
        fallback.check(path, "incoming.url or the provider's callback_url", found);
    }
}

/// Reports papers for a number without `purchase`: they are sent with a purchase only.
fn check_papers(name: &Name, number: &Number, found: &mut Vec<Misdeclared>) {
    let papers = [
        ("bundle_sid", number.bundle_sid.is_some()),
        ("address_sid", number.address_sid.is_some()),
        ("identity_sid", number.identity_sid.is_some()),
    ];
    let declared = papers
        .iter()
        .filter(|(_, there)| *there && !number.purchase);
    found.extend(declared.map(|(key, _)| {
        Misdeclared::new(
            TwilioCode::PapersWithoutPurchase,
            format!("numbers.{name}.{key}"),
            format!("{key} is declared without `purchase: true`"),
            format!("add `purchase: true`, or remove {key}: it is sent with the purchase and never changed later"),
        )
        .for_lack_of([format!("numbers.{name}.purchase")])
    }));
}

fn check_service(
    declaration: &Declaration,
    name: &Name,
    service: &MessagingService,
    found: &mut Vec<Misdeclared>,
) {
    let path = |key: &str| format!("messaging_services.{name}.{key}");
    let url = service
        .callback_url
        .as_ref()
        .or(declaration.callback_url.as_ref());
    if service.sid.is_none() && service.friendly_name.is_none() {
        found.push(
            Misdeclared::new(
                FindingCode::UnidentifiedGroup,
                format!("messaging_services.{name}"),
                format!("neither a name nor a sid says which messaging service `{name}` is"),
                "declare its friendly_name, or its sid",
            )
            .for_lack_of([path("friendly_name"), path("sid")]),
        );
    }
    if service.inbound == Some(Inbound::Webhook) && url.is_none() {
        found.push(
            Misdeclared::new(
                TwilioCode::InboundWithoutUrl,
                path("inbound"),
                "the service calls a URL, but none is declared",
                "declare callback_url here or at the provider",
            )
            .for_lack_of([path("callback_url"), "callback_url".to_owned()]),
        );
    }
    check_service_method(service, &path, url.is_some(), found);
    let fallback = Fallback {
        url: service.fallback_url.is_some(),
        method: service.fallback_method.is_some(),
        primary: url.is_some(),
        own: "callback_url",
    };
    fallback.check(path, "callback_url here or at the provider", found);
}

/// Reports a method that no URL is called with. `url` says whether a URL is declared here or at the
/// provider. A service's URL that is never called has its own finding.
fn check_service_method(
    service: &MessagingService,
    of_service: &dyn Fn(&str) -> String,
    url: bool,
    found: &mut Vec<Misdeclared>,
) {
    let path = of_service("callback_method");
    if service.callback_method.is_none() || service.callback_url.is_some() {
        return;
    }
    match service.inbound {
        Some(Inbound::Webhook) if url => {}
        Some(Inbound::Webhook) => found.push(
            method_without_url(path, "callback_url here or at the provider")
                .for_lack_of([of_service("callback_url"), "callback_url".to_owned()]),
        ),
        Some(Inbound::DeferToSender) => found.push(
            method_without_url(path, "the service's own callback_url")
                .for_lack_of([of_service("callback_url")]),
        ),
        Some(Inbound::Drop) | None => found.push(
            Misdeclared::new(
                TwilioCode::MethodWithoutUrl,
                path,
                "a method is declared, but the service calls no URL",
                "declare `inbound: webhook`, or remove callback_method",
            )
            .for_lack_of([of_service("inbound"), of_service("callback_url")]),
        ),
    }
}

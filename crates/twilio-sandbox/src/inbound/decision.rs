//! Decides which webhook receives a text, in Twilio's order of precedence.

use crate::inbound::text::DecidedBy;
use crate::store::account::{Account, AccountStatus};
use crate::store::method::Method;
use crate::store::number::Number;
use crate::store::service::Service;

/// A webhook URL and its HTTP method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Webhook {
    pub(crate) url: String,
    pub(crate) method: Method,
}

/// The webhook that receives a text, or the reason why none does.
#[derive(Debug)]
pub(crate) struct Decision {
    pub(crate) decided_by: DecidedBy,
    pub(crate) service_sid: Option<String>,
    pub(crate) application_sid: Option<String>,
    pub(crate) webhook: Option<Webhook>,
    pub(crate) fallback: Option<Webhook>,
    /// Why there is no webhook.
    pub(crate) reason: Option<String>,
}

/// A messaging service takes precedence over the number unless it defers to it; on the number, an application takes
/// precedence over its own URL.
pub(crate) fn decide(account: &Account, number: &Number) -> Decision {
    let mut services = account.services.values();
    let service = services.find(|service| service.senders.contains_key(&number.sid));
    let service_sid = service.map(|service| service.sid.clone());
    if let Some(reason) = unable(account, number) {
        return nothing(service_sid, reason);
    }
    match service.filter(|service| !service.use_inbound_webhook_on_number) {
        Some(service) => of_service(service),
        None => of_number(account, number, service_sid),
    }
}

/// Why a number receives nothing, whatever its settings.
fn unable(account: &Account, number: &Number) -> Option<String> {
    let phone = &number.phone_number;
    if account.status != AccountStatus::Active {
        return Some(format!("the account {} is not active", account.sid));
    }
    (!number.capabilities.sms).then(|| format!("{phone} cannot receive texts"))
}

fn of_service(service: &Service) -> Decision {
    let Some(webhook) = webhook(&service.inbound_request_url, service.inbound_method) else {
        let name = &service.friendly_name;
        let reason = format!(
            "the messaging service {name:?} neither has an inbound URL nor defers to its numbers: texts are dropped, and not even logged (unless Autocreate is chosen in Twilio's console, which is not simulated)"
        );
        return nothing(Some(service.sid.clone()), reason);
    };
    Decision {
        decided_by: DecidedBy::MessagingService,
        service_sid: Some(service.sid.clone()),
        application_sid: None,
        webhook: Some(webhook),
        fallback: self::webhook(&service.fallback_url, service.fallback_method),
        reason: None,
    }
}

fn of_number(account: &Account, number: &Number, service_sid: Option<String>) -> Decision {
    let sid = number.sms_application_sid.as_str();
    if sid.is_empty() {
        return match webhook(&number.sms_url, number.sms_method) {
            Some(webhook) => Decision {
                decided_by: DecidedBy::Number,
                service_sid,
                application_sid: None,
                webhook: Some(webhook),
                fallback: self::webhook(&number.sms_fallback_url, number.sms_fallback_method),
                reason: None,
            },
            None => nothing(
                service_sid,
                format!("{} has no webhook for texts", number.phone_number),
            ),
        };
    }
    let application_sid = Some(sid.to_owned());
    let application = account.applications.get(sid);
    let found = application.and_then(|app| Some((app, webhook(&app.sms_url, app.sms_method)?)));
    let Some((application, webhook)) = found else {
        let why = match application {
            Some(application) => format!(
                "its application {:?} has no URL for texts",
                application.friendly_name
            ),
            None => format!("its application {sid} does not exist"),
        };
        let reason = format!("{}: {why}", number.phone_number);
        return Decision {
            application_sid,
            ..nothing(service_sid, reason)
        };
    };
    Decision {
        decided_by: DecidedBy::Application,
        service_sid,
        application_sid,
        webhook: Some(webhook),
        fallback: self::webhook(
            &application.sms_fallback_url,
            application.sms_fallback_method,
        ),
        reason: None,
    }
}

fn nothing(service_sid: Option<String>, reason: String) -> Decision {
    Decision {
        decided_by: DecidedBy::Nothing,
        service_sid,
        application_sid: None,
        webhook: None,
        fallback: None,
        reason: Some(reason),
    }
}

fn webhook(url: &str, method: Method) -> Option<Webhook> {
    let set = !url.is_empty();
    set.then(|| Webhook {
        url: url.to_owned(),
        method,
    })
}

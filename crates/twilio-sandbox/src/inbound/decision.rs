//! Decides which webhook receives a text, in Twilio's order of precedence.

use crate::inbound::receiver::Receiver;
use crate::inbound::text::DecidedBy;
use crate::inbound::webhook::Webhook;
use crate::store::account::{Account, AccountStatus};
use crate::store::service::Service;

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
pub(crate) fn decide(account: &Account, receiver: Receiver<'_>) -> Decision {
    let mut services = account.services.values();
    let service = services.find(|service| receiver.is_in(service));
    let service_sid = service.map(|service| service.sid.clone());
    if let Some(reason) = unable(account, receiver) {
        return nothing(service_sid, reason);
    }
    match service.filter(|service| !service.use_inbound_webhook_on_number) {
        Some(service) => of_service(service),
        None => of_receiver(account, receiver, service_sid),
    }
}

/// Why a number receives nothing, whatever its settings.
fn unable(account: &Account, receiver: Receiver<'_>) -> Option<String> {
    if account.status != AccountStatus::Active {
        return Some(format!("the account {} is not active", account.sid));
    }
    (!receiver.is_able()).then(|| format!("{} cannot receive texts", receiver.digits()))
}

fn of_service(service: &Service) -> Decision {
    let Some(webhook) = Webhook::of(&service.inbound_request_url, service.inbound_method) else {
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
        fallback: Webhook::of(&service.fallback_url, service.fallback_method),
        reason: None,
    }
}

fn of_receiver(account: &Account, receiver: Receiver<'_>, service_sid: Option<String>) -> Decision {
    let digits = receiver.digits();
    let Some(sid) = receiver.application() else {
        return match receiver.own() {
            (Some(webhook), fallback) => Decision {
                decided_by: DecidedBy::Number,
                service_sid,
                application_sid: None,
                webhook: Some(webhook),
                fallback,
                reason: None,
            },
            (None, _) => nothing(service_sid, format!("{digits} has no webhook for texts")),
        };
    };
    let application_sid = Some(sid.to_owned());
    let application = account.applications.get(sid);
    let found = application.and_then(|app| Some((app, Webhook::of(&app.sms_url, app.sms_method)?)));
    let Some((application, webhook)) = found else {
        let why = match application {
            Some(application) => format!(
                "its application {:?} has no URL for texts",
                application.friendly_name
            ),
            None => format!("its application {sid} does not exist"),
        };
        let reason = format!("{digits}: {why}");
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
        fallback: Webhook::of(
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

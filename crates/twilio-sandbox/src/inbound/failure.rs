//! The alert about a webhook that was called in vain. Twilio's documentation does not describe the form of its text, so
//! it holds what is known and nothing more.

use url::form_urlencoded::Serializer;

use crate::inbound::delivery::Delivery;
use crate::inbound::text::{Attempt, DecidedBy};
use crate::inbound::webhook::Webhook;
use crate::store::alert::Alert;
use crate::store::dates;

/// A failed call: the account, and the alert about it.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) account: String,
    pub(crate) alert: Alert,
}

impl Failure {
    /// The failure of an attempt, if it failed. `address` is the URL as it was called.
    pub(crate) fn of(
        attempt: &Attempt,
        webhook: &Webhook,
        address: &str,
        delivery: &Delivery,
        params: &[(String, String)],
    ) -> Option<Self> {
        let error = attempt.error.as_deref()?;
        let (code, why) = error.split_once(": ").unwrap_or((error, ""));
        let mut text = Serializer::new(String::new());
        text.append_pair("Msg", why);
        if let Some(status) = attempt.status {
            text.append_pair("httpResponse", &status.to_string());
        }
        text.append_pair("ErrorCode", code);
        text.append_pair("url", address);
        let decision = &delivery.decision;
        let by_service = decision.decided_by == DecidedBy::MessagingService;
        let alert = Alert {
            sid: String::new(),
            date: dates::now(),
            error_code: code.to_owned(),
            request_method: webhook.method,
            request_url: address.to_owned(),
            request_variables: Serializer::new(String::new()).extend_pairs(params).finish(),
            resource_sid: delivery.message_sid.clone(),
            service_sid: decision.service_sid.clone().filter(|_| by_service),
            alert_text: text.finish(),
        };
        Some(Self {
            account: delivery.account_sid.clone(),
            alert,
        })
    }
}

//! W0453: a messaging service declares several alphanumeric senders. Part of `checks`. Pure.

use super::codes::TwilioCode;
use super::declaration::Declaration;
use crate::provider::Misdeclared;

/// Warns of services that declare more than one sender.
pub(super) fn check(declaration: &Declaration, found: &mut Vec<Misdeclared>) {
    for (name, service) in &declaration.messaging_services {
        let count = service.alpha_senders.len();
        if count > 1 {
            found.push(Misdeclared::new(
                TwilioCode::SeveralAlphaSenders,
                format!("messaging_services.{name}.alpha_senders"),
                format!("{count} alphanumeric senders are declared, and a messaging service holds one"),
                "keep one of them, unless Twilio has raised the limit for the account: apply tries to add all of them",
            ));
        }
    }
}

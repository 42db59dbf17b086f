//! Moves one number into a messaging service, and out of another one first (docs/twilio.md: Numbers
//! in a service).

use super::{TwilioAccount, error};
use crate::model::{Detach, LEFT_GROUP};
use crate::provider::twilio::number::NumberSid;
use crate::provider::twilio::service::SenderWire;
use crate::provider::{Failure, Join, ProviderError};

/// Twilio: the number is already in this service.
const ALREADY_THERE: u32 = 21710;
/// Twilio: the number is not in the service that it should leave.
const NOT_THERE: u32 = 21711;
/// Twilio: the number is in another service.
const IN_ANOTHER_SERVICE: u32 = 21712;

impl TwilioAccount {
    /// Adds a number to a service. A move takes two calls, so for a moment the number is in none; if
    /// the second call fails, the failure says so.
    pub(super) async fn bring_in(&self, join: &Join) -> Result<(), ProviderError> {
        if let Some(left) = &join.leaves {
            self.leave(left).await?;
        }
        let joined = self.add(&join.group, &join.name, &join.member).await;
        joined.map_err(|error| between(error, join.leaves.as_ref()))
    }

    /// Adds a number. A number that is already in the service has joined.
    async fn add(&self, service: &str, name: &str, member: &str) -> Result<(), ProviderError> {
        let doing = format!("adding {member} to the messaging service {name} ({service})");
        let Some(sid) = self.sid_of(member) else {
            return Err(self.unknown(doing, member));
        };
        let url = self
            .client
            .messaging_url(&format!("/v1/Services/{service}/PhoneNumbers"), None);
        match self
            .client
            .update::<SenderWire>(&url, &[("PhoneNumberSid", sid)], &doing)
            .await
        {
            Ok(_) => Ok(()),
            Err(error) if error.has_code(ALREADY_THERE) => Ok(()),
            Err(mut error) => {
                if error.has_code(IN_ANOTHER_SERVICE) {
                    error.message.push_str(
                        "; another messaging service has it now: the next plan shows which one",
                    );
                }
                Err(error)
            }
        }
    }

    /// Removes a number from a service, so that it can join another one; it stays in the account. A
    /// number that is not in the service has left.
    async fn leave(&self, left: &Detach) -> Result<(), ProviderError> {
        let Detach {
            group,
            name,
            member,
        } = left;
        let doing = format!("taking {member} out of the messaging service {name} ({group})");
        let sid = self
            .sid_of(member)
            .and_then(|sid| NumberSid::parse(&sid).ok());
        let Some(sid) = sid else {
            return Err(self.unknown(doing, member));
        };
        match self.client.detach(group, &sid, &doing).await {
            Err(error) if error.has_code(NOT_THERE) => Ok(()),
            Err(error) if error.failure != Failure::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn unknown(&self, doing: String, member: &str) -> ProviderError {
        let message = format!("{member} is not in the account {}", self.sid);
        error(Failure::Refused, doing, message)
    }
}

/// The failure to join, with what had been done before it.
fn between(mut error: ProviderError, left: Option<&Detach>) -> ProviderError {
    if let Some(left) = left {
        let unsure = match error.failure {
            Failure::Unclear => "and may or may not be in another",
            _ => "and is in none now",
        };
        let state = format!("; {} {LEFT_GROUP} {} {unsure}", left.member, left.name);
        error.message.push_str(&state);
        error.left = true;
    }
    error
}

//! Moves one number into a messaging service, and out of another one first (docs/twilio.md: Numbers
//! in a service).

use super::senders::{List, read};
use super::{TwilioAccount, error};
use crate::model::{Detach, LEFT_GROUP};
use crate::provider::twilio::sender_sid::SenderSid;
use crate::provider::twilio::service::{ALPHA_SENDERS, SenderWire};
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
        let joined = if join.field == ALPHA_SENDERS {
            self.add_alpha(&join.group, &join.name, &join.member).await
        } else {
            self.add(&join.group, &join.name, &join.member).await
        };
        joined.map_err(|error| between(error, join.leaves.as_ref()))
    }

    /// Adds a number. A number that is already in the service has joined.
    async fn add(&self, service: &str, name: &str, member: &str) -> Result<(), ProviderError> {
        let doing = format!("adding {member} to the messaging service {name} ({service})");
        let Some(sid) = self.sender_sid(member) else {
            return Err(self.unknown(doing, member));
        };
        let path = format!("/v1/Services/{service}/{}", sid.list());
        let url = self.client.messaging_url(&path, None);
        let form = [(sid.parameter(), sid.as_str().to_owned())];
        match self.client.update::<SenderWire>(&url, &form, &doing).await {
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
        let Some(sid) = self.sender_sid(member) else {
            return Err(self.unknown(doing, member));
        };
        match self.client.detach(group, &sid, &doing).await {
            Err(error) if error.has_code(NOT_THERE) => Ok(()),
            Err(error) if error.failure != Failure::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Adds an alphanumeric sender. Nothing is removed first: a service that holds another one
    /// refuses, unless Twilio has raised the limit for the account. Twilio does not document what a
    /// second request for the same sender does. So the request is sent once, and if its result is
    /// unclear, the code looks for the sender in the service's list.
    async fn add_alpha(
        &self,
        service: &str,
        name: &str,
        sender: &str,
    ) -> Result<(), ProviderError> {
        let doing = format!(
            "adding the alphanumeric sender {sender} to the messaging service {name} ({service})"
        );
        let path = format!("/v1/Services/{service}/AlphaSenders");
        let url = self.client.messaging_url(&path, None);
        let form = [("AlphaSender", sender.to_owned())];
        let sent = self.client.send_once::<SenderWire>(&url, &form, &doing);
        match sent.await {
            Ok(_) => Ok(()),
            Err(error) if error.has_code(ALREADY_THERE) => Ok(()),
            Err(unclear) if unclear.failure == Failure::Unclear => {
                let limits = self.client.limits();
                let look = async || {
                    let (list, _) = read(&self.client, service, name, List::AlphaSenders).await;
                    Ok(list?.contains(sender).then_some(()))
                };
                let wait = limits.look.min(limits.unclear);
                match self.await_made(wait, &doing, look).await {
                    Ok(Some(())) => Ok(()),
                    Ok(None) | Err(_) => Err(unclear),
                }
            }
            Err(error) => Err(error),
        }
    }

    fn sender_sid(&self, member: &str) -> Option<SenderSid> {
        SenderSid::parse(&self.sid_of(member)?).ok()
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

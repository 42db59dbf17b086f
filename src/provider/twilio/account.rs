//! An account at Twilio: read in bulk, written one object at a time.
//!
//! It knows which calls there are and which objects they return; the client makes the calls. It
//! never guesses: objects that could not be read are reported as unread. Each kind of object has a
//! file: numbers, applications, services.

mod alerts;
mod applications;
mod contact;
mod conversations;
mod creating;
mod directory;
mod events;
mod membership;
mod numbers;
mod numbers_api;
mod pricing;
mod purchase;
mod senders;
mod services;
mod short_codes;
mod status;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::SignedDuration;

use super::client::Client;
use super::probe::{Prober, probe};
use crate::model::{Action, Keys, Kind, Level, Object, Text};
use crate::provider::twilio::keys::KEYS;
use crate::provider::twilio::sid::AccountSid;
use crate::provider::{
    Account, AccountStatus, AlertLog, AlertQuery, AuditLog, AuditQuery, Callback, Contact, Extent,
    Failure, Gate, Gated, Join, Managed, Partly, Pending, Priced, Probed, ProviderError, Reading,
    Sender, TakersAsked, Write, Written,
};

/// An account with its client.
#[derive(Debug)]
pub struct TwilioAccount {
    sid: AccountSid,
    client: Arc<Client>,
    /// The SID of each number, by E.164 or by the digits of a short code, from the last read. Calls
    /// that add a number to a service name it by its SID.
    known: Mutex<HashMap<Text, Text>>,
    /// Signs as Twilio signs the account's webhooks; `None` with an API key, which cannot.
    prober: Option<Prober>,
}

impl TwilioAccount {
    /// The account that a client opens, without a prober.
    pub fn new(sid: AccountSid, client: Client) -> Arc<Self> {
        Self::probing(sid, client, None)
    }

    /// The same account, with a prober that calls its callbacks as Twilio would.
    pub(super) fn probing(sid: AccountSid, client: Client, prober: Option<Prober>) -> Arc<Self> {
        Arc::new(Self {
            sid,
            client: Arc::new(client),
            known: Mutex::default(),
            prober,
        })
    }

    /// What was read of the numbers, and of the short codes if they matter.
    async fn numbers_and_short_codes(&self, levels: &[Level], managed: &Managed) -> Reading {
        let mut reading = Reading::default();
        if levels.contains(&Level::Number) {
            self.read_numbers(&mut reading).await;
            let shut = reading.failed.iter().any(|(_, error, _)| error.shuts_out());
            if (!managed.short_codes.is_empty() || managed.extent >= Extent::Numbers) && !shut {
                self.read_short_codes(&mut reading).await;
            }
        }
        reading
    }

    fn remember(&self, numbers: &[Object]) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.extend(
            numbers
                .iter()
                .map(|number| (number.key.clone(), number.id.clone())),
        );
    }

    fn sid_of(&self, phone_number: &str) -> Option<Text> {
        self.known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(phone_number)
            .cloned()
    }
}

impl Account for TwilioAccount {
    fn id(&self) -> &str {
        self.sid.as_str()
    }

    fn keys(&self) -> &'static Keys {
        &KEYS
    }

    fn read<'a>(&'a self, levels: &'a [Level], managed: &'a Managed) -> Pending<'a, Reading> {
        Box::pin(async move {
            // The lists do not depend on each other, and each takes as long as its requests.
            let services = async {
                if levels.contains(&Level::Group) {
                    Some(self.list_services().await)
                } else {
                    None
                }
            };
            let (mut reading, services) =
                tokio::join!(self.numbers_and_short_codes(levels, managed), services);
            reading.reads += services.as_ref().map_or(0, |listed| listed.reads);
            self.distinguish_inactive(&mut reading).await;
            // Credentials that were refused are not used for more.
            let refused = reading
                .failed
                .iter()
                .find(|(_, error, _)| error.shuts_out());
            if let Some((_, error, _)) = refused.cloned() {
                if levels.contains(&Level::Handler) && managed.has(Level::Handler) {
                    let applications = (Level::Handler, error.clone(), Partly::None);
                    reading.failed.push(applications);
                }
                reading.failed.push((Level::Group, error, Partly::None));
            } else {
                if levels.contains(&Level::Handler) {
                    self.read_applications(managed, &mut reading).await;
                }
                if let Some(listed) = services {
                    self.read_senders(listed, managed, &mut reading).await;
                }
            }
            reading
        })
    }

    fn write<'a>(&'a self, write: &'a Write) -> Pending<'a, Result<Written, ProviderError>> {
        Box::pin(async move {
            match (write.action, write.address.kind()) {
                (Action::Update, Kind::Number) => self.write_number(write).await,
                (Action::Purchase, Kind::Number) => self.buy_number(write).await,
                (Action::Update | Action::Create, Kind::Handler(_)) => {
                    self.write_application(write).await
                }
                (Action::Update | Action::Create, Kind::Group(_)) => {
                    self.write_service(write).await
                }
                (action, kind) => Err(error(
                    Failure::Refused,
                    format!("writing {} to {}", write.address, self.sid),
                    format!(
                        "a {kind} cannot be written at Twilio with the action {}",
                        action.as_str()
                    ),
                )),
            }
        })
    }

    fn join<'a>(&'a self, join: &'a Join) -> Pending<'a, Result<(), ProviderError>> {
        Box::pin(self.bring_in(join))
    }

    fn namesakes<'a>(
        &'a self,
        kind: Kind,
        names: &'a [String],
    ) -> Pending<'a, Result<BTreeMap<String, Vec<String>>, ProviderError>> {
        Box::pin(async move {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let found = match kind {
                Kind::Handler(_) => self.applications_named(&names).await?,
                _ => self.services_named(&names).await?,
            };
            let several = found.into_iter().filter(|(_, same)| same.len() > 1);
            let ids = |same: Vec<Object>| same.into_iter().map(|one| one.id.to_string()).collect();
            Ok(several.map(|(name, same)| (name, ids(same))).collect())
        })
    }

    fn status(&self) -> Pending<'_, (Result<AccountStatus, ProviderError>, u64)> {
        Box::pin(self.fetch_status())
    }

    fn contact(&self) -> Pending<'_, Result<Contact, ProviderError>> {
        Box::pin(self.make_contact())
    }

    fn foreseen(&self, sender: &Sender) -> Option<Gate> {
        super::gates::foreseen(sender)
    }

    fn gates<'a>(&'a self, senders: &'a [Sender]) -> Pending<'a, Gated> {
        Box::pin(self.read_gates(senders))
    }

    fn takers(&self) -> Pending<'_, TakersAsked> {
        Box::pin(self.read_takers())
    }

    fn events_kept(&self) -> SignedDuration {
        events::KEPT
    }

    fn events<'a>(&'a self, since: &'a AuditQuery) -> Pending<'a, AuditLog> {
        Box::pin(self.read_events(since))
    }

    fn alerts<'a>(&'a self, query: &'a AlertQuery) -> Option<Pending<'a, AlertLog>> {
        Some(Box::pin(self.read_alerts(query)))
    }

    fn prices<'a>(&'a self, numbers: &'a [String]) -> Pending<'a, Priced> {
        Box::pin(self.read_prices(numbers))
    }

    fn probe<'a>(&'a self, callback: &'a Callback) -> Pending<'a, Result<Vec<Probed>, String>> {
        Box::pin(async move {
            let prober = self.prober.as_ref().ok_or(
                "webhooks are signed with the account's auth token, and only an API key is at hand: declare auth_token to probe",
            )?;
            Ok(probe(prober, callback).await)
        })
    }
}

fn error(failure: Failure, doing: String, message: String) -> ProviderError {
    ProviderError::new(failure, doing, message)
}

/// Entries of a list that could not be understood: their number, and the reason for the first.
#[derive(Default)]
struct Odd {
    count: usize,
    first: Option<String>,
}

impl Odd {
    fn add(&mut self, why: String) {
        self.count += 1;
        self.first.get_or_insert(why);
    }

    fn into_message(self, what: &str) -> Option<String> {
        let first = self.first?;
        Some(format!(
            "{} of {what} could not be understood, the first because {first}",
            self.count
        ))
    }
}

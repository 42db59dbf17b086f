//! The account itself, the toll-free verifications of its numbers, and the campaigns of its
//! services.
//!
//! The account's body holds its auth token in clear (docs/twilio.md: Accounts). Only the fields
//! that are needed are read from it, and nothing else is kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use tokio::task::JoinSet;
use tracing::Instrument as _;

use super::TwilioAccount;
use super::senders::Meta;
use crate::provider::twilio::answer;
use crate::provider::twilio::campaigns::CampaignWire;
use crate::provider::twilio::client::Client;
use crate::provider::twilio::client::Page;
use crate::provider::twilio::gates::{self, Answers, VerificationWire};
use crate::provider::{AccountStatus, Failure, Gated, ProviderError, Reading, Sender};

/// The fields that are read of an account; no other field is read.
#[derive(Deserialize)]
struct AccountWire {
    status: Option<String>,
    r#type: Option<String>,
}

#[derive(Deserialize)]
struct VerificationsPage {
    verifications: Vec<VerificationWire>,
    meta: Option<Meta>,
}

impl Page for VerificationsPage {
    fn next(&self) -> Option<&str> {
        self.meta.as_ref()?.next_page_url.as_deref()
    }
}

#[derive(Deserialize)]
struct CampaignsPage {
    compliance: Vec<CampaignWire>,
    meta: Option<Meta>,
}

impl Page for CampaignsPage {
    fn next(&self) -> Option<&str> {
        self.meta.as_ref()?.next_page_url.as_deref()
    }
}

impl TwilioAccount {
    pub(super) async fn fetch_status(&self) -> (Result<AccountStatus, ProviderError>, u64) {
        let doing = format!("fetching the account {}", self.sid);
        let path = format!("/2010-04-01/Accounts/{}.json", self.sid);
        let url = self.client.url(&path, None);
        let mut reads = 0;
        let answer = self
            .client
            .get_counting::<AccountWire>(&url, &doing, &mut reads);
        let status = answer.await.map(|answer| {
            let AccountWire { status, r#type } = answer.value;
            match status.as_deref() {
                Some("active") | None => AccountStatus::Active {
                    trial: r#type.as_deref() == Some("Trial"),
                },
                Some(other) => AccountStatus::Inactive(other.to_owned()),
            }
        });
        (status, reads)
    }

    /// Asks for the account's status where a refusal does not say whether the credentials or the
    /// account are the cause. That costs one more read, only in this case.
    pub(super) async fn distinguish_inactive(&self, reading: &mut Reading) {
        let refused = reading
            .failed
            .iter_mut()
            .map(|(_, error, _)| error)
            .find(|error| answer::may_be_inactive(error));
        let Some(error) = refused else { return };
        let (status, reads) = self.fetch_status().await;
        reading.reads += reads;
        if let Ok(AccountStatus::Inactive(word)) = status {
            *error = answer::inactive(error, &word);
        }
    }

    /// Reads the gates: one list per account if a toll-free number is among the senders, and one
    /// per service that US local numbers are in.
    pub(super) async fn read_gates(&self, senders: &[Sender]) -> Gated {
        let mut gated = Gated::default();
        let mut answers = Answers {
            at: Some(Timestamp::now()),
            ..Answers::default()
        };
        if senders
            .iter()
            .any(|one| crate::model::is_toll_free(&one.number))
        {
            answers.verifications = self.read_verifications(&mut gated).await;
        }
        let mut lists = JoinSet::new();
        for service in gates::services(senders) {
            let (client, service) = (self.client.clone(), service.to_owned());
            let list = async move {
                let (campaigns, reads) = campaigns(&client, &service).await;
                (service, campaigns, reads)
            };
            lists.spawn(list.in_current_span());
        }
        let mut failed = BTreeMap::new();
        // Without a value a task panicked; its numbers then have no gate.
        while let Some(Ok((service, campaigns, reads))) = lists.join_next().await {
            gated.reads += reads;
            match campaigns {
                Ok(campaigns) => drop(answers.campaigns.insert(service, campaigns)),
                Err(error) => drop(failed.insert(service, error)),
            }
        }
        gated.failed.extend(failed.into_values());
        gated.gates = gates::gates(senders, &answers);
        gated
    }

    /// All verifications of the account; `None` where they could not be read to their end.
    async fn read_verifications(&self, gated: &mut Gated) -> Option<Vec<VerificationWire>> {
        let doing = format!("listing the toll-free verifications of {}", self.sid);
        let first = self
            .client
            .messaging_url("/v1/Tollfree/Verifications", Some("PageSize=1000"));
        let mut pages = self
            .client
            .messaging_pages::<VerificationsPage>(first, &doing);
        let mut all = Vec::new();
        let mut whole = true;
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => all.extend(page.verifications),
                Err(error) => {
                    gated.failed.push(error);
                    whole = false;
                }
            }
        }
        gated.reads += pages.reads();
        whole.then_some(all)
    }
}

/// The campaigns of a service, and the number of reads. Twilio answers 404 for a service without a
/// registration; it has no campaigns.
async fn campaigns(
    client: &Arc<Client>,
    service: &str,
) -> (Result<Vec<CampaignWire>, ProviderError>, u64) {
    let doing = format!("listing the A2P campaigns of the messaging service {service}");
    let path = format!("/v1/Services/{service}/Compliance/Usa2p");
    let first = client.messaging_url(&path, Some("PageSize=1000"));
    let mut pages = client.messaging_pages::<CampaignsPage>(first, &doing);
    let mut all = Vec::new();
    let mut failed = None;
    while let Some(page) = pages.next().await {
        match page {
            Ok(page) => all.extend(page.compliance),
            Err(error) if error.failure == Failure::NotFound => {}
            Err(error) => failed = Some(error),
        }
    }
    (failed.map_or(Ok(all), Err), pages.reads())
}

//! The account itself, and the toll-free verifications of its numbers.
//!
//! The account's body holds its auth token in clear (twilio-api.md 3.1): only the fields that are
//! needed are ever read out of it, and nothing else of it is kept.

use serde::Deserialize;

use super::TwilioAccount;
use super::senders::Meta;
use crate::provider::twilio::gates::{self, VerificationWire};
use crate::provider::{Failure, Gate, ProviderError, Reading, Sender, Standing};

/// What is read of an account; never the rest of it.
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

impl VerificationsPage {
    fn next(&self) -> Option<&str> {
        self.meta.as_ref()?.next_page_url.as_deref()
    }
}

impl TwilioAccount {
    pub(super) async fn fetch_standing(&self) -> Result<Standing, ProviderError> {
        let doing = format!("fetching the account {}", self.sid);
        let path = format!("/2010-04-01/Accounts/{}.json", self.sid);
        let url = self.client.url(&path, None);
        let account = self.client.get::<AccountWire>(&url, &doing).await?.value;
        Ok(match account.status.as_deref() {
            Some("active") | None => Standing::Active {
                trial: account.r#type.as_deref() == Some("Trial"),
            },
            Some(other) => Standing::Inactive(other.to_owned()),
        })
    }

    /// Twilio answers 20003 to wrong credentials and for suspended accounts alike. Where the
    /// account itself is still shown, it tells which; that is one read more, and only then.
    pub(super) async fn tell_inactive(&self, reading: &mut Reading) {
        let refused = reading
            .failed
            .iter_mut()
            .map(|(_, error, _)| error)
            .find(|error| error.failure == Failure::Unauthorised && error.code == Some(20003));
        let Some(error) = refused else { return };
        reading.reads += 1;
        if let Ok(Standing::Inactive(word)) = self.fetch_standing().await {
            error.failure = Failure::Inactive;
            error.message = format!("the account is {word}");
        }
    }

    /// One list per account, and only where a toll-free number is asked about.
    pub(super) async fn read_gates(&self, senders: &[Sender]) -> Result<Vec<Gate>, ProviderError> {
        let mut verifications = Vec::new();
        if senders.iter().any(|one| gates::is_toll_free(&one.number)) {
            let doing = format!("listing the toll-free verifications of {}", self.sid);
            let first = self
                .client
                .messaging_url("/v1/Tollfree/Verifications", Some("PageSize=1000"));
            let mut pages = self.client.messaging_pages(first, &doing);
            while let Some(page) = pages.next(VerificationsPage::next).await {
                verifications.extend(page?.verifications);
            }
        }
        Ok(gates::gates(senders, &verifications))
    }
}

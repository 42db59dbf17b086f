//! Creates a messaging service. It has no key that would prevent two requests from creating two
//! services (docs/twilio.md: Retries). A request without an answer may still be carried out a while
//! later, so this looks for the service repeatedly until that can no longer happen.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::services::ServicesPage;
use super::{Odd, TwilioAccount, error};
use crate::model::Object;
use crate::provider::twilio::service::Wire;
use crate::provider::{Failure, ProviderError, Write, Written};

/// The first wait between two looks; each further one is twice the one before.
const FIRST: Duration = Duration::from_millis(250);
/// The longest wait between two looks.
const LONGEST: Duration = Duration::from_secs(10);

impl TwilioAccount {
    /// Creates a service. If an earlier attempt may still be carried out, it looks for the service
    /// first. If the result of this attempt is unclear, it looks for the service afterwards.
    pub(super) async fn create_service(
        &self,
        write: &Write,
        form: &[(&'static str, String)],
        doing: &str,
    ) -> Result<Written, ProviderError> {
        let name = write.key.as_deref().unwrap_or_default();
        let limits = self.client.limits();
        let found = |object| Written {
            object,
            request_id: None,
        };
        if let Some(tried) = write.tried {
            let wait = left(tried, limits.unclear);
            let look = || self.service_named(name, doing);
            if let Some(object) = self.await_made(wait, doing, look).await? {
                return Ok(found(object));
            }
        }
        let url = self.client.messaging_url("/v1/Services", None);
        match self.client.send_once::<Wire>(&url, form, doing).await {
            Ok(answer) => Self::taken(answer, doing),
            Err(unclear) if unclear.failure == Failure::Unclear => {
                let wait = limits.look.min(limits.unclear);
                let look = || self.service_named(name, doing);
                match self.await_made(wait, doing, look).await {
                    Ok(Some(object)) => Ok(found(object)),
                    Ok(None) | Err(_) => Err(unclear),
                }
            }
            Err(error) => Err(error),
        }
    }

    /// Looks for the object of an attempt without an answer until it is there or the time is over.
    pub(super) async fn await_made<T, F>(
        &self,
        wait: Duration,
        doing: &str,
        look: impl Fn() -> F,
    ) -> Result<Option<T>, ProviderError>
    where
        F: Future<Output = Result<Option<T>, ProviderError>>,
    {
        let unclear = |message: String| error(Failure::Unclear, doing.to_owned(), message);
        let begun = Instant::now();
        let mut pause = FIRST;
        loop {
            // Decided before the look, so that the last look is at the very end.
            let over = begun.elapsed() >= wait;
            let found = look().await?;
            if found.is_some() || over {
                return Ok(found);
            }
            let rest = wait.saturating_sub(begun.elapsed());
            if pause == FIRST {
                let message = "the result of an earlier attempt is unknown, and Twilio may still carry it out: looking for it";
                self.client.report_wait(&unclear(message.to_owned()), rest);
            }
            if !self.client.rest(pause.min(rest)).await {
                let seconds = wait.saturating_sub(begun.elapsed()).as_secs() + 1;
                return Err(unclear(format!(
                    "not sent: the result of an earlier attempt is unknown, Twilio may carry it out for another {seconds} s, and the run was cancelled"
                )));
            }
            pause = (pause * 2).min(LONGEST);
        }
    }

    /// The service of that name, if there is one.
    async fn service_named(
        &self,
        name: &str,
        doing: &str,
    ) -> Result<Option<Object>, ProviderError> {
        let mut found = self.services_named(&[name]).await?;
        let mut found = found.remove(name).unwrap_or_default().into_iter();
        match (found.next(), found.next()) {
            (Some(one), Some(other)) => {
                let message = format!(
                    "several messaging services are called {name}: {}, {}",
                    one.id, other.id
                );
                Err(error(Failure::Refused, doing.to_owned(), message))
            }
            (one, _) => Ok(one),
        }
    }

    /// The services that have one of these names, without their numbers.
    pub(super) async fn services_named(
        &self,
        names: &[&str],
    ) -> Result<BTreeMap<String, Vec<Object>>, ProviderError> {
        let doing = format!("listing messaging services of {}", self.sid);
        let first = self
            .client
            .messaging_url("/v1/Services", Some("PageSize=1000"));
        let mut pages = self.client.messaging_pages(first, &doing);
        let mut found: BTreeMap<String, Vec<Object>> = BTreeMap::new();
        let mut odd = Odd::default();
        while let Some(page) = pages.next(ServicesPage::next).await {
            for wire in page?.services {
                match wire.into_object() {
                    Ok(object) if names.contains(&object.key.as_str()) => {
                        let same = found.entry(object.key.clone()).or_default();
                        if same.iter().all(|other| other.id != object.id) {
                            same.push(object);
                        }
                    }
                    Ok(_) => {}
                    Err(why) => odd.add(why.summary),
                }
            }
        }
        // A service that could not be understood may be one of them.
        match odd.into_message("the messaging services") {
            Some(message) => Err(error(Failure::Unintelligible, doing, message)),
            None => Ok(found),
        }
    }
}

/// How long an attempt of that time may still be carried out. If the clock that recorded the time
/// is ahead of ours, the result is no longer than for an attempt made now.
fn left(tried: Timestamp, window: Duration) -> Duration {
    let since = Timestamp::now().duration_since(tried);
    let since = Duration::try_from(since).unwrap_or_default();
    window.saturating_sub(since)
}

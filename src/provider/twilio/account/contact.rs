//! The first contact: the host's time, and the shortest list that the credentials open.

use serde::de::IgnoredAny;

use super::TwilioAccount;
use crate::provider::{Contact, Failure, ProviderError};

impl TwilioAccount {
    /// Asks the host for its time, and for one number. Every key opens the numbers; not every key
    /// opens the account itself.
    pub(super) async fn make_contact(&self) -> Result<Contact, ProviderError> {
        let (host, greeted) = self.client.greet().await;
        let time = greeted.map_err(|why| {
            ProviderError::new(Failure::Unreachable, format!("calling {host}"), why)
        })?;
        let path = format!(
            "/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json",
            self.sid
        );
        let url = self.client.url(&path, Some("PageSize=1"));
        let doing = format!("listing phone numbers of {}", self.sid);
        let listed = self.client.get::<IgnoredAny>(&url, &doing).await;
        Ok(Contact {
            host,
            time,
            accepted: listed.map(|_| ()),
        })
    }
}

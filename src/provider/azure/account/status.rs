//! Whether the resource may be used, and the first contact with Azure.

use serde::de::IgnoredAny;

use super::AzureAccount;
use crate::provider::azure::client::{COMMUNICATION_VERSION, Plane};
use crate::provider::{AccountStatus, Contact, Failure, ProviderError};

impl AzureAccount {
    pub(super) async fn fetch_status(&self) -> (Result<AccountStatus, ProviderError>, u64) {
        let mut reads = 0;
        let source = self.read_source(&mut reads).await;
        let status = source.map(
            |source| match source.properties.provisioning_state.as_deref() {
                Some("Succeeded") | None => AccountStatus::Active { trial: false },
                Some(other) => AccountStatus::Inactive(other.to_owned()),
            },
        );
        // A sign-in that is refused opens nothing, unlike a right to see the resource that is missing.
        let status = status.map_err(|error| match error.failure {
            Failure::Unauthorised => ProviderError {
                failure: Failure::Refused,
                ..error
            },
            _ => error,
        });
        (status, reads)
    }

    /// Asks for the resource: that is the shortest request that shows whether the sign-in works.
    pub(super) async fn make_contact(&self) -> Result<Contact, ProviderError> {
        let base = self.client.url(Plane::Management, "/", &[]);
        let host = base.host_str().unwrap_or_default().to_owned();
        let query = [("api-version", COMMUNICATION_VERSION)];
        let url = self
            .client
            .url(Plane::Management, self.resource.as_str(), &query);
        let doing = format!("reading the resource {}", self.resource.name());
        let mut tries = 0;
        let answer = self
            .client
            .get::<IgnoredAny>(Plane::Management, &url, &doing, &mut tries)
            .await;
        let (time, accepted) = match answer {
            Ok(answer) => (answer.time, Ok(())),
            Err(error) if error.failure == Failure::Unreachable => return Err(error),
            Err(error) => (None, Err(error)),
        };
        Ok(Contact {
            host,
            time,
            accepted,
        })
    }
}

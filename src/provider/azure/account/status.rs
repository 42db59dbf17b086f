//! Whether the resource may be used, and the first contact with Azure.

use serde::de::IgnoredAny;

use super::AzureAccount;
use crate::provider::azure::client::{COMMUNICATION_VERSION, Plane};
use crate::provider::azure::wire::SourceWire;
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

    /// Asks for the resource and for one number: those are the shortest requests that show whether the
    /// sign-in and the connection string work.
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
            .get::<SourceWire>(Plane::Management, &url, &doing, &mut tries)
            .await;
        let (time, host_of_numbers) = match answer {
            Ok(answer) => (answer.time, answer.value.properties.host_name),
            Err(error) if error.failure == Failure::Unreachable => return Err(error),
            Err(error) => {
                return Ok(Contact {
                    host,
                    time: None,
                    accepted: Err(error),
                });
            }
        };
        let accepted = self.try_numbers(host_of_numbers.as_deref()).await;
        Ok(Contact {
            host,
            time,
            accepted,
        })
    }

    /// Lists one number.
    async fn try_numbers(&self, host: Option<&str>) -> Result<(), ProviderError> {
        let doing = format!("listing the phone numbers of {}", self.resource.name());
        let client = self.numbers_client(host, &doing).await?;
        let url = Self::numbers_url(client, "1");
        let mut tries = 0;
        let answer = client.get::<IgnoredAny>(Plane::Numbers, &url, &doing, &mut tries);
        answer.await.map(|_| ())
    }
}

//! The client for the numbers. With a connection string, its host must be the resource's; with a
//! token, the resource names the host.

use url::Url;

use super::{AzureAccount, NumbersAt};
use crate::provider::azure::client::{Access, Client};
use crate::provider::azure::wire::SourceWire;
use crate::provider::{Failure, ProviderError};

/// The domain of every host that serves numbers. A token is sent to no other host.
const DOMAIN: &str = ".communication.azure.com";

impl AzureAccount {
    /// Why the connection string is not this resource's; `None` if it is.
    pub(super) fn foreign_host(&self, source: &SourceWire) -> Option<ProviderError> {
        let NumbersAt::Known { host } = &self.numbers else {
            return None;
        };
        let own = source.properties.host_name.as_deref()?;
        if own.eq_ignore_ascii_case(host) {
            return None;
        }
        let doing = format!(
            "comparing the connection string with {}",
            self.resource.name()
        );
        let message =
            format!("the connection string is of {host}, and the resource's host is {own}");
        Some(Self::refuse(
            &doing,
            &message,
            Some("take the connection string from the same resource, or correct resource_id"),
        ))
    }

    /// The client for the numbers. `host` is what the resource says, if it could be read.
    pub(super) async fn numbers_client(
        &self,
        host: Option<&str>,
        doing: &str,
    ) -> Result<&Client, ProviderError> {
        let NumbersAt::Named(sign_in) = &self.numbers else {
            return Ok(&self.client);
        };
        let error = |message: String| ProviderError::new(Failure::Refused, doing, message);
        let make = || async {
            let host = host.ok_or_else(|| {
                error(
                    "the resource could not be read, so the host of its numbers is not known"
                        .to_owned(),
                )
            })?;
            if !host.to_ascii_lowercase().ends_with(DOMAIN) {
                return Err(error(format!(
                    "{host} is not a host of Azure Communication Services"
                )));
            }
            let numbers = Url::parse(&format!("https://{host}"))
                .map_err(|why| error(format!("{host} is not a host: {why}")))?;
            let access = Access {
                management: numbers.clone(),
                numbers,
                key: None,
                sign_in: Some(sign_in.clone()),
            };
            Client::new(access, &self.settings).map_err(error)
        };
        self.late.get_or_try_init(make).await
    }
}

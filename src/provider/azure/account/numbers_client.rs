//! The client for the numbers. With a connection string, its host must be the resource's; with a
//! token, the resource names the host.

use url::Url;

use super::{AzureAccount, NumbersAt};
use crate::provider::azure::KIND;
use crate::provider::azure::client::{Access, Client, NUMBERS_VERSION, Plane};
use crate::provider::azure::wire::SourceWire;
use crate::provider::{Extent, Failure, Managed, ProviderError};

/// The domain of every host that serves numbers. A token is sent to no other host.
const DOMAIN: &str = ".communication.azure.com";

impl AzureAccount {
    /// Why the connection string is not this resource's; `None` if it is.
    pub(super) fn foreign_host(&self, source: &SourceWire) -> Option<ProviderError> {
        let NumbersAt::Known { host, .. } = &self.numbers else {
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

    /// Whether numbers can be read with a token although a connection string was found: it was found
    /// by itself, and this is an import, whose user may have set it for another resource.
    pub(super) fn may_sign_in_instead(&self, managed: &Managed) -> bool {
        let NumbersAt::Known { otherwise, .. } = &self.numbers else {
            return false;
        };
        otherwise.is_some() && managed.extent >= Extent::Handlers
    }

    /// The first page of the numbers, with at most this many of them. Azure's documentation names no
    /// largest page.
    pub(super) fn numbers_url(client: &Client, top: &str) -> Url {
        let query = [
            ("skip", "0"),
            ("top", top),
            ("api-version", NUMBERS_VERSION),
        ];
        client.url(Plane::Numbers, "/phoneNumbers", &query)
    }

    /// The client for the numbers. `host` is what the resource says, if it could be read.
    pub(super) async fn numbers_client(
        &self,
        host: Option<&str>,
        doing: &str,
    ) -> Result<&Client, ProviderError> {
        let is_other = |known: &str| host.is_some_and(|host| !host.eq_ignore_ascii_case(known));
        let sign_in = match &self.numbers {
            NumbersAt::Named(sign_in) => sign_in,
            NumbersAt::Known {
                host: known,
                otherwise: Some(sign_in),
            } if is_other(known) => sign_in,
            _ => return Ok(&self.client),
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
            let numbers = match self.settings.api_urls.get(KIND.name) {
                Some(url) => url.clone(),
                None => Url::parse(&format!("https://{host}"))
                    .map_err(|why| error(format!("{host} is not a host: {why}")))?,
            };
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

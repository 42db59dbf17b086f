//! The numbers in a messaging service. Their list is the only source of the members.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::provider::ProviderError;
use crate::provider::twilio::client::Client;
use crate::provider::twilio::service::SenderWire;

#[derive(Deserialize)]
struct SendersPage {
    phone_numbers: Vec<SenderWire>,
    meta: Option<Meta>,
}

/// The link to the next page, as the newer APIs give it (docs/twilio.md: Paging).
#[derive(Deserialize)]
pub(super) struct Meta {
    pub(super) next_page_url: Option<String>,
}

impl SendersPage {
    fn next(&self) -> Option<&str> {
        self.meta.as_ref()?.next_page_url.as_deref()
    }
}

/// The numbers in a service, the number of reads, and the error, if any.
pub(super) async fn senders(
    client: &Client,
    service: &str,
    name: &str,
) -> (BTreeSet<String>, u64, Option<ProviderError>) {
    let doing = format!("listing the numbers of the messaging service {name} ({service})");
    let first = client.messaging_url(
        &format!("/v1/Services/{service}/PhoneNumbers"),
        Some("PageSize=1000"),
    );
    let mut pages = client.messaging_pages(first, &doing);
    let mut members = BTreeSet::new();
    let mut failed = None;
    while let Some(page) = pages.next(SendersPage::next).await {
        match page {
            Ok(page) => members.extend(
                page.phone_numbers
                    .into_iter()
                    .filter_map(|sender| sender.phone_number),
            ),
            Err(error) => {
                failed = Some(error);
                break;
            }
        }
    }
    (members, pages.reads(), failed)
}

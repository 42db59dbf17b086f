//! The senders of a messaging service. Their lists are the only source of the members.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize;

use crate::provider::ProviderError;
use crate::provider::twilio::client::Client;
use crate::provider::twilio::client::Page;
use crate::provider::twilio::sender_lists::SenderLists;
use crate::provider::twilio::service::SenderWire;

/// One page of a list of senders, under the key of that list.
#[derive(Deserialize)]
struct SendersPage {
    #[serde(alias = "phone_numbers", alias = "short_codes")]
    alpha_senders: Vec<SenderWire>,
    meta: Option<Meta>,
}

/// The link to the next page, as the newer APIs give it (docs/twilio.md: Paging).
#[derive(Deserialize)]
pub(super) struct Meta {
    pub(super) next_page_url: Option<String>,
}

impl Page for SendersPage {
    fn next(&self) -> Option<&str> {
        self.meta.as_ref()?.next_page_url.as_deref()
    }
}

/// What a service lists.
#[derive(Debug, Default)]
pub(super) struct Senders {
    /// Its numbers, and its short codes if they were asked for.
    pub numbers: BTreeSet<String>,
    /// Its alphanumeric senders; `None` if they were not asked for.
    pub alpha_senders: Option<BTreeSet<String>>,
}

/// One list of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Numbers,
    ShortCodes,
    AlphaSenders,
}

impl List {
    fn path(self) -> &'static str {
        match self {
            Self::Numbers => "PhoneNumbers",
            Self::ShortCodes => "ShortCodes",
            Self::AlphaSenders => "AlphaSenders",
        }
    }

    fn of_what(self) -> &'static str {
        match self {
            Self::Numbers => "numbers",
            Self::ShortCodes => "short codes",
            Self::AlphaSenders => "alphanumeric senders",
        }
    }
}

/// The senders of a service, the number of reads, and the error, if any.
pub(super) async fn senders(
    client: &Arc<Client>,
    service: &str,
    name: &str,
    needed: SenderLists,
) -> (Senders, u64, Option<ProviderError>) {
    let mut found = Senders::default();
    let mut reads = 0;
    let lists = [
        (true, List::Numbers),
        (needed.short_codes, List::ShortCodes),
        (needed.alpha_senders, List::AlphaSenders),
    ];
    for (_, list) in lists.into_iter().filter(|(needed, _)| *needed) {
        let (read, of_this) = read(client, service, name, list).await;
        reads += of_this;
        match read {
            Err(error) => return (found, reads, Some(error)),
            Ok(members) if list == List::AlphaSenders => found.alpha_senders = Some(members),
            Ok(mut members) => found.numbers.append(&mut members),
        }
    }
    (found, reads, None)
}

/// The senders in one list of a service, and the number of reads.
pub(super) async fn read(
    client: &Arc<Client>,
    service: &str,
    name: &str,
    list: List,
) -> (Result<BTreeSet<String>, ProviderError>, u64) {
    let what = list.of_what();
    let doing = format!("listing the {what} of the messaging service {name} ({service})");
    let path = format!("/v1/Services/{service}/{}", list.path());
    let first = client.messaging_url(&path, Some("PageSize=1000"));
    let mut pages = client.messaging_pages::<SendersPage>(first, &doing);
    let mut members = BTreeSet::new();
    let mut failed = None;
    while let Some(page) = pages.next().await {
        match page {
            Ok(page) => members.extend(page.alpha_senders.into_iter().filter_map(SenderWire::text)),
            Err(error) => {
                failed = Some(error);
                break;
            }
        }
    }
    (failed.map_or(Ok(members), Err), pages.reads())
}

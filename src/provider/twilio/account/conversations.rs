//! The list of address configurations of Conversations: one for the whole account.

use serde::Deserialize;

use super::senders::Meta;
use super::{TwilioAccount, error};
use crate::provider::twilio::client::Page;
use crate::provider::twilio::conversations::{AddressWire, PLACE};
use crate::provider::{Failure, TakersAsked};

#[derive(Deserialize)]
struct AddressesPage {
    address_configurations: Vec<AddressWire>,
    meta: Option<Meta>,
}

impl Page for AddressesPage {
    fn next(&self) -> Option<&str> {
        self.meta.as_ref()?.next_page_url.as_deref()
    }
}

impl TwilioAccount {
    /// What may take texts before a number's own handler. Entries that were read before a failure
    /// count.
    pub(super) async fn read_takers(&self) -> TakersAsked {
        let mut asked = TakersAsked {
            place: PLACE,
            ..TakersAsked::default()
        };
        let doing = format!("listing the Conversations addresses of {}", self.sid);
        // The path names no account: another account's credentials would show its own list.
        if self.client.opens_another(self.sid.as_str()) {
            let why = "not asked: these are the credentials of another account, whose own addresses would be shown";
            asked.failed = Some(error(Failure::Denied, doing, why.to_owned()));
            return asked;
        }
        let mut pages = self.client.conversations_pages::<AddressesPage>(&doing);
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => {
                    for wire in page.address_configurations {
                        if wire
                            .account()
                            .is_some_and(|other| other != self.sid.as_str())
                        {
                            let why = "an address in the answer belongs to another account";
                            let odd = error(Failure::Unintelligible, doing.clone(), why.to_owned());
                            asked.failed.get_or_insert(odd);
                            continue;
                        }
                        asked.found.extend(wire.into_taker());
                    }
                }
                Err(error) => asked.failed = Some(error),
            }
        }
        asked.reads = pages.reads();
        asked
    }
}

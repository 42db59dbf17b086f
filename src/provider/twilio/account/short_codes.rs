//! The account's short codes: one list, read only if a short code is managed. There is no call that
//! buys or releases one.

use serde::Deserialize;

use super::{Odd, TwilioAccount, error};
use crate::model::{Level, Object};
use crate::provider::twilio::client::Page;
use crate::provider::twilio::number::Wire;
use crate::provider::{Failure, Partly, Reading};

/// One page of the list of short codes (docs/twilio.md: Paging).
#[derive(Deserialize)]
struct ShortCodesPage {
    short_codes: Vec<Wire>,
    next_page_uri: Option<String>,
}

impl Page for ShortCodesPage {
    fn next(&self) -> Option<&str> {
        self.next_page_uri.as_deref()
    }
}

impl TwilioAccount {
    pub(super) fn short_codes_path(&self) -> String {
        format!("/2010-04-01/Accounts/{}/SMS/ShortCodes", self.sid)
    }

    /// Adds the short codes to what was read. If they cannot be read, the numbers were read in
    /// part.
    pub(super) async fn read_short_codes(&self, reading: &mut Reading) {
        let doing = format!("listing short codes of {}", self.sid);
        let path = format!("{}.json", self.short_codes_path());
        let first = self.client.url(&path, Some("PageSize=1000"));
        let mut pages = self.client.pages::<ShortCodesPage>(first, &doing);
        let (mut codes, mut failed): (Vec<Object>, Vec<_>) = (Vec::new(), Vec::new());
        let mut odd = Odd::default();
        'pages: while let Some(page) = pages.next().await {
            let page = match page {
                Ok(page) => page,
                Err(error) => {
                    failed.push(error);
                    break;
                }
            };
            for wire in page.short_codes {
                if let Err(error) = self.owns(&wire, &doing) {
                    failed.push(error);
                    break 'pages;
                }
                match wire.into_object() {
                    Ok(object) => codes.push(object),
                    Err(why) => odd.add(why.summary),
                }
            }
        }
        reading.reads += pages.reads();
        codes.sort_by(|a, b| (&a.key, &a.id).cmp(&(&b.key, &b.id)));
        codes.dedup_by(|a, b| a.id == b.id);
        failed.extend(
            odd.into_message("the short codes")
                .map(|message| error(Failure::Unintelligible, doing, message)),
        );
        self.remember(&codes);
        let failed = failed
            .into_iter()
            .map(|error| (Level::Number, error, Partly::Some));
        reading.failed.extend(failed);
        reading.objects.extend(codes);
    }
}

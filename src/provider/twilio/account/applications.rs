//! `TwiML` applications. They are read only if a number has one, to report what the application
//! calls instead of the number's URL.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::TwilioAccount;
use crate::model::{Level, Value};
use crate::provider::twilio::number::SMS_APPLICATION_SID;
use crate::provider::twilio::route::{APPLICATION_METHOD, APPLICATION_READ, APPLICATION_URL};
use crate::provider::{Partly, Reading};

#[derive(Deserialize)]
struct ApplicationsPage {
    applications: Vec<Wire>,
    next_page_uri: Option<String>,
}

/// The parts of an application that answer texts (docs/twilio.md: Applications).
#[derive(Deserialize)]
struct Wire {
    sid: Option<String>,
    sms_url: Option<String>,
    sms_method: Option<String>,
}

impl ApplicationsPage {
    fn next(&self) -> Option<&str> {
        self.next_page_uri.as_deref()
    }
}

impl TwilioAccount {
    /// Adds to each number with an application the URL that the application calls. If the
    /// applications cannot be read, it is not known what answers, so the failure counts as unread
    /// services.
    pub(super) async fn read_applications(&self, reading: &mut Reading) {
        let shadowed = |fields: &crate::model::Fields| !fields.get(SMS_APPLICATION_SID).is_blank();
        if !reading
            .objects
            .iter()
            .any(|object| shadowed(&object.fields))
        {
            return;
        }
        let doing = format!("listing TwiML applications of {}", self.sid);
        let path = format!("/2010-04-01/Accounts/{}/Applications.json", self.sid);
        let mut pages = self
            .client
            .pages(self.client.url(&path, Some("PageSize=1000")), &doing);
        let mut found: BTreeMap<String, Wire> = BTreeMap::new();
        while let Some(page) = pages.next(ApplicationsPage::next).await {
            match page {
                Ok(page) => found.extend(
                    page.applications
                        .into_iter()
                        .filter_map(|wire| Some((wire.sid.clone()?, wire))),
                ),
                Err(error) => {
                    reading.failed.push((Level::Group, error, Partly::None));
                    break;
                }
            }
        }
        reading.reads += pages.reads();
        for object in reading
            .objects
            .iter_mut()
            .filter(|object| shadowed(&object.fields))
        {
            let application = object
                .fields
                .get(SMS_APPLICATION_SID)
                .as_text()
                .and_then(|sid| found.get(sid));
            if let Some(wire) = application {
                let sid = wire.sid.clone().unwrap_or_default();
                object.fields.insert(APPLICATION_READ, Value::text(sid));
                object.fields.insert(
                    APPLICATION_URL,
                    Value::text(wire.sms_url.clone().unwrap_or_default()),
                );
                object.fields.insert(
                    APPLICATION_METHOD,
                    Value::text(wire.sms_method.clone().unwrap_or_default()),
                );
            }
        }
    }
}

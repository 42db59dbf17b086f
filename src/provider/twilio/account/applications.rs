//! The account's `TwiML` applications: reading them, and writing one.
//!
//! They are read if a configuration or a registry names one, or if a number has one: then they say
//! what is called instead of the number's URL.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::creating::{self, Made};
use super::{Odd, TwilioAccount, error};
use crate::model::{Fields, Level, Object, Value};
use crate::provider::twilio::application::{self, Wire};
use crate::provider::twilio::client::Page;
use crate::provider::twilio::number::{SMS_APPLICATION_SID, SMS_METHOD, SMS_URL};
use crate::provider::twilio::own_route::{APPLICATION_METHOD, APPLICATION_READ, APPLICATION_URL};
use crate::provider::twilio::sid::ApplicationSid;
use crate::provider::{Extent, Failure, Managed, Partly, ProviderError, Reading, Write, Written};

/// One page of the list of applications (docs/twilio.md: Paging). Without the list it is not a page.
#[derive(Deserialize)]
struct ApplicationsPage {
    applications: Vec<Wire>,
    next_page_uri: Option<String>,
}

impl Page for ApplicationsPage {
    fn next(&self) -> Option<&str> {
        self.next_page_uri.as_deref()
    }
}

impl TwilioAccount {
    fn applications_path(&self) -> String {
        format!("/2010-04-01/Accounts/{}/Applications", self.sid)
    }

    /// Reads the applications if one is managed or if a number has one, or is declared with one, and
    /// adds to each such number the URL that its application calls.
    pub(super) async fn read_applications(&self, managed: &Managed, reading: &mut Reading) {
        let asked = managed.extent >= Extent::Handlers
            || managed.has(Level::Handler)
            || managed.number_fields.contains(SMS_APPLICATION_SID);
        let has_one = |fields: &Fields| !fields.get(SMS_APPLICATION_SID).is_blank();
        let in_the_way = reading.objects.iter().any(|object| has_one(&object.fields));
        if !asked && !in_the_way {
            return;
        }
        let doing = format!("listing TwiML applications of {}", self.sid);
        let (applications, failed) = self.list_applications(&doing, &mut reading.reads).await;
        for number in &mut reading.objects {
            let sid = number.fields.get(SMS_APPLICATION_SID).as_text();
            let Some(application) = sid.and_then(|sid| applications.get(sid)) else {
                continue;
            };
            let sid = Value::text(application.id.as_str());
            number.fields.insert(APPLICATION_READ, sid);
            let copies = [(APPLICATION_URL, SMS_URL), (APPLICATION_METHOD, SMS_METHOD)];
            for (own, theirs) in copies {
                let value = application.fields.get(theirs).clone();
                number.fields.insert(own, value);
            }
        }
        let partly = if applications.is_empty() {
            Partly::None
        } else {
            Partly::Some
        };
        for error in failed {
            if asked {
                let error = error.clone();
                reading.failed.push((Level::Handler, error, partly));
            }
            // It is not known what answers, as if the services could not be read.
            if in_the_way {
                reading.failed.push((Level::Group, error, Partly::None));
            }
        }
        if asked {
            reading.objects.extend(applications.into_values());
        }
    }

    /// The account's applications by SID, and what could not be read of them.
    async fn list_applications(
        &self,
        doing: &str,
        reads: &mut u64,
    ) -> (BTreeMap<String, Object>, Vec<ProviderError>) {
        let path = format!("{}.json", self.applications_path());
        let first = self.client.url(&path, Some("PageSize=1000"));
        let mut pages = self.client.pages::<ApplicationsPage>(first, doing);
        let (mut found, mut failed) = (BTreeMap::new(), Vec::new());
        let mut odd = Odd::default();
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => {
                    for wire in page.applications {
                        match wire.into_object() {
                            Ok(object) => drop(found.insert(object.id.to_string(), object)),
                            Err(why) => odd.add(why.summary),
                        }
                    }
                }
                Err(error) => {
                    failed.push(error);
                    break;
                }
            }
        }
        *reads += pages.reads();
        failed.extend(
            odd.into_message("the TwiML applications")
                .map(|message| error(Failure::Unintelligible, doing.to_owned(), message)),
        );
        (found, failed)
    }

    /// Writes an application, or creates it.
    pub(super) async fn write_application(&self, write: &Write) -> Result<Written, ProviderError> {
        let name = write
            .key
            .as_deref()
            .or(write.id.as_deref())
            .unwrap_or("a TwiML application");
        let doing = format!("writing the TwiML application {name} of {}", self.sid);
        let refuse = |message: String| error(Failure::Refused, doing.clone(), message);
        let form = application::form(&write.fields).map_err(refuse)?;
        let Some(id) = &write.id else {
            let path = format!("{}.json", self.applications_path());
            let made = Made {
                url: self.client.url(&path, None),
                form: &form,
                doing: &doing,
                read: Wire::into_object,
            };
            let look = || self.application_named(name, &doing);
            return self.create(write, &made, look).await;
        };
        let sid = ApplicationSid::parse(id).map_err(|why| refuse(why.summary))?;
        let path = format!("{}/{sid}.json", self.applications_path());
        let url = self.client.url(&path, None);
        let answer = self.client.update::<Wire>(&url, &form, &doing).await?;
        let written = creating::written(answer, &doing, Wire::into_object)?;
        if written.object.id == sid.as_str() {
            return Ok(written);
        }
        let message = format!("the answer is about {}", written.object.id);
        Err(ProviderError {
            request_id: written.request_id,
            ..error(Failure::Unintelligible, doing, message)
        })
    }

    async fn application_named(
        &self,
        name: &str,
        doing: &str,
    ) -> Result<Option<Object>, ProviderError> {
        let found = self.applications_named(&[name]).await?;
        creating::only("TwiML applications", name, found, doing)
    }

    /// The applications that have one of these names.
    pub(super) async fn applications_named(
        &self,
        names: &[&str],
    ) -> Result<BTreeMap<String, Vec<Object>>, ProviderError> {
        let doing = format!("listing TwiML applications of {}", self.sid);
        let (all, mut failed) = self.list_applications(&doing, &mut 0).await;
        // An application that could not be understood may be one of them.
        if let Some(error) = failed.pop() {
            return Err(error);
        }
        let mut found: BTreeMap<String, Vec<Object>> = BTreeMap::new();
        for object in all.into_values() {
            if names.contains(&object.key.as_str()) {
                found
                    .entry(object.key.to_string())
                    .or_default()
                    .push(object);
            }
        }
        Ok(found)
    }
}

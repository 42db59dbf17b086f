//! The account's messaging services: reading them with the numbers in them, and writing their own
//! fields.
//!
//! Only the services say which service a number is in (docs/twilio.md: Numbers in a service), so
//! all of them are read, once per plan: a page of services, and one list per service.

use std::collections::BTreeMap;

use serde::Deserialize;
use tokio::task::JoinSet;
use tracing::Instrument as _;

use super::creating::{self, Made};
use super::senders::{Meta, senders};
use super::{Odd, TwilioAccount, error};
use crate::model::{Kind, Level, Object, Value};
use crate::provider::twilio::client::Page;
use crate::provider::twilio::sender_lists::SenderLists;
use crate::provider::twilio::service::MESSAGING_SERVICES;
use crate::provider::twilio::service::{self, ALPHA_SENDERS, SENDERS, Wire};
use crate::provider::twilio::sid::MessagingServiceSid;
use crate::provider::{Failure, Managed, Partly, ProviderError, Reading, Write, Written};

#[derive(Deserialize)]
struct ServicesPage {
    services: Vec<Wire>,
    meta: Option<Meta>,
}

impl Page for ServicesPage {
    fn next(&self) -> Option<&str> {
        self.meta.as_ref()?.next_page_url.as_deref()
    }
}

/// The list of an account's services.
pub(super) struct ListedServices {
    services: Vec<Object>,
    failed: Vec<ProviderError>,
    /// How many requests were made.
    pub(super) reads: u64,
}

impl TwilioAccount {
    /// The account's services without their senders.
    pub(super) async fn list_services(&self) -> ListedServices {
        let doing = format!("listing messaging services of {}", self.sid);
        let first = self
            .client
            .messaging_url("/v1/Services", Some("PageSize=1000"));
        let mut pages = self.client.messaging_pages::<ServicesPage>(first, &doing);
        let (mut services, mut odd) = (Vec::new(), Odd::default());
        let mut failed = Vec::new();
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => {
                    // A parent's credentials list the parent's services, not the subaccount's.
                    for wire in page.services {
                        if wire
                            .account()
                            .is_some_and(|account| account != self.sid.as_str())
                        {
                            let message = "these credentials open the messaging services of another account; a subaccount's need its own".to_owned();
                            failed.push(error(Failure::Unintelligible, doing.clone(), message));
                            break;
                        }
                        match wire.into_object() {
                            Ok(object) => services.push(object),
                            Err(why) => odd.add(why.summary),
                        }
                    }
                }
                Err(error) => failed.push(error),
            }
            if !failed.is_empty() {
                break;
            }
        }
        failed.extend(
            odd.into_message("the messaging services")
                .map(|message| error(Failure::Unintelligible, doing, message)),
        );
        services.sort_by(|a: &Object, b| (&a.key, &a.id).cmp(&(&b.key, &b.id)));
        services.dedup_by(|a, b| a.id == b.id);
        ListedServices {
            services,
            failed,
            reads: pages.reads(),
        }
    }

    /// Adds the services to what was read, each with its senders.
    pub(super) async fn read_senders(
        &self,
        listed: ListedServices,
        managed: &Managed,
        reading: &mut Reading,
    ) {
        let ListedServices {
            mut services,
            mut failed,
            ..
        } = listed;
        let is_short = |one: &Object| one.kind == Kind::Number && !one.key.starts_with('+');
        let short_codes_exist = reading.objects.iter().any(is_short);
        let mut lists = JoinSet::new();
        for (at, service) in services.iter().enumerate() {
            let client = self.client.clone();
            let (id, name) = (service.id.clone(), service.key.clone());
            let needed = SenderLists::of(service, &services, managed, short_codes_exist);
            let list = async move { (at, senders(&client, &id, &name, needed).await) };
            lists.spawn(list.in_current_span());
        }
        while let Some(list) = lists.join_next().await {
            // Without a value a task panicked; its service then has no senders, which is
            // reported like any other failure.
            let Ok((at, (found, reads, error))) = list else {
                failed.push(error(
                    Failure::Unintelligible,
                    "listing a service's numbers".to_owned(),
                    "it could not be read".to_owned(),
                ));
                continue;
            };
            reading.reads += reads;
            if let Some(error) = error {
                failed.push(error);
            } else if let Some(service) = services.get_mut(at) {
                let members = found.numbers;
                service.fields.insert(SENDERS, Value::Set { members });
                if let Some(members) = found.alpha_senders {
                    service.fields.insert(ALPHA_SENDERS, Value::Set { members });
                }
            }
        }
        // A service with unknown members counts as unread: nothing is written to it blindly.
        services.retain(|service| service.fields.find(SENDERS).is_some());
        let partly = if services.is_empty() {
            Partly::None
        } else {
            Partly::Some
        };
        reading.failed.extend(
            failed
                .into_iter()
                .map(|error| (Level::Group, error, partly)),
        );
        reading.objects.extend(services);
    }

    /// Writes a service's own fields. Numbers join and leave by calls of their own.
    pub(super) async fn write_service(&self, write: &Write) -> Result<Written, ProviderError> {
        let name = write
            .key
            .as_deref()
            .or(write.id.as_deref())
            .unwrap_or("a messaging service");
        let doing = format!("writing the messaging service {name} of {}", self.sid);
        let refuse = |message: String| error(Failure::Refused, doing.clone(), message);
        let form = service::form(&write.fields, &write.wanted).map_err(refuse)?;
        if let Some(id) = &write.id {
            let sid = MessagingServiceSid::parse(id).map_err(|why| refuse(why.summary))?;
            let url = self
                .client
                .messaging_url(&format!("/v1/Services/{sid}"), None);
            if form.is_empty() {
                Ok(Written::done(unchanged(write, sid.as_str()), None))
            } else {
                let answer = self.client.update::<Wire>(&url, &form, &doing).await?;
                creating::written(answer, &doing, Wire::into_object)
            }
        } else {
            // The plan holds this already; a caller that writes without a plan is safe too.
            let mut form = form;
            if !form
                .iter()
                .any(|(name, _)| *name == service::DEFERS_PARAMETER)
            {
                form.push((service::DEFERS_PARAMETER, "true".to_owned()));
            }
            let made = Made {
                url: self.client.messaging_url("/v1/Services", None),
                form: &form,
                doing: &doing,
                read: Wire::into_object,
            };
            let key = write.key.as_deref().unwrap_or_default();
            let look = || self.service_named(key, &doing);
            self.create(write, &made, look).await
        }
    }

    /// The service of that name, if there is one.
    async fn service_named(
        &self,
        name: &str,
        doing: &str,
    ) -> Result<Option<Object>, ProviderError> {
        let found = self.services_named(&[name]).await?;
        creating::only("messaging services", name, found, doing)
    }

    /// The services that have one of these names, without their numbers.
    pub(super) async fn services_named(
        &self,
        names: &[&str],
    ) -> Result<BTreeMap<String, Vec<Object>>, ProviderError> {
        let doing = format!("listing messaging services of {}", self.sid);
        let first = self
            .client
            .messaging_url("/v1/Services", Some("PageSize=1000"));
        let mut pages = self.client.messaging_pages::<ServicesPage>(first, &doing);
        let mut found: BTreeMap<String, Vec<Object>> = BTreeMap::new();
        let mut odd = Odd::default();
        while let Some(page) = pages.next().await {
            for wire in page?.services {
                match wire.into_object() {
                    Ok(object) if names.contains(&object.key.as_str()) => {
                        let same = found.entry(object.key.to_string()).or_default();
                        if same.iter().all(|other| other.id != object.id) {
                            same.push(object);
                        }
                    }
                    Ok(_) => {}
                    Err(why) => odd.add(why.summary),
                }
            }
        }
        // A service that could not be understood may be one of them.
        match odd.into_message("the messaging services") {
            Some(message) => Err(error(Failure::Unintelligible, doing, message)),
            None => Ok(found),
        }
    }
}

/// A service whose own fields stay as they are.
fn unchanged(write: &Write, id: &str) -> Object {
    Object {
        label: None,
        kind: Kind::Group(MESSAGING_SERVICES),
        id: id.into(),
        key: write.key.clone().unwrap_or_default(),
        fields: crate::model::Fields::new(),
    }
}

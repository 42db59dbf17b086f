//! The account half of the toy: calls that complete later, and URLs that come back cut.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use switchboard::model::{Fields, Keys, Kind, Level, Object, Router, Value, VendorCode};
use switchboard::provider::{
    Account, AccountStatus, Contact, Directory, Failure, Gate, Join, Managed, Pending,
    ProviderError, Reading, Sender, Write, Written,
};

use super::declaration::{COVERS, NUMBERS, PURPOSE, RECEIVERS, ToyRouter, URL};
use super::vendor::{Receiver, Vendor};

/// How often a write is polled before the wait for it ends.
const PATIENCE: u32 = 5;

pub struct ToyAccount {
    id: String,
    vendor: Arc<Mutex<Vendor>>,
}

impl ToyAccount {
    pub fn new(vendor: Arc<Mutex<Vendor>>) -> Self {
        Self {
            id: "toy-account".to_owned(),
            vendor,
        }
    }

    fn vendor(&self) -> MutexGuard<'_, Vendor> {
        self.vendor.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a receiver and polls until it is there.
    async fn put(&self, id: &str, receiver: Receiver) -> Result<(), ProviderError> {
        let doing = format!("writing the receiver {id}");
        let sent = self.vendor().put(id, receiver);
        if let Err(code) = sent {
            let code = Some(VendorCode::Word(code));
            return Err(error(Failure::Refused, doing, "the vendor refused", code));
        }
        for _ in 0..PATIENCE {
            if self.vendor().poll(id) {
                return Ok(());
            }
            tokio::task::yield_now().await;
        }
        Err(error(
            Failure::Pending,
            doing,
            "the vendor is still at it",
            None,
        ))
    }
}

fn error(
    failure: Failure,
    doing: String,
    message: &str,
    code: Option<VendorCode>,
) -> ProviderError {
    ProviderError {
        failure,
        doing,
        message: message.to_owned(),
        status: None,
        code,
        advice: None,
        request_id: None,
        left: false,
        tries: 1,
        waited: Duration::ZERO,
    }
}

/// A receiver as the vendor shows it: its URL without the query string.
fn object(id: &str, receiver: &Receiver) -> Object {
    let mut fields = Fields::new();
    fields.insert(PURPOSE, Value::text(&receiver.purpose));
    let base = receiver.url.split('?').next().unwrap_or_default().into();
    fields.insert(URL, Value::Partial { base });
    if receiver.covers.is_empty() {
        let members = receiver.numbers.clone();
        fields.insert(NUMBERS, Value::Set { members });
    } else {
        fields.insert(COVERS, Value::text(&receiver.covers));
    }
    Object {
        kind: Kind::Group(RECEIVERS),
        id: id.into(),
        key: receiver.name.clone().into(),
        fields,
        label: None,
    }
}

impl Directory for ToyAccount {}

impl Account for ToyAccount {
    fn id(&self) -> &str {
        &self.id
    }

    fn keys(&self) -> &'static Keys {
        ToyRouter.keys()
    }

    fn read<'a>(&'a self, _levels: &'a [Level], _managed: &'a Managed) -> Pending<'a, Reading> {
        let vendor = self.vendor();
        let numbers = vendor.numbers.iter().map(|number| Object {
            kind: Kind::Number,
            id: number.clone().into(),
            key: number.clone().into(),
            fields: Fields::new(),
            label: None,
        });
        let receivers = vendor.receivers.iter();
        let receivers = receivers.map(|(id, receiver)| object(id, receiver));
        let reading = Reading {
            objects: numbers.chain(receivers).collect(),
            failed: Vec::new(),
            prerequisites: Vec::new(),
            reads: 2,
        };
        Box::pin(async move { reading })
    }

    fn write<'a>(&'a self, write: &'a Write) -> Pending<'a, Result<Written, ProviderError>> {
        Box::pin(async move {
            assert!(write.address.kind().is_group(), "{write:?}");
            let name = write.key.clone().unwrap_or_default();
            let id = write
                .id
                .clone()
                .unwrap_or_else(|| format!("id-{name}").into());
            let mut receiver = self
                .vendor()
                .receivers
                .get(id.as_str())
                .cloned()
                .unwrap_or_default();
            receiver.name = name.into();
            for (field, value) in write.fields.iter() {
                let text = value.as_text().unwrap_or_default().to_owned();
                match field.as_ref() {
                    PURPOSE => receiver.purpose = text,
                    URL => receiver.url = text,
                    COVERS => receiver.covers = text,
                    other => panic!("the vendor has no field {other}"),
                }
            }
            self.put(&id, receiver.clone()).await?;
            Ok(Written::done(object(&id, &receiver), None))
        })
    }

    fn join<'a>(&'a self, join: &'a Join) -> Pending<'a, Result<(), ProviderError>> {
        Box::pin(async move {
            let found = self.vendor().receivers.get(&join.group).cloned();
            let mut receiver = found.unwrap_or_default();
            receiver.numbers.insert(join.member.clone());
            self.put(&join.group, receiver).await
        })
    }

    fn contact(&self) -> Pending<'_, Result<Contact, ProviderError>> {
        Box::pin(async {
            Ok(Contact {
                host: "toy.example".to_owned(),
                time: None,
                accepted: Ok(()),
            })
        })
    }

    fn namesakes<'a>(
        &'a self,
        _kind: Kind,
        _names: &'a [String],
    ) -> Pending<'a, Result<BTreeMap<String, Vec<String>>, ProviderError>> {
        Box::pin(async { Ok(BTreeMap::new()) })
    }

    fn status(&self) -> Pending<'_, (Result<AccountStatus, ProviderError>, u64)> {
        Box::pin(async { (Ok(AccountStatus::Active { trial: false }), 0) })
    }

    fn foreseen(&self, sender: &Sender) -> Option<Gate> {
        let group = sender.group.as_ref().map(|group| group.name.clone());
        let asked = (sender.number.to_string(), group);
        self.vendor().senders.extend([asked]);
        None
    }
}

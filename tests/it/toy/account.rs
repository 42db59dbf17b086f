//! The account half of the toy: calls that complete later, and URLs that come back cut.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use switchboard::model::{Fields, Keys, Kind, Level, Object, Router, Value, VendorCode};
use switchboard::provider::{
    Account, AccountStatus, Contact, Directory, Failure, Gate, Join, Managed, Operation, Pending,
    ProviderError, Reading, Sender, Write, Written,
};
use tokio_util::sync::CancellationToken;

use super::declaration::{COVERS, NUMBERS, PURPOSE, RECEIVERS, STATE, ToyRouter, URL};
use super::vendor::{Door, Receiver, Vendor};

/// How often an operation is polled before the wait for it ends.
const PATIENCE: u32 = 5;

pub struct ToyAccount {
    id: String,
    vendor: Arc<Mutex<Vendor>>,
    cancel: CancellationToken,
}

impl ToyAccount {
    pub fn new(vendor: Arc<Mutex<Vendor>>, cancel: CancellationToken) -> Self {
        Self {
            id: "toy-account".to_owned(),
            vendor,
            cancel,
        }
    }

    fn vendor(&self) -> MutexGuard<'_, Vendor> {
        self.vendor.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A receiver as it is now.
    fn there(&self, id: &str) -> Object {
        object(id, &self.vendor().receivers[id])
    }

    /// Sends a receiver, and returns the operation that completes it.
    fn put(&self, id: &str, receiver: Receiver) -> Result<String, ProviderError> {
        let sent = self.vendor().put(id, receiver);
        sent.map_err(|code| {
            let doing = format!("writing the receiver {id}");
            let code = Some(VendorCode::Word(code));
            error(Failure::Refused, doing, "the vendor refused", code)
        })
    }

    /// Polls an operation until it has ended. Returns whether it failed.
    async fn wait(&self, operation: &str) -> Result<bool, ProviderError> {
        let door = self.vendor().waiting.clone();
        let passed = self.cancel.run_until_cancelled(Door::pass(door)).await;
        for _ in 0..PATIENCE {
            if passed.is_none() {
                break;
            }
            if let Some(failed) = self.vendor().poll(operation) {
                return Ok(failed);
            }
            tokio::task::yield_now().await;
        }
        let doing = format!("waiting for {operation}");
        let message = "the vendor is still at it";
        Err(error(Failure::Pending, doing, message, None))
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
    fields.insert(STATE, Value::text(receiver.state));
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
            let id = write.id.clone();
            let id = id.unwrap_or_else(|| self.vendor().identifier(&name).into());
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
                    STATE => {}
                    other => panic!("the vendor has no field {other}"),
                }
            }
            let operation = self.put(&id, receiver)?;
            let door = self.vendor().accepting.clone();
            Door::pass(door).await;
            Ok(Written {
                operation: Some(Operation::new(format!("{operation}#{id}"))),
                ..Written::done(self.there(&id), None)
            })
        })
    }

    fn resume<'a>(
        &'a self,
        _write: &'a Write,
        operation: &'a Operation,
    ) -> Pending<'a, Result<Written, ProviderError>> {
        Box::pin(async move {
            let (operation, id) = operation.as_str().split_once('#').unwrap();
            let failed = self.wait(operation).await?;
            let complaint = failed.then(|| {
                let code = Some(VendorCode::Word("NoHandshake".to_owned()));
                let doing = format!("writing the receiver {id}");
                error(Failure::Refused, doing, "the endpoint did not answer", code)
            });
            Ok(Written {
                complaint,
                ..Written::done(self.there(id), None)
            })
        })
    }

    fn follow<'a>(&'a self, operation: &'a Operation) -> Pending<'a, Result<(), ProviderError>> {
        Box::pin(async move {
            let (operation, _) = operation.as_str().split_once('#').unwrap();
            self.wait(operation).await.map(|_| ())
        })
    }

    fn writes_at_once(&self) -> usize {
        1
    }

    fn join<'a>(&'a self, join: &'a Join) -> Pending<'a, Result<(), ProviderError>> {
        Box::pin(async move {
            let found = self.vendor().receivers.get(&join.group).cloned();
            let mut receiver = found.unwrap_or_default();
            receiver.numbers.insert(join.member.clone());
            let operation = self.put(&join.group, receiver)?;
            self.wait(&operation).await.map(|_| ())
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

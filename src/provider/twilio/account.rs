//! An account at Twilio: read in bulk, written one object at a time.
//!
//! It knows which calls there are and which objects come of them; how a call is made is the
//! client's. It never guesses: what could not be read is said to be unread.

use std::sync::Arc;

use serde::Deserialize;

use super::client::Client;
use super::number::{self, NumberSid, Wire};
use crate::model::{AccountSid, Action, Kind, Object};
use crate::provider::{Account, Failure, Partly, Pending, ProviderError, Reading, Write, Written};

/// An account with its client.
#[derive(Debug)]
pub struct TwilioAccount {
    sid: AccountSid,
    client: Client,
}

/// One page of the list of numbers (twilio-api.md 1.2). Without the list it is not a page.
#[derive(Deserialize)]
struct NumbersPage {
    incoming_phone_numbers: Vec<Wire>,
    next_page_uri: Option<String>,
}

impl TwilioAccount {
    /// The account that a client opens.
    pub fn new(sid: AccountSid, client: Client) -> Arc<Self> {
        Arc::new(Self { sid, client })
    }

    fn numbers_path(&self) -> String {
        format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers", self.sid)
    }

    async fn read_numbers(&self, reading: &mut Reading) {
        let doing = format!("listing phone numbers of {}", self.sid);
        let path = format!("{}.json", self.numbers_path());
        let first = self.client.url(&path, Some("PageSize=1000"));
        let mut pages = self.client.pages(first, &doing);
        let (mut numbers, mut failed) = (Vec::new(), Vec::new());
        let mut odd = Odd::default();
        while let Some(page) = pages.next(NumbersPage::next).await {
            let taken = page.and_then(|page| self.take(page, &mut numbers, &mut odd, &doing));
            if let Err(error) = taken {
                failed.push(error);
                break;
            }
        }
        reading.reads += pages.reads();
        // A number that moves between pages while they are read is listed twice.
        numbers.sort_by(|a: &Object, b| (&a.key, &a.id).cmp(&(&b.key, &b.id)));
        numbers.dedup_by(|a, b| a.id == b.id);
        failed.extend(
            odd.into_message()
                .map(|message| error(Failure::Unintelligible, doing.clone(), message)),
        );
        let partly = if numbers.is_empty() {
            Partly::None
        } else {
            Partly::Some
        };
        let failed = failed
            .into_iter()
            .map(|error| (Kind::Number, error, partly));
        reading.failed.extend(failed);
        reading.objects.extend(numbers);
    }

    /// Takes a page's numbers. A number of another account means that the credentials are not
    /// those of the account that is declared, so nothing after it can be trusted.
    fn take(
        &self,
        page: NumbersPage,
        numbers: &mut Vec<Object>,
        odd: &mut Odd,
        doing: &str,
    ) -> Result<(), ProviderError> {
        for wire in page.incoming_phone_numbers {
            self.owns(&wire, doing)?;
            match wire.into_object() {
                Ok(object) => numbers.push(object),
                Err(why) => odd.add(why.summary),
            }
        }
        Ok(())
    }

    fn owns(&self, wire: &Wire, doing: &str) -> Result<(), ProviderError> {
        let message = match wire.account() {
            Some(account) if account == self.sid.as_str() => return Ok(()),
            Some(account) => match AccountSid::parse(account) {
                Ok(other) => format!("a phone number in the answer belongs to {other}"),
                Err(_) => "a phone number in the answer belongs to no account".to_owned(),
            },
            None => "a phone number in the answer belongs to no account".to_owned(),
        };
        Err(error(Failure::Unintelligible, doing.to_owned(), message))
    }

    async fn write_number(&self, write: &Write) -> Result<Written, ProviderError> {
        let doing = match &write.key {
            Some(key) => format!("updating {key} in {}", self.sid),
            None => format!("updating a phone number in {}", self.sid),
        };
        let refuse = |message: String| error(Failure::Refused, doing.clone(), message);
        let id = write.id.as_deref().unwrap_or_default();
        let sid = NumberSid::parse(id).map_err(|why| refuse(why.summary))?;
        let form = number::form(&write.fields).map_err(refuse)?;
        let path = format!("{}/{sid}.json", self.numbers_path());
        let url = self.client.url(&path, None);
        let answer = self.client.update::<Wire>(&url, &form, &doing).await?;
        let odd = |message: String| ProviderError {
            status: Some(answer.status),
            request_id: answer.request_id.clone(),
            ..error(Failure::Unintelligible, doing.clone(), message)
        };
        self.owns(&answer.value, &doing)?;
        let object = answer.value.into_object().map_err(|why| odd(why.summary))?;
        if object.id != sid.as_str() || write.key.as_ref().is_some_and(|key| *key != object.key) {
            return Err(odd(format!(
                "the answer is about {} ({})",
                object.key, object.id
            )));
        }
        Ok(Written {
            object,
            request_id: answer.request_id,
        })
    }
}

impl Account for TwilioAccount {
    fn id(&self) -> &str {
        self.sid.as_str()
    }

    fn read<'a>(&'a self, kinds: &'a [Kind]) -> Pending<'a, Reading> {
        Box::pin(async move {
            let mut reading = Reading::default();
            if kinds.contains(&Kind::Number) {
                self.read_numbers(&mut reading).await;
            }
            reading
        })
    }

    fn write<'a>(&'a self, write: &'a Write) -> Pending<'a, Result<Written, ProviderError>> {
        Box::pin(async move {
            match (write.action, write.address.kind()) {
                (Action::Update, Kind::Number) => self.write_number(write).await,
                (action, kind) => Err(error(
                    Failure::Refused,
                    format!("writing {} to {}", write.address, self.sid),
                    format!(
                        "a {kind} cannot be written at Twilio with the action {}",
                        action.as_str()
                    ),
                )),
            }
        })
    }
}

fn error(failure: Failure, doing: String, message: String) -> ProviderError {
    ProviderError {
        failure,
        doing,
        message,
        status: None,
        code: None,
        request_id: None,
    }
}

impl NumbersPage {
    fn next(&self) -> Option<&str> {
        self.next_page_uri.as_deref()
    }
}

/// Numbers in a list that could not be understood: how many, and why the first could not.
#[derive(Default)]
struct Odd {
    count: usize,
    first: Option<String>,
}

impl Odd {
    fn add(&mut self, why: String) {
        self.count += 1;
        self.first.get_or_insert(why);
    }

    fn into_message(self) -> Option<String> {
        let first = self.first?;
        Some(format!(
            "{} of the phone numbers could not be understood, the first because {first}",
            self.count
        ))
    }
}

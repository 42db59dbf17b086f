//! The account's phone numbers: listed page by page, written one at a time.

use serde::Deserialize;

use super::{Odd, TwilioAccount, error};
use crate::model::{FieldLists, Level, Object};
use crate::provider::twilio::client::Page;
use crate::provider::twilio::number::{self, FRIENDLY_NAME, Wire};
use crate::provider::twilio::sender_sid::SenderSid;
use crate::provider::twilio::sid::AccountSid;
use crate::provider::{Failure, Partly, ProviderError, Reading, Write, Written};

/// One page of the list of numbers (docs/twilio.md: Paging). Without the list it is not a page.
#[derive(Deserialize)]
pub(super) struct NumbersPage {
    pub(super) incoming_phone_numbers: Vec<Wire>,
    next_page_uri: Option<String>,
}

impl Page for NumbersPage {
    fn next(&self) -> Option<&str> {
        self.next_page_uri.as_deref()
    }
}

impl TwilioAccount {
    pub(super) fn numbers_path(&self) -> String {
        format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers", self.sid)
    }

    pub(super) async fn read_numbers(&self, reading: &mut Reading) {
        let doing = format!("listing phone numbers of {}", self.sid);
        let path = format!("{}.json", self.numbers_path());
        let first = self.client.url(&path, Some("PageSize=1000"));
        let mut pages = self.client.pages::<NumbersPage>(first, &doing).all();
        let (mut numbers, mut failed) = (Vec::new(), Vec::new());
        let mut lists = FieldLists::default();
        let mut odd = Odd::default();
        while let Some(page) = pages.next().await {
            let before = numbers.len();
            let taken =
                page.and_then(|page| self.take(page, &mut numbers, &mut lists, &mut odd, &doing));
            self.client.count(numbers.len() - before);
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
            odd.into_message("the phone numbers")
                .map(|message| error(Failure::Unintelligible, doing.clone(), message)),
        );
        let partly = if numbers.is_empty() {
            Partly::None
        } else {
            Partly::Some
        };
        self.remember(&numbers);
        let failed = failed
            .into_iter()
            .map(|error| (Level::Number, error, partly));
        reading.failed.extend(failed);
        reading.objects.extend(numbers);
    }

    /// Takes a page's numbers. A number of another account means that the credentials are not
    /// those of the account that is declared, so nothing after it can be trusted.
    fn take(
        &self,
        page: NumbersPage,
        numbers: &mut Vec<Object>,
        lists: &mut FieldLists,
        odd: &mut Odd,
        doing: &str,
    ) -> Result<(), ProviderError> {
        for wire in page.incoming_phone_numbers {
            self.owns(&wire, doing)?;
            match wire.into_object() {
                Ok(mut object) => {
                    lists.share(&mut object.fields, FRIENDLY_NAME);
                    numbers.push(object);
                }
                Err(why) => odd.add(why.summary),
            }
        }
        Ok(())
    }

    pub(super) fn owns(&self, wire: &Wire, doing: &str) -> Result<(), ProviderError> {
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

    pub(super) async fn write_number(&self, write: &Write) -> Result<Written, ProviderError> {
        let doing = match &write.key {
            Some(key) => format!("updating {key} in {}", self.sid),
            None => format!("updating a phone number in {}", self.sid),
        };
        let refuse = |message: String| error(Failure::Refused, doing.clone(), message);
        let id = write.id.as_deref().unwrap_or_default();
        let sid = SenderSid::parse(id).map_err(|why| refuse(why.summary))?;
        let fields = number::with_its_url(&write.fields, &write.wanted);
        let form = number::form(&fields).map_err(refuse)?;
        let all = match &sid {
            SenderSid::Number(_) => self.numbers_path(),
            SenderSid::ShortCode(_) => self.short_codes_path(),
        };
        let path = format!("{all}/{}.json", sid.as_str());
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
        Ok(Written::done(object, answer.request_id))
    }
}

//! Buys a number: one call with all its settings, sent once. If the result is unclear, the account
//! is read, and a number that is in it counts as bought.

use super::numbers::NumbersPage;
use super::{TwilioAccount, error};
use crate::model::{E164, Object};
use crate::provider::twilio::number::{self, Wire};
use crate::provider::{Failure, ProviderError, Write, Written};

/// Twilio: the number is not for sale.
const NOT_FOR_SALE: u32 = 21422;

impl TwilioAccount {
    /// Buys the number that the write names and no other, so never by area code (docs/twilio.md:
    /// New numbers: a buy is not idempotent).
    pub(super) async fn buy_number(&self, write: &Write) -> Result<Written, ProviderError> {
        let key = write.key.as_deref().unwrap_or_default();
        let doing = format!("buying {key} for {}", self.sid);
        let refuse = |message: String| error(Failure::Refused, doing.clone(), message);
        let number = E164::parse(key).map_err(|why| refuse(why.summary))?;
        let mut form = vec![("PhoneNumber", number.to_string())];
        form.extend(number::form(&write.fields).map_err(refuse)?);
        let path = format!("{}.json", self.numbers_path());
        let url = self.client.url(&path, None);
        // An earlier attempt without an answer may have bought it since the account was read.
        if write.tried.is_some()
            && let Some(object) = self.look_for(&number).await?
        {
            self.remember(std::slice::from_ref(&object));
            return Ok(Written::done(object, None));
        }
        let written = match self.client.send_once::<Wire>(&url, &form, &doing).await {
            Ok(answer) => {
                self.owns(&answer.value, &doing)?;
                let odd = |message: String| ProviderError {
                    status: Some(answer.status),
                    request_id: answer.request_id.clone(),
                    ..error(Failure::Unintelligible, doing.clone(), message)
                };
                let object = answer.value.into_object().map_err(|why| odd(why.summary))?;
                if object.key != key {
                    return Err(odd(format!("the answer is about {}", object.key)));
                }
                Written::done(object, answer.request_id)
            }
            // It was not there when the plan was made, so if it is there now, this request bought it.
            Err(unclear) if unclear.failure == Failure::Unclear => {
                let limits = self.client.limits();
                let wait = limits.look.min(limits.unclear);
                let look = || self.look_for(&number);
                match self.await_made(wait, &doing, look).await {
                    Ok(Some(object)) => Written::done(object, unclear.request_id),
                    Ok(None) | Err(_) => return Err(unclear),
                }
            }
            // Twilio sells a number once. If it is in the account now, an earlier attempt bought it.
            Err(refused) if refused.has_code(NOT_FOR_SALE) && write.tried.is_some() => {
                match self.look_for(&number).await {
                    Ok(Some(object)) => Written::done(object, refused.request_id),
                    Ok(None) | Err(_) => return Err(advised(refused, key)),
                }
            }
            Err(error) => return Err(advised(error, key)),
        };
        self.remember(std::slice::from_ref(&written.object));
        Ok(written)
    }

    /// The number in this account, if it is there. Twilio's filter is a pattern, so what it
    /// lists is compared exactly.
    pub(super) async fn look_for(&self, number: &E164) -> Result<Option<Object>, ProviderError> {
        let doing = format!("looking for {number} in {}", self.sid);
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("PhoneNumber", number.as_str())
            .append_pair("PageSize", "1000")
            .finish();
        let path = format!("{}.json", self.numbers_path());
        let first = self.client.url(&path, Some(&query));
        let mut pages = self.client.pages::<NumbersPage>(first, &doing);
        while let Some(page) = pages.next().await {
            for wire in page?.incoming_phone_numbers {
                self.owns(&wire, &doing)?;
                if let Ok(object) = wire.into_object()
                    && object.key == number.as_str()
                {
                    return Ok(Some(object));
                }
            }
        }
        Ok(None)
    }
}

/// The refusal of a purchase, with what to do about it (Twilio: 21422, the number is not for sale).
fn advised(error: ProviderError, key: &str) -> ProviderError {
    if !error.has_code(NOT_FOR_SALE) {
        return error;
    }
    let message = format!(
        "{key} is not available (Twilio: {}): declare another number, `switchboard numbers search` shows some",
        error.message
    );
    ProviderError { message, ..error }
}

//! Commands that handle numbers by hand: search for new numbers and release one. An apply calls
//! nothing here.

use super::{TwilioAccount, error};
use crate::model::{AvailableNumber, E164, MonthlyPrice, Object};
use crate::provider::twilio::available::{self, Page};
use crate::provider::twilio::number::NumberSid;
use crate::provider::{Failure, Numbers, Pending, ProviderError, Released, Wanted};

impl Numbers for TwilioAccount {
    fn account(&self) -> &str {
        self.sid.as_str()
    }

    fn search<'a>(
        &'a self,
        wanted: &'a Wanted,
    ) -> Pending<'a, Result<Vec<AvailableNumber>, ProviderError>> {
        Box::pin(async move {
            let doing = format!(
                "searching for {} numbers in {}",
                wanted.number_type.as_str(),
                wanted.country
            );
            let (path, query) = available::question(wanted);
            let path = format!("/2010-04-01/Accounts/{}/{path}", self.sid);
            let url = self.client.url(&path, Some(&query));
            match self.client.get::<Page>(&url, &doing).await {
                Ok(answer) => Ok(answer.value.into_offers()),
                Err(error) => Err(available::advised(error, wanted)),
            }
        })
    }

    fn price<'a>(&'a self, wanted: &'a Wanted) -> Pending<'a, MonthlyPrice> {
        Box::pin(self.read_price(wanted))
    }

    fn find<'a>(&'a self, number: &'a E164) -> Pending<'a, Result<Option<Object>, ProviderError>> {
        Box::pin(self.look_for(number))
    }

    fn release<'a>(&'a self, found: &'a Object) -> Pending<'a, Result<Released, ProviderError>> {
        Box::pin(async move {
            let doing = format!("releasing {} from {}", found.key, self.sid);
            let sid = NumberSid::parse(&found.id)
                .map_err(|why| error(Failure::Refused, doing.clone(), why.summary))?;
            let mut tries = 0;
            let answered = self
                .client
                .release(&self.sid, &sid, &doing, &mut tries)
                .await;
            match answered {
                Ok(()) => Ok(Released::Now),
                // A released number stays released (20404). A failed earlier attempt may have
                // released it.
                Err(error) if error.failure == Failure::NotFound && tries > 1 => {
                    Ok(Released::Unanswered)
                }
                Err(error) if error.failure == Failure::NotFound => Ok(Released::Before),
                Err(error) => Err(error),
            }
        })
    }
}

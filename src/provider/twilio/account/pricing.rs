//! Price lists: one request for each country, never one for each number (docs/twilio.md: Prices).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::{TwilioAccount, error};
use crate::model::MonthlyPrice;
use crate::provider::twilio::prices::{Listed, Wire, lists_of, of_number, of_type};
use crate::provider::{Failure, Priced, ProviderError, Wanted};

/// How long one price list may take with all its attempts. No plan should wait longer for a price.
const PATIENCE: Duration = Duration::from_secs(15);

impl TwilioAccount {
    /// The prices of these numbers, in E.164.
    pub(super) async fn read_prices(&self, numbers: &[String]) -> Priced {
        let countries: BTreeSet<String> = numbers.iter().flat_map(|one| lists_of(one)).collect();
        let mut priced = Priced::default();
        let mut lists: BTreeMap<String, Listed> = BTreeMap::new();
        let mut unasked: Option<Listed> = None;
        for country in countries {
            if let Some(listed) = &unasked {
                lists.insert(country, listed.clone());
                continue;
            }
            let (listed, failed, reads) = self.read_price_list(&country).await;
            priced.reads += reads;
            if failed.as_ref().is_some_and(is_for_every_list) {
                let why = format!("no more lists were asked for after that of {country} failed");
                unasked = Some(Listed::Unread(why));
            }
            priced.failed.extend(failed);
            lists.insert(country, listed);
        }
        let price = |number: &String| of_number(number, &lists);
        priced.prices = numbers.iter().map(price).collect();
        priced
    }

    /// The price of the numbers that a search looks for. Their country and type are known.
    pub(super) async fn read_price(&self, wanted: &Wanted) -> MonthlyPrice {
        let (listed, failed, _) = self.read_price_list(&wanted.country).await;
        match failed {
            Some(error) => MonthlyPrice::Unknown(error.to_string()),
            None => of_type(&listed, &wanted.country, wanted.number_type),
        }
    }

    /// The price list of a country, the reason if it could not be read, and how many requests were
    /// made.
    async fn read_price_list(&self, country: &str) -> (Listed, Option<ProviderError>, u64) {
        let doing = format!("reading the price list of {country}");
        let path = format!("/v1/PhoneNumbers/Countries/{country}");
        let url = self.client.pricing_url(&path);
        let mut reads = 0;
        let asked = self.client.get_counting::<Wire>(&url, &doing, &mut reads);
        let answer = tokio::time::timeout(PATIENCE, asked).await;
        let answer = answer.unwrap_or_else(|_| {
            let why = format!("no answer within {} s", PATIENCE.as_secs());
            Err(error(Failure::Unreachable, doing.clone(), why))
        });
        let understood = match answer {
            Ok(answer) => answer.value.into_list(country).map_err(|why| {
                let request_id = answer.request_id;
                let unread = error(Failure::Unintelligible, doing, why);
                ProviderError {
                    request_id,
                    ..unread
                }
            }),
            Err(error) => Err(error),
        };
        match understood {
            Ok(list) => (Listed::Prices(list), None, reads),
            Err(error) if error.failure == Failure::NotFound => (Listed::Nothing, None, reads),
            Err(error) => {
                let why = format!("the price list of {country} could not be read");
                (Listed::Unread(why), Some(error), reads)
            }
        }
    }
}

/// Whether a failure is one of the whole account: credentials that were refused are not used for more
/// lists, and a server that does not answer is not waited for again. A list that was denied says nothing
/// about the others.
fn is_for_every_list(error: &ProviderError) -> bool {
    let is_denied = error.failure == Failure::Denied;
    error.failure == Failure::Unreachable || (error.shuts_out() && !is_denied)
}

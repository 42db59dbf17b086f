//! What numbers cost, as a provider's price lists say it.

use super::ProviderError;
use crate::model::MonthlyPrice;

/// The answer to the question what numbers cost if they are bought.
#[derive(Debug, Default)]
pub struct Priced {
    /// The price of each number per month, in the order of the question.
    pub prices: Vec<MonthlyPrice>,
    /// The price lists that could not be read. The prices that depend on them are not known.
    pub failed: Vec<ProviderError>,
    /// How many HTTP requests were made, including repeated ones.
    pub reads: u64,
}

//! A phone number that can be bought, as a search shows it. A hit does not reserve the number.

use serde::Serialize;

/// A number that an account could buy at the moment of the search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AvailableNumber {
    /// The number, E.164.
    pub phone_number: String,
    /// The town, where the provider names one.
    pub locality: Option<String>,
    /// The state or province, where the provider names one.
    pub region: Option<String>,
    /// ISO 3166 code of the country.
    pub country: Option<String>,
    /// The number's capabilities, in lower case and in alphabetical order, such as `mms`, `sms`,
    /// `voice`.
    pub capabilities: Vec<String>,
}

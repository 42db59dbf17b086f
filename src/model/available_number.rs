//! A phone number that can be had: what a search shows of it. A hit is no reservation.

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
    /// What it can do, in lower case and in alphabetical order, such as `mms`, `sms`, `voice`.
    pub capabilities: Vec<String>,
}

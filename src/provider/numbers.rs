//! What is done to an account's numbers by hand: searching for new ones, giving one up.
//!
//! A seam of its own beside [`super::Account`]: whoever carries out a plan holds an `Account` and
//! therefore has no way to release anything.

use super::{Pending, ProviderError};
use crate::model::{AvailableNumber, E164, Object};

/// A type of phone number, as it is searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberType {
    /// The called pay; no place.
    TollFree,
    /// Of a town or an area.
    Local,
    /// Of a mobile network; some countries only.
    Mobile,
}

impl NumberType {
    /// The word for people and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TollFree => "toll-free",
            Self::Local => "local",
            Self::Mobile => "mobile",
        }
    }
}

/// What is searched for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// ISO 3166 code of the country, two capital letters.
    pub country: String,
    /// The type of number.
    pub number_type: NumberType,
    /// An area code, where the country has them.
    pub area_code: Option<String>,
    /// A pattern of digits and letters, in the provider's notation.
    pub contains: Option<String>,
    /// At most this many, 1 to 1000.
    pub limit: u16,
}

/// How a release ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Released {
    /// The number was given up.
    Now,
    /// It was gone before.
    Before,
    /// It is gone, and by whose hand is not known: a request was sent whose answer never came, and
    /// when it was repeated the number was not there any more.
    Unanswered,
}

/// An account, as far as its numbers are dealt with by hand.
pub trait Numbers: Send + Sync {
    /// The account's identifier.
    fn account(&self) -> &str;

    /// Searches for numbers that can receive texts and can be bought. Reads only.
    fn search<'a>(
        &'a self,
        wanted: &'a Wanted,
    ) -> Pending<'a, Result<Vec<AvailableNumber>, ProviderError>>;

    /// The number in this account, if it is there. Reads only.
    fn find<'a>(&'a self, number: &'a E164) -> Pending<'a, Result<Option<Object>, ProviderError>>;

    /// Gives up a number that was found here. It may be gone for good.
    fn release<'a>(&'a self, found: &'a Object) -> Pending<'a, Result<Released, ProviderError>>;
}

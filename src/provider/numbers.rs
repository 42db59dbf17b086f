//! Commands that handle an account's numbers by hand: searching for new ones, and releasing one.
//!
//! [`Numbers`] is separate from [`super::Account`]. An apply holds only an `Account` and therefore
//! cannot release a number.

use super::{Pending, ProviderError};
use crate::model::{AvailableNumber, E164, MonthlyPrice, Object};

/// A type of phone number, as it is searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberType {
    /// The called party pays; not tied to a place.
    TollFree,
    /// A number of a town or an area.
    Local,
    /// A number of a mobile network; only in some countries.
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

/// The criteria of a search.
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
    /// The most results, 1 to 1000.
    pub limit: u16,
}

/// How a release ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Released {
    /// The number was released.
    Now,
    /// The number was gone before.
    Before,
    /// The number is gone, and the cause is not known. A request was sent whose answer never came,
    /// and when it was repeated the number was no longer there.
    Unanswered,
}

/// An account, for commands that handle its numbers by hand.
pub trait Numbers: Send + Sync {
    /// The account's identifier.
    fn account(&self) -> &str;

    /// Searches for numbers that can receive texts and can be bought. Reads only.
    fn search<'a>(
        &'a self,
        wanted: &'a Wanted,
    ) -> Pending<'a, Result<Vec<AvailableNumber>, ProviderError>>;

    /// What each number that such a search finds costs per month. Reads only; a price list that cannot
    /// be read makes the price unknown.
    fn price<'a>(&'a self, wanted: &'a Wanted) -> Pending<'a, MonthlyPrice>;

    /// The number in this account, if it is there. Reads only.
    fn find<'a>(&'a self, number: &'a E164) -> Pending<'a, Result<Option<Object>, ProviderError>>;

    /// Releases a number that was found here. It may be lost for good.
    fn release<'a>(&'a self, found: &'a Object) -> Pending<'a, Result<Released, ProviderError>>;
}

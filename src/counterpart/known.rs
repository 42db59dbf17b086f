//! What an import can take over from a counterpart. Plain data.

use crate::model::{CounterpartCode, Keyword};

/// The list of numbers in [`Known::partly_visible`].
pub const PHONE_NUMBERS: &str = "phone numbers";

/// What an import can take over from a counterpart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// The organisation's id.
    pub organization_id: Option<String>,
    /// The providers, in the order of their names.
    pub providers: Vec<KnownProvider>,
    /// The keywords that the configuration language can express, in their order.
    pub keywords: Vec<Keyword>,
    /// Rows that cannot be taken over, each as a sentence.
    pub unplaced: Vec<String>,
    /// What could not be read, so that it is missing here.
    pub unread: Vec<NotRead>,
    /// The lists of which the user may not see every row, each as a plural noun.
    pub partly_visible: Vec<&'static str>,
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRead {
    /// Its code.
    pub code: CounterpartCode,
    /// What could not be read, and why: a clause without secrets.
    pub summary: String,
    /// What to do about it.
    pub help: String,
}

/// A provider of a counterpart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownProvider {
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: Option<String>,
    /// The kind in YAML, such as `twilio`, if there is one.
    pub kind: Option<&'static str>,
    /// The account, if it could be read.
    pub account: Option<String>,
    /// Whether it is active.
    pub active: bool,
    /// Its numbers.
    pub numbers: Vec<KnownNumber>,
}

/// A number of a counterpart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownNumber {
    /// E.164, digits of a short code, or an alphanumeric sender.
    pub contact: String,
    /// The name for people, if it is not only the contact point.
    pub name: Option<String>,
}

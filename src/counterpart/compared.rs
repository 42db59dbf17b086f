//! What a comparison gives, beside its report. Plain data.

use std::collections::BTreeMap;

use crate::model::{Address, Comparison, Fields, Keyword, Resource};

/// The result of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// What to report.
    pub comparison: Comparison,
    /// What agrees, by the counterpart's addresses: the row's id, its natural key, and the columns
    /// that agreement depends on. An apply records it; drift compares with it. No secret.
    pub agreeing: BTreeMap<Address, Resource>,
    /// The declared keywords that the counterpart does not have, where every keyword was visible.
    pub missing_keywords: Vec<MissingKeyword>,
}

/// A declared keyword that can be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingKeyword {
    /// The keyword's own address; not the counterpart's.
    pub address: Address,
    /// The word as declared.
    pub word: Keyword,
    /// The identifier that it will get: the same for every run and every machine.
    pub id: String,
    /// The columns that a create sends.
    pub fields: Fields,
}

/// What became of a recorded row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordSight {
    /// It is there. The columns that were recorded, as they are now.
    There(Fields),
    /// It is gone, and every row was visible.
    Gone,
    /// Its list was not read, or the user does not see every row.
    Unknown,
}

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
    /// Why something was not read, each as a sentence.
    pub unread: Vec<String>,
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

//! What a comparison gives, beside its report. Plain data.

use std::collections::BTreeMap;

use crate::model::{Address, Comparison, Fields, Keyword, Resource};

/// The result of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// What to report.
    pub comparison: Comparison,
    /// What agrees, by the counterpart's addresses: the row's id, its natural key, and the columns
    /// that agreement depends on. An apply records it; drift compares with it. No secret. Empty unless
    /// [`Ours::recording`](super::Ours::recording) is set.
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

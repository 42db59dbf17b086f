//! The comparison with a counterpart, in every report. `shape` declares its part of a document, `make`
//! fills it, and every format shows that document: one that was read back looks like the original.
//!
//! A file per format shows the part that the subjects share: the subjects decide where it goes.

pub(super) mod checks;
pub(super) mod diagnostics;
pub(super) mod html;
pub(super) mod human;
mod make;
pub(super) mod markdown;
mod merge;
pub(super) mod metrics;
mod number;
mod shape;
pub(super) mod words;

pub use make::{PlaceOf, document};
pub(super) use merge::merged;
pub use number::NumberDocument;
pub use shape::{AgreedCounts, ComparisonDocument, ComparisonFinding, RecordDocument};

use crate::model::Counterpart;

/// The counterpart whose key the documents have.
pub(super) const SYSTEM: Counterpart = Counterpart::DYNAMICS;

#[cfg(test)]
mod drift_tests;
#[cfg(test)]
mod other_tests;
#[cfg(test)]
pub(super) mod sample;
#[cfg(test)]
mod tests;

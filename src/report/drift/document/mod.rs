//! The drift document: `shape` declares it for writing and the JSON Schema; `make` fills it.

mod make;
mod shape;

pub use make::drift_document;
pub use shape::{
    CertaintyWord, ChangedBy, DriftCounts, DriftDocument, DriftField, DriftFile, DriftResource,
    DriftRoute, DriftSet, IgnoredDifference, drift_schema,
};

//! A place in the documents. Doc comments here are descriptions in JSON Schemas.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A place in a file, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// The file.
    pub file: String,
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

//! The place of a field's value in the files, as the plan document has it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A field that an update writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChangedField {
    /// Where the files write its value; left out if no key writes it, such as for a default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<TextRange>,
}

/// A part of a file. The end is exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TextRange {
    /// The file.
    pub filename: String,
    /// The first character.
    pub start: TextPosition,
    /// The first character after it.
    pub end: TextPosition,
}

/// A line and a column, counted from 1; columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TextPosition {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

//! The error of a source that cannot be read.

use std::fmt;

/// A place in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The path of a JSON value, such as `resources[3].instances[0]`.
    Json(String),
    /// A line and a column, both from 1.
    Line(usize, usize),
    /// A cell as a spreadsheet names it, such as `B7`.
    Cell(String),
    /// A row of a table; the header is row 1.
    Row(usize),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(path) => write!(f, ": at `{path}`"),
            Self::Line(line, column) => write!(f, ":{line}:{column}"),
            Self::Cell(cell) => write!(f, ": cell {cell}"),
            Self::Row(row) => write!(f, ": row {row}"),
        }
    }
}

/// Why a source cannot be read, where, and what to do. It never contains a value of the source
/// that might be secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {summary}", place.as_ref().map(ToString::to_string).unwrap_or_default())]
pub struct Unreadable {
    /// The file as the user named it.
    pub file: String,
    /// Where the problem is, if it is in one place.
    pub place: Option<Place>,
    /// What is wrong.
    pub summary: String,
    /// What to do about it; may be empty.
    pub help: String,
}

impl Unreadable {
    /// An error about a whole file.
    pub(super) fn new(file: &str, summary: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            place: None,
            summary: summary.into(),
            help: help.into(),
        }
    }

    /// The same error, at a place.
    pub(super) fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }
}

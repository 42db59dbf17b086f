//! Places in the configuration files.

use crate::model::Address;

/// A place in a file, counted from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The file, as it was named to the command.
    pub file: String,
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
    /// The line and the column of the first character after it.
    pub end: (u32, u32),
}

impl Located {
    /// Whether both are on the same line.
    pub(in crate::report) fn is_beside(&self, other: &Self) -> bool {
        (&self.file, self.line) == (&other.file, other.line)
    }

    /// The file and the line, without the column.
    pub(in crate::report) fn in_short(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }
}

impl std::fmt::Display for Located {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Finds where an address is declared, or where the files write the value of one of its fields. The
/// field is in its owner's words. `None` for a field that no key writes, such as a default.
pub type Places<'a> = dyn Fn(&Address, Option<&str>) -> Option<Located> + 'a;

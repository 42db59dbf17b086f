//! Places in the configuration files.

use crate::model::Address;

/// A place in a file, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The file, as it was named to the command.
    pub file: String,
    /// The line.
    pub line: u32,
    /// The column, in characters.
    pub column: u32,
}

impl std::fmt::Display for Located {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Finds where an address, or a key under it, was declared.
pub type Places<'a> = dyn Fn(&Address, Option<&str>) -> Option<Located> + 'a;

//! The limits of nesting in a file and of the cost of aliases.

/// The deepest nesting of lists and maps. Everything that walks a tree may recurse this far.
pub(crate) const MAX_DEPTH: usize = 64;

/// The cost of aliases so far, in all files of one configuration.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Expanded {
    pub nodes: usize,
    pub bytes: usize,
    /// The cost is too high, and that is reported: no other alias is followed.
    pub refused: bool,
}

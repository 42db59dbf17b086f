//! How deep a file may be nested, and what aliases may cost.

/// How deep lists and maps may be nested. Everything that walks a tree may recurse this far.
pub(crate) const MAX_DEPTH: usize = 64;

/// What aliases have cost so far, in all files of one configuration.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Expanded {
    pub nodes: usize,
    pub bytes: usize,
    /// They have cost too much, and that is reported: no other alias is followed.
    pub refused: bool,
}

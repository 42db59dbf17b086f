//! Places in sources: a file, a range of bytes in it, and the same as line and column.

/// One of the files in a [`Sources`]. Ids are given in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub(crate) u32);

/// A range of bytes in one source, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// A line and a column, both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A span from byte offsets. Files have at most 64 MiB, so that offsets fit.
pub(crate) fn span(source: SourceId, start: usize, end: usize) -> Span {
    let fit = |n| u32::try_from(n).unwrap_or(u32::MAX);
    Span {
        source,
        start: fit(start),
        end: fit(end.max(start)),
    }
}

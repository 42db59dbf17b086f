//! The lines of a verdict, with the ones that must not be overlooked.

/// One line of a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct VerdictLine {
    /// Whether the line is emphasized: the result, and what makes the report incomplete.
    pub(in crate::report) emphasis: bool,
    /// One or two sentences.
    pub(in crate::report) text: String,
}

impl VerdictLine {
    /// A line with emphasis.
    pub(in crate::report) fn strong(text: impl Into<String>) -> Self {
        Self {
            emphasis: true,
            text: text.into(),
        }
    }

    /// A line without emphasis.
    pub(in crate::report) fn plain(text: impl Into<String>) -> Self {
        Self {
            emphasis: false,
            text: text.into(),
        }
    }
}

/// The texts alone, for formats without emphasis.
pub(in crate::report) fn texts(lines: Vec<VerdictLine>) -> Vec<String> {
    lines.into_iter().map(|line| line.text).collect()
}

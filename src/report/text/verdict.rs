//! The lines of a verdict, with the ones that must not be overlooked.

/// One line of a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct VerdictLine {
    /// Whether the line stands out: the result, and what makes the report incomplete.
    pub(in crate::report) emphasis: bool,
    /// The sentence, or two.
    pub(in crate::report) text: String,
}

impl VerdictLine {
    /// A line that stands out.
    pub(in crate::report) fn strong(text: impl Into<String>) -> Self {
        Self {
            emphasis: true,
            text: text.into(),
        }
    }

    /// A line like any other.
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

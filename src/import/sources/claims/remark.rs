//! What the user of a source must know.

/// How much a remark matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Something will be lost, or is not imported although the source names it.
    Warning,
    /// Good to know.
    Note,
}

/// Something that the user must know, about one object or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// How much it matters.
    pub weight: Weight,
    /// The remark, in a clause without secrets.
    pub summary: String,
    /// The objects it is about, in order; none if the summary says all.
    pub details: Vec<String>,
}

impl Remark {
    pub(super) fn new(weight: Weight, summary: impl Into<String>) -> Self {
        Self {
            weight,
            summary: summary.into(),
            details: Vec::new(),
        }
    }

    pub(super) fn warning(summary: impl Into<String>) -> Self {
        Self::new(Weight::Warning, summary)
    }

    pub(super) fn note(summary: impl Into<String>) -> Self {
        Self::new(Weight::Note, summary)
    }

    pub(super) fn about(mut self, details: Vec<String>) -> Self {
        self.details = details;
        self
    }
}

/// A count with its noun and its verb: `1 object is`, `2 objects are`.
pub(super) fn counted(count: usize, noun: &str, one: &str, several: &str) -> String {
    match count {
        1 => format!("1 {noun} {one}"),
        count => format!("{count} {noun}s {several}"),
    }
}

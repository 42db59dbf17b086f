//! What is wrong with a declaration. Plain data.

use crate::model::Code;

/// Something wrong with a declaration, at a path under its provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misdeclared {
    /// Stable diagnostic code.
    pub code: Code,
    /// The dotted path under the provider; empty for the provider itself.
    pub path: String,
    /// What is wrong.
    pub summary: String,
    /// What to do.
    pub help: String,
    /// Another place that belongs to it: a dotted path under the provider, and what is there.
    pub related: Option<(String, String)>,
    /// What is said to be missing: dotted paths under the provider. Nothing is said where one of
    /// them is there and could not be read.
    pub absent: Vec<String>,
}

impl Misdeclared {
    /// An error at a path under the provider.
    pub fn new(
        code: impl Into<Code>,
        path: impl Into<String>,
        summary: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            code: code.into(),
            path: path.into(),
            summary: summary.into(),
            help: help.into(),
            related: None,
            absent: Vec::new(),
        }
    }

    /// The same, said of what is missing at these paths.
    #[must_use]
    pub fn for_lack_of<P: Into<String>>(mut self, absent: impl IntoIterator<Item = P>) -> Self {
        self.absent.extend(absent.into_iter().map(Into::into));
        self
    }
}

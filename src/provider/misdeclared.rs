//! An error in a declaration. Plain data.

use crate::model::Code;

/// An error in a declaration, at a path under its provider.
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
    /// Another place that belongs to the error: a dotted path under the provider, and what is
    /// there.
    pub related: Option<(String, String)>,
    /// Dotted paths under the provider that the error reports as missing. If one of them exists but
    /// could not be read, the error is not reported.
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

    /// The same error, because these paths are missing.
    #[must_use]
    pub fn for_lack_of<P: Into<String>>(mut self, absent: impl IntoIterator<Item = P>) -> Self {
        self.absent.extend(absent.into_iter().map(Into::into));
        self
    }
}

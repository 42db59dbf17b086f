//! The error that ends a call: what kind it is, what is wrong, and what to do.

use std::error::Error;
use std::fmt;

use crate::reconcile::Trouble;
use crate::registry::RegistryError;

/// Why a call of the engine, or a command, cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunErrorKind {
    /// The registry refused, or could not be read or written.
    Registry,
    /// A target or address names nothing, or several things.
    Target,
    /// A run cannot be undone.
    Undo,
    /// The plan may not be applied: a guard refused it.
    Refused,
    /// The plan was not approved.
    NotApproved,
    /// What was approved is not what would be applied now.
    Changed,
    /// A signal interrupted the call before it wrote anything.
    Interrupted,
    /// Anything else; the causes say what.
    Other,
}

/// The error that ends a call.
#[derive(Debug)]
pub struct RunError {
    /// Its kind.
    pub kind: RunErrorKind,
    /// What is wrong, in one clause without secrets.
    pub summary: String,
    /// What to do, where that is known.
    pub help: Option<String>,
    /// The error that caused it.
    pub source: Option<Box<dyn Error + Send + Sync>>,
}

impl RunError {
    /// An error without a cause.
    pub fn new(kind: RunErrorKind, summary: impl Into<String>) -> Self {
        Self {
            kind,
            summary: summary.into(),
            help: None,
            source: None,
        }
    }

    /// The same error with a remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The error of a call that was cancelled before it wrote anything.
    pub fn interrupted() -> Self {
        Self::new(RunErrorKind::Interrupted, "interrupted")
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.summary)
    }
}

impl Error for RunError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl From<RegistryError> for RunError {
    fn from(error: RegistryError) -> Self {
        Self {
            kind: RunErrorKind::Registry,
            summary: error.to_string(),
            help: error.help(),
            source: Some(error.into()),
        }
    }
}

impl From<Trouble> for RunError {
    fn from(trouble: Trouble) -> Self {
        let Trouble::Registry(error) = &trouble;
        Self {
            kind: RunErrorKind::Registry,
            summary: trouble.to_string(),
            help: error.help(),
            source: Some(trouble.into()),
        }
    }
}

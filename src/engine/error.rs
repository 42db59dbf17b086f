//! The error that ends a call: what kind it is, what is wrong, and what to do.

use std::error::Error;
use std::fmt;

use crate::model::RunCode;
use crate::reconcile::Trouble;
use crate::registry::RegistryError;

/// The kind of a [`RunError`]. Each kind has a code of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunErrorKind {
    /// None of the other kinds; the causes say what it is.
    Other,
    /// An option, or a combination of options, that means nothing.
    Options,
    /// An environment variable with a value that cannot be used.
    Variable,
    /// A target or address that names nothing, or several things.
    Address,
    /// A file that cannot be read.
    Input,
    /// A result, report or file that cannot be written.
    Output,
    /// A saved plan that cannot be read, or must not be applied here.
    PlanFile,
    /// A plan that no longer matches the configuration, the registry or the accounts.
    Stale,
    /// A guard refused the plan or the release.
    Refused,
    /// The plan or the release was not approved.
    NotApproved,
    /// A signal interrupted the command before it wrote anything.
    Interrupted,
    /// A registry that cannot be reached, read or written.
    RegistryUnreachable,
    /// Another run holds the registry's lock, or took it away.
    RegistryLocked,
    /// A registry that cannot be used: another version, damaged, removed, or no registry at all.
    RegistryUnusable,
    /// A number or messaging service that another project or environment owns.
    OwnedElsewhere,
    /// A run that does not exist, or cannot be undone.
    Run,
    /// The local sandbox is in use, or its files cannot be used.
    Sandbox,
    /// The provider refused a request, or could not be reached.
    Account,
    /// The machine refuses what the program needs, such as open files or a port.
    System,
}

impl RunErrorKind {
    /// The code of errors of this kind.
    pub fn code(self) -> RunCode {
        match self {
            Self::Other => RunCode::Other,
            Self::Options => RunCode::Options,
            Self::Variable => RunCode::Variable,
            Self::Address => RunCode::Address,
            Self::Input => RunCode::Input,
            Self::Output => RunCode::Output,
            Self::PlanFile => RunCode::PlanFile,
            Self::Stale => RunCode::Stale,
            Self::Refused => RunCode::Refused,
            Self::NotApproved => RunCode::NotApproved,
            Self::Interrupted => RunCode::Interrupted,
            Self::RegistryUnreachable => RunCode::RegistryUnreachable,
            Self::RegistryLocked => RunCode::RegistryLocked,
            Self::RegistryUnusable => RunCode::RegistryUnusable,
            Self::OwnedElsewhere => RunCode::OwnedElsewhere,
            Self::Run => RunCode::Run,
            Self::Sandbox => RunCode::Sandbox,
            Self::Account => RunCode::Account,
            Self::System => RunCode::System,
        }
    }
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

    /// The same error with its cause.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
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

impl From<&RegistryError> for RunErrorKind {
    fn from(error: &RegistryError) -> Self {
        match error {
            RegistryError::HeldBy { .. } | RegistryError::LostLock { .. } => Self::RegistryLocked,
            RegistryError::Io { .. } | RegistryError::Server { .. } | RegistryError::Sql { .. } => {
                Self::RegistryUnreachable
            }
            RegistryError::OwnedElsewhere { .. } => Self::OwnedElsewhere,
            RegistryError::AmbiguousRun { .. } => Self::Run,
            RegistryError::Url { .. } => Self::Options,
            _ => Self::RegistryUnusable,
        }
    }
}

impl From<RegistryError> for RunError {
    fn from(error: RegistryError) -> Self {
        Self {
            kind: RunErrorKind::from(&error),
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
            kind: RunErrorKind::from(error),
            summary: trouble.to_string(),
            help: error.help(),
            source: Some(trouble.into()),
        }
    }
}

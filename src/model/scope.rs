//! The project and environment that a plan, a run and a registry entry are about.

use std::fmt;

use serde::Serialize;

/// The owner of a registry entry: one project in one environment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Scope {
    /// The project, `default` if none is declared.
    pub project: String,
    /// The environment's name; empty if none was chosen.
    pub environment: String,
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.environment.as_str() {
            "" => f.write_str(&self.project),
            environment => write!(f, "{} (environment {environment})", self.project),
        }
    }
}

//! Whose resources a plan, a run and a registry entry are about.

use std::fmt;

use serde::Serialize;

/// Whose objects a registry entry is: one project in one environment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Scope {
    /// The project, `default` where none is declared.
    pub project: String,
    /// The environment's name; empty where none was chosen.
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

//! What is missing to open an account: one problem for all variables that are not set, and the others.

use crate::model::FindingCode;
use crate::provider::Misdeclared;

/// What is missing to open an account.
#[derive(Default)]
pub(crate) struct Missing {
    /// The variables that are not set. They have one cause, so they are one problem.
    unset: Vec<Unset>,
    /// The other problems.
    pub others: Vec<Misdeclared>,
}

/// A variable that is not set.
struct Unset {
    /// The key that needs it.
    path: String,
    variable: String,
    help: String,
}

impl Missing {
    /// Another problem.
    pub(crate) fn push(&mut self, problem: Misdeclared) {
        self.others.push(problem);
    }

    /// A variable that is not set, and the key that needs it.
    pub(crate) fn unset(&mut self, path: &str, variable: &str, help: String) {
        self.unset.push(Unset {
            path: path.to_owned(),
            variable: variable.to_owned(),
            help,
        });
    }

    /// All problems, the variables first.
    pub(crate) fn into_problems(self) -> Vec<Misdeclared> {
        let names: Vec<&str> = self.unset.iter().map(|one| one.variable.as_str()).collect();
        let summary = match names.as_slice() {
            [rest @ .., last] if !rest.is_empty() => format!(
                "the environment variables {} and {last} are not set, or empty",
                rest.join(", ")
            ),
            one => format!(
                "the environment variable {} is not set, or empty",
                one.concat()
            ),
        };
        let help: Vec<&str> = self.unset.iter().map(|one| one.help.as_str()).collect();
        let related = self.unset.get(1).map(|one| {
            let label = format!("this needs {}", one.variable);
            (one.path.clone(), label)
        });
        let unset = self.unset.first().map(|first| Misdeclared {
            related,
            ..Misdeclared::new(
                FindingCode::VariableNotSet,
                first.path.as_str(),
                summary,
                help.join("; "),
            )
        });
        unset.into_iter().chain(self.others).collect()
    }
}

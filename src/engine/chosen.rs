//! Which addresses a call works on, as texts of the caller.

use std::collections::BTreeSet;

use crate::engine::error::{RunError, RunErrorKind};
use crate::model::{Address, Selection, State};
use crate::plan::{self, TargetError};

/// Which addresses a call works on. Each text is an address, an unambiguous last part, or a pattern
/// such as `providers.eu.*`. The default is every address.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chosen<'a> {
    /// Only these addresses and everything under them; empty for everything.
    pub targets: &'a [String],
    /// Not these addresses, nor anything under them.
    pub excluded: &'a [String],
}

impl<'a> Chosen<'a> {
    /// Only these addresses and everything under them; empty for everything.
    pub fn only(targets: &'a [String]) -> Self {
        Self {
            targets,
            excluded: &[],
        }
    }

    /// Whether every address is chosen.
    pub fn is_everything(&self) -> bool {
        self.targets.is_empty() && self.excluded.is_empty()
    }

    /// The addresses that the texts mean among what is declared and recorded.
    pub fn selection(&self, desired: &State, recorded: &State) -> Result<Selection, RunError> {
        let meant = |texts: &[String], what: &str| -> Result<BTreeSet<Address>, RunError> {
            let mut all = BTreeSet::new();
            for text in texts {
                let found = plan::matching_targets(text, desired, recorded);
                let found = found.map_err(|error| {
                    let help = help(&error, text, desired, recorded);
                    let summary = format!("the {what} {text}: {error}");
                    RunError::new(RunErrorKind::Address, summary).help(help)
                })?;
                all.extend(found);
            }
            Ok(all)
        };
        let selection = Selection {
            targets: meant(self.targets, "target")?,
            excluded: meant(self.excluded, "exclusion")?,
        };
        let mut known = desired.resources.keys().chain(recorded.resources.keys());
        if !self.excluded.is_empty() && !known.any(|address| selection.covers(address)) {
            let summary = "nothing is left: --exclude names everything that was asked for";
            let error = RunError::new(RunErrorKind::Address, summary);
            return Err(error.help("exclude less"));
        }
        Ok(selection)
    }
}

fn help(error: &TargetError, text: &str, desired: &State, recorded: &State) -> String {
    let meant = match error {
        TargetError::Unknown(_) | TargetError::Unmatched(_) => {
            plan::meant_target(text, desired, recorded)
        }
        TargetError::NotAPattern { .. } | TargetError::Ambiguous { .. } => None,
    };
    match (meant, error) {
        (Some(meant), _) => format!("did you mean `{meant}`?"),
        (None, TargetError::NotAPattern { .. } | TargetError::Unmatched(_)) => {
            "write a pattern such as providers.NAME.*, in quotes; * is any text, ? is one character"
                .to_owned()
        }
        (None, _) => "write an address such as providers.NAME.numbers.NAME".to_owned(),
    }
}

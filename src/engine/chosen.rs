//! Which addresses a call works on, as texts of the caller.

use std::collections::BTreeSet;

use crate::engine::error::{RunError, RunErrorKind};
use crate::model::{Address, Name, Selection, Shard, State};
use crate::plan::{self, TargetError};

/// How many providers an error lists.
const LISTED: usize = 5;

/// Which addresses a call works on. Each text is an address, an unambiguous last part, or a pattern
/// such as `providers.eu.*`. The default is every address.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chosen<'a> {
    /// Only this shard; `None` for everything.
    pub shard: Option<Shard>,
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
            ..Self::default()
        }
    }

    /// Whether every address is chosen.
    pub fn is_everything(&self) -> bool {
        self.shard.is_none() && self.names_nothing()
    }

    /// Whether no address is named.
    pub(super) fn names_nothing(&self) -> bool {
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
        let mut selection = Selection {
            shard: None,
            targets: meant(self.targets, "target")?,
            excluded: meant(self.excluded, "exclusion")?,
        };
        let mut known = desired.resources.keys().chain(recorded.resources.keys());
        if !self.excluded.is_empty() && !known.any(|address| selection.covers(address)) {
            let summary = "nothing is left: --exclude names everything that was asked for";
            let error = RunError::new(RunErrorKind::Address, summary);
            return Err(error.help("exclude less"));
        }
        // A shard may be empty: what the names leave may belong to others.
        selection.shard = self.shard;
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
    if let Some(meant) = meant {
        return format!("did you mean `{meant}`?");
    }
    let help = match error {
        TargetError::NotAPattern { .. } | TargetError::Unmatched(_) => {
            "write a pattern such as providers.NAME.*, in quotes; * is any text, ? is one character"
                .to_owned()
        }
        TargetError::Unknown(_) | TargetError::Ambiguous { .. } => {
            "write an address such as providers.NAME.numbers.NAME".to_owned()
        }
    };
    match unknown_provider(text, desired, recorded) {
        Some(known) => format!("{help}; {known}"),
        None => help,
    }
}

/// What a pattern of addresses that matches nothing was probably meant to be, in a clause.
pub(super) fn meant(text: &str, desired: &State, recorded: &State) -> Option<String> {
    let near = plan::meant_target(text, desired, recorded);
    let near = near.map(|near| format!("did you mean `{near}`?"));
    near.or_else(|| unknown_provider(text, desired, recorded))
}

/// Which providers there are, if a text names one that is not among them.
fn unknown_provider(text: &str, desired: &State, recorded: &State) -> Option<String> {
    let named = text.strip_prefix("providers.")?.split('.').next()?;
    let all = desired.resources.keys().chain(recorded.resources.keys());
    let known: BTreeSet<&str> = all
        .filter_map(Address::provider)
        .map(Name::as_str)
        .collect();
    if known.is_empty() || known.contains(named) || plan::is_pattern(named) {
        return None;
    }
    let count = known.len();
    let listed: Vec<&str> = known.into_iter().take(LISTED).collect();
    let listed = listed.join(", ");
    Some(match count {
        1 => format!("the only provider is {listed}"),
        _ if count > LISTED => format!("there are {count} providers: {listed}, …"),
        _ => format!("the providers are {listed}"),
    })
}

#[cfg(test)]
mod tests {
    use super::Chosen;
    use crate::model::{Address, Fields, Resource, State};

    #[test]
    fn a_target_under_an_unknown_provider_gets_a_suggestion() {
        let of = |addresses: &[&str]| -> State {
            let resource = |text: &&str| {
                let address = Address::parse(text).unwrap();
                (address, Resource::keyed(*text, Fields::new()))
            };
            addresses.iter().map(resource).collect()
        };
        let help = |text: &str, declared: &State| {
            let targets = [text.to_owned()];
            let chosen = Chosen::only(&targets).selection(declared, &State::default());
            chosen.unwrap_err().help.unwrap()
        };
        let two = of(&[
            "providers.eu",
            "providers.eu.numbers.store",
            "providers.us",
            "providers.us.numbers.help",
            "providers.us.numbers.store",
        ]);
        for (text, expected) in [
            ("providers.eo", "did you mean `providers.eu`?"),
            (
                "providers.contoso.numbers.help",
                "did you mean `providers.us.numbers.help`?",
            ),
            (
                "providers.contoso.numbers.store",
                "write an address such as providers.NAME.numbers.NAME; the providers are eu, us",
            ),
            (
                "providers.contoso",
                "write an address such as providers.NAME.numbers.NAME; the providers are eu, us",
            ),
        ] {
            assert_eq!(help(text, &two), expected, "{text}");
        }
        let pattern = help("providers.contoso.*", &two);
        assert!(pattern.ends_with("; the providers are eu, us"), "{pattern}");
        let one = help("providers.contoso", &of(&["providers.us"]));
        assert!(one.ends_with("; the only provider is us"), "{one}");
        let many = ["a1", "b2", "c3", "d4", "e5", "f6"].map(|name| format!("providers.{name}"));
        let many = of(&many.iter().map(String::as_str).collect::<Vec<_>>());
        let many = help("providers.contoso", &many);
        assert!(
            many.ends_with("; there are 6 providers: a1, b2, c3, d4, e5, …"),
            "{many}"
        );
        let known = help("providers.us.numbers.colour", &two);
        assert!(
            !known.contains("provider is") && !known.contains("providers are"),
            "{known}"
        );
    }
}

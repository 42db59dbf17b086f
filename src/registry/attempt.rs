//! What was to be made and may still come into being: the last that was tried of each address, where
//! nobody knows how it ended. Pure; every kind of registry reads its rows and asks here.

use std::collections::BTreeMap;

use crate::model::{Action, Address, Fields, Outcome, is_unclear};

/// Something that was to be made, and whose end nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Which resource.
    pub address: Address,
    /// Whether it was to be created or bought.
    pub action: Action,
    /// The fields that it was to have.
    pub fields: Fields,
    /// When its run last noted anything of it or after it, RFC 3339 in UTC: the request was sent
    /// no later than shortly after.
    pub at: String,
}

/// A change as it is noted, with what matters here.
pub(super) struct Trace {
    pub run_id: String,
    pub address: Address,
    pub action: Action,
    pub outcome: Outcome,
    pub error: Option<String>,
    pub after: Option<Fields>,
    pub noted_at: String,
    pub settled_at: Option<String>,
}

impl Trace {
    fn last(&self) -> &str {
        let settled = self.settled_at.as_deref().unwrap_or_default();
        settled.max(&self.noted_at)
    }

    /// Whether something may have come into being by it, and nobody knows.
    fn is_open(&self) -> bool {
        let makes = matches!(self.action, Action::Create | Action::Purchase);
        let open = match self.outcome {
            Outcome::Intended => true,
            Outcome::Failed => self.error.as_deref().is_some_and(is_unclear),
            Outcome::Done => false,
        };
        makes && open
    }
}

/// The attempts without a known end, given what was noted of a scope in the order in which it was.
pub(super) fn unclear(noted: &[Trace]) -> Vec<Attempt> {
    // A run goes on after a write without an answer, and dies later than it noted its intent.
    let mut lives: BTreeMap<&str, &str> = BTreeMap::new();
    for one in noted {
        let last = lives.entry(&one.run_id).or_default();
        *last = (*last).max(one.last());
    }
    let mut open: BTreeMap<&Address, Attempt> = BTreeMap::new();
    for one in noted {
        if one.outcome == Outcome::Done {
            open.remove(&one.address);
        }
        if !one.is_open() {
            continue;
        }
        let at = match one.outcome {
            Outcome::Intended => lives.get(one.run_id.as_str()).copied(),
            _ => None,
        };
        open.insert(
            &one.address,
            Attempt {
                address: one.address.clone(),
                action: one.action,
                fields: one.after.clone().unwrap_or_default(),
                at: at.unwrap_or(one.last()).to_owned(),
            },
        );
    }
    open.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(run: &str, address: &str, outcome: Outcome, error: Option<&str>, at: &str) -> Trace {
        Trace {
            run_id: run.to_owned(),
            address: Address::parse(address).unwrap(),
            action: Action::Create,
            outcome,
            error: error.map(str::to_owned),
            after: None,
            noted_at: at.to_owned(),
            settled_at: None,
        }
    }

    const CAMP: &str = "providers.p.messaging_services.camp";
    const CLUB: &str = "providers.p.messaging_services.club";

    fn told(noted: &[Trace]) -> Vec<(String, String)> {
        let told = |one: Attempt| (one.address.name().to_owned(), one.at);
        unclear(noted).into_iter().map(told).collect()
    }

    #[test]
    fn an_open_intent_counts_from_the_last_sign_of_its_run() {
        let open = noted("1", CAMP, Outcome::Intended, None, "01");
        let later = noted("1", CLUB, Outcome::Done, None, "05");
        assert_eq!(told(&[open, later]), [("camp".into(), "05".into())]);
    }

    #[test]
    fn what_was_done_later_leaves_nothing_open() {
        let open = || noted("1", CAMP, Outcome::Intended, None, "01");
        let done = noted("2", CAMP, Outcome::Done, None, "02");
        assert_eq!(told(&[open(), done]), []);
        // A refusal says nothing of the attempt before.
        let refused = noted("2", CAMP, Outcome::Failed, Some("no"), "02");
        assert_eq!(told(&[open(), refused]).len(), 1);
    }

    #[test]
    fn a_failure_counts_only_where_it_is_unclear() {
        let failed = |why| [noted("1", CAMP, Outcome::Failed, Some(why), "03")];
        assert_eq!(told(&failed("refused")), []);
        let why = format!(
            "no answer; {}: the next plan will look",
            crate::model::UNCLEAR
        );
        assert_eq!(told(&failed(&why)), [("camp".into(), "03".into())]);
    }

    #[test]
    fn what_sets_fields_makes_nothing() {
        let update = Trace {
            action: Action::Update,
            ..noted("1", CAMP, Outcome::Intended, None, "01")
        };
        assert_eq!(told(&[update]), []);
    }
}

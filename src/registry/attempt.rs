//! Attempts to create an object whose end is not known: the object may exist, or may still come
//! into existence. Pure; the drivers read the rows, this file judges them.

use std::collections::BTreeMap;

use crate::model::{Action, Address, Fields, Outcome, is_unclear};

/// An attempt to create an object, without a known end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The resource's address.
    pub address: Address,
    /// Create or purchase.
    pub action: Action,
    /// The intended fields.
    pub fields: Fields,
    /// The last time at which its run recorded anything, RFC 3339 in UTC. The request was sent no
    /// later than shortly after.
    pub at: String,
}

/// A recorded change, reduced to what matters here.
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

    /// True if the change may have created an object of an account, and its end is not known.
    fn is_open(&self) -> bool {
        if self.address.counterpart().is_some() {
            return false;
        }
        let makes = matches!(self.action, Action::Create | Action::Purchase);
        let open = match self.outcome {
            Outcome::Intended => true,
            Outcome::Failed => self.error.as_deref().is_some_and(is_unclear),
            Outcome::Done => false,
        };
        makes && open
    }
}

/// The attempts without a known end among the changes of a scope, which are in the order in which
/// they were recorded.
pub(super) fn unclear(changes: &[Trace]) -> Vec<Attempt> {
    // A run continues after a write without an answer, and dies later than its last intent.
    let mut lives: BTreeMap<&str, &str> = BTreeMap::new();
    for one in changes {
        let last = lives.entry(&one.run_id).or_default();
        *last = (*last).max(one.last());
    }
    let mut open: BTreeMap<&Address, Attempt> = BTreeMap::new();
    for one in changes {
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

    fn open(noted: &[Trace]) -> Vec<(String, String)> {
        let named = |one: Attempt| (one.address.name().to_owned(), one.at);
        unclear(noted).into_iter().map(named).collect()
    }

    #[test]
    fn an_open_intent_counts_from_the_last_sign_of_its_run() {
        let intended = noted("1", CAMP, Outcome::Intended, None, "01");
        let later = noted("1", CLUB, Outcome::Done, None, "05");
        assert_eq!(open(&[intended, later]), [("camp".into(), "05".into())]);
    }

    #[test]
    fn a_later_success_closes_the_attempt() {
        let intended = || noted("1", CAMP, Outcome::Intended, None, "01");
        let done = noted("2", CAMP, Outcome::Done, None, "02");
        assert_eq!(open(&[intended(), done]), []);
        // A refusal says nothing about the attempt before it.
        let refused = noted("2", CAMP, Outcome::Failed, Some("no"), "02");
        assert_eq!(open(&[intended(), refused]).len(), 1);
    }

    #[test]
    fn a_failure_counts_only_where_it_is_unclear() {
        let failed = |why| [noted("1", CAMP, Outcome::Failed, Some(why), "03")];
        assert_eq!(open(&failed("refused")), []);
        let why = format!(
            "no answer; {}: the next plan will look",
            crate::model::UNCLEAR
        );
        assert_eq!(open(&failed(&why)), [("camp".into(), "03".into())]);
    }

    #[test]
    fn a_creation_at_a_counterpart_is_repeated_without_a_look() {
        let there = noted("1", "dynamics.keywords.JOIN", Outcome::Intended, None, "05");
        assert_eq!(open(&[there]), []);
        // It is a sign of life of its run, though.
        let intended = noted("1", CAMP, Outcome::Intended, None, "01");
        let there = noted("1", "dynamics.keywords.JOIN", Outcome::Intended, None, "05");
        assert_eq!(open(&[intended, there]), [("camp".into(), "05".into())]);
    }

    #[test]
    fn an_update_is_no_attempt_to_create() {
        let update = Trace {
            action: Action::Update,
            ..noted("1", CAMP, Outcome::Intended, None, "01")
        };
        assert_eq!(open(&[update]), []);
    }
}

//! A plan while its addresses are decided.

use std::collections::BTreeMap;

use super::rules::case::Case;
use super::rules::{self, not_in_account};
use super::shape::{purchase, references};
use super::{Decision, Terms, decide, implied, target};
use crate::model::{
    Action, Address, Calls, Change, Finding, Observed, Plan, Scope, Selection, Sight, Unmanaged,
};

/// The changes and findings of a plan while its addresses are decided.
pub(super) struct Draft {
    /// The changes so far.
    pub(super) changes: Vec<Change>,
    /// The findings so far.
    pub(super) findings: Vec<Finding>,
    /// Whether everything declared could be read and planned so far.
    pub(super) complete: bool,
    /// How many of the findings are about what could not be read.
    unread: usize,
}

impl Draft {
    /// Returns a draft in which nothing is decided yet. `unread` are the findings about what could
    /// not be read; `addresses` is about how many will be decided.
    pub(super) fn new(unread: Vec<Finding>, addresses: usize) -> Self {
        Self {
            changes: Vec::with_capacity(addresses),
            complete: unread.is_empty(),
            unread: unread.len(),
            findings: unread,
        }
    }

    /// Decides one address.
    pub(super) fn decide(&mut self, case: &Case<'_>) {
        let Case { address, terms, .. } = *case;
        let covered = terms.selection.covers(address);
        if covered {
            self.findings.extend(rules::notices(case));
        }
        let mut decision = match rules::refusal(case) {
            Some(finding) => Decision::Refused(finding),
            None => implied::completed(
                decide(address, case.want, case.have, sight(case)),
                &terms.routers,
            ),
        };
        if let Decision::Change(change) = &mut decision {
            references::mark_replaced(change, case.declared, &case.recorded.state);
        }
        match decision {
            Decision::Change(change) if target::wanted(&change, &terms.selection) => {
                self.changes.push(change);
            }
            Decision::Change(_) => {}
            _ if !covered => {}
            Decision::Missing => {
                let mut finding = not_in_account::finding(case);
                if case
                    .desired
                    .get(address)
                    .is_some_and(|want| want.obtainable)
                {
                    purchase::explain(&mut finding, case.want, case.elsewhere);
                }
                self.findings.push(finding);
                self.complete = false;
            }
            // If the configuration accepts the finding, the finding does not make the plan
            // incomplete.
            Decision::Refused(finding) => {
                self.complete &= terms.hides(&finding);
                self.findings.push(finding);
            }
            // The cause of the failed read is reported once for the whole account.
            Decision::Unread => self.complete = false,
        }
    }

    /// Returns the plan. The findings about what could not be read make it incomplete, so they are
    /// reported even if the configuration suppresses them.
    pub(super) fn finish(mut self, scope: &Scope, observed: Observed, terms: &Terms<'_>) -> Plan {
        let judged = self.findings.split_off(self.unread).into_iter();
        self.findings
            .extend(judged.filter_map(|finding| terms.silences.judge(finding)));
        let writes = self.changes.iter().map(Change::writes).sum::<u64>()
            + prerequisites(&self.changes, &observed);
        let unmanaged = observed
            .unmanaged
            .into_iter()
            .map(|(provider, object)| Unmanaged { provider, object });
        Plan {
            unlisted: 0,
            comparison: None,
            prices: BTreeMap::new(),
            policy: None,
            scope: scope.clone(),
            changes: self.changes,
            unmanaged: unmanaged.collect(),
            findings: self.findings,
            complete: self.complete,
            calls: Calls {
                reads: observed.reads,
                writes,
                minutes: None,
            },
            selection: Selection::default(),
        }
    }
}

/// Returns how many objects the creates in the plan make in addition.
fn prerequisites(changes: &[Change], observed: &Observed) -> u64 {
    let needed = observed.prerequisites.iter().filter(|(provider, _)| {
        let mut own = changes.iter();
        own.any(|one| {
            one.action == Action::Create
                && one.writes_to_provider()
                && one.address.provider() == Some(*provider)
        })
    });
    let count = needed.map(|(_, objects)| objects.len()).sum::<usize>();
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// Returns what is known about an address. A resource that lives in the registry is observed there.
/// One that names an object which could not be read cannot be compared.
fn sight<'a>(case: &Case<'a>) -> Sight<'a> {
    if case.address.kind().lives_in_registry() {
        return case.have.map_or(Sight::Absent, Sight::Seen);
    }
    let mut references = case
        .want
        .into_iter()
        .flat_map(|want| want.fields.references());
    let hidden = |(_, named): (_, &Address)| matches!(case.observed.sight(named), Sight::Unread);
    if references.any(hidden) {
        return Sight::Unread;
    }
    case.observed.sight_of(case.address, case.seen)
}

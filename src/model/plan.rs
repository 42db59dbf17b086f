//! A plan: data that can be compared, hashed, saved and rendered. It holds no text for people.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::finding::{Finding, Severity};
use super::value::hex;
use super::{
    Action, Address, Change, Comparison, Minutes, MonthlyCost, MonthlyPrice, Name, Object,
    PolicyOutcome, RouteChange, Scope, Selection,
};

/// An object that is in the account and not in the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmanaged {
    /// The provider through whose account it was seen.
    pub provider: Name,
    /// The object.
    pub object: Object,
}

/// The number of calls to the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Calls {
    /// HTTP reads made for the plan.
    pub reads: u64,
    /// HTTP writes that applying the plan will make, keywords created at a counterpart included.
    pub writes: u64,
    /// How long the writes take where the configuration caps an account's requests; `None` where it
    /// caps none.
    pub minutes: Option<Minutes>,
}

/// The number of changes per action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Summary {
    /// Resources that will be created.
    pub create: usize,
    /// Resources that will be written.
    pub update: usize,
    /// Resources that will be recorded as they are.
    pub adopt: usize,
    /// Resources that will be forgotten.
    pub forget: usize,
    /// Numbers that will be bought.
    pub purchase: usize,
    /// Resources that are as they should be.
    pub no_op: usize,
    /// Numbers and receivers of texts in the account that are not in the configuration.
    pub unmanaged: usize,
}

impl Summary {
    /// Returns the number of differences. What is unmanaged is not a difference.
    pub fn differences(&self) -> usize {
        self.create + self.update + self.adopt + self.forget + self.purchase
    }
}

/// What an apply would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The project and environment of the plan.
    pub scope: Scope,
    /// One change per address, in the order of addresses, no-ops included.
    pub changes: Vec<Change>,
    /// The unmanaged objects in the accounts.
    pub unmanaged: Vec<Unmanaged>,
    /// The number of unmanaged numbers that are not in that list, as in a plan that was read from a
    /// document without it.
    pub unlisted: usize,
    /// The findings to report.
    pub findings: Vec<Finding>,
    /// Whether everything declared could be read and planned. An incomplete plan is never called
    /// "no changes".
    pub complete: bool,
    /// The calls made so far, and the calls to apply the plan.
    pub calls: Calls,
    /// The addresses that were asked for.
    pub selection: Selection,
    /// The comparison with the counterpart, if one was made. What it finds does not make the plan
    /// incomplete or errored.
    pub comparison: Option<Comparison>,
    /// What each number that is bought costs per month.
    pub prices: BTreeMap<Address, MonthlyPrice>,
    /// What a policy says about the plan, if there is one.
    pub policy: Option<PolicyOutcome>,
}

impl Plan {
    /// A plan without changes, of everything in a scope.
    pub fn empty(scope: Scope) -> Self {
        Self {
            scope,
            changes: Vec::new(),
            unmanaged: Vec::new(),
            unlisted: 0,
            findings: Vec::new(),
            complete: true,
            calls: Calls::default(),
            selection: Selection::default(),
            comparison: None,
            prices: BTreeMap::new(),
            policy: None,
        }
    }

    /// Returns the changes that do something.
    pub fn effective(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.is_effective())
    }

    /// Counts by action.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary {
            unmanaged: self.unlisted
                + self
                    .unmanaged
                    .iter()
                    .filter(|one| one.object.kind.counts_if_unmanaged())
                    .count(),
            ..Summary::default()
        };
        for change in &self.changes {
            *match change.action {
                Action::NoOp => &mut summary.no_op,
                Action::Create => &mut summary.create,
                Action::Update => &mut summary.update,
                Action::Adopt => &mut summary.adopt,
                Action::Forget => &mut summary.forget,
                Action::Purchase => &mut summary.purchase,
            } += 1;
        }
        summary
    }

    /// Whether a finding is an error. Such a plan may be complete and can be carried out, but it
    /// never counts as a success.
    pub fn errored(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    }

    /// Whether every number keeps its route.
    pub fn routes_stay(&self) -> bool {
        self.changes.iter().all(|change| {
            let route = change.route.as_deref();
            route.is_none_or(|route| route.before.answers_like(&route.after))
        })
    }

    /// Returns how many numbers another object answers for, also after the plan is carried out,
    /// although the configuration does not accept that.
    pub fn unconverged(&self) -> usize {
        self.routes().filter(|route| route.is_open()).count()
    }

    /// Returns how many numbers another object answers for, also after the plan is carried out, as
    /// the configuration accepts.
    pub fn accepted(&self) -> usize {
        let accepted = |route: &&RouteChange| !route.converges() && route.accepted;
        self.routes().filter(accepted).count()
    }

    /// Returns what the numbers that are bought cost per month; `None` if nothing is bought. A number
    /// without a price is one whose price is not known.
    pub fn monthly_cost(&self) -> Option<MonthlyCost> {
        let bought = self
            .changes
            .iter()
            .filter(|one| one.action == Action::Purchase);
        let mut cost: Option<MonthlyCost> = None;
        for change in bought {
            let cost = cost.get_or_insert_default();
            match self.prices.get(&change.address) {
                Some(price) => cost.add(price),
                None => cost.unknown += 1,
            }
        }
        cost
    }

    fn routes(&self) -> impl Iterator<Item = &RouteChange> {
        self.changes
            .iter()
            .filter_map(|change| change.route.as_deref())
    }

    /// Whether a finding or a violated policy forbids applying any part of the plan.
    pub fn blocked(&self) -> bool {
        let violated = |policy: &PolicyOutcome| !policy.violations.is_empty();
        self.policy.as_ref().is_some_and(violated)
            || self.findings.iter().any(|finding| finding.blocks)
    }

    /// Returns the identity of the decision: SHA-256 over what would be done, to what, from which
    /// value to which, the shard and addresses that were asked for, and the policy. Places, reasons, times and unchanged resources have no part in it. So the
    /// same decision has the same hash on another machine and after an edited comment.
    pub fn sha256(&self) -> String {
        let mut hash = Sha256::new();
        // Lengths are hashed before texts, so that two decisions never give the same bytes.
        let mut put = |text: &str| {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        };
        put("switchboard plan 1");
        put(&self.scope.project);
        put(&self.scope.environment);
        let Selection {
            shard,
            targets,
            excluded,
        } = &self.selection;
        if let Some(shard) = shard {
            put("shard");
            put(&shard.to_string());
        }
        for (word, addresses) in [("targets", targets), ("excluded", excluded)] {
            if !addresses.is_empty() {
                put(word);
                put(&addresses.len().to_string());
            }
            for address in addresses {
                put(&address.to_string());
            }
        }
        if let Some(policy) = &self.policy {
            put("policy");
            put(&policy.sha256);
        }
        for change in self.effective() {
            put(&change.address.to_string());
            put(change.action.as_str());
            put(change.id.as_deref().unwrap_or(""));
            put(change.key.as_deref().unwrap_or(""));
            for detach in &change.detaches {
                put(&detach.group);
                put(&detach.member);
            }
            for fields in [&change.before, &change.after] {
                put(if fields.is_some() { "fields" } else { "none" });
                for (name, value) in fields.iter().flat_map(super::Fields::iter) {
                    put(name);
                    put(&serde_json::to_string(&value.concealed()).unwrap_or_default());
                }
                put("end");
            }
        }
        hex(&hash.finalize())
    }
}

//! The input of the checks, and the checks of one provider so far.

use std::collections::BTreeMap;

use crate::model::{
    Address, Check, Code, Finding, Level, Name, Observed, Plan, Severity, Silences, State, Unread,
    Verdict,
};
use crate::plan::Routers;
use crate::provider::{Failure, ProviderError};
use crate::reconcile::account_checks::AccountChecks;
use crate::reconcile::read_failure::cause;

/// The input of the checks.
pub struct Evidence<'a> {
    /// The declared state.
    pub desired: &'a State,
    /// The state that was read.
    pub observed: &'a Observed,
    /// The plan for the difference.
    pub plan: &'a Plan,
    /// How each provider decides who answers.
    pub routers: &'a Routers<'a>,
    /// The answers of each account.
    pub accounts: &'a BTreeMap<Name, AccountChecks>,
    /// The findings to suppress.
    pub silences: &'a Silences,
    /// The suppressed findings of reading the configuration.
    pub silenced: &'a [(Code, Address)],
}

impl<'a> Evidence<'a> {
    pub(super) fn unread(&self, provider: &Name, level: Level) -> Option<&'a Unread> {
        let hidden = |unread: &&Unread| unread.provider == *provider && unread.level == level;
        self.observed.unread.iter().find(hidden)
    }

    /// The first finding about an address that is an error, else the first warning.
    pub(super) fn finding(&self, address: &Address) -> Option<&'a Finding> {
        let about = |finding: &&Finding| {
            finding.address.as_ref() == Some(address) && finding.severity != Severity::Note
        };
        self.plan
            .findings
            .iter()
            .filter(about)
            .min_by_key(|finding| finding.severity)
    }
}

/// The checks of one provider so far.
pub(super) struct Bench<'a> {
    pub(super) provider: &'a Name,
    pub(super) checks: Vec<Check>,
    /// True if a required reading is missing.
    pub(super) gap: bool,
}

impl Bench<'_> {
    /// Adds a check.
    pub(super) fn note(
        &mut self,
        id: &'static str,
        address: Option<&Address>,
        title: impl Into<String>,
        (outcome, detail): (Verdict, String),
    ) -> &mut Check {
        let at = self.checks.len();
        self.checks.push(Check {
            id,
            provider: self.provider.clone(),
            address: address.cloned(),
            title: title.into(),
            outcome,
            code: None,
            detail,
            advice: None,
            silenced: None,
        });
        &mut self.checks[at]
    }
}

/// Adds the check of a failed question: the run is incomplete.
pub(super) fn unanswered(
    bench: &mut Bench<'_>,
    id: &'static str,
    address: Option<&Address>,
    title: &str,
    error: &ProviderError,
) {
    bench.gap = true;
    let check = bench.note(id, address, title, (Verdict::Failed, error.to_string()));
    // The account has opened with these credentials, so they are not wrong.
    let advice = match error.failure {
        Failure::Unauthorised | Failure::Denied => {
            "these credentials may not read that: let the API key, or use the auth token"
        }
        _ => cause(error).1,
    };
    check.advice = Some(advice.to_owned());
}

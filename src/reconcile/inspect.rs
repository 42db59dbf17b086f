//! Turns what was read into the checks of `test`, provider by provider, in the order in which
//! somebody who sets up an account would go: does it open, is it in use, are the numbers there,
//! does a text to them reach the right place. Pure; the account itself is judged in
//! `inspect_account`, numbers in `inspect_number`.

use std::collections::BTreeMap;

use super::observe::cause;
use super::survey::Survey;
use super::{inspect_account, inspect_number, takers, unused};
use crate::model::{
    Action, Address, Check, Finding, Inspection, Kind, Name, Observed, Plan, Resource, Sight,
    Silences, State, Unread, Verdict,
};
use crate::plan::{NAMESAKES, Routers};
use crate::provider::{Failure, ProviderError};

/// Everything the checks are made from.
pub struct Evidence<'a> {
    /// What is declared.
    pub desired: &'a State,
    /// What was read.
    pub observed: &'a Observed,
    /// What would be done about the difference.
    pub plan: &'a Plan,
    /// How each provider decides who answers.
    pub routers: &'a Routers<'a>,
    /// What each account answered when it was asked.
    pub surveys: &'a BTreeMap<Name, Survey>,
    /// What is not to be told.
    pub silences: &'a Silences,
    /// What of that was found while the configuration was read.
    pub silenced: &'a [(&'static str, Address)],
}

impl<'a> Evidence<'a> {
    pub(super) fn unread(&self, provider: &Name, kind: Kind) -> Option<&'a Unread> {
        let hidden = |unread: &&Unread| unread.provider == *provider && unread.kind == kind;
        self.observed.unread.iter().find(hidden)
    }

    /// The first finding about an address that is an error, else the first one.
    pub(super) fn finding(&self, address: &Address) -> Option<&'a Finding> {
        let about = |finding: &&Finding| finding.address.as_ref() == Some(address);
        self.plan
            .findings
            .iter()
            .filter(about)
            .min_by_key(|finding| finding.severity)
    }
}

/// The checks being made under one provider.
pub(super) struct Bench<'a> {
    pub(super) provider: &'a Name,
    pub(super) checks: Vec<Check>,
    /// Whether something that should have been read was not.
    pub(super) gap: bool,
}

impl Bench<'_> {
    /// Notes a check.
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

/// Makes the checks of these providers.
pub fn inspect(evidence: &Evidence<'_>, providers: &[Name]) -> Inspection {
    let mut all = Inspection {
        scope: evidence.plan.scope.clone(),
        checks: Vec::new(),
        complete: true,
    };
    for provider in providers {
        let mut bench = Bench {
            provider,
            checks: Vec::new(),
            gap: false,
        };
        of_provider(evidence, &mut bench);
        for check in &mut bench.checks {
            silence(check, evidence.silences);
        }
        unused::check(evidence, &mut bench);
        all.complete &= !bench.gap;
        all.checks.extend(bench.checks);
    }
    all
}

/// What the configuration does not want to hear of counts as not checked. What is found in an
/// account as a whole is about its provider.
fn silence(check: &mut Check, silences: &Silences) {
    let (Verdict::Warning | Verdict::Failed, Some(code)) = (check.outcome, check.code) else {
        return;
    };
    let reason = match &check.address {
        Some(address) => silences.reason(code, address),
        None => silences.reason(code, &Address::Provider(check.provider.clone())),
    };
    if let Some(reason) = reason {
        check.outcome = Verdict::Skipped;
        check.silenced = Some(reason.to_owned());
        check.advice = None;
    }
}

fn of_provider(evidence: &Evidence<'_>, bench: &mut Bench<'_>) {
    let provider = bench.provider;
    let opened = inspect_account::credentials(evidence, bench);
    if opened {
        inspect_account::standing(evidence, bench);
        services(evidence, bench);
    }
    let declared: Vec<(&Address, &Resource)> = evidence
        .desired
        .resources
        .iter()
        .filter(|(address, _)| address.provider() == Some(provider))
        .collect();
    for (address, number) in declared.iter().filter(|(a, _)| a.kind() == Kind::Number) {
        inspect_number::check(evidence, bench, address, number, opened);
    }
    for (address, service) in declared
        .iter()
        .filter(|(a, _)| a.kind() == Kind::MessagingService)
    {
        group(evidence, bench, address, service);
    }
    takers::check(evidence, bench);
}

/// Something that was asked and not answered: the run is incomplete.
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

fn services(evidence: &Evidence<'_>, bench: &mut Bench<'_>) {
    let title = "Messaging services";
    let Some(unread) = evidence.unread(bench.provider, Kind::MessagingService) else {
        let noted = (Verdict::Passed, "reachable".to_owned());
        bench.note("services", None, title, noted);
        return;
    };
    // Whatever the reason: one of them may answer in a number's place, as may an application.
    bench.gap = true;
    let title = "Services and applications in front of the numbers";
    let noted = (Verdict::Failed, unread.why.clone());
    let check = bench.note("services", None, title, noted);
    check.code = Some(unread.code);
    check.advice = Some(unread.help.clone());
}

/// A declared messaging service.
fn group(evidence: &Evidence<'_>, bench: &mut Bench<'_>, address: &Address, service: &Resource) {
    let name = service.key.as_deref().or(service.id.as_deref());
    let title = format!("Messaging service {}", name.unwrap_or(address.name()));
    let finding = evidence.finding(address);
    let change = evidence
        .plan
        .changes
        .iter()
        .find(|change| change.address == *address);
    let (verdict, detail) = match (evidence.observed.sight(address), finding, change) {
        (Sight::Unread, _, _) => (
            Verdict::Skipped,
            "the services could not be read".to_owned(),
        ),
        (_, Some(finding), _) if finding.code != NAMESAKES => {
            (Verdict::Failed, finding.summary.clone())
        }
        (Sight::Absent, _, _) => (Verdict::Failed, "not in the account yet".to_owned()),
        (Sight::Seen(_), _, Some(change)) if change.action == Action::Update => (
            Verdict::Failed,
            format!("{} not as declared", inspect_number::fields(change)),
        ),
        (Sight::Seen(_), Some(finding), _) => (Verdict::Warning, finding.summary.clone()),
        (Sight::Seen(_), None, _) => (Verdict::Passed, "as declared".to_owned()),
    };
    let check = bench.note("service", Some(address), title, (verdict, detail));
    if matches!(verdict, Verdict::Failed | Verdict::Warning) {
        check.code = finding.map(|finding| finding.code);
        check.advice = Some(finding.map_or_else(
            || {
                "`switchboard plan` shows what differs, `switchboard apply` puts it right"
                    .to_owned()
            },
            |finding| finding.help.clone(),
        ));
    }
}

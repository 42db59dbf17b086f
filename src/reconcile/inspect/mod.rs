//! Turns the readings into the checks of `test`, provider by provider, in the order of setting up
//! an account: does it open, is it in use, are the numbers there, does a text to them reach the
//! right place. Pure: the account itself is judged in `account`, numbers in `number`.

mod account;
mod evidence;
mod fields;
mod named_object;
mod number;
mod takers;
mod unused_ignores;

use crate::model::{Address, Check, Inspection, Kind, Level, Name, Resource, Silences, Verdict};
use evidence::Bench;
pub use evidence::Evidence;

/// Makes the checks of these providers.
pub fn inspect(evidence: &Evidence<'_>, providers: &[Name]) -> Inspection {
    let mut all = Inspection {
        shard: None,
        scope: evidence.plan.scope.clone(),
        checks: Vec::new(),
        complete: true,
        comparison: None,
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
        unused_ignores::check(evidence, &mut bench);
        all.complete &= !bench.gap;
        all.checks.extend(bench.checks);
    }
    all
}

/// Marks a check as skipped if the configuration suppresses its finding. A finding about a whole
/// account belongs to the address of its provider.
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
    let opened = account::credentials(evidence, bench);
    if opened {
        account::standing(evidence, bench);
        services(evidence, bench);
    }
    let declared: Vec<(&Address, &Resource)> = evidence
        .desired
        .resources
        .iter()
        .filter(|(address, _)| address.provider() == Some(provider))
        .collect();
    for (address, number) in declared.iter().filter(|(a, _)| a.kind() == Kind::Number) {
        number::check(evidence, bench, address, number, opened);
    }
    let named = declared.iter();
    for (address, object) in named.filter(|(a, _)| a.kind().is_found_by_name()) {
        named_object::check(evidence, bench, address, object);
    }
    takers::check(evidence, bench);
}

fn services(evidence: &Evidence<'_>, bench: &mut Bench<'_>) {
    let overlap = evidence
        .routers
        .get(bench.provider)
        .is_some_and(|it| !it.exclusive());
    let title = if overlap {
        "Receivers of texts"
    } else {
        "Messaging services"
    };
    let unread = evidence.unread(bench.provider, Level::Group);
    let unread = unread.or_else(|| evidence.unread(bench.provider, Level::Handler));
    let Some(unread) = unread else {
        let noted = (Verdict::Passed, "reachable".to_owned());
        bench.note("services", None, title, noted);
        return;
    };
    // This is a gap whatever the reason: a service or an application may answer in a number's
    // place.
    bench.gap = true;
    let title = if overlap {
        "Receivers of texts"
    } else {
        "Services and applications in front of the numbers"
    };
    let noted = (Verdict::Failed, unread.why.clone());
    let check = bench.note("services", None, title, noted);
    check.code = Some(unread.code);
    check.advice = Some(unread.help.clone());
}

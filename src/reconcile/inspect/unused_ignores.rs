//! Reports each `ignore` under a provider that suppresses nothing, if everything that it could be
//! about was read. Pure.

use super::evidence::{Bench, Evidence};
use crate::model::{Address, Code, CounterpartCode, FindingCode, Verdict};

/// Codes that only a plan reports; `test` does not look for them.
const OF_PLANS: [FindingCode; 2] = [
    FindingCode::UndeclaredGroupAnswers,
    FindingCode::LeavesGroup,
];

/// Codes about which nothing is known if the takers were not read.
const OF_TAKERS: [FindingCode; 2] = [FindingCode::MayBeTakenFirst, FindingCode::TakersNotRead];

/// Adds a check for each unused `ignore`. What a comparison with a counterpart finds is not among the
/// checks, so nothing is said about its codes. The suppressed checks show which `ignore` has an effect.
pub(super) fn check(evidence: &Evidence<'_>, bench: &mut Bench<'_>) {
    let unsure = |id| ["credentials", "services", "owned"].contains(&id);
    let blind = bench.gap
        || bench
            .checks
            .iter()
            .any(|check| unsure(check.id) && check.outcome != Verdict::Passed);
    if blind {
        return;
    }
    let own = |address: &Address| address.provider() == Some(bench.provider);
    let unlooked = bench
        .checks
        .iter()
        .any(|check| check.code == Some(FindingCode::TakersNotRead.code()));
    let effective = |code: Code, address: &Address| {
        let covers = |about: &Address| evidence.silences.covers(address, about);
        let read = |(found, about): &(Code, Address)| *found == code && covers(about);
        evidence.silenced.iter().any(read)
            || bench.checks.iter().any(|check| {
                let about = check.address.as_ref();
                let whole = Address::Provider(check.provider.clone());
                check.silenced.is_some()
                    && check.code == Some(code)
                    && covers(about.unwrap_or(&whole))
            })
    };
    let idle: Vec<(&Address, Code)> = evidence
        .silences
        .iter()
        .filter(|(address, code, _)| own(address) && !code.is_one_of(&OF_PLANS))
        .filter(|(_, code, _)| !code.is_one_of(CounterpartCode::ALL))
        .filter(|(_, code, _)| !(unlooked && code.is_one_of(&OF_TAKERS)))
        .filter(|(address, code, _)| !effective(*code, address))
        .map(|(address, code, _)| (address, code))
        .collect();
    for (address, code) in idle {
        let detail = format!("{code} is ignored, and is not found here");
        let noted = (Verdict::Warning, detail);
        let check = bench.note("ignored", Some(address), address.to_string(), noted);
        check.code = Some(FindingCode::UnusedIgnore.into());
        check.advice = Some("remove what `ignore` no longer has to silence".to_owned());
    }
}

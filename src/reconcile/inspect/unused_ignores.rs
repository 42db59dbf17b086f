//! Tells of each `ignore` under a provider that silences nothing, where everything was read that
//! it could be about. Pure.

use super::evidence::{Bench, Evidence};
use crate::model::{Address, Verdict};
use crate::reconcile::takers::{MAY_TAKE, UNLOOKED};

/// The code of an `ignore` without effect.
const UNUSED: &str = "W0755";
/// What only a plan tells; whether that would be told is not looked for here.
const OF_PLANS: [&str; 2] = ["W0722", "W0724"];

/// Notes them. The checks have been silenced by now, so those that are show what has an effect.
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
        .any(|check| check.code == Some(UNLOOKED));
    let effective = |code: &str, address: &Address| {
        let covers = |about: &Address| evidence.silences.covers(address, about);
        let read = |(found, about): &(&str, Address)| *found == code && covers(about);
        evidence.silenced.iter().any(read)
            || bench.checks.iter().any(|check| {
                let about = check.address.as_ref();
                let whole = Address::Provider(check.provider.clone());
                check.silenced.is_some()
                    && check.code == Some(code)
                    && covers(about.unwrap_or(&whole))
            })
    };
    let idle: Vec<(&Address, &str)> = evidence
        .silences
        .iter()
        .filter(|(address, code, _)| own(address) && !OF_PLANS.contains(code))
        .filter(|(_, code, _)| !(unlooked && [MAY_TAKE, UNLOOKED].contains(code)))
        .filter(|(address, code, _)| !effective(code, address))
        .map(|(address, code, _)| (address, code))
        .collect();
    for (address, code) in idle {
        let detail = format!("{code} is ignored, and is not found here");
        let noted = (Verdict::Warning, detail);
        let check = bench.note("ignored", Some(address), address.to_string(), noted);
        check.code = Some(UNUSED);
        check.advice = Some("remove what `ignore` no longer has to silence".to_owned());
    }
}

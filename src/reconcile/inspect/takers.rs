//! The checks of what may take texts before a declared number's own settings. Pure.

use super::evidence::{Bench, Evidence};
use crate::model::{Kind, Verdict};

/// The checks of `test`: the account's list, and each declared number that it names.
pub(super) fn check(evidence: &Evidence<'_>, bench: &mut Bench<'_>) {
    let asked = evidence.accounts.get(bench.provider);
    let Some(takers) = asked.and_then(|asked| asked.takers.clone()) else {
        return;
    };
    let declared = evidence.desired.resources.iter().filter(|(address, _)| {
        address.kind() == Kind::Number && address.provider() == Some(bench.provider)
    });
    let mut free = true;
    for (address, number) in declared {
        let key = number.key.as_deref().unwrap_or(address.name());
        for taker in takers.of(key) {
            free = false;
            let title = format!("{} and {key}", takers.place);
            let noted = (Verdict::Warning, taker.summary.clone());
            let check = bench.note("takers", Some(address), title, noted);
            check.code = Some(taker.code);
            check.advice = Some(taker.help.to_owned());
        }
    }
    match &takers.unread {
        // Not a gap: everything that the user asked to test was tested.
        Some(unlooked) => {
            let noted = (Verdict::Skipped, format!("not checked: {}", unlooked.why));
            let check = bench.note("takers", None, takers.place, noted);
            check.code = Some(unlooked.code);
        }
        None if free => {
            let detail = "nothing there takes texts to the declared numbers".to_owned();
            bench.note("takers", None, takers.place, (Verdict::Passed, detail));
        }
        None => {}
    }
}

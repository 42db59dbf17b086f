//! What `explain` asks besides what a plan reads: what may take texts before the handler that is
//! explained. Only accounts are asked of which something is claimed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::cli::planning::Desk;
use crate::cli::session::{Project, World};
use crate::model::{Address, Finding, Name, NumberRoutes, Severity, Takers};
use crate::reconcile;
use crate::report::explain::Explanation;
use crate::yaml::Diagnostic;

/// What the accounts of these numbers say, by provider.
pub async fn ask(desk: &Desk, numbers: &[&NumberRoutes]) -> BTreeMap<Name, Arc<Takers>> {
    let claimed = numbers.iter().filter(|number| number.now.is_some());
    let providers: BTreeSet<Name> = claimed.map(|number| number.provider.clone()).collect();
    reconcile::takers(&desk.accounts, &providers).await
}

/// The findings at the declared ones among these numbers, unless the configuration silences them.
pub fn found(
    numbers: &[Explanation<'_>],
    desk: &Desk,
    project: &Project,
    world: &World,
) -> Vec<Diagnostic> {
    let declared = numbers.iter().filter(|one| one.number.is_declared);
    let at = declared.filter_map(|one| Some((one, one.number.address.as_ref()?)));
    let found = at.flat_map(|(one, address)| one.taken_by().map(move |taker| (address, taker)));
    found
        .filter(|(address, taker)| !desk.silences.hide(taker.code, Some(address)))
        .map(|(address, taker)| Finding {
            severity: Severity::Warning,
            code: taker.code,
            address: Some(Address::clone(address)),
            key: Some("phone_number"),
            summary: taker.summary.clone(),
            help: taker.help.to_owned(),
            blocks: false,
        })
        .map(|finding| super::answer::placed(&finding, project, world))
        .collect()
}

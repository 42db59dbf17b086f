//! Records the intent of each step before it is sent. The registry refuses a step whose object
//! another project or environment owns or is about to write; the other steps continue.

use std::collections::BTreeMap;

use super::Accounts;
use super::execution::{Execution, Step};
use crate::registry::{Intent, RegistryError, Session, Settlement};

/// Records the steps that ended and those that begin. Removes from `starting` the steps that the
/// registry refuses because of an owner, ends their changes, and returns their positions.
pub(super) async fn record(
    session: &mut dyn Session,
    settled: &[Settlement],
    starting: &mut Vec<(usize, Step)>,
    executions: &mut BTreeMap<usize, Execution<'_>>,
    accounts: &Accounts,
) -> Result<Vec<usize>, RegistryError> {
    let mut refused = Vec::new();
    loop {
        let mut intents: Vec<Intent> = Vec::new();
        for (at, step) in starting.iter() {
            if let Some(execution) = executions.get(at) {
                intents.push(step.intent(execution, accounts.id_of(&execution.change.address)));
            }
        }
        let Err(error) = session.record(settled, &intents).await else {
            return Ok(refused);
        };
        let RegistryError::OwnedElsewhere { key, .. } = &error else {
            return Err(error);
        };
        let claims_it = |intent: &Intent| {
            let claim = intent.claim.as_ref();
            claim.is_some_and(|claim| claim.to_string() == *key)
        };
        // The refusal may also concern an object that is recorded already.
        let Some(which) = intents.iter().position(claims_it) else {
            return Err(error);
        };
        let (at, step) = starting.remove(which);
        if let Some(execution) = executions.get_mut(&at) {
            execution.unsent(step, &error.to_string());
        }
        refused.push(at);
    }
}

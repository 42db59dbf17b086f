//! What begins is noted before it is sent. What another project or environment owns, or is about to
//! write, is turned away there; the rest goes on.

use std::collections::BTreeMap;

use super::Accounts;
use super::apply::provider_id;
use super::course::{Course, Step};
use crate::registry::{Intent, RegistryError, Session, Settlement};

/// Records what ended and what begins next. Takes the steps out of `starting` that the registry
/// refuses on account of their owner, and ends their changes; says which these are.
pub(super) async fn record(
    session: &mut dyn Session,
    settled: &[Settlement],
    starting: &mut Vec<(usize, Step)>,
    courses: &mut BTreeMap<usize, Course<'_>>,
    accounts: &Accounts,
) -> Result<Vec<usize>, RegistryError> {
    let mut refused = Vec::new();
    loop {
        let mut intents: Vec<Intent> = Vec::new();
        for (at, step) in starting.iter() {
            if let Some(course) = courses.get(at) {
                intents.push(step.intent(course, provider_id(course.change, accounts)));
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
        // Something that is recorded already may be somebody else's as well.
        let Some(which) = intents.iter().position(claims_it) else {
            return Err(error);
        };
        let (at, step) = starting.remove(which);
        if let Some(course) = courses.get_mut(&at) {
            course.unsent(step, &error.to_string());
        }
        refused.push(at);
    }
}

//! The ends of changes: those that begin no more steps, and the result of each.

use std::collections::BTreeMap;

use super::execution::{Execution, Outcome};
use super::{Applied, Event, spans};
use crate::model::Action;

/// Lets these changes begin no more steps.
pub(super) fn stop(
    executions: &mut BTreeMap<usize, Execution<'_>>,
    which: impl Iterator<Item = usize>,
    why: &str,
) {
    for at in which {
        if let Some(execution) = executions.get_mut(&at) {
            execution.stop(why);
        }
    }
}

/// Removes the changes that have ended, and reports how.
pub(super) fn conclude(
    executions: &mut BTreeMap<usize, Execution<'_>>,
    report: &mut (dyn FnMut(Event<'_>) + Send),
    applied: &mut Applied,
) {
    for (_, execution) in executions.extract_if(.., |_, execution| execution.is_over()) {
        let change = execution.change;
        let (address, action) = (change.address.clone(), change.action);
        let span = execution.span().clone();
        let (outcome, id, joins) = execution.outcome();
        let (word, amiss) = outcome.in_trace();
        spans::ended(&span, word, amiss);
        if let (Action::Create, Some(id)) = (action, &id) {
            applied.made.insert(address.clone(), id.to_string());
        }
        if joins.total() > 0 && !matches!(outcome, Outcome::NotTried(_)) {
            applied.joins.insert(address.clone(), joins.clone());
        }
        let (list, why) = match outcome {
            Outcome::Done => {
                let (id, joins) = (id.as_deref(), &joins);
                report(Event::Completed { change, id, joins });
                applied.done.push((address, action));
                continue;
            }
            Outcome::NotTried(why) => {
                applied.not_tried.push((address, action, why));
                continue;
            }
            Outcome::Partly(why) => (&mut applied.partly, why),
            Outcome::Failed(why) => (&mut applied.failed, why),
            Outcome::Unsettled(why) => (&mut applied.unsettled, why),
        };
        report(Event::Failed {
            change,
            why: &why,
            joins: &joins,
        });
        list.push((address, action, why));
    }
}

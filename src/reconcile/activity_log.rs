//! Asks the accounts who changed the objects that drifted. The number of reads is limited, and none
//! is repeated. A failure only leaves the question open.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::Accounts;
use crate::model::{AuditEvent, Name};
use crate::provider::{Account, AuditQuery};

/// The most HTTP requests, over all accounts.
const MOST: u64 = 20;
/// The most objects that are queried one by one; for more objects, the whole account is queried.
const FEW: usize = 10;

/// The answers of the accounts.
#[derive(Debug, Default)]
pub struct Activity {
    /// The events, in no order.
    pub events: Vec<AuditEvent>,
    /// True if some events could not be read.
    pub partly: bool,
    /// The first reason, in one line without secrets.
    pub failed: Option<String>,
    /// The number of HTTP requests that were made.
    pub reads: u64,
}

/// The events since a time of the objects with these identifiers, which are grouped by provider.
pub async fn activity_log(
    accounts: &Accounts,
    in_question: &BTreeMap<Name, BTreeSet<String>>,
    since: Timestamp,
) -> Activity {
    let few = in_question.values().map(BTreeSet::len).sum::<usize>() <= FEW;
    let mut questions = Vec::new();
    for (account, providers) in accounts.iter() {
        let ids = providers.iter().filter_map(|name| in_question.get(name));
        let ids: BTreeSet<&String> = ids.flatten().collect();
        match (ids.is_empty(), few) {
            (true, _) => {}
            (false, true) => questions.extend(ids.into_iter().map(|id| (account, Some(id)))),
            (false, false) => questions.push((account, None)),
        }
    }
    let mut activity = Activity::default();
    let mut closed: Option<&str> = None;
    let mut open = questions.len() as u64;
    for (account, id) in questions {
        let left = MOST.saturating_sub(activity.reads);
        let share = left.checked_div(open).unwrap_or(0).max(1);
        open = open.saturating_sub(1);
        if left == 0 {
            activity.partly = true;
            let many = "more accounts drifted than are searched for authors";
            activity.failed.get_or_insert_with(|| many.to_owned());
            break;
        }
        // What an account refuses once, it refuses for each of its objects.
        if closed == Some(account.id()) {
            continue;
        }
        let since = AuditQuery {
            at: since,
            id: id.cloned(),
            reads: share,
        };
        if ask(account.as_ref(), &since, &mut activity).await {
            closed = Some(account.id());
        }
    }
    activity
}

/// Asks one question; true if it failed.
async fn ask(account: &dyn Account, since: &AuditQuery, activity: &mut Activity) -> bool {
    let answer = account.events(since).await;
    activity.reads += answer.reads;
    activity.events.extend(answer.events);
    activity.partly |= answer.cut || answer.failed.is_some();
    let why = match answer.failed {
        Some(error) => error.to_string(),
        None if answer.cut => format!("{} has more events than are read", account.id()),
        None => return false,
    };
    activity.failed.get_or_insert(why);
    true
}

//! Protection against creating an object twice: the unclear attempts of earlier runs, which are
//! read before anything is created, and names that several groups have, which are looked up
//! afterwards.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{Accounts, Applied};
use crate::model::{
    Action, Address, Change, FieldName, Finding, FindingCode, Kind, Plan, Severity, Value,
};
use crate::plan;
use crate::registry::{Attempt, RegistryError, Session};

/// The age at which an attempt has ended at any provider.
const OVER: SignedDuration = SignedDuration::from_hours(1);

/// The attempts of earlier runs that a provider may still complete.
pub(super) struct UnclearAttempts(Vec<Attempt>);

impl UnclearAttempts {
    /// The attempts that matter for a plan.
    pub(super) async fn of(plan: &Plan, session: &mut dyn Session) -> Result<Self, RegistryError> {
        if !plan.effective().any(makes) {
            return Ok(Self(Vec::new()));
        }
        let since = Timestamp::now().checked_sub(OVER).unwrap_or_default();
        Ok(Self(session.unclear(&format!("{since:.3}")).await?))
    }

    /// The time of the last attempt to create the same object without a known end. Since an address
    /// can be renamed meanwhile, a group is the same if it has the same name.
    pub(super) fn tried(&self, change: &Change) -> Option<Timestamp> {
        if !makes(change) {
            return None;
        }
        let named = |attempt: &&Attempt| {
            // Any field may hold the name: it is the same field in both.
            let holds_name = |(field, value): (&FieldName, &Value)| {
                let name = value
                    .as_text()
                    .filter(|name| Some(*name) == change.key.as_deref());
                name.is_some()
                    && change
                        .after
                        .as_ref()
                        .is_some_and(|to| to.get(field) == value)
            };
            attempt.address.kind().is_found_by_name()
                && attempt.address.kind() == change.address.kind()
                && attempt.fields.iter().any(holds_name)
        };
        let same = |attempt: &&Attempt| attempt.address == change.address || named(attempt);
        let times = self.0.iter().filter(same);
        // A time that cannot be parsed counts as now.
        times
            .map(|attempt| attempt.at.parse().unwrap_or_else(|_| Timestamp::now()))
            .max()
    }
}

/// True if a change creates an object.
fn makes(change: &Change) -> bool {
    change.writes_to_provider() && matches!(change.action, Action::Create | Action::Purchase)
}

/// Finds other objects with the names of the created ones, with one look-up per account and kind.
pub(super) async fn namesakes(plan: &Plan, accounts: &Accounts, applied: &Applied) -> Vec<Finding> {
    let is_tried = |change: &&Change| {
        let mut untried = applied.not_tried.iter();
        !untried.any(|(address, ..)| *address == change.address)
    };
    let created = plan.effective().filter(|change| {
        makes(change) && change.address.kind().is_found_by_name() && is_tried(change)
    });
    let mut by_account: BTreeMap<(&str, Kind), Vec<&Change>> = BTreeMap::new();
    for change in created {
        by_account
            .entry((accounts.id_of(&change.address), change.address.kind()))
            .or_default()
            .push(change);
    }
    let mut findings = Vec::new();
    for ((_, kind), changes) in by_account {
        let first = changes.first().and_then(|change| change.address.provider());
        let Some(account) = first.and_then(|provider| accounts.of(provider)) else {
            continue;
        };
        let names: Vec<String> = changes
            .iter()
            .filter_map(|change| change.key.clone())
            .map(String::from)
            .collect();
        let found = account.namesakes(kind, &names).await;
        for change in changes {
            let name = change.key.as_deref().unwrap_or_default();
            match &found {
                Ok(found) => findings.extend(found.get(name).map(|ids| {
                    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
                    plan::namesakes(&change.address, name, None, &ids, Some(account.keys()))
                })),
                // A failed change is reported as such, and the next plan looks up its name.
                Err(error) if is_done(applied, &change.address) => {
                    findings.push(unlooked(
                        &change.address,
                        name,
                        account.keys().name,
                        &error.to_string(),
                    ));
                }
                Err(_) => {}
            }
        }
    }
    findings
}

fn is_done(applied: &Applied, address: &Address) -> bool {
    let done = applied.done.iter().any(|(done, _)| done == address);
    done || applied.partly.iter().any(|(done, ..)| done == address)
}

fn unlooked(address: &Address, name: &str, key: &'static str, why: &str) -> Finding {
    Finding {
        severity: Severity::Warning,
        code: FindingCode::NamesNotRead.into(),
        address: Some(address.clone()),
        key: Some(key),
        summary: format!(
            "the {} {name} was created, and whether another one has its name could not be looked up: {why}",
            address.kind()
        ),
        help: "run `switchboard plan`: it reports the names that several objects have".to_owned(),
        blocks: false,
    }
}

//! Whether a member of a group can join it. A number that is not in the account and is not bought
//! by the same plan cannot join, so the group is planned without it (E0729). A number whose group
//! is not among the targets does not join yet (W0730).

use std::collections::BTreeMap;

use super::membership::Membership;
use super::purchase;
use crate::model::{
    Address, Change, Finding, FindingCode, Kind, Observed, Resource, Router, Selection, Severity,
    Sight, State,
};
use crate::plan::Terms;

/// A number that should be in a group.
pub(in crate::plan) struct Joining<'a> {
    /// The address of the number and its declaration.
    pub(in crate::plan) number: Option<(&'a Address, &'a Resource)>,
    /// The number in E.164.
    pub(in crate::plan) member: &'a str,
    /// The group.
    pub(in crate::plan) group: &'a Address,
}

/// Returns the findings about what the targets leave out: a number that is declared in a group and
/// is in none, and that does not join by this plan because the group is not among the targets.
pub(in crate::plan) fn outside_targets(
    changes: &[&mut Change],
    membership: &Membership<'_>,
    selection: &Selection,
) -> Vec<Finding> {
    let find = |change: &&mut Change| {
        let key = change.key.as_deref()?;
        let group = membership.declared_in(key)?;
        let joins = selection.covers(group) || membership.now(key).is_some();
        (change.address.kind() == Kind::Number && !joins).then(|| Finding {
            severity: Severity::Warning,
            code: FindingCode::DoesNotJoin.into(),
            address: Some(change.address.clone()),
            key: None,
            summary: format!(
                "{key} does not join {group} by this plan: the group is {}",
                outside(group, selection)
            ),
            help: if selection.excludes(group) {
                format!("plan without excluding {group}")
            } else {
                format!("add `--target {group}`, or plan without targets")
            },
            blocks: false,
        })
    };
    changes.iter().filter_map(find).collect()
}

/// Why an address is outside a selection.
fn outside(address: &Address, selection: &Selection) -> &'static str {
    if selection.excludes(address) {
        "excluded"
    } else {
        "not among the targets"
    }
}

/// Whether a number can join its group.
pub(in crate::plan) enum There {
    /// The number is in the account or will be, or this is not known.
    Yes,
    /// The number is not in the account. The finding is here unless the number's own finding
    /// reports it.
    No(Option<Finding>),
}

impl Joining<'_> {
    /// Whether the number is known not to receive texts.
    pub(in crate::plan) fn is_deaf(&self, router: &dyn Router, observed: &Observed) -> bool {
        let seen = self
            .number
            .and_then(|(address, _)| observed.state.get(address));
        seen.is_some_and(|seen| router.receives(&seen.fields) == Some(false))
    }

    /// Returns whether the number is in the account. `elsewhere` are numbers seen in other
    /// accounts.
    pub(in crate::plan) fn there(
        &self,
        recorded: &State,
        observed: &Observed,
        terms: &Terms<'_>,
        elsewhere: &BTreeMap<String, String>,
    ) -> There {
        let Some((address, number)) = self.number else {
            return There::Yes;
        };
        let seen = !matches!(observed.sight(address), Sight::Absent);
        if seen || !terms.selection.covers(self.group) {
            return There::Yes;
        }
        let may_be_bought =
            number.obtainable && purchase::withheld(Some(number), recorded, elsewhere).is_none();
        let planned = terms.selection.covers(address);
        if planned {
            return if may_be_bought {
                There::Yes
            } else {
                There::No(None)
            };
        }
        let (why, help) = if may_be_bought && terms.selection.excludes(address) {
            (
                "it is not bought yet, and is excluded",
                format!("plan without excluding {address}; buying it also needs --allow-purchases"),
            )
        } else if may_be_bought {
            (
                "it is not bought yet, and is not among the targets",
                format!("add `--target {address}`; buying it also needs --allow-purchases"),
            )
        } else {
            (
                "it is not in the account",
                format!("`switchboard plan --target {address}` says what to do about it"),
            )
        };
        There::No(Some(Finding {
            severity: Severity::Error,
            code: FindingCode::MemberNotInAccount.into(),
            address: Some(self.group.clone()),
            key: terms.keys(self.group).map(|keys| keys.members),
            summary: format!("{} cannot join: {why}", self.member),
            help,
            blocks: false,
        }))
    }
}

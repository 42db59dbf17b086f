//! The rules. Each file finds one problem of a declaration, in the light of the accounts and the
//! registry; its first lines name the code.

pub(super) mod absent_handler;
pub(super) mod ambiguous_name;
pub(super) mod another_sender;
pub(super) mod capacity;
pub(super) mod case;
pub(super) mod deleted_group;
pub(super) mod duplicate_group;
pub(super) mod not_in_account;
pub(super) mod objection;
pub(super) mod owned_elsewhere;
pub(super) mod planned;
pub(super) mod remark;
pub(super) mod same_name;
pub(super) mod shadows;
pub(super) mod sms_capability;
pub(super) mod takes_over;
pub(super) mod unmade_handler;

use case::Case;
use planned::Planned;

use crate::model::Finding;

/// A check of one address.
type Rule = fn(&Case<'_>) -> Option<Finding>;

/// Rules whose finding means that nothing is planned for the address. The first one that finds
/// something is reported.
const REFUSALS: [Rule; 7] = [
    owned_elsewhere::find,
    ambiguous_name::find,
    duplicate_group::find,
    objection::find,
    sms_capability::find,
    unmade_handler::find,
    absent_handler::find,
];

/// Rules whose findings are reported beside the decision.
const NOTICES: [Rule; 3] = [deleted_group::find, same_name::find, remark::find];

/// Rules about what a planned change does beyond its own object.
const OF_CHANGES: [fn(&Planned<'_>) -> Vec<Finding>; 4] = [
    capacity::find,
    another_sender::find,
    owned_elsewhere::rerouted,
    remark::announced,
];

/// Returns why nothing may be planned for an address; `None` if it may be planned.
pub(super) fn refusal(case: &Case<'_>) -> Option<Finding> {
    REFUSALS.iter().find_map(|rule| rule(case))
}

/// Returns the other findings about an address.
pub(super) fn notices(case: &Case<'_>) -> impl Iterator<Item = Finding> {
    NOTICES.iter().filter_map(|rule| rule(case))
}

/// Returns the findings about a planned change.
pub(super) fn of_change(planned: &Planned<'_>) -> impl Iterator<Item = Finding> {
    OF_CHANGES.iter().flat_map(|rule| rule(planned))
}

//! The rules. Each file finds one problem of a declaration, in the light of the accounts and the
//! registry.

pub(super) mod ambiguous_name;
pub(super) mod capacity;
pub(super) mod case;
pub(super) mod deleted_group;
pub(super) mod duplicate_group;
pub(super) mod not_in_account;
pub(super) mod owned_elsewhere;
pub(super) mod same_name;
pub(super) mod shadows;
pub(super) mod sms_capability;

use case::Case;

use crate::model::Finding;

/// A check of one address.
type Rule = fn(&Case<'_>) -> Option<Finding>;

/// Rules whose finding means that nothing is planned for the address. The first one that finds
/// something is reported.
const REFUSALS: [Rule; 4] = [
    owned_elsewhere::find,
    ambiguous_name::find,
    duplicate_group::find,
    sms_capability::find,
];

/// Rules whose findings are reported beside the decision.
const NOTICES: [Rule; 2] = [deleted_group::find, same_name::find];

/// Returns why nothing may be planned for an address; `None` if it may be planned.
pub(super) fn refusal(case: &Case<'_>) -> Option<Finding> {
    REFUSALS.iter().find_map(|rule| rule(case))
}

/// Returns the other findings about an address.
pub(super) fn notices(case: &Case<'_>) -> impl Iterator<Item = Finding> {
    NOTICES.iter().filter_map(|rule| rule(case))
}

//! An object that its provider's kind does not let be changed now, such as one that is being changed
//! already. The kind has the code and the words.

use super::case::Case;
use crate::model::Finding;

/// Returns the finding about a declared object that must not be changed now.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let (want, seen) = (case.want?, case.seen?);
    let router = case.terms.router(case.address)?;
    let kind = case.address.kind();
    let objection = router.objection(kind, &want.fields, &seen.fields)?;
    Some(objection.at(case.address))
}

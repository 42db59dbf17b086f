//! E0769: a number names a handler that the account does not have and that the plan does not create.
//! Nothing is planned for the number: without its handler, half of its settings would be written.

use super::case::Case;
use crate::model::{Address, Finding, FindingCode, Router, Severity, Sight};

/// Returns the finding about such a number. The references that are left name handlers without an
/// identifier.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let want = case.want?;
    let mut named = want.fields.references();
    let (field, named, why, help) = named.find_map(|(field, named)| {
        let (why, help) = not_made(case, named)?;
        Some((field, named, why, help))
    })?;
    let links = case.terms.router(case.address).map(Router::links);
    let mut links = links.into_iter().flatten();
    let link = links.find(|link| link.field == field.as_str());
    let number = want.key.as_deref().unwrap_or(case.address.name());
    Some(Finding {
        severity: Severity::Error,
        code: FindingCode::HandlerNotThere.into(),
        address: Some(case.address.clone()),
        key: link.map(|link| link.key),
        summary: format!("{named} should answer texts to {number}, but it {why}"),
        help,
        blocks: false,
    })
}

/// Why the plan does not create a handler; `None` if it does, or if it is not known whether the
/// account has it.
fn not_made(case: &Case<'_>, named: &Address) -> Option<(&'static str, String)> {
    if matches!(case.observed.sight(named), Sight::Unread) {
        return None;
    }
    if !case.terms.selection.covers(named) {
        let why = "does not exist yet and is not part of this plan";
        return Some((
            why,
            format!("plan {named} too: add `--target {named}`, or leave out what excludes it"),
        ));
    }
    let of_handler = Case {
        address: named,
        want: case.desired.get(named),
        have: case.recorded.state.get(named),
        seen: case.observed.state.get(named),
        joins_in_vain: false,
        ..*case
    };
    let by_identifier = of_handler.want.is_some_and(|want| want.id.is_some());
    let refused = super::refusal(&of_handler).is_some();
    (by_identifier || refused).then(|| {
        let help = format!("the error about {named} says what to do");
        ("is neither in the account nor created", help)
    })
}

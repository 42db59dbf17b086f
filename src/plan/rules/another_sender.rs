//! W0768: a group holds another member already in a set that usually holds one. Nothing is removed
//! or replaced. The provider may have raised the limit for this account, so the attempt is made.

use super::planned::Planned;
use crate::model::{Finding, FindingCode, Severity, Value};

/// Returns the findings about such sets.
pub(super) fn find(planned: &Planned<'_>) -> Vec<Finding> {
    let Planned { change, terms, .. } = *planned;
    let kind = change.address.kind();
    let Some(router) = terms.router(&change.address).filter(|_| kind.is_group()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for field in &change.fields {
        let Some(yaml_key) = router.holds_one(&field.field) else {
            continue;
        };
        if field.after.members_missing_in(&field.before) == 0 {
            continue;
        }
        let there: Vec<&str> = Value::members(&field.before)
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        if there.is_empty() {
            continue;
        }
        found.push(Finding {
            severity: Severity::Warning,
            code: FindingCode::HoldsAnotherSender.into(),
            address: Some(change.address.clone()),
            key: Some(yaml_key),
            summary: format!(
                "{} has the sender {} already, and a {kind} usually holds one",
                change.key.as_deref().unwrap_or(change.address.name()),
                there.join(", "),
            ),
            help: "nothing is replaced: the attempt is made, and the provider may refuse it; remove the other sender in the provider's console, or declare that one".to_owned(),
            blocks: false,
        });
    }
    found
}

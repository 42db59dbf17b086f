//! E0725: a group that is found by its name, where several have that name.

use super::case::Case;
use crate::model::{Finding, FindingCode, Severity};

/// The finding about a declared group whose name several groups of the account have.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let Case { address, terms, .. } = *case;
    let candidates = case.observed.ambiguous.get(address)?;
    let name = case.want?.key.as_deref().unwrap_or(address.name());
    let keys = terms.keys(address);
    Some(Finding {
        severity: Severity::Error,
        code: FindingCode::AmbiguousGroup.into(),
        address: Some(address.clone()),
        key: keys.map(|keys| keys.name),
        summary: format!("several are called {name}: {}", candidates.join(", ")),
        help: format!(
            "say which one is meant with its {}",
            keys.map_or("identifier", |keys| keys.id)
        ),
        blocks: false,
    })
}

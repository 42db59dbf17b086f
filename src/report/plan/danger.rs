//! How much a planned change deserves a reviewer's attention.

use crate::model::{Action, Change, FieldChange};

/// The classes of changes, the most dangerous first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Danger {
    /// It changes who answers: a route, or a URL that is called.
    Answers,
    /// It costs money.
    Purchases,
    /// Switchboard no longer manages the resource.
    Forgets,
    /// Every other change that is written at the provider.
    Writes,
    /// It is only recorded.
    Records,
}

/// The class of a change.
pub(super) fn danger(change: &Change) -> Danger {
    let route = change.route.as_deref();
    let url = |field: &FieldChange| field.field.ends_with("url");
    let answers = route.is_some_and(|route| !route.stays())
        || change.fields.iter().any(url)
        || !change.affects.is_empty()
        || !change.detaches.is_empty();
    match change.action {
        Action::Purchase => Danger::Purchases,
        Action::Forget => Danger::Forgets,
        // A new number that nothing answered before takes nothing from anyone.
        Action::Update | Action::Adopt | Action::NoOp if answers => Danger::Answers,
        _ if change.writes_to_provider() || change.creates_at_counterpart() => Danger::Writes,
        _ => Danger::Records,
    }
}

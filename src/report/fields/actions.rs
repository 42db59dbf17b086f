//! The words for actions: signs, participles, counts, and the fields that a change drops.

use crate::model::{Action, Change, Fields, Summary};

/// The sign of an action.
pub(in crate::report) fn sign(action: Action) -> &'static str {
    match action {
        Action::NoOp => " ",
        Action::Create => "+",
        Action::Update => "~",
        Action::Adopt => "=",
        Action::Forget => "-",
        Action::Purchase => "$",
    }
}

/// The participle of an action for a count: `2 updated`.
pub(in crate::report) fn done(action: Action) -> &'static str {
    match action {
        Action::NoOp => "unchanged",
        Action::Create => "created",
        Action::Update => "updated",
        Action::Adopt => "adopted",
        Action::Forget => "forgotten",
        Action::Purchase => "purchased",
    }
}

/// Fields that are no longer declared: managed before the change, and not after it. What a kind of
/// provider records for itself begins with an underscore, and is not shown.
pub(in crate::report) fn dropped_fields(change: &Change) -> impl Iterator<Item = &str> {
    let after = change.after.as_ref();
    let before = change.before.iter().flat_map(Fields::iter);
    before
        .map(|(name, _)| name.as_ref())
        .filter(|name: &&str| !name.starts_with('_'))
        .filter(move |name| after.is_some_and(|after| after.find(name).is_none()))
}

/// The planned changes by action: `1 to create, 2 to adopt`.
pub(in crate::report) fn to_do(summary: &Summary) -> String {
    let parts = [
        (summary.create, "create"),
        (summary.purchase, "purchase"),
        (summary.update, "update"),
        (summary.adopt, "adopt"),
        (summary.forget, "forget"),
    ];
    let parts: Vec<_> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, verb)| format!("{count} to {verb}"))
        .collect();
    parts.join(", ")
}

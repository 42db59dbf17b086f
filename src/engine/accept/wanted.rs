//! What must be declared at an address, and whether a new configuration declares exactly that.

use std::collections::BTreeSet;

use super::NotAccepted;
use crate::config::{self, Way};
use crate::engine::context::Workspace;
use crate::engine::drift::DriftOutcome;
use crate::model::{
    Address, Aspect, DriftStatus, Drifted, FieldName, Fields, HttpsUrl, Resource, Router, Sight,
    Value, mask_userinfo,
};
use crate::yaml::Map;

/// An object whose live values are to be declared.
pub(super) struct Wanted<'a> {
    /// The fields that differ and are declared.
    pub fields: BTreeSet<FieldName>,
    /// What declares them as they are live.
    pub yaml: Map,
    /// What is live.
    pub seen: &'a Fields,
    /// How its provider decides who answers.
    pub router: &'static dyn Router,
    /// The way to write it that is tried now.
    pub way: Way,
}

/// What must be declared at an address; `None` if nothing drifted there.
pub(super) fn wanted_at<'a>(
    workspace: &Workspace<'_>,
    found: &'a DriftOutcome,
    one: &Drifted,
) -> Result<Option<Wanted<'a>>, NotAccepted> {
    let refuse = |why: &str, help: &str| {
        Err(NotAccepted {
            address: one.address.clone(),
            why: why.to_owned(),
            help: help.to_owned(),
        })
    };
    if one.status == DriftStatus::Unchecked {
        return refuse(
            "it could not be read",
            "run the command again when it can be read",
        );
    }
    if !one.is_drift() {
        return Ok(None);
    }
    let Some(declared) = workspace.desired.get(&one.address) else {
        return refuse(
            "it is not declared any more, so there is no place for its values",
            "declare it again, or apply to forget it",
        );
    };
    let provider = one.address.provider();
    let router = provider.and_then(|provider| workspace.routers.get(provider));
    let (Sight::Seen(seen), Some(router)) = (found.seen.observed.sight(&one.address), router)
    else {
        return refuse(
            "it is not in the account any more",
            "remove it from the configuration, or put it back",
        );
    };
    let mut fields = BTreeSet::new();
    for difference in one.counted() {
        let field = match &difference.aspect {
            Aspect::Field(field) => field,
            Aspect::Id => continue,
            Aspect::Route => {
                return refuse(
                    "another object answers its texts, and none of its own values says so",
                    "declare that object: `switchboard drift` shows the YAML",
                );
            }
            Aspect::Existence => {
                return refuse(
                    "it is not in the account any more",
                    "remove it from the configuration, or put it back",
                );
            }
        };
        if difference.recorded.is_set() || difference.observed.is_set() {
            return refuse(
                "members changed, and whether a number belongs to a service is not accepted from what is live",
                &format!(
                    "change the list in the configuration by hand, or put it back: `switchboard apply --target {}`",
                    one.address
                ),
            );
        }
        // The next apply forgets what is not declared any more, and records what is declared as it
        // is live.
        let open = |own: &Value| !own.is_satisfied_by(&difference.observed);
        if declared.fields.find(field).is_some_and(open) {
            fields.insert(field.clone());
        }
    }
    if fields.is_empty() {
        return refuse(
            "the configuration declares what is live already, or nothing of what differs",
            "run `switchboard apply`: it records the live value without a write at the provider",
        );
    }
    let kind = one.address.kind();
    let names: BTreeSet<&str> = fields.iter().map(AsRef::as_ref).collect();
    let yaml = router.acceptance(kind, &seen.fields, &names, &|_| None);
    let Some(yaml) = yaml.as_deref().and_then(config::declared_in) else {
        let why = inexpressible(&fields, &seen.fields);
        return refuse(
            &why,
            "put the value back, or change the configuration by hand",
        );
    };
    Ok(Some(Wanted {
        fields,
        yaml,
        seen: &seen.fields,
        router: *router,
        way: Way::KeyByKey,
    }))
}

/// Why the configuration cannot declare one of these values.
fn inexpressible(fields: &BTreeSet<FieldName>, seen: &Fields) -> String {
    for field in fields {
        let Some(text) = seen.get(field).as_text() else {
            continue;
        };
        if mask_userinfo(text) != text {
            return format!(
                "the live value of {field} holds a password, which does not belong in a file"
            );
        }
        if text.contains("://")
            && let Err(refused) = HttpsUrl::parse(text)
        {
            return format!(
                "the live value of {field} cannot be declared: {}",
                refused.summary
            );
        }
    }
    let all: Vec<&str> = fields.iter().map(AsRef::as_ref).collect();
    let is_blank = |field: &&str| seen.get(field).is_blank();
    let blank: Vec<&str> = all.iter().copied().filter(is_blank).collect();
    let (what, named) = if blank.is_empty() {
        ("the live value", all)
    } else {
        ("a blank value", blank)
    };
    format!(
        "the configuration has no way to declare {what} of {}",
        named.join(", ")
    )
}

/// Whether the new declaration says exactly what is live, where the old one did not, and the same
/// as before elsewhere. Fields of a route may be left out, as a number that an application answers
/// has no URL.
pub(super) fn fits(
    want: &Wanted<'_>,
    address: &Address,
    before: &Resource,
    after: &Resource,
) -> bool {
    let bare = |one: &Resource| Resource {
        fields: Fields::new(),
        ..one.clone()
    };
    let is_route = |field: &str| want.router.is_route(address.kind(), field);
    let live = |field: &str, value: &Value| value.is_satisfied_by(want.seen.get(field));
    let mut names: BTreeSet<&FieldName> = before.fields.iter().map(|(name, _)| name).collect();
    names.extend(after.fields.iter().map(|(name, _)| name));
    bare(before) == bare(after)
        && names.into_iter().all(|name| {
            let wanted = want.fields.contains(name);
            match (before.fields.find(name), after.fields.find(name)) {
                (_, None) => is_route(name),
                (old, Some(new)) if old == Some(new) => !wanted || live(name, new),
                (_, Some(new)) => (wanted || is_route(name)) && live(name, new),
            }
        })
}

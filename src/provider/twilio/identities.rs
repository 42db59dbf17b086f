//! Two entries that mean one object (E0434). Pure.

use std::collections::BTreeMap;

use super::declaration::Declaration;
use crate::model::{FindingCode, Name, Text};
use crate::provider::Misdeclared;

/// Reports two entries for one service or application, which would overwrite each other, or create
/// it twice.
pub(super) fn check(declaration: &Declaration, found: &mut Vec<Misdeclared>) {
    let applications = declaration.applications.iter().map(|(name, declared)| {
        let sid = declared.sid.as_ref().map(ToString::to_string);
        (name, sid, declared.friendly_name.as_ref())
    });
    in_collection("applications", "application", applications, found);
    let services = declaration.messaging_services.iter();
    let services = services.map(|(name, declared)| {
        let sid = declared.sid.as_ref().map(ToString::to_string);
        (name, sid, declared.friendly_name.as_ref())
    });
    in_collection("messaging_services", "messaging service", services, found);
}

/// Reports the same in one collection. Each entry has its name, SID and friendly name.
fn in_collection<'a>(
    collection: &str,
    noun: &str,
    entries: impl Iterator<Item = (&'a Name, Option<String>, Option<&'a Text>)>,
    found: &mut Vec<Misdeclared>,
) {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    for (name, sid, friendly_name) in entries {
        let by_sid = sid.map(|sid| ("sid", sid));
        let by_name = || friendly_name.map(|text| ("friendly_name", text.to_string()));
        let Some((key, identity)) = by_sid.or_else(by_name) else {
            continue;
        };
        let path = format!("{collection}.{name}.{key}");
        // The name identifies them only where neither has a SID.
        let sid_of = |path: &str| path.replace(".friendly_name", ".sid");
        if let Some(other) = first.get(&identity) {
            let sids = [sid_of(other), sid_of(&path)];
            let absent = sids.into_iter().filter(|_| key == "friendly_name");
            found.push(Misdeclared {
                absent: absent.collect(),
                related: Some((other.clone(), "the other one is declared here".to_owned())),
                ..Misdeclared::new(
                    FindingCode::DuplicateGroup,
                    path,
                    format!("`{name}` and another entry mean the same {noun}"),
                    "keep one of the two, or distinguish them by sid",
                )
            });
        } else {
            first.insert(identity, path);
        }
    }
}

//! Messaging services that mean the same object at Twilio (E0434). Pure.

use std::collections::BTreeMap;

use super::declaration::Declaration;
use crate::model::FindingCode;
use crate::provider::Misdeclared;

/// Reports two entries for one service, which would overwrite each other, or create it twice.
pub(super) fn check(declaration: &Declaration, found: &mut Vec<Misdeclared>) {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    for (name, service) in &declaration.messaging_services {
        let by_sid = service.sid.as_ref().map(|sid| ("sid", sid.to_string()));
        let by_name = || {
            service
                .friendly_name
                .clone()
                .map(|text| ("friendly_name", text))
        };
        let Some((key, identity)) = by_sid.or_else(by_name) else {
            continue;
        };
        let path = format!("messaging_services.{name}.{key}");
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
                    format!("`{name}` and another entry mean the same messaging service"),
                    "keep one of the two, or distinguish them by sid",
                )
            });
        } else {
            first.insert(identity, path);
        }
    }
}

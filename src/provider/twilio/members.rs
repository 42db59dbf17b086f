//! The numbers that a messaging service names: each is declared under this provider (E0428), is in
//! one service at most (E0429), and is named once (E0430). Part of `checks`. Pure.

use std::collections::BTreeMap;

use super::declaration::Declaration;
use super::service::CAPACITY;
use crate::model::{FindingCode, Name};
use crate::provider::Misdeclared;
use crate::yaml::nearest;

/// Reports every error in the numbers that services name.
pub(super) fn check(declaration: &Declaration, found: &mut Vec<Misdeclared>) {
    let known: Vec<&str> = declaration.numbers.keys().map(Name::as_str).collect();
    let mut first: BTreeMap<&Name, (&Name, String)> = BTreeMap::new();
    for (service, declared) in &declaration.messaging_services {
        let count = declared.numbers.len();
        if count > CAPACITY {
            found.push(Misdeclared::new(
                FindingCode::DeclaresTooMany,
                format!("messaging_services.{service}.numbers"),
                format!(
                    "{count} numbers are declared in one messaging service, which takes {CAPACITY}"
                ),
                "declare a second messaging service for the rest, or ask Twilio for a higher limit",
            ));
        }
        for (position, member) in declared.numbers.iter().enumerate() {
            let path = format!("messaging_services.{service}.numbers.{position}");
            if !declaration.numbers.contains_key(member) {
                found.push(unknown_member(path, member, &known));
                continue;
            }
            let Some((other, place)) = first.get(member) else {
                first.insert(member, (service, path));
                continue;
            };
            let (code, summary, help) = if *other == service {
                (
                    FindingCode::MemberNamedTwice,
                    format!("`{member}` is named twice in this messaging service"),
                    "remove one of the two",
                )
            } else {
                (
                    FindingCode::MemberOfTwoGroups,
                    format!("`{member}` is in two messaging services, `{other}` and `{service}`"),
                    "a number can be in one service only: remove it from the other",
                )
            };
            found.push(Misdeclared {
                related: Some((place.clone(), "it is named here too".to_owned())),
                ..Misdeclared::new(code, path, summary, help)
            });
        }
    }
}

fn unknown_member(path: String, member: &Name, known: &[&str]) -> Misdeclared {
    let help = match (nearest(member.as_str(), known.iter().copied()), known) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => "declare the number under this provider's numbers first".to_owned(),
        (None, _) => "it must be a name under this provider's numbers".to_owned(),
    };
    Misdeclared::new(
        FindingCode::UndeclaredMember,
        path,
        format!("this provider has no number `{member}`"),
        help,
    )
    .for_lack_of([format!("numbers.{member}")])
}

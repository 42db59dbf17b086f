//! Rules of a declaration that concern more than one field. Pure; reports all findings at once.
//!
//! | Code  | Means |
//! |-------|-------|
//! | E0455 | an event subscription is named whose URL is not declared |
//! | E0456 | both event subscriptions have one name |
//! | E0457 | the provider's name is too long for the default name of an event subscription |
//! | E0459 | an entry is not exactly one of a phone number and a short code |

use super::codes::AzureCode;
use super::declaration::{Declaration, Number};
use super::subscription::{Role, is_name};
use crate::model::Name;
use crate::provider::Misdeclared;

/// All errors in a declaration that do not depend on the provider's name.
pub(super) fn check(declaration: &Declaration) -> Vec<Misdeclared> {
    let mut found = Vec::new();
    for role in Role::ALL {
        if role.settings(declaration).is_some() && role.url(declaration).is_none() {
            let (word, url) = (role.word(), role.url_key());
            found.push(
                Misdeclared::new(
                    AzureCode::SubscriptionWithoutUrl,
                    format!("subscriptions.{word}"),
                    format!("the event subscription `{word}` has no URL to deliver to"),
                    format!("declare `{url}` at the provider, or remove the entry"),
                )
                .for_lack_of([url]),
            );
        }
    }
    let declared = |role: Role| {
        let name = role.settings(declaration)?.name.as_ref()?;
        Some(name.as_str().to_ascii_lowercase())
    };
    let (incoming, reports) = (declared(Role::Incoming), declared(Role::DeliveryReports));
    if incoming.is_some() && incoming == reports {
        found.push(Misdeclared {
            related: Some((
                "subscriptions.incoming.name".to_owned(),
                "the other one has it here".to_owned(),
            )),
            ..Misdeclared::new(
                AzureCode::SameSubscriptionName,
                "subscriptions.delivery-reports.name",
                "both event subscriptions have this name",
                "give each a name of its own: Azure does not distinguish upper and lower case in names",
            )
        });
    }
    for (name, number) in &declaration.numbers {
        found.extend(check_number(name, number));
    }
    found
}

/// An error in a declaration that depends on the provider's name.
pub(super) fn check_names(provider: &Name, declaration: &Declaration) -> Vec<Misdeclared> {
    let of = |role: Role| {
        role.url(declaration)?;
        let name = role.subscription_name(provider, declaration);
        (!is_name(&name)).then(|| {
            Misdeclared::new(
                AzureCode::LongSubscriptionName,
                role.url_key(),
                format!("`{name}` cannot be the name of an event subscription: it has more than 64 characters, or fewer than 3"),
                format!("declare another one: subscriptions: {{ {}: {{ name: NAME }} }}", role.word()),
            )
        })
    };
    Role::ALL.into_iter().filter_map(of).collect()
}

fn check_number(name: &Name, number: &Number) -> Option<Misdeclared> {
    let path = |key: &str| format!("numbers.{name}.{key}");
    match (&number.phone_number, &number.short_code) {
        (Some(_), Some(_)) => Some(Misdeclared {
            related: Some((
                path("phone_number"),
                "the phone number is declared here".to_owned(),
            )),
            ..Misdeclared::new(
                AzureCode::NumberAndShortCode,
                path("short_code"),
                "a phone number and a short code are declared in one entry",
                "keep one of them, and declare the other under a name of its own",
            )
        }),
        (None, None) => Some(
            Misdeclared::new(
                AzureCode::NumberAndShortCode,
                format!("numbers.{name}"),
                format!("`{name}` lacks the key `phone_number`"),
                "add `phone_number: \"+…\"`, or for a short code `short_code: \"74454\"`",
            )
            .for_lack_of([path("phone_number"), path("short_code")]),
        ),
        _ => None,
    }
}

//! What a number is: a phone number or a short code (E0449, E0450), and the keys that a short code
//! does not have (E0451). Part of `checks`. Pure.

use super::codes::TwilioCode;
use super::declaration::Number;
use super::incoming::Incoming;
use crate::model::Name;
use crate::provider::Misdeclared;

/// Reports a number that is not exactly one thing, and keys that do not fit it.
pub(super) fn check(name: &Name, number: &Number, found: &mut Vec<Misdeclared>) {
    let path = |key: &str| format!("numbers.{name}.{key}");
    match (&number.phone_number, &number.short_code) {
        (Some(_), Some(_)) => found.push(Misdeclared {
            related: Some((
                path("phone_number"),
                "the phone number is declared here".to_owned(),
            )),
            ..Misdeclared::new(
                TwilioCode::NumberAndShortCode,
                path("short_code"),
                "a phone number and a short code are declared in one entry",
                "keep one of them, and declare the other under a name of its own",
            )
        }),
        (None, None) => found.push(
            Misdeclared::new(
                TwilioCode::NoNumber,
                format!("numbers.{name}"),
                format!("`{name}` lacks the key `phone_number`"),
                "add `phone_number: \"+…\"`, or for a short code `short_code: \"74454\"`",
            )
            .for_lack_of([path("phone_number"), path("short_code")]),
        ),
        _ => {}
    }
    if number.is_short_code() {
        check_keys(number, path, found);
    }
}

fn check_keys(number: &Number, path: impl Fn(&str) -> String, found: &mut Vec<Misdeclared>) {
    let handler = number.incoming.as_ref().and_then(Incoming::handler);
    let application = handler.is_some_and(|handler| handler.application.is_some());
    let leased = "remove the key: Twilio leases short codes by contract, so Switchboard neither buys nor releases them";
    let keys = [
        ("purchase", number.purchase, leased),
        ("bundle_sid", number.bundle_sid.is_some(), leased),
        ("address_sid", number.address_sid.is_some(), leased),
        ("identity_sid", number.identity_sid.is_some(), leased),
        (
            "incoming.application",
            application,
            "a short code has no application: declare the application's URL as `incoming: { url: … }`",
        ),
    ];
    for (key, there, help) in keys {
        if there {
            found.push(
                Misdeclared::new(
                    TwilioCode::NotForShortCodes,
                    path(key),
                    format!("{key} does not apply to a short code"),
                    help,
                )
                .for_lack_of([path("phone_number")]),
            );
        }
    }
}

//! The rules about `TwiML` applications: the declared ones, and those that numbers name. Pure.

use super::codes::TwilioCode;
use super::declaration::{Application, Declaration};
use super::fallback::{Fallback, method_without_url};
use super::incoming::{ApplicationRef, Handler, Incoming};
use crate::model::{FindingCode, Name};
use crate::provider::Misdeclared;
use crate::yaml::nearest;

/// Reports what is wrong with the declared applications, and with the names of applications.
pub(super) fn check(declaration: &Declaration, found: &mut Vec<Misdeclared>) {
    for (name, number) in &declaration.numbers {
        let handler = number.incoming.as_ref().and_then(Incoming::handler);
        if let Some(handler) = handler
            && let Some(application) = &handler.application
        {
            let path = |key: &str| format!("numbers.{name}.incoming.{key}");
            check_named(declaration, application, handler, path, found);
        }
    }
    for (name, application) in &declaration.applications {
        check_declared(name, application, found);
    }
}

/// Reports an application that is not declared, and keys beside it that it makes meaningless.
fn check_named(
    declaration: &Declaration,
    application: &ApplicationRef,
    handler: &Handler,
    path: impl Fn(&str) -> String,
    found: &mut Vec<Misdeclared>,
) {
    if let Some(key) = handler.keys_of_a_url().next() {
        found.push(Misdeclared {
            related: Some((path("application"), "the application is declared here".to_owned())),
            ..Misdeclared::new(
                TwilioCode::ApplicationAndUrl,
                path(key),
                format!("{key} is declared next to application, which answers instead"),
                "keep one of the two: an application has its own URL, method and fallback; in an overlay, null removes the other",
            )
        });
    }
    if let ApplicationRef::Name(name) = application
        && !declaration.applications.contains_key(name)
    {
        let names: Vec<&str> = declaration.applications.keys().map(Name::as_str).collect();
        let near = nearest(name.as_str(), names.iter().copied());
        found.push(Misdeclared::new(
            TwilioCode::UndeclaredApplication,
            path("application"),
            format!("the application `{name}` is not declared"),
            near.map_or_else(
                || "declare it under this provider's applications, or write its SID: AP and 32 hex digits".to_owned(),
                |near| format!("did you mean `{near}`?"),
            ),
        ));
    }
}

/// An application is answered by its own URL only: the provider's `callback_url` is for numbers.
fn check_declared(name: &Name, application: &Application, found: &mut Vec<Misdeclared>) {
    let path = |key: &str| format!("applications.{name}.{key}");
    if application.sid.is_none() && application.friendly_name.is_none() {
        found.push(
            Misdeclared::new(
                FindingCode::UnidentifiedGroup,
                format!("applications.{name}"),
                format!("neither a name nor a sid says which application `{name}` is"),
                "declare its friendly_name, or its sid",
            )
            .for_lack_of([path("friendly_name"), path("sid")]),
        );
    }
    let called = application.url.is_some();
    if application.method.is_some() && !called {
        found.push(method_without_url(path("method"), "url").for_lack_of([path("url")]));
    }
    let fallback = Fallback {
        url: application.fallback_url.is_some(),
        method: application.fallback_method.is_some(),
        primary: called,
        own: "url",
    };
    fallback.check(path, "url", found);
}

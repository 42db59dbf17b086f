//! Changes made outside Switchboard, by a named actor.

use crate::http;
use crate::sandbox::{Sandbox, path_of};

/// A console user, as the sandbox's events report them.
pub const CONSOLE: &str = r#"{"actor_type": "user", "actor_sid": "US00000000000000000000000000000009", "source": "web", "source_ip_address": "203.0.113.9"}"#;

/// Makes a change in the console, see [`outside_as`].
pub fn outside(sandbox: &Sandbox, method: &str, target: &str, fields: &[(&str, &str)]) {
    outside_as(sandbox, Some(CONSOLE), method, target, fields);
}

/// Makes a change from outside as an actor; without one, as the owner of the account's credentials.
/// The target is a number or a path, in which `{NAME}` is replaced by the SID of the messaging
/// service or the application of that name; a number in a field is replaced by its SID.
pub fn outside_as(
    sandbox: &Sandbox,
    actor: Option<&str>,
    method: &str,
    target: &str,
    fields: &[(&str, &str)],
) {
    let owned = |(name, value): &(&str, &str)| {
        let value = if value.starts_with('+') || *name == "ShortCodeSid" {
            sandbox.number(value).1
        } else {
            (*value).to_owned()
        };
        ((*name).to_owned(), value)
    };
    let fields: Vec<(String, String)> = fields.iter().map(owned).collect();
    let (mut account, mut path) = (sandbox.accounts[0].0.clone(), target.to_owned());
    if !target.starts_with('/') {
        let (holder, sid, _) = sandbox.number(target);
        path = path_of(&holder, &sid);
        account = holder;
    }
    let found = sandbox.accounts.iter().find(|(sid, _)| *sid == account);
    let (sid, token) = found.unwrap();
    let login = Some((sid.as_str(), token.as_str()));
    let applications = format!("/2010-04-01/Accounts/{account}/Applications.json");
    for (list, key) in [
        ("/v1/Services", "services"),
        (&applications, "applications"),
    ] {
        let listed = http::send(&sandbox.url, "GET", list, login, None).body;
        for object in listed[key].as_array().unwrap() {
            let name = format!("{{{}}}", object["friendly_name"].as_str().unwrap());
            path = path.replace(&name, object["sid"].as_str().unwrap());
        }
    }
    if let Some((list, digits)) = path.rsplit_once('/')
        && path.starts_with("/v1/")
        && (list.ends_with("/PhoneNumbers") || list.ends_with("/ShortCodes"))
    {
        path = format!("{list}/{}", sandbox.number(digits).1);
    }
    let body = http::form(&fields);
    let content = Some(("application/x-www-form-urlencoded", body.as_str()));
    let headers: Vec<(&str, &str)> = actor
        .map(|actor| ("Sandbox-Actor", actor))
        .into_iter()
        .collect();
    let answer = http::send_with(&sandbox.url, method, &path, login, content, &headers);
    assert!(answer.status < 300, "{method} {path}: {answer:?}");
}

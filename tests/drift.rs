//! `drift` with the real binary against the sandbox. Every folder under `tests/drift` is a story:
//! something is applied, somebody changes something, and drift tells. What does not fit a folder
//! is told in the modules.
//!
//! `UPDATE=1 [CASE=name] cargo test --test drift` rewrites what the folders expect.

mod support;

#[expect(
    dead_code,
    reason = "what plan and apply are given and have to show is read by tests/cases.rs alone"
)]
#[path = "support/story/step.rs"]
mod step;

mod drift {
    mod authors;
    mod browser;
    mod environments;
    mod exposition;
    mod first_seen;
    mod gitlab;
    mod large;
    mod left;
    mod remedies;
    mod sarif;
    mod stories;
    mod table;
    mod unapplied;
    mod unreadable;

    use crate::support::http;
    use crate::support::sandbox::Sandbox;
    use crate::support::world::World;
    use serde_json::Value;

    /// A provider with two numbers, one of them in a service.
    pub const CONFIGURATION: &str = r#"version: 1
project: contoso
providers:
  us:
    type: twilio
    callback_url: https://hooks.contoso.example/sms
    numbers:
      first: { phone_number: "+15017122661", friendly_name: First }
      second: { phone_number: "+15017122662", friendly_name: Second }
    messaging_services:
      news: { friendly_name: News, inbound: webhook, numbers: [second] }
keywords: [JOIN]
"#;

    /// A world with [`CONFIGURATION`] in it, applied.
    pub fn applied() -> (World, Sandbox) {
        let (world, sandbox) = World::and_sandbox(CONFIGURATION, "");
        world.run(&["apply", "--auto-approve"]).exits(0);
        sandbox.clear_calls();
        (world, sandbox)
    }

    /// Somebody who changes things in the console, as the sandbox's events are to tell.
    pub const CONSOLE: &str = r#"{"actor_type": "user", "actor_sid": "US00000000000000000000000000000009", "source": "web", "source_ip_address": "203.0.113.9"}"#;

    /// What somebody does in the console, see [`outside_as`].
    pub fn outside(sandbox: &Sandbox, method: &str, target: &str, fields: &[(&str, &str)]) {
        outside_as(sandbox, Some(CONSOLE), method, target, fields);
    }

    /// What an actor does outside; without one, whoever has the account's credentials. The target
    /// is a number or a path, in which `{NAME}` stands for the messaging service of that name; a
    /// number in a field stands for its SID.
    pub fn outside_as(
        sandbox: &Sandbox,
        actor: Option<&str>,
        method: &str,
        target: &str,
        fields: &[(&str, &str)],
    ) {
        let owned = |(name, value): &(&str, &str)| {
            let value = match value.strip_prefix('+') {
                Some(_) => sandbox.number(value).1,
                None => (*value).to_owned(),
            };
            ((*name).to_owned(), value)
        };
        let fields: Vec<(String, String)> = fields.iter().map(owned).collect();
        let (mut account, mut path) = (sandbox.accounts[0].0.clone(), target.to_owned());
        if !target.starts_with('/') {
            let (holder, sid, _) = sandbox.number(target);
            path = format!("/2010-04-01/Accounts/{holder}/IncomingPhoneNumbers/{sid}.json");
            account = holder;
        }
        let found = sandbox.accounts.iter().find(|(sid, _)| *sid == account);
        let (sid, token) = found.unwrap();
        let login = Some((sid.as_str(), token.as_str()));
        let services = http::send(&sandbox.url, "GET", "/v1/Services", login, None).body;
        for service in services["services"].as_array().unwrap() {
            let name = format!("{{{}}}", service["friendly_name"].as_str().unwrap());
            path = path.replace(&name, service["sid"].as_str().unwrap());
        }
        if let Some((service, number)) = path.split_once("/PhoneNumbers/+") {
            let number = sandbox.number(&format!("+{number}")).1;
            path = format!("{service}/PhoneNumbers/{number}");
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

    /// What drift says of an address.
    pub fn of<'a>(document: &'a Value, address: &str) -> &'a Value {
        let resources = document["resources"].as_array().unwrap();
        let found = resources.iter().find(|one| one["address"] == address);
        found.unwrap_or_else(|| panic!("no {address} in {document:#}"))
    }
}

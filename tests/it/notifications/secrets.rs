//! Canaries: no notification holds a secret.

use std::net::TcpListener;

use serde_json::json;

use super::{SECRET, run, with_variables};
use crate::support::fixture::Fixture;
use crate::support::receiver::Receiver;
use crate::support::secrets::{silent, unspoken};

const GUARDED: Fixture = Fixture {
    configuration: r#"version: 1
providers:
  us:
    type: twilio
    account_sid: AC00000000000000000000000000000001
    auth_token: { env: CANARY }
    callback_url: https://hook:p4ssw0rd@contoso.example/sms
    numbers:
      first: { phone_number: "+15017122661" }
      second: { phone_number: "+15017122662" }
"#,
    account: r#"accounts:
  AC00000000000000000000000000000001:
    auth_token: c4fec4fe0c4fec4fe1c4fec4fe2c4f12
    numbers:
      - { phone_number: "+15017122661", sms_url: "https://old:0ldp4ss@contoso.example/sms" }
      - { phone_number: "+15017122662" }
"#,
};

const CANARY: &str = "c4fec4fe0c4fec4fe1c4fec4fe2c4f12";
const SECRETS: [&str; 5] = [CANARY, "p4ssw0rd", "0ldp4ss", SECRET, "in-its-path"];

#[test]
fn no_notification_holds_a_secret() {
    let (mut world, sandbox) = GUARDED.fresh();
    let receiver = Receiver::start();
    with_variables(&mut world, &receiver);
    let token = ("CANARY".to_owned(), CANARY.to_owned());
    world.variables.extend([token]);
    let fault = json!([{ "method": "POST", "path": "+15017122662", "then": { "status": 400, "code": 21402 } }]);
    sandbox.add_faults(&sandbox.with_sids(&fault));
    for (arguments, code) in [
        (&["plan", "--notify-slack-env", "CHAT_URL"][..], 0),
        (
            &["apply", "--auto-approve", "--notify-slack-env", "CHAT_URL"],
            3,
        ),
    ] {
        let ended = run(&world, &receiver.url, arguments).exits(code);
        silent(&SECRETS, &ended);
    }
    world.write(
        "switchboard.yaml",
        &GUARDED.configuration.replace("version: 1", "version: 9"),
    );
    let ended = run(
        &world,
        &receiver.url,
        &["plan", "--notify-slack-env", "CHAT_URL"],
    )
    .exits(1);
    silent(&SECRETS, &ended);
    let all = receiver.all();
    assert_eq!(all.len(), 6);
    for one in &all {
        unspoken(&SECRETS, "a notification", &one.body);
        unspoken(&SECRETS, "a header", &format!("{:?}", one.headers));
    }
    // The old and the new URL are in it, with their passwords masked.
    let bodies: Vec<&str> = all.iter().map(|one| one.body.as_str()).collect();
    assert!(
        bodies.concat().contains("contoso.example/sms"),
        "{bodies:?}"
    );
}

/// A webhook's URL is a secret: no message and no line of the log holds its path, query or user.
#[test]
fn no_message_holds_the_url_of_a_receiver() {
    let (mut world, _sandbox) = GUARDED.fresh();
    world.by_binary = true;
    let receiver = Receiver::start();
    let token = ("CANARY".to_owned(), CANARY.to_owned());
    world.variables.extend([token]);
    // The port was free a moment ago.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = listener.local_addr().unwrap();
    drop(listener);
    let open = receiver.url.strip_prefix("http://").unwrap();
    for (url, why) in [
        (
            format!("http://u:us3r-p4ss@{closed}/in-its-path?code=in-its-query"),
            "Connection refused",
        ),
        // No TLS is spoken there.
        (
            format!("https://u:us3r-p4ss@{open}?code=in-its-query"),
            "error sending request",
        ),
        (
            format!("ftp://u:us3r-p4ss@{open}?code=in-its-query"),
            "https://",
        ),
        (
            "us3r-p4ss/in-its-path?code=in-its-query".to_owned(),
            "not a URL",
        ),
    ] {
        let chat = ("CHAT_URL".to_owned(), url.clone());
        world.variables.extend([chat]);
        for option in [["--notify-url", &url], ["--notify-slack-env", "CHAT_URL"]] {
            for more in [&["-vvv"][..], &["--format", "json"]] {
                let ended = world.run(&[&["plan"][..], &option, more].concat());
                assert!(ended.stderr.contains(why), "{why}: {}", ended.stderr);
                silent(&["us3r-p4ss", "in-its-path", "in-its-query"], &ended);
            }
        }
    }
}

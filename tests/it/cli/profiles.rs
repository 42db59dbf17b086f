//! `--profile`: the keys of twilio-cli's profiles, which no output ever shows.

use std::fs;

use serde_json::{Value, json};

use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const KEY: &str = "SK00000000000000000000000000000001";
const CANARY: &str = "canary0secret0canary0secret0cana";
const PROD: &str = "AC00000000000000000000000000000001";

const ACCOUNTS: &str = r#"accounts:
  AC00000000000000000000000000000001:
    api_keys:
      - { sid: SK00000000000000000000000000000001, secret: canary0secret0canary0secret0cana }
    numbers:
      - { phone_number: "+15017122661" }
  AC00000000000000000000000000000002:
    numbers:
      - { phone_number: "+15017122662" }
"#;

/// The first provider's token is not set; only a profile opens its account.
const CONFIGURATION: &str = r#"version: 1
project: contoso
providers:
  us:
    type: twilio
    account_sid: AC00000000000000000000000000000001
    auth_token: { env: NOT_SET }
    callback_url: https://hooks.contoso.example/sms
    numbers:
      first: { phone_number: "+15017122661" }
  eu:
    type: twilio
    account_sid: AC00000000000000000000000000000002
    auth_token: { env: TOKEN_2 }
    callback_url: https://hooks.contoso.example/sms
    numbers:
      second: { phone_number: "+15017122662" }
"#;

/// A world whose home folder holds these profiles.
fn world(configuration: &str, profiles: &str) -> (World, Sandbox) {
    let (mut world, sandbox) = World::and_sandbox(configuration, ACCOUNTS);
    let folder = world.beside("home/.twilio-cli");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.json"), profiles).unwrap();
    let home = world.beside("home").to_str().unwrap().to_owned();
    world.variables.insert("HOME".to_owned(), home);
    world.variables.remove("TWILIO_ACCOUNT_SID");
    world.variables.remove("TWILIO_AUTH_TOKEN");
    (world, sandbox)
}

/// A file with profiles in every form.
fn profiles() -> Value {
    let prod = json!({ "accountSid": PROD, "apiKey": KEY, "apiSecret": format!(" {CANARY}\n") });
    let with = |key: &str, value: &str| {
        let mut other = prod.clone();
        other[key] = value.into();
        other
    };
    json!({
        "requireProfileInput": true,
        "activeProject": "prod",
        "projects": [{ "id": "old", "accountSid": PROD }],
        "profiles": {
            "prod": prod,
            "twin": prod,
            "far": with("region", "ie1"),
            "odd": { "accountSid": PROD, "apiKey": KEY, "apiSecret": CANARY, "region": "ie1/x", "edge": "dublin" },
            "wrong": with("apiSecret", "canary0secret0canary0secret0OTHER"),
            "elsewhere": with("accountSid", "AC00000000000000000000000000000009"),
        },
    })
}

#[test]
fn the_key_of_a_profile_replaces_what_is_declared() {
    let (world, _sandbox) = world(CONFIGURATION, &profiles().to_string());
    let file = world.beside("home/.twilio-cli/config.json");
    let before = fs::read(&file).unwrap();
    let refused = world.run(&["plan"]).exits(1);
    assert!(refused.stderr.contains("NOT_SET"), "{}", refused.stderr);
    for (command, code) in [
        (&["plan", "-vv", "--out", "saved.plan"][..], 0),
        (&["plan", "--format", "json"], 0),
        (&["doctor"], 0),
        (&["doctor", "--format", "json"], 0),
        (&["apply", "saved.plan"], 0),
        (&["apply", "--auto-approve", "--format", "json"], 0),
        (&["drift", "-vv", "--format", "json"], 0),
        (&["test"], 0),
        (&["explain", "first"], 0),
        (
            &[
                "numbers",
                "search",
                "--provider",
                "us",
                "--country",
                "US",
                "--type",
                "local",
            ],
            0,
        ),
        (&["registry", "history"], 0),
        (&["registry", "show", "--format", "json"], 0),
    ] {
        let ended = world.run(&[command, &["--profile", "prod"]].concat());
        let shown = format!("{}{}", ended.stdout, ended.stderr);
        assert!(!shown.contains(CANARY), "{command:?}: {shown}");
        assert_eq!(ended.code, code, "{command:?}: {shown}");
    }
    assert_eq!(fs::read(&file).unwrap(), before);
    for file in ["saved.plan", ".switchboard/registry.db"] {
        let bytes = fs::read(world.path(file)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(CANARY), "{file}");
    }
}

/// A key that is refused is named by its profile, not by the references that it replaced.
#[test]
fn a_refused_key_is_named_by_its_profile() {
    let (world, _sandbox) = world(CONFIGURATION, &profiles().to_string());
    let refused = world.run(&["plan", "--profile", "wrong"]).exits(3);
    let shown = format!("{}{}", refused.stdout, refused.stderr);
    assert!(shown.contains("the profile wrong"), "{shown}");
    assert!(!shown.contains("canary"), "{shown}");
    assert!(!shown.contains("NOT_SET"), "{shown}");
}

/// Other providers keep their credentials, and a profile that opens none is reported.
#[test]
fn a_profile_of_another_account_changes_nothing() {
    let (mut world, sandbox) = world(CONFIGURATION, &profiles().to_string());
    let token = sandbox.accounts[0].1.clone();
    world.variables.insert("NOT_SET".to_owned(), token);
    let plan = world.run(&["plan", "--profile", "elsewhere"]).exits(0);
    let doctor = world.run(&["doctor", "--profile", "elsewhere"]);
    assert!(doctor.stdout.contains("W0609"), "{}", doctor.stdout);
    assert!(plan.stderr.contains("W0609"), "{}", plan.stderr);
    let plan = world.run(&["plan", "--profile", "prod"]).exits(0);
    assert!(!plan.stderr.contains("W0609"), "{}", plan.stderr);
}

/// A provider without an account has the profile's, unless the environment names one.
#[test]
fn a_provider_without_an_account_has_that_of_the_profile() {
    let configuration = r#"version: 1
providers:
  us:
    type: twilio
    callback_url: https://hooks.contoso.example/sms
    numbers:
      first: { phone_number: "+15017122661" }
"#;
    let (mut world, sandbox) = world(configuration, &profiles().to_string());
    let plan = world.run(&["plan", "--profile", "prod", "--format", "json"]);
    assert_eq!(plan.exits(0).json()["summary"]["update"], 1);
    let (account, token) = sandbox.accounts[1].clone();
    let own = [
        ("TWILIO_ACCOUNT_SID", account),
        ("TWILIO_AUTH_TOKEN", token),
    ];
    world
        .variables
        .extend(own.map(|(name, value)| (name.to_owned(), value)));
    let plan = world.run(&["plan", "--profile", "prod"]).exits(3);
    assert!(plan.stderr.contains("W0609"), "{}", plan.stderr);
}

#[test]
fn a_profile_that_cannot_be_used_is_an_error_that_says_why() {
    let (world, _sandbox) = world(CONFIGURATION, &profiles().to_string());
    for (names, expected) in [
        (&["prd"][..], "the profiles are"),
        (&["old"], "twilio profiles:create"),
        (&["far"], "region but no edge"),
        (&["odd"], "ie1/x"),
        (&["prod", "twin"], "open the same account"),
    ] {
        let options = names.iter().flat_map(|name| ["--profile", name]);
        let arguments: Vec<&str> = ["plan"].into_iter().chain(options).collect();
        let ended = world.run(&arguments).exits(1);
        assert!(
            ended.stderr.contains(expected),
            "{names:?}: {}",
            ended.stderr
        );
        assert!(!ended.stderr.contains("canary"), "{}", ended.stderr);
    }
    // The same one twice is one profile.
    world
        .run(&["plan", "--profile", "prod", "--profile", "prod"])
        .exits(0);
    let both = world
        .run(&["plan", "--sandbox", "--profile", "prod"])
        .exits(1);
    assert!(
        both.stderr.contains("cannot be used with"),
        "{}",
        both.stderr
    );
}

#[test]
fn a_file_of_profiles_that_cannot_be_read_is_an_error() {
    for (text, expected) in [
        (
            format!("{{\"profiles\": {{\"prod\": {{\"apiSecret\": \"{CANARY}\" "),
            "config.json:1:",
        ),
        (
            format!("{{\"profiles\": {{\"prod\": {{\"apiSecret\": {{\"a\": \"{CANARY}\"}}}}}}}}"),
            "config.json",
        ),
    ] {
        let (world, _sandbox) = world(CONFIGURATION, &text);
        let ended = world.run(&["plan", "--profile", "prod"]).exits(1);
        assert!(ended.stderr.contains(expected), "{}", ended.stderr);
        assert!(!ended.stderr.contains("canary"), "{}", ended.stderr);
    }
    let (mut world, _sandbox) = world(CONFIGURATION, "{}");
    fs::remove_file(world.beside("home/.twilio-cli/config.json")).unwrap();
    let ended = world.run(&["plan", "--profile", "prod"]).exits(1);
    assert!(
        ended.stderr.contains("twilio profiles:create"),
        "{}",
        ended.stderr
    );
    world.variables.remove("HOME");
    let ended = world.run(&["plan", "--profile", "prod"]).exits(1);
    assert!(ended.stderr.contains("set HOME"), "{}", ended.stderr);
}

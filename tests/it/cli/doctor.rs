//! `doctor`: what an installation finds, with what to do about it.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use serde_json::Value;

use crate::support::fixture::{NUMBERS, unwritten};
use crate::support::world::{Ended, World};

/// The outcome, detail and advice of the first check of a kind.
fn check(ended: &Ended, id: &str) -> (String, String, String) {
    let document = ended.json();
    let checks = document["checks"].as_array().unwrap();
    let one = checks.iter().find(|one| one["id"] == id);
    let one = one.unwrap_or_else(|| panic!("no {id}: {document:#}"));
    let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
    (text("outcome"), text("detail"), text("advice"))
}

/// Everything that is not in order has advice, and no output holds a token.
#[track_caller]
fn examined(world: &World, code: i32) -> Ended {
    let before = world.contents();
    let ended = world.run(&["doctor", "--format", "json"]).exits(code);
    assert_eq!(world.contents(), before, "doctor wrote something");
    let document = ended.json();
    for one in document["checks"].as_array().unwrap() {
        let quiet = ["passed", "skipped"].contains(&one["outcome"].as_str().unwrap());
        let advised = one["advice"].is_string();
        assert!(quiet || advised || one["outcome"] == "unchecked", "{one:#}");
    }
    let schema: Value = serde_json::from_str(&world.run(&["schema", "doctor"]).stdout).unwrap();
    let valid = jsonschema::draft7::new(&schema).unwrap();
    assert!(valid.is_valid(&document), "{document:#}");
    let human = world.run(&["doctor"]).exits(code);
    for token in world.variables.values().filter(|value| value.len() == 32) {
        let shown = format!("{}{}", ended.stdout, human.stdout);
        assert!(!shown.contains(token), "{shown}");
    }
    ended
}

#[test]
fn everything_is_in_order_before_and_after_the_first_apply() {
    let (world, sandbox) = NUMBERS.fresh();
    let ended = examined(&world, 0);
    for id in [
        "version",
        "configuration",
        "registry",
        "proxy",
        "trust",
        "credentials",
        "reachability",
        "clock",
    ] {
        assert_eq!(check(&ended, id).0, "passed", "{id}: {}", ended.stdout);
    }
    let registry = check(&ended, "registry").1;
    assert!(registry.contains("does not exist yet"), "{registry}");
    unwritten(&sandbox);
    world.run(&["apply", "--auto-approve"]).exits(0);
    let registry = check(&examined(&world, 0), "registry").1;
    assert!(registry.contains("records 5 resources"), "{registry}");
}

#[test]
fn a_wrong_token_is_a_failed_check() {
    let (mut world, _sandbox) = NUMBERS.fresh();
    let token = "f".repeat(32);
    world
        .variables
        .insert("TWILIO_AUTH_TOKEN".to_owned(), token.clone());
    let ended = examined(&world, 2);
    let (outcome, detail, advice) = check(&ended, "credentials");
    assert_eq!(outcome, "failed");
    assert!(detail.contains("TWILIO_AUTH_TOKEN"), "{detail}");
    assert!(!advice.is_empty());
    assert_eq!(check(&ended, "reachability").0, "passed");
}

#[test]
fn credentials_that_are_not_set_are_a_failed_check() {
    let (mut world, _sandbox) = NUMBERS.fresh();
    world.variables.remove("TWILIO_AUTH_TOKEN");
    let (outcome, detail, advice) = check(&examined(&world, 2), "credentials");
    assert_eq!(outcome, "failed");
    assert!(detail.contains("TWILIO_AUTH_TOKEN"), "{detail}");
    assert!(advice.contains("TWILIO_AUTH_TOKEN"), "{advice}");
}

#[test]
fn a_host_that_does_not_answer_leaves_things_unchecked() {
    let (mut world, _sandbox) = NUMBERS.fresh();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let variable = "SWITCHBOARD_TWILIO_API_URL".to_owned();
    world.variables.insert(variable, url);
    let ended = examined(&world, 3);
    assert_eq!(check(&ended, "reachability").0, "failed");
    assert_eq!(check(&ended, "credentials").0, "unchecked");
    assert_eq!(ended.json()["complete"], false);
}

#[test]
fn an_invalid_configuration_is_a_failed_check() {
    let (world, _sandbox) = NUMBERS.fresh();
    world.write("switchboard.yaml", "version: 1\nproviderz: {}\n");
    let ended = examined(&world, 2);
    let (outcome, detail, advice) = check(&ended, "configuration");
    assert_eq!(outcome, "failed");
    assert!(detail.contains("1 error"), "{detail}");
    assert!(advice.contains("switchboard validate"), "{advice}");
    assert_eq!(check(&ended, "credentials").0, "skipped");
    let nowhere = World::empty().run(&["doctor"]).exits(2);
    assert!(
        nowhere.stdout.contains("no configuration found"),
        "{}",
        nowhere.stdout
    );
}

#[test]
fn a_proxy_is_shown_without_its_password() {
    let (mut world, _sandbox) = NUMBERS.fresh();
    let proxy = "me:hunter2@127.0.0.1:9".to_owned();
    world.variables.insert("HTTPS_PROXY".to_owned(), proxy);
    let ended = examined(&world, 0);
    let (outcome, detail, _) = check(&ended, "proxy");
    assert_eq!(outcome, "passed");
    assert!(detail.contains("127.0.0.1:9 (HTTPS_PROXY)"), "{detail}");
    assert!(!ended.stdout.contains("hunter2"), "{}", ended.stdout);
}

#[test]
fn a_file_of_certificates_is_read() {
    let (mut world, _sandbox) = NUMBERS.fresh();
    let path = world.beside("nothing.pem");
    std::fs::write(&path, "no certificate").unwrap();
    let path = path.to_str().unwrap().to_owned();
    world.variables.insert("SSL_CERT_FILE".to_owned(), path);
    assert_eq!(check(&examined(&world, 2), "trust").0, "failed");
}

#[test]
fn a_clock_that_is_wrong_is_a_failed_check() {
    let (mut world, _sandbox) = NUMBERS.fresh();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(
                b"HTTP/1.1 200 OK\r\nDate: Wed, 01 Jan 2020 00:00:00 GMT\r\n\
                  Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
            );
        }
    });
    let variable = "SWITCHBOARD_TWILIO_API_URL".to_owned();
    world.variables.insert(variable, url);
    let (outcome, detail, advice) = check(&examined(&world, 2), "clock");
    assert_eq!(outcome, "failed");
    assert!(detail.contains("ahead of 127.0.0.1"), "{detail}");
    assert!(advice.contains("clock"), "{advice}");
}

#[test]
fn the_sandbox_is_examined_too() {
    let world = World::with(NUMBERS.configuration);
    let ended = world.run(&["doctor", "--sandbox", "--format", "json"]);
    assert_eq!(check(&ended.exits(0), "credentials").0, "passed");
}

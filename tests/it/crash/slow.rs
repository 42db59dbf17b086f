//! Twilio is slow to create a service, and the apply that requested it has died: the next apply
//! looks before it asks again, and reports a service that was created twice.

use std::process::Child;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{signal, start};
use crate::support::postgres::server;
use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World};

const CONFIGURATION: &str = r#"version: 1
project: acme
providers:
  main:
    type: twilio
    callback_url: https://hooks.example.com/sms
    numbers:
      line: { phone_number: "+15017122000", incoming: { url: "https://hooks.example.com/sms" } }
    messaging_services:
      camp: { friendly_name: Camp, inbound: defer_to_sender, numbers: [line] }
"#;

const ACCOUNT: &str = r#"accounts:
  AC00000000000000000000000000000001:
    numbers: [{ phone_number: "+15017122000" }]
"#;

const APPLY: [&str; 2] = ["apply", "--auto-approve"];

fn fresh() -> (World, Sandbox) {
    let (mut world, sandbox) = World::and_sandbox(CONFIGURATION, ACCOUNT);
    patience(&mut world, 20_000);
    (world, sandbox)
}

/// The time for which a creation without an answer is looked for before it is repeated.
fn patience(world: &mut World, milliseconds: u64) {
    let name = "SWITCHBOARD_TEST_UNCLEAR_MS".to_owned();
    world.variables.insert(name, milliseconds.to_string());
}

fn creations(sandbox: &Sandbox) -> usize {
    let journal = sandbox.journal();
    let create = |call: &&Value| call["method"] == "POST" && call["path"] == "/v1/Services";
    journal.iter().filter(create).count()
}

/// Waits until a service was requested.
fn wait_for_creation(sandbox: &Sandbox) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while creations(sandbox) == 0 {
        assert!(Instant::now() < deadline, "{:?}", sandbox.journal());
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Starts an apply, and kills it when it has requested the service, which takes this long.
fn die_while_creating(world: &World, sandbox: &Sandbox, late: u64, arguments: &[&str]) {
    let then = json!({ "late_ms": late });
    sandbox.add_faults(&json!([{ "method": "POST", "path": "/v1/Services$", "then": then }]));
    let mut child = start(&mut world.command(arguments));
    wait_for_creation(sandbox);
    child.kill().unwrap();
    child.wait().unwrap();
}

fn services(sandbox: &Sandbox) -> Vec<String> {
    let state = sandbox.state();
    let services = state["accounts"]["AC00000000000000000000000000000001"]["services"].clone();
    let services = services.as_object().unwrap().clone();
    let named = services
        .into_iter()
        .filter(|(_, one)| one["friendly_name"] == "Camp");
    named.map(|(sid, _)| sid).collect()
}

#[track_caller]
fn one_service_and_nothing_to_do(world: &World, sandbox: &Sandbox) {
    assert_eq!(services(sandbox).len(), 1);
    assert_eq!(creations(sandbox), 1, "{:?}", sandbox.journal());
    for arguments in [&["plan", "--detailed-exitcode"][..], &["drift"], &["test"]] {
        let ended = world.run(arguments).exits(0);
        assert!(!(ended.stdout + &ended.stderr).contains("W0766"));
    }
}

fn finish(child: Child) -> Ended {
    Ended::of(child.wait_with_output().unwrap())
}

/// Killed right after the request was sent, and applied again at once.
#[test]
fn a_service_that_is_still_being_created_is_waited_for() {
    let (world, sandbox) = fresh();
    die_while_creating(&world, &sandbox, 3_000, &APPLY);
    let begun = Instant::now();
    let ended = world.run(&APPLY).exits(0);
    assert!(begun.elapsed() < Duration::from_secs(15), "{ended:?}");
    assert!(
        ended
            .stderr
            .contains("the result of an earlier attempt is unknown"),
        "{ended:?}"
    );
    one_service_and_nothing_to_do(&world, &sandbox);
}

/// With the registry in a database.
#[test]
fn a_service_that_is_still_being_created_is_waited_for_in_a_database() {
    let Some(server) = server() else { return };
    let (mut world, sandbox) = fresh();
    let registry = ("SWITCHBOARD_REGISTRY".to_owned(), server.database());
    world.variables.extend([registry]);
    die_while_creating(&world, &sandbox, 3_000, &APPLY);
    world.run(&APPLY).exits(0);
    one_service_and_nothing_to_do(&world, &sandbox);
}

/// By way of a plan that was approved meanwhile, and of a target.
#[test]
fn a_saved_plan_and_a_target_wait_too() {
    let target = "providers.main.messaging_services.camp";
    for apply in [
        &["apply", "p.plan"][..],
        &["apply", "--auto-approve", "--target", target],
    ] {
        let (world, sandbox) = fresh();
        die_while_creating(&world, &sandbox, 3_000, &APPLY);
        world.run(&["plan", "--out", "p.plan"]).exits(0);
        world.run(apply).exits(0);
        world.run(&APPLY).exits(0);
        one_service_and_nothing_to_do(&world, &sandbox);
    }
}

/// Where the address has another name by then.
#[test]
fn a_service_is_known_by_its_name() {
    let (world, sandbox) = fresh();
    die_while_creating(&world, &sandbox, 2_000, &APPLY);
    world.write(
        "switchboard.yaml",
        &CONFIGURATION.replace("camp:", "camping:"),
    );
    world.run(&APPLY).exits(0);
    one_service_and_nothing_to_do(&world, &sandbox);
}

/// An attempt that creates nothing is repeated when its time is over, and not before.
#[test]
fn a_request_that_was_never_carried_out_is_repeated_after_the_wait() {
    let (mut world, sandbox) = fresh();
    patience(&mut world, 2_000);
    sandbox.add_faults(
        &json!([{ "method": "POST", "path": "/v1/Services$", "then": { "hold": true } }]),
    );
    let mut child = start(&mut world.command(&APPLY));
    sandbox.wait_until_held(1);
    let killed = Instant::now();
    child.kill().unwrap();
    child.wait().unwrap();
    sandbox.wait_until_held(0);
    world.run(&APPLY).exits(0);
    assert!(killed.elapsed() > Duration::from_millis(1_500));
    assert_eq!((services(&sandbox).len(), creations(&sandbox)), (1, 2));
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

/// Waiting for it can be interrupted, and leaves the doubt to the next apply.
#[test]
fn waiting_for_it_can_be_interrupted() {
    let (mut world, sandbox) = fresh();
    patience(&mut world, 60_000);
    die_while_creating(&world, &sandbox, 5_000, &APPLY);
    sandbox.clear_calls();
    let child = start(&mut world.command(&APPLY));
    // The plan lists the services once, then they are looked for.
    let deadline = Instant::now() + Duration::from_mins(1);
    let looks = || {
        let journal = sandbox.journal();
        let list = |call: &&Value| call["path"].as_str().unwrap().starts_with("/v1/Services?");
        journal.iter().filter(list).count()
    };
    while looks() < 3 {
        assert!(Instant::now() < deadline, "{:?}", sandbox.journal());
        std::thread::sleep(Duration::from_millis(2));
    }
    let begun = Instant::now();
    signal(&child, "-INT");
    let ended = finish(child).exits(130);
    assert!(begun.elapsed() < Duration::from_secs(3), "{ended:?}");
    assert!(ended.stdout.contains("the run was cancelled"), "{ended:?}");
    assert_eq!(creations(&sandbox), 0);
    world.run(&APPLY).exits(0);
    assert_eq!((services(&sandbox).len(), creations(&sandbox)), (1, 0));
}

/// Where a number is bought: the first request to arrive buys it, and the other one is no
/// failure.
#[test]
fn a_purchase_without_an_answer_is_looked_up() {
    let bought =
        "      bought: { phone_number: \"+15015550100\", purchase: true }\n    messaging_services:";
    let apply = ["apply", "--auto-approve", "--allow-purchases", "1"];
    for late in [0, 1_500] {
        let (mut world, sandbox) = World::and_sandbox(
            &CONFIGURATION.replace("    messaging_services:", bought),
            ACCOUNT,
        );
        patience(&mut world, 20_000);
        let then = json!({ "late_ms": late + 300 });
        let path = "/IncomingPhoneNumbers.json$";
        sandbox.add_faults(&json!([{ "method": "POST", "path": path, "then": then }]));
        let mut child = start(&mut world.command(&apply));
        let deadline = Instant::now() + Duration::from_mins(1);
        while !sandbox
            .journal()
            .iter()
            .any(|call| call["method"] == "POST")
        {
            assert!(Instant::now() < deadline, "{:?}", sandbox.journal());
            std::thread::sleep(Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        world.run(&apply).exits(0);
        let state = sandbox.state();
        let numbers = &state["accounts"]["AC00000000000000000000000000000001"]["numbers"];
        let numbers = numbers.as_object().unwrap().values();
        let owned = numbers.filter(|number| number["phone_number"] == "+15015550100");
        assert_eq!(owned.count(), 1);
        world.run(&["plan", "--detailed-exitcode"]).exits(0);
    }
}

/// Two projects that do not know of each other apply at the same moment. Twilio makes two
/// services of one name, which is reported then and later.
#[test]
fn two_services_of_one_name_are_reported() {
    let (world, sandbox) = fresh();
    let other = CONFIGURATION.replace("project: acme", "project: other").replace(
        "    numbers:\n      line: { phone_number: \"+15017122000\", incoming: { url: \"https://hooks.example.com/sms\" } }\n",
        "",
    );
    world.write("other.yaml", &other.replace(", numbers: [line]", ""));
    let hold = json!({ "hold": true });
    sandbox.add_faults(
        &json!([{ "method": "POST", "path": "/v1/Services$", "times": 2, "then": hold }]),
    );
    let elsewhere = [
        "-f",
        "other.yaml",
        "--registry",
        "other.db",
        "apply",
        "--auto-approve",
    ];
    let applies = [
        start(&mut world.command(&APPLY)),
        start(&mut world.command(&elsewhere)),
    ];
    sandbox.wait_until_held(2);
    sandbox.release();
    let ended: Vec<Ended> = applies
        .into_iter()
        .map(|one| finish(one).exits(0))
        .collect();
    let sids = services(&sandbox);
    assert_eq!(sids.len(), 2);
    let names_both =
        |text: &str| text.contains("W0766") && sids.iter().all(|sid| text.contains(sid));
    assert!(ended.iter().any(|one| names_both(&one.stderr)), "{ended:?}");
    for arguments in [&["plan", "--detailed-exitcode"][..], &["drift"], &["test"]] {
        let ended = world.run(arguments).exits(0);
        let text = ended.stdout + &ended.stderr;
        assert!(names_both(&text), "{arguments:?}: {text}");
        let json = [arguments, &["--format", "json"]].concat();
        let document = world.run(&json).exits(0).stdout;
        assert!(names_both(&document), "{json:?}: {document}");
    }
}

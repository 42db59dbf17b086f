//! A messaging service has parts: its own fields and each number that joins it. What Twilio
//! confirmed of them is recorded, one refusal stops nothing else, and the report covers all of it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World};

const ACCOUNT: &str = "AC00000000000000000000000000000001";
const URL: &str = "https://hooks.example.com/sms";
const APPLY: [&str; 2] = ["apply", "--auto-approve"];
const JSON: [&str; 4] = ["apply", "--auto-approve", "--format", "json"];

fn phone(n: usize) -> String {
    format!("+1501712{:04}", 2000 + n)
}

/// A configuration with this many numbers, and this text under `messaging_services`.
fn declaring(numbers: usize, services: &str) -> String {
    let mut text = format!(
        "version: 1\nproject: acme\nproviders:\n  main:\n    type: twilio\n    callback_url: {URL}\n    numbers:\n"
    );
    for n in 0..numbers {
        let _ = writeln!(text, "      n{n}: {{ phone_number: \"{}\" }}", phone(n));
    }
    let _ = writeln!(text, "    messaging_services:\n      {services}");
    text
}

/// An account with this many numbers at the declared URL, and these services.
fn account(numbers: usize, services: &str) -> String {
    let mut text = format!("accounts:\n  {ACCOUNT}:\n    numbers:\n");
    for n in 0..numbers {
        let _ = writeln!(
            text,
            "      - {{ phone_number: \"{}\", sms_url: \"{URL}\" }}",
            phone(n)
        );
    }
    let _ = writeln!(text, "    messaging_services: [{services}]");
    text
}

/// Makes the joins fail, after this many good ones.
fn refuse_joins(sandbox: &Sandbox, skip: usize, times: usize, status: u16, code: u32) {
    sandbox.add_faults(&json!([{
        "method": "POST", "path": "/PhoneNumbers$", "skip": skip, "times": times,
        "then": { "status": status, "code": code, "message": "The number cannot join" },
    }]));
}

/// The numbers in the service of a name.
fn members(sandbox: &Sandbox, name: &str) -> Vec<String> {
    let state = sandbox.state();
    let account = &state["accounts"][ACCOUNT];
    let services = account["services"].as_object().unwrap().values();
    let mut named = services.filter(|service| service["friendly_name"] == name);
    let service = named.next().unwrap();
    assert!(named.next().is_none(), "several are called {name}");
    let sids = service["senders"].as_object().unwrap().keys();
    let number = |sid: &String| account["numbers"][sid]["phone_number"].as_str().unwrap();
    let mut members: Vec<String> = sids.map(|sid| number(sid).to_owned()).collect();
    members.sort();
    members
}

/// The number of requests of this kind since the calls were cleared.
fn posts(sandbox: &Sandbox, end: &str) -> usize {
    let journal = sandbox.journal().into_iter();
    let meant = journal.filter(|call| {
        let path = call["path"].as_str().unwrap();
        call["method"] == "POST" && path.ends_with(end)
    });
    meant.count()
}

/// The recorded service of a name.
fn recorded(world: &World, name: &str) -> Value {
    let show = world.run(&["registry", "show", "--format", "json"]);
    let document = show.exits(0).json();
    let services = document["messaging_services"].as_array().unwrap();
    let address = format!("providers.main.messaging_services.{name}");
    let found = services
        .iter()
        .find(|service| service["address"] == *address);
    found.unwrap_or_else(|| panic!("{document:#}")).clone()
}

/// The numbers that the recorded service holds.
fn recorded_members(world: &World, name: &str) -> Vec<String> {
    let service = recorded(world, name);
    let senders = service["applied"]["senders"].as_array();
    let members = senders.into_iter().flatten();
    members
        .map(|one| one.as_str().unwrap().to_owned())
        .collect()
}

/// The newest run with its changes.
fn latest(world: &World) -> Value {
    let runs = world.run(&["registry", "history", "--format", "json"]);
    let runs = runs.exits(0).json();
    let id = runs["runs"][0]["id"].as_str().unwrap().to_owned();
    let run = world.run(&["registry", "history", &id, "--format", "json"]);
    run.exits(0).json()
}

fn last_line(ended: &Ended) -> &str {
    ended.stdout.lines().last().unwrap()
}

fn events(ended: &Ended) -> Vec<Value> {
    let lines = ended.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn take_out(sandbox: &Sandbox, name: &str, n: usize) {
    let path = format!("/v1/Services/{{{name}}}/PhoneNumbers/{{{}}}", phone(n));
    sandbox.request("DELETE", &path, &[]);
}

const POOL: &str =
    "{ friendly_name: Pool, use_inbound_webhook_on_number: true, numbers: [\"+15017122000\"] }";

fn pool(numbers: &str) -> String {
    format!("pool: {{ friendly_name: Pool, inbound: defer_to_sender, numbers: [{numbers}] }}")
}

/// A number joined, and another one was refused.
#[test]
fn a_joined_number_is_recorded_and_its_leaving_is_drift() {
    for recorded_before in [true, false] {
        let (world, sandbox) = World::and_sandbox(&declaring(4, &pool("n0")), &account(4, POOL));
        if recorded_before {
            world.run(&APPLY).exits(0);
        }
        world.write("switchboard.yaml", &declaring(4, &pool("n0, n1, n2, n3")));
        refuse_joins(&sandbox, 1, 1, 400, 21715);
        sandbox.clear_calls();
        let ended = world.run(&APPLY).exits(3);
        assert_eq!(posts(&sandbox, "/PhoneNumbers"), 3);
        let joined = [phone(0), phone(1), phone(3)];
        assert_eq!(members(&sandbox, "Pool"), joined);
        assert_eq!(recorded_members(&world, "pool"), joined);
        let reported = &ended.stdout;
        assert!(
            reported.contains(&format!("joined: {}, {}\n", phone(1), phone(3))),
            "{reported}"
        );
        let refused = format!("did not join: adding {} to", phone(2));
        assert!(reported.contains(&refused), "{reported}");
        assert!(reported.contains("code 21715, request RQ"), "{reported}");
        let line = last_line(&ended);
        assert!(line.starts_with("Partly applied: "), "{line}");
        assert!(line.contains("; 1 of 3 numbers did not join."), "{line}");
        assert!(
            line.ends_with("Read the reasons before you run `switchboard apply` again."),
            "{line}"
        );
        world.run(&["drift"]).exits(0);

        take_out(&sandbox, "Pool", 1);
        let drift = world.run(&["drift"]).exits(2);
        assert!(drift.stdout.contains(&phone(1)), "{}", drift.stdout);
    }
}

/// History has each part of the change with its result, also in documents for programs.
#[test]
fn each_part_has_its_own_result() {
    let (world, sandbox) =
        World::and_sandbox(&declaring(4, &pool("n1, n2, n3")), &account(4, POOL));
    refuse_joins(&sandbox, 1, 1, 400, 21715);
    let ended = world.run(&JSON).exits(3);
    let events = events(&ended);
    let of = |kind: &str| -> Vec<&Value> {
        let service = |event: &&Value| event["address"] == "providers.main.messaging_services.pool";
        let of_kind = events.iter().filter(|event| event["type"] == kind);
        of_kind.filter(service).collect()
    };
    assert_eq!(
        (of("apply_start").len(), of("apply_complete").len()),
        (1, 0)
    );
    let errored = of("apply_errored");
    assert_eq!(errored.len(), 1);
    let reported = &errored[0]["members"];
    assert_eq!(reported["joined"], json!([phone(1), phone(3)]));
    assert_eq!(reported["refused"][0]["member"], phone(2));
    assert_eq!(reported["refused"][0]["code"], 21715);
    assert!(
        reported["refused"][0]["request_id"]
            .as_str()
            .unwrap()
            .starts_with("RQ")
    );
    let summary = events.last().unwrap();
    let (changes, all) = (&summary["changes"], &summary["members"]);
    assert_eq!(
        [&changes["update"], &changes["failed"], &changes["partial"]],
        [1, 1, 1]
    );
    assert_eq!(
        [&all["joined"], &all["refused"], &all["not_tried"]],
        [2, 1, 0]
    );

    let run = latest(&world);
    assert_eq!(run["run"]["status"], "partial", "{run:#}");
    let parts = run["changes"].as_array().unwrap().iter();
    let parts: Vec<(&Value, &Value)> = parts
        .filter(|part| part["address"] == "providers.main.messaging_services.pool")
        .map(|part| (&part["after"]["senders"], &part["outcome"]))
        .collect();
    let part = |n: usize, outcome: &str| (json!([phone(n)]), json!(outcome));
    let expected = [part(1, "done"), part(2, "failed"), part(3, "done")];
    let expected: Vec<(&Value, &Value)> = expected.iter().map(|(a, b)| (a, b)).collect();
    assert_eq!(parts, expected, "{run:#}");
}

/// A run that was refused a number is undone like any other.
#[test]
fn a_run_of_which_a_part_was_refused_is_undone() {
    let webhook = |url: &str, numbers: &str| {
        format!(
            "pool: {{ friendly_name: Pool, inbound: webhook, callback_url: \"https://{url}.example.com/sms\", numbers: [{numbers}] }}"
        )
    };
    let (world, sandbox) =
        World::and_sandbox(&declaring(3, &webhook("old", "n0")), &account(3, POOL));
    world.run(&APPLY).exits(0);
    world.write(
        "switchboard.yaml",
        &declaring(3, &webhook("new", "n0, n1, n2")),
    );
    refuse_joins(&sandbox, 1, 1, 400, 21715);
    world.run(&APPLY).exits(3);
    let run = latest(&world)["run"]["id"].as_str().unwrap().to_owned();
    let undo = ["registry", "history", &run, "--inverse", "--out", "../undo"];
    let shown = world.run(&undo).exits(0);
    let reported = format!("{}{}", shown.stdout, shown.stderr);
    assert!(
        reported.contains(&format!(
            "added to this messaging service by the run, and not taken out: {} (senders)",
            phone(1)
        )),
        "{reported}"
    );
    world.run(&["apply", "../undo"]).exits(0);
    let url = &recorded(&world, "pool")["applied"]["inbound_request_url"];
    assert_eq!(url, "https://old.example.com/sms");
    assert_eq!(members(&sandbox, "Pool"), [phone(0), phone(1)]);
    assert_eq!(recorded_members(&world, "pool"), [phone(0), phone(1)]);
}

/// Whatever the refusal of the first number, the others are tried, once each.
#[test]
fn one_refused_number_stops_no_other() {
    for (status, code, lasting) in [
        (400, 21669, true),
        (409, 21712, true),
        (400, 21715, true),
        (404, 20404, true),
        (500, 20500, false),
    ] {
        let (world, sandbox) = World::and_sandbox(
            &declaring(3, &pool("n0, n1, n2")),
            &account(
                3,
                "{ friendly_name: Pool, use_inbound_webhook_on_number: true }",
            ),
        );
        let tries = if lasting { 1 } else { 5 };
        refuse_joins(&sandbox, 0, tries, status, code);
        let ended = world.run(&APPLY).exits(3);
        assert_eq!(posts(&sandbox, "/PhoneNumbers"), tries + 2, "{code}");
        let joined = [phone(1), phone(2)];
        assert_eq!(members(&sandbox, "Pool"), joined, "{code}");
        assert_eq!(recorded_members(&world, "pool"), joined, "{code}");
        let reported = &ended.stdout;
        assert!(
            reported.contains(&format!("did not join: adding {}", phone(0))),
            "{reported}"
        );
        assert!(
            reported.contains(&format!("code {code}, request RQ")),
            "{reported}"
        );
        let again = last_line(&ended).ends_with("Run `switchboard apply` again to finish.");
        assert_eq!(again, !lasting, "{reported}");
        world.run(&APPLY).exits(0);
        assert_eq!(members(&sandbox, "Pool").len(), 3);
    }
}

/// One service of which every number is refused stops neither another service nor the
/// record of itself.
#[test]
fn a_service_that_refuses_every_number_is_recorded() {
    let services = "a: { friendly_name: A, inbound: defer_to_sender, numbers: [n0, n1] }\n      b: { friendly_name: B, inbound: defer_to_sender, numbers: [n2] }";
    let (world, sandbox) = World::and_sandbox(
        &declaring(3, services),
        &account(
            3,
            "{ friendly_name: A, use_inbound_webhook_on_number: true }",
        ),
    );
    refuse_joins(&sandbox, 0, 2, 400, 21669);
    let ended = world
        .run(&["apply", "--auto-approve", "--parallelism", "1"])
        .exits(3);
    let line = last_line(&ended);
    assert!(line.contains("2 of 2 numbers did not join"), "{line}");
    assert_eq!(members(&sandbox, "B"), [phone(2)]);
    assert!(recorded_members(&world, "a").is_empty());
    assert_eq!(recorded_members(&world, "b"), [phone(2)]);
}

/// A service takes 400 numbers.
#[test]
fn a_full_service_is_foreseen_and_reported() {
    let names: Vec<String> = (0..402).map(|n| format!("n{n}")).collect();
    let (world, sandbox) = World::and_sandbox(
        &declaring(402, &pool(&names.join(", "))),
        &account(
            402,
            "{ friendly_name: Pool, use_inbound_webhook_on_number: true }",
        ),
    );
    let reported = world.run(&["validate"]).exits(0);
    assert!(
        reported.stderr.contains("warning[W0761]"),
        "{}",
        reported.stderr
    );
    let plan = world.run(&["plan"]).exits(0);
    assert_eq!(plan.stderr.matches("W0761").count(), 1, "{}", plan.stderr);
    for joins in [401, 1] {
        sandbox.clear_calls();
        let ended = world.run(&APPLY).exits(3);
        let line = last_line(&ended);
        assert!(
            line.ends_with("The messaging service Pool is full: it holds 400 numbers. Declare a second one for the others, or ask the provider for a higher limit."),
            "{line}"
        );
        assert!(line.contains("2 of "), "{line}");
        assert!(!line.contains("again"), "{line}");
        assert_eq!(posts(&sandbox, "/PhoneNumbers"), joins);
        assert!(ended.stdout.contains("(Pool is full)"), "{}", ended.stdout);
    }
    assert_eq!(recorded_members(&world, "pool").len(), 400);
}

/// Undeclared numbers take room too.
#[test]
fn other_members_count_towards_the_limit() {
    let there: Vec<String> = (2..401).map(|n| format!("\"{}\"", phone(n))).collect();
    let seed = format!(
        "{{ friendly_name: Pool, use_inbound_webhook_on_number: true, numbers: [{}] }}",
        there.join(", ")
    );
    let (world, sandbox) = World::and_sandbox(&declaring(2, &pool("n0")), &account(401, &seed));
    let plan = world.run(&["plan"]).exits(0);
    assert!(!plan.stderr.contains("W0762"), "{}", plan.stderr);
    world.write("switchboard.yaml", &declaring(2, &pool("n0, n1")));
    let plan = world.run(&["plan"]).exits(0);
    let reported = "Pool would hold 401 numbers: 399 that are there and 2 that join";
    assert!(plan.stderr.contains(reported), "{}", plan.stderr);
    let ended = world.run(&APPLY).exits(3);
    assert!(
        last_line(&ended).contains("1 of 2 numbers did not join"),
        "{}",
        ended.stdout
    );
    assert!(
        last_line(&ended).contains("is full: it holds 400 numbers"),
        "{}",
        ended.stdout
    );
    assert_eq!(members(&sandbox, "Pool").len(), 400);
}

/// A number whose new service is full does not leave its old one.
#[test]
fn no_number_leaves_its_service_for_a_full_one() {
    let services = "pool: { friendly_name: Pool, inbound: defer_to_sender, numbers: [n0, n1] }\n      other: { friendly_name: Other, inbound: defer_to_sender }";
    let seed = "{ friendly_name: Pool, use_inbound_webhook_on_number: true }, { friendly_name: Other, use_inbound_webhook_on_number: true, numbers: [\"+15017122000\"] }";
    let (world, sandbox) = World::and_sandbox(&declaring(2, services), &account(2, seed));
    refuse_joins(&sandbox, 0, 1, 412, 21714);
    let apply = [&APPLY[..], &["--allow-detach"]].concat();
    let ended = world.run(&apply).exits(3);
    assert!(
        last_line(&ended).contains("2 of 2 numbers did not join"),
        "{}",
        ended.stdout
    );
    assert_eq!(members(&sandbox, "Other"), [phone(0)]);
}

/// A service whose number was refused is not made a second time.
#[test]
fn a_service_that_was_made_is_known_by_its_sid() {
    let named = |name: &str, numbers: &str| {
        format!("camp: {{ friendly_name: {name}, inbound: webhook, numbers: [{numbers}] }}")
    };
    for numbers in ["n0, n1", "n0"] {
        let (world, sandbox) =
            World::and_sandbox(&declaring(2, &named("Brand new", numbers)), &account(2, ""));
        refuse_joins(&sandbox, 0, 1, 400, 21715);
        let ended = world.run(&APPLY).exits(3);
        assert!(last_line(&ended).contains("2 created"), "{}", ended.stdout);
        let sid = recorded(&world, "camp")["sid"].clone();
        assert!(sid.as_str().unwrap().starts_with("MG"));
        world.write(
            "switchboard.yaml",
            &declaring(2, &named("Campaigns", numbers)),
        );
        sandbox.clear_calls();
        world.run(&APPLY).exits(0);
        assert_eq!(posts(&sandbox, "/v1/Services"), 0);
        assert_eq!(recorded(&world, "camp")["sid"], sid);
        assert_eq!(
            members(&sandbox, "Campaigns").len(),
            numbers.split(", ").count()
        );
    }
}

/// What Twilio accepted of a service is recorded, so that it is not drift.
#[test]
fn the_fields_that_were_accepted_are_recorded() {
    let at = |url: &str, numbers: &str| {
        format!(
            "camp: {{ friendly_name: Camp, inbound: webhook, callback_url: \"{url}\", numbers: [{numbers}] }}"
        )
    };
    let (world, sandbox) = World::and_sandbox(
        &declaring(2, &at("https://old.example.com/sms", "n0")),
        &account(2, ""),
    );
    world.run(&APPLY).exits(0);
    world.write(
        "switchboard.yaml",
        &declaring(2, &at("https://new.example.com/sms", "n0, n1")),
    );
    refuse_joins(&sandbox, 0, 1, 400, 21715);
    let ended = world.run(&APPLY).exits(3);
    let line = last_line(&ended);
    assert!(
        line.starts_with("Partly applied: 1 updated; 1 of 1 number did not join."),
        "{line}"
    );
    let url = &recorded(&world, "camp")["applied"]["inbound_request_url"];
    assert_eq!(url, "https://new.example.com/sms");
    let drift = world.run(&["drift", "--format", "json"]).exits(0).json();
    assert_eq!(drift["summary"]["modified"], 0, "{drift:#}");
    let run = latest(&world);
    let changes = run["changes"].as_array().unwrap();
    let outcomes: Vec<&Value> = changes.iter().map(|change| &change["outcome"]).collect();
    assert_eq!(outcomes, ["done", "failed"], "{run:#}");
}

/// Where the service's own write is refused, no number joins it, and nothing is
/// recorded.
#[test]
fn no_number_joins_a_service_whose_own_write_was_refused() {
    let (world, sandbox) = World::and_sandbox(
        &declaring(
            2,
            "camp: { friendly_name: Camp, inbound: webhook, numbers: [n0, n1] }",
        ),
        &account(
            2,
            "{ friendly_name: Camp, use_inbound_webhook_on_number: true }",
        ),
    );
    sandbox.add_faults(&json!([{
        "method": "POST", "path": "/v1/Services/MG",
        "then": { "status": 400, "code": 21402, "message": "Invalid URL" },
    }]));
    let ended = world.run(&APPLY).exits(3);
    assert_eq!(posts(&sandbox, "/PhoneNumbers"), 0);
    let reported = &ended.stdout;
    let not_tried = format!(
        "not tried: {}, {} (its own settings could not be written)",
        phone(0),
        phone(1)
    );
    assert!(reported.contains(&not_tried), "{reported}");
    assert!(
        last_line(&ended).contains("1 failed, 2 of 2 numbers did not join."),
        "{reported}"
    );
    let show = world
        .run(&["registry", "show", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(show["messaging_services"], json!([]));
}

/// A number without SMS is not tried, does not stop others, and is reported each time.
#[test]
fn a_number_that_cannot_receive_texts_is_not_tried() {
    for declared_url in [true, false] {
        let mut text = declaring(3, &pool("n0, n1, n2"));
        if !declared_url {
            text = text.replace(&format!("    callback_url: {URL}\n"), "");
        }
        let voice = "capabilities: { sms: false, mms: false, voice: true }";
        let deaf = format!("{{ phone_number: \"{}\", {voice} }}", phone(0));
        let hearing = format!("{{ phone_number: \"{}\", sms_url: \"{URL}\" }}", phone(0));
        let seed = account(
            3,
            "{ friendly_name: Pool, use_inbound_webhook_on_number: true }",
        );
        assert!(seed.contains(&hearing));
        let (world, sandbox) = World::and_sandbox(&text, &seed.replace(&hearing, &deaf));
        for round in 0..2 {
            sandbox.clear_calls();
            let ended = world.run(&APPLY).exits(3);
            let reported = &ended.stderr;
            assert_eq!(reported.matches("E0726").count(), 1, "{reported}");
            let joins = if round == 0 { 2 } else { 0 };
            assert_eq!(posts(&sandbox, "/PhoneNumbers"), joins, "{}", ended.stdout);
            assert_eq!(members(&sandbox, "Pool"), [phone(1), phone(2)]);
            assert_eq!(recorded_members(&world, "pool"), [phone(1), phone(2)]);
        }
        let plan = world.run(&["plan", "--format", "json"]).exits(3).json();
        assert_eq!(plan["summary"]["update"], 0, "{plan:#}");
        take_out(&sandbox, "Pool", 2);
        let drift = world.run(&["drift"]).exits(2);
        assert!(
            drift.stdout.contains("messaging_services.pool"),
            "{}",
            drift.stdout
        );
    }
}

/// With an `ignore` the plan is complete, and the number is left alone in it.
#[test]
fn a_number_without_texts_may_be_ignored() {
    let text = declaring(2, &pool("n0, n1")).replace(
        &format!("n0: {{ phone_number: \"{}\" }}", phone(0)),
        &format!(
            "n0: {{ phone_number: \"{}\", ignore: [{{ code: E0726, reason: calls only }}] }}",
            phone(0)
        ),
    );
    let hearing = format!("{{ phone_number: \"{}\", sms_url: \"{URL}\" }}", phone(0));
    let deaf = format!(
        "{{ phone_number: \"{}\", capabilities: {{ sms: false, mms: false }} }}",
        phone(0)
    );
    let seed = account(2, "").replace(&hearing, &deaf);
    let (world, sandbox) = World::and_sandbox(&text, &seed);
    world.run(&APPLY).exits(0);
    assert_eq!(members(&sandbox, "Pool"), [phone(1)]);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

/// An undo reports correctly on a change that had no effect.
#[test]
fn an_undo_of_a_refused_change_reports_the_refusal() {
    let (world, sandbox) = World::and_sandbox(
        &declaring(
            1,
            "camp: { friendly_name: Camp, inbound: webhook, numbers: [n0] }",
        ),
        &account(
            1,
            "{ friendly_name: Camp, use_inbound_webhook_on_number: true }",
        ),
    );
    sandbox.add_faults(&json!([{
        "method": "POST", "path": "/v1/Services/MG",
        "then": { "status": 400, "code": 21402, "message": "Invalid URL" },
    }]));
    world.run(&APPLY).exits(3);
    let run = latest(&world)["run"]["id"].as_str().unwrap().to_owned();
    let undo = world.run(&["registry", "history", &run, "--inverse"]);
    let reported = format!("{}{}", undo.stdout, undo.stderr);
    assert!(!reported.contains("any more"), "{reported}");
    assert!(
        reported.contains("the run did not finish changing it"),
        "{reported}"
    );
}

/// No advice says to declare a service that is declared.
#[test]
fn no_advice_to_declare_what_is_declared() {
    let camp = "camp: { friendly_name: Camp, inbound: webhook, callback_url: \"https://camp.example.com/sms\", numbers: [n0, n1, n2] }";
    let (world, sandbox) = World::and_sandbox(&declaring(3, camp), &account(3, ""));
    refuse_joins(&sandbox, 2, 1, 400, 21715);
    world.run(&APPLY).exits(3);
    let drift = world.run(&["drift"]);
    let reported = format!("{}{}", drift.stdout, drift.stderr);
    assert!(!reported.contains("which is not declared"), "{reported}");
    assert!(!reported.contains("for NAME"), "{reported}");
    let drift = world.run(&["drift", "--format", "json"]).json();
    for resource in drift["resources"].as_array().unwrap() {
        let name = resource["address"].as_str().unwrap();
        if !name.ends_with(".n2") {
            assert_eq!(resource["status"], "in_sync", "{resource:#}");
        }
    }
}

/// A declared service that no apply has seen yet must be applied, not declared.
#[test]
fn the_advice_about_a_declared_service_is_to_apply_it() {
    let (world, sandbox) = World::and_sandbox(
        &declaring(
            1,
            "camp: { friendly_name: Other, inbound: defer_to_sender }",
        ),
        &account(
            1,
            "{ friendly_name: Camp, inbound_request_url: \"https://camp.example.com/sms\" }",
        ),
    );
    world.run(&APPLY).exits(0);
    let number = format!("{{{}}}", phone(0));
    sandbox.request(
        "POST",
        "/v1/Services/{Camp}/PhoneNumbers",
        &[("PhoneNumberSid".to_owned(), number)],
    );
    let both = "camp: { friendly_name: Other, inbound: defer_to_sender }\n      late: { friendly_name: Camp, inbound: webhook, numbers: [n0] }";
    world.write("switchboard.yaml", &declaring(1, both));
    let drift = world.run(&["drift"]).exits(2);
    let reported = &drift.stdout;
    assert!(!reported.contains("for NAME"), "{reported}");
    assert!(
        reported.contains("switchboard apply --target providers.main.messaging_services.late"),
        "{reported}"
    );
}

/// The advice for a number that is declared in one service and is in an undeclared one
/// is not to declare it in both.
#[test]
fn no_advice_to_declare_a_number_in_two_services() {
    let (world, _sandbox) = World::and_sandbox(
        &declaring(
            1,
            "camp: { friendly_name: New, inbound: webhook, numbers: [n0] }",
        ),
        &account(
            1,
            "{ friendly_name: Old, inbound_request_url: \"https://old.example.com/sms\", numbers: [\"+15017122000\"] }",
        ),
    );
    world.run(&APPLY).exits(3);
    let drift = world.run(&["drift"]).exits(2);
    let reported = &drift.stdout;
    assert!(!reported.contains("NAME"), "{reported}");
    assert!(
        reported
            .contains("it is declared in providers.main.messaging_services.camp, but is in Old"),
        "{reported}"
    );
    let explained = world.run(&["explain", "n0"]).exits(3);
    assert!(
        explained
            .stdout
            .contains("remove it there in the provider's console, then apply")
    );
}

/// Numbers that left one service and could not join another one are changes, and
/// something is still left to do.
#[test]
fn a_number_that_left_and_did_not_join_is_reported() {
    let services = |first: &str, second: &str| {
        format!(
            "pool: {{ friendly_name: Pool, inbound: webhook, numbers: [{first}] }}\n      other: {{ friendly_name: Other, inbound: webhook, numbers: [{second}] }}"
        )
    };
    let seed = format!(
        "{{ friendly_name: Pool, inbound_request_url: \"{URL}\", numbers: [\"+15017122000\"] }}, {{ friendly_name: Other, inbound_request_url: \"{URL}\" }}"
    );
    let (world, sandbox) =
        World::and_sandbox(&declaring(2, &services("n0", "")), &account(2, &seed));
    world.run(&APPLY).exits(0);
    world.write("switchboard.yaml", &declaring(2, &services("", "n0")));
    refuse_joins(&sandbox, 0, 1, 400, 21715);
    let apply = [&APPLY[..], &["--allow-detach"]].concat();
    let ended = world.run(&apply).exits(3);
    assert!(members(&sandbox, "Pool").is_empty());
    let line = last_line(&ended);
    assert!(!line.contains("Nothing was applied"), "{line}");
    assert!(
        line.contains("1 number left another messaging service; 1 of 1 number did not join"),
        "{line}"
    );
    // The run cannot be undone, and its inverse says so.
    let run = latest(&world)["run"]["id"].as_str().unwrap().to_owned();
    let undo = world.run(&["registry", "history", &run, "--inverse"]);
    let undo = undo.exits(3);
    let shown = format!("{}{}", undo.stdout, undo.stderr);
    assert!(
        shown.contains("+15017122000 left its former messaging service and did not join this one"),
        "{shown}"
    );
    assert!(!shown.contains("No changes"), "{shown}");
    let explained = world.run(&["explain", "n0"]).exits(0);
    let reported = &explained.stdout;
    assert!(!reported.contains("Nothing to do"), "{reported}");
    assert!(
        reported.contains("is not in providers.main.messaging_services.other yet"),
        "{reported}"
    );
    let several = world.run(&["explain", "providers.main"]).exits(0);
    assert!(
        several.stdout.contains("not in its messaging service yet"),
        "{}",
        several.stdout
    );
    world.run(&APPLY).exits(0);
    let explained = world.run(&["explain", "n0"]).exits(0);
    assert!(explained.stdout.contains("Nothing to do"));
}

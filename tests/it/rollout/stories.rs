//! Rollouts from their first wave to their end, or to the reason why they stop.

use serde_json::json;

use super::{BAD, CONFIGURATION, NEW, OLD, answered_by, applied, rollout, runs, text};

#[test]
fn every_wave_is_written_verified_and_watched() {
    let (world, sandbox) = applied(CONFIGURATION);
    let waves = rollout(
        "host=new.contoso.example",
        "1,50%",
        &["--rollout-pause", "0s"],
    );
    world.run(&waves).exits(0);
    assert_eq!(answered_by(&sandbox, NEW), [1, 2, 3, 4, 5]);
    let calls = sandbox.calls();
    let alerts = |call: &&crate::support::sandbox::Call| call.path.contains("Alerts");
    let first_alerts = calls.iter().position(|call| alerts(&call)).unwrap();
    let first_write = calls.iter().position(|call| call.method == "POST").unwrap();
    assert!(
        first_alerts < first_write,
        "the alerts before are known: {calls:#?}"
    );
    // Once before the first wave, and once in each.
    assert_eq!(calls.iter().filter(alerts).count(), 4, "{calls:#?}");
    assert_eq!(runs(&world)[0]["status"], "succeeded");
    let plan = [
        "plan",
        "--detailed-exitcode",
        "--var",
        "host=new.contoso.example",
    ];
    world.run(&plan).exits(0);
}

#[test]
fn waves_that_do_not_grow_are_refused_before_anything_is_written() {
    let (world, sandbox) = applied(CONFIGURATION);
    for waves in ["2,1", "0", "101%", "all", "", "10%,5%", "1.5"] {
        let ended = world.run(&rollout("host=new.contoso.example", waves, &[]));
        assert_eq!(ended.code, 1, "{waves}: {ended:?}");
    }
    let lone = ["apply", "--auto-approve", "--rollout-pause", "0s"];
    world.run(&lone).exits(1);
    assert!(sandbox.calls().is_empty(), "{:#?}", sandbox.calls());
}

#[test]
fn an_alert_at_the_new_host_stops_the_rollout() {
    let (world, sandbox) = applied(CONFIGURATION);
    // A text comes in while the alerts are read for the first time after the first wave.
    sandbox.add_faults(&json!([
        { "method": "GET", "path": "/v1/Alerts", "skip": 1, "then": { "hold": true } },
    ]));
    let waves = rollout(
        "host=bad.contoso.example",
        "1,100%",
        &["--rollout-pause", "0s"],
    );
    let ended = std::thread::scope(|scope| {
        let running = scope.spawn(|| world.run(&waves));
        sandbox.wait_until_held(1);
        text(&world, &sandbox, "+15017122601");
        sandbox.release();
        running.join().unwrap()
    });
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(answered_by(&sandbox, BAD), [1]);
    assert_eq!(answered_by(&sandbox, OLD), [2, 3, 4, 5]);
    assert_eq!(runs(&world)[0]["status"], "partial");
}

#[test]
fn with_revert_the_numbers_are_answered_as_before() {
    let (world, sandbox) = applied(CONFIGURATION);
    sandbox.add_faults(&json!([
        { "method": "GET", "path": "/v1/Alerts", "skip": 1, "then": { "hold": true } },
    ]));
    let more = ["--rollout-pause", "0s", "--rollout-revert"];
    let waves = rollout("host=bad.contoso.example", "2,100%", &more);
    let ended = std::thread::scope(|scope| {
        let running = scope.spawn(|| world.run(&waves));
        sandbox.wait_until_held(1);
        text(&world, &sandbox, "+15017122602");
        sandbox.release();
        running.join().unwrap()
    });
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(answered_by(&sandbox, OLD), [1, 2, 3, 4, 5], "{ended:?}");
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    // It changed back what it did, so that nothing is left to undo.
    let run = runs(&world)[0]["id"].as_str().unwrap().to_owned();
    let inverse = [
        "registry",
        "history",
        &run,
        "--inverse",
        "--out",
        "undo.json",
    ];
    let refused = world.run(&inverse).exits(1);
    assert!(refused.stderr.contains("changed back"), "{refused:?}");
}

#[test]
fn a_password_in_a_url_is_put_back() {
    let configuration = CONFIGURATION.replace("${host}/sms", "user:secret-1@${host}/sms");
    let (world, sandbox) = applied(&configuration);
    let old = "https://user:secret-1@old.contoso.example/sms";
    assert_eq!(answered_by(&sandbox, old), [1, 2, 3, 4, 5]);
    sandbox.add_faults(&json!([
        { "method": "GET", "path": "/v1/Alerts", "skip": 1, "times": 1000, "then": { "status": 403, "code": 20403 } },
    ]));
    let more = ["--rollout-pause", "0s", "--rollout-revert"];
    let ended = world.run(&rollout("host=new.contoso.example", "3", &more));
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(answered_by(&sandbox, old), [1, 2, 3, 4, 5], "{ended:?}");
    assert!(!format!("{ended:?}").contains("secret-1"), "{ended:?}");
}

#[test]
fn alerts_that_cannot_be_read_begin_no_wave() {
    let (world, sandbox) = applied(CONFIGURATION);
    sandbox.add_faults(&json!([
        { "path": "/v1/Alerts", "times": 1000, "then": { "status": 403, "code": 20403 } },
    ]));
    let waves = rollout("host=new.contoso.example", "1", &["--rollout-pause", "0s"]);
    let ended = world.run(&waves);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(answered_by(&sandbox, NEW), [0_u32; 0]);
    let said = format!("{}{}", ended.stdout, ended.stderr);
    assert!(said.contains("the alerts could not be read"), "{said}");
}

#[test]
fn a_number_that_is_not_answered_as_declared_stops_the_rollout() {
    let (world, sandbox) = applied(CONFIGURATION);
    // The first reading after the first wave is held, and a person changes the number meanwhile.
    sandbox.add_faults(&json!([
        { "method": "GET", "path": "IncomingPhoneNumbers", "skip": 1, "then": { "hold": true } },
    ]));
    let waves = rollout("host=new.contoso.example", "1", &["--rollout-pause", "0s"]);
    let ended = std::thread::scope(|scope| {
        let running = scope.spawn(|| world.run(&waves));
        sandbox.wait_until_held(1);
        let url = ("SmsUrl".to_owned(), "https://else.example/sms".to_owned());
        sandbox.change("POST", "+15017122601", &[url]);
        sandbox.release();
        running.join().unwrap()
    });
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(answered_by(&sandbox, OLD), [2, 3, 4, 5], "{ended:?}");
    let said = format!("{}{}", ended.stdout, ended.stderr);
    assert!(said.contains("https://else.example/sms"), "{said}");
}

#[test]
fn a_service_changes_with_the_wave_that_holds_all_its_numbers() {
    let services = "    messaging_services:\n      news: { friendly_name: News, inbound: webhook, numbers: [n1, n2, n3] }\n";
    let (world, sandbox) = applied(&format!("{CONFIGURATION}{services}"));
    sandbox.add_faults(&json!([
        { "method": "GET", "path": "/v1/Alerts", "skip": 2, "times": 1000, "then": { "status": 403, "code": 20403 } },
    ]));
    // The second wave stops, so the service, whose numbers move at once in the last one, stays.
    let waves = rollout(
        "host=new.contoso.example",
        "1,2",
        &["--rollout-pause", "0s"],
    );
    let ended = world.run(&waves);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(answered_by(&sandbox, NEW), [4, 5], "{ended:?}");
    let state = sandbox.state().to_string();
    assert!(
        state.contains("\"inbound_request_url\":\"https://old.contoso.example/sms\""),
        "{state}"
    );
    sandbox.clear_faults();
    world.run(&waves).exits(0);
    assert_eq!(answered_by(&sandbox, NEW), [1, 2, 3, 4, 5]);
    let state = sandbox.state().to_string();
    assert!(
        state.contains("\"inbound_request_url\":\"https://new.contoso.example/sms\""),
        "{state}"
    );
}

#[test]
fn a_saved_plan_is_applied_in_waves() {
    let (world, sandbox) = applied(CONFIGURATION);
    let to = ["--var", "host=new.contoso.example"];
    world
        .run(&[&["plan", "--out", "plan.json"], &to[..]].concat())
        .exits(0);
    let apply = [
        "apply",
        "plan.json",
        "--rollout",
        "2",
        "--rollout-pause",
        "0s",
    ];
    world.run(&[&apply[..], &to[..]].concat()).exits(0);
    assert_eq!(answered_by(&sandbox, NEW), [1, 2, 3, 4, 5]);
}

#[test]
fn without_waves_the_changed_numbers_are_read_again() {
    let (world, sandbox) = applied(CONFIGURATION);
    let apply = ["apply", "--auto-approve", "--allow-mass-change", "--verify"];
    let to = ["--var", "host=new.contoso.example"];
    world.run(&[&apply[..], &to[..]].concat()).exits(0);
    let calls = sandbox.calls();
    let last_write = calls
        .iter()
        .rposition(|call| call.method == "POST")
        .unwrap();
    let read = calls
        .iter()
        .skip(last_write)
        .any(|call| call.path.contains("IncomingPhoneNumbers"));
    assert!(read, "{calls:#?}");
}

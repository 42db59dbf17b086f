//! An account with a limit of requests per second: the run slows down to that, and does everything.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::http;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const ACCOUNT: &str = "AC00000000000000000000000000000001";
const TOKEN: &str = "5ec4e75ec4e75ec4e75ec4e75ec4e75e";

/// An account with this many numbers, all of which will change, and this many services.
fn account(numbers: usize, services: usize) -> (World, Sandbox) {
    let mut configuration = format!(
        "version: 1\nproviders:\n  main:\n    type: twilio\n    account_sid: {ACCOUNT}\n    \
         auth_token: {{ env: TWILIO_AUTH_TOKEN }}\n    callback_url: https://hooks.example.com/sms\n    numbers:\n"
    );
    let mut seed = format!("accounts:\n  {ACCOUNT}:\n    auth_token: {TOKEN}\n    numbers:\n");
    for n in 0..numbers {
        configuration += &format!("      n{n}: {{ phone_number: \"+1501712{n:04}\" }}\n");
        seed += &format!("      - {{ phone_number: \"+1501712{n:04}\" }}\n");
    }
    if services > 0 {
        seed += "    messaging_services:\n";
    }
    for n in 0..services {
        seed += &format!("      - {{ friendly_name: Service {n} }}\n");
    }
    World::and_sandbox(&configuration, &seed)
}

fn above(per_second: u32, then: &Value) -> Value {
    json!([{ "per_second": per_second, "times": 1_000_000, "then": then }])
}

/// Applies 40 changes; returns how long it took and the number of requests.
fn applies(world: &World, sandbox: &Sandbox) -> (Duration, usize) {
    sandbox.clear_calls();
    let begun = Instant::now();
    let ended = world.run(&["apply", "--auto-approve"]).exits(0);
    let took = begun.elapsed();
    let requests = sandbox.journal().len();
    assert!(ended.stdout.contains("40"), "{}", ended.stdout);
    sandbox.clear_faults();
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    (took, requests)
}

/// 40 changes at 8 requests per second, each way in which an account says "too many".
#[test]
fn forty_changes_at_eight_per_second() {
    let page = "<html><title>429 Too Many Requests</title></html>";
    let ways = [
        json!({ "status": 429, "code": 20429 }),
        json!({ "status": 429, "body": page }),
        json!({ "status": 429, "code": 20429, "retry_after": 1 }),
        json!({ "status": 429, "body": page, "retry_after": 1 }),
    ];
    std::thread::scope(|scope| {
        for then in &ways {
            scope.spawn(move || {
                let (world, sandbox) = account(40, 0);
                sandbox.add_faults(&above(8, then));
                let (took, requests) = applies(&world, &sandbox);
                assert!(requests <= 100, "{then}: {requests} requests");
                // 43 requests at 8 per second take 5.4 s.
                let (least, most) = (Duration::from_secs(4), Duration::from_secs(20));
                assert!(took > least && took < most, "{then}: {took:?}");
            });
        }
    });
}

/// Reads are no different. 30 services are asked for their numbers.
#[test]
fn a_plan_reads_at_eight_per_second() {
    let (world, sandbox) = account(3, 30);
    world.run(&["apply", "--auto-approve"]).exits(0);
    sandbox.add_faults(&above(8, &json!({ "status": 429, "code": 20429 })));
    for arguments in [&["plan", "--detailed-exitcode"][..], &["drift"]] {
        sandbox.clear_calls();
        world.run(arguments).exits(0);
        let requests = sandbox.journal().len();
        assert!((30..=100).contains(&requests), "{requests} requests");
    }
}

/// Another program sends four requests per second to the account, so half of its limit
/// is left.
#[test]
fn other_programs_use_the_account_too() {
    let (world, sandbox) = account(40, 0);
    sandbox.add_faults(&above(8, &json!({ "status": 429, "code": 20429 })));
    let over = Arc::new(AtomicBool::new(false));
    let (ended, url) = (Arc::clone(&over), sandbox.url.clone());
    let other = std::thread::spawn(move || {
        let path = format!("/2010-04-01/Accounts/{ACCOUNT}/Balance.json");
        let mut turned_away = 0;
        while !ended.load(Ordering::SeqCst) {
            let answer = http::send(&url, "GET", &path, Some((ACCOUNT, TOKEN)), None);
            turned_away += u32::from(answer.status == 429);
            std::thread::sleep(Duration::from_secs(1) / 4);
        }
        turned_away
    });
    sandbox.clear_calls();
    world.run(&["apply", "--auto-approve"]).exits(0);
    over.store(true, Ordering::SeqCst);
    other.join().unwrap();
    let own = |call: &&Value| !call["path"].as_str().unwrap().contains("/Balance");
    let requests = sandbox.journal().iter().filter(own).count();
    assert!(requests <= 200, "{requests} requests");
}

//! Runs each case of the table: the commands with the fault, then without it, and a check of what
//! they said and of what is there.

use std::fmt::Write as _;
use std::sync::Mutex;

use serde_json::{Value, json};
use switchboard::provider::{Limits, Settings};

use super::table::{Case, Does, Start, cases};
use crate::azure::cloud::{
    CALLBACK, Cloud, NUMBER, REPORTS, child, configuration, reports, source,
};
use crate::faults::matrix::hasty;
use crate::support::library::{Library, Variables};
use crate::support::secrets;

const OURS: [(&str, &str); 2] = [("eu-incoming", CALLBACK), ("eu-delivery-reports", REPORTS)];

/// The world of a case. The declared number is on the second page of the list.
fn begin(start: Start) -> Cloud {
    let mut numbers = String::new();
    for at in 0..101 {
        let _ = write!(numbers, "\"+1501712{at:04}\", ");
    }
    let seed = format!(
        "resources:\n  - resource_id: {}\n    numbers: [{numbers}\"{NUMBER}\"]\n",
        source()
    );
    let mut cloud = Cloud::seeded(&configuration(&reports()), &seed);
    // Longer than an answer asks to wait.
    let patience = ("SWITCHBOARD_TEST_UNCLEAR_MS".to_owned(), "3000".to_owned());
    cloud.world.variables.extend([patience]);
    if start == Start::Drifted {
        cloud.apply(0);
        let url = format!("{CALLBACK}?code=old");
        let destination = json!({ "destination": { "endpointType": "WebHook", "properties": { "endpointUrl": url } } });
        cloud.mutate(&json!({ "set": { "id": child("eu-incoming"), "properties": destination } }));
    }
    cloud.stand_in().clear_calls();
    cloud
}

/// Broken promises of one case.
struct Wrong<'a> {
    case: &'a Case,
    all: Vec<String>,
}

impl Wrong<'_> {
    fn demand(&mut self, holds: bool, what: &str) {
        if !holds {
            self.all.push(format!("{}: {what}", self.case.name));
        }
    }
}

/// Whether the plan cannot be complete if the request never succeeds.
fn hides(case: &Case) -> bool {
    match case.operation.does {
        Does::ReadsGrid | Does::ReadsBeside | Does::ReadsNumbers => true,
        // Without a declared query, a refusal is a note (docs/azure.md).
        Does::ReadsQuery => case.kind.name != "403",
        Does::Writes | Does::Follows | Does::Explains => false,
    }
}

/// The writes that need what could not be read: creates without the lists and the resource, updates
/// without what is to be updated.
fn written_on_a_guess(cloud: &Cloud, case: &Case) -> usize {
    match case.operation.does {
        Does::ReadsNumbers => 0,
        Does::ReadsBeside => cloud.requests("PUT", ""),
        _ => cloud.requests("PUT", "") + cloud.requests("PATCH", ""),
    }
}

/// The reports under a failure that lasts.
fn reports_say_so(cloud: &Cloud, case: &Case, fault: &Value, wrong: &mut Wrong<'_>) {
    for arguments in [&["plan"][..], &["drift"], &["plan", "--format", "json"]] {
        cloud.stand_in().clear_faults();
        cloud.faults(fault);
        let ended = cloud.run(arguments);
        let shown = format!(
            "{arguments:?}: {} {}{}",
            ended.code, ended.stdout, ended.stderr
        );
        let documented = [0, 1, 2, 3].contains(&ended.code);
        wrong.demand(documented && !shown.contains("panicked"), &shown);
        if hides(case) {
            wrong.demand(
                ![0, 2].contains(&ended.code) || is_drift(arguments, ended.code),
                &shown,
            );
            let said = ended.stdout.contains("ncomplete") || ended.code == 1;
            let document = arguments.contains(&"json") && ended.stdout.starts_with('{');
            if document {
                wrong.demand(ended.json()["complete"] == false, &shown);
            } else {
                wrong.demand(said, &shown);
            }
        }
        if case.operation.does == Does::Explains && arguments == ["drift"] {
            wrong.demand(ended.code == 2, &shown);
        }
    }
}

/// A drift that was seen in spite of the failure is drift.
fn is_drift(arguments: &[&str], code: i32) -> bool {
    arguments == ["drift"] && code == 2
}

/// The apply under the failure. Where a command would wait long, it takes a client with short limits.
fn applied(cloud: &Cloud, case: &Case) -> (bool, String) {
    if !case.takes_patience() {
        let ended = cloud.run(&["apply", "--auto-approve"]);
        let text = format!("apply: {} {}{}", ended.code, ended.stdout, ended.stderr);
        return (ended.code == 0, text);
    }
    let ran = by_library(cloud, hasty(case.kind.is_slow()));
    let said: Vec<&str> = ran.said();
    let text = format!("apply: {said:?}");
    secrets::unspoken(&cloud.running.canaries(), "what it said", &text);
    (ran.claims_all(), text)
}

fn by_library(cloud: &Cloud, limits: Limits) -> crate::support::library::Ran {
    let registry = cloud.world.path(".switchboard/registry.db");
    std::fs::create_dir_all(registry.parent().unwrap()).unwrap();
    let configuration = cloud.world.read("switchboard.yaml");
    let registry = format!("sqlite:{}", registry.display());
    let library = Library::new(&configuration, "demo", &registry);
    let url: url::Url = cloud.running.url().parse().unwrap();
    let settings = Settings {
        api_urls: std::collections::BTreeMap::from([("azure", url.clone())]),
        entra_url: Some(url),
        scope: Some(library.scope.clone()),
        limits,
        ..Settings::default()
    };
    let vault = Variables(cloud.world.variables.clone());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(library.run(&vault, &settings))
}

/// Runs one case; returns each broken promise.
fn live(case: &Case) -> Vec<String> {
    let cloud = begin(case.operation.start);
    // What the request or another one of the same client was signed with.
    let secret = if case.operation.path.contains("/oauth2/") {
        cloud.running.access().remove(0).client_secret
    } else {
        cloud.access_key()
    };
    let fault = case.fault(&secret);
    let mut wrong = Wrong {
        case,
        all: Vec::new(),
    };
    let does = case.operation.does;
    if case.always && !case.takes_patience() {
        reports_say_so(&cloud, case, &fault, &mut wrong);
    }
    cloud.stand_in().clear_faults();
    cloud.faults(&fault);
    let (claims, text) = applied(&cloud, case);
    cloud.stand_in().clear_faults();

    if case.always && hides(case) {
        wrong.demand(!claims, &text);
        let guessed = written_on_a_guess(&cloud, case);
        wrong.demand(guessed == 0, &format!("written on a guess: {text}"));
    }
    if case.always && does == Does::Writes && !case.kind.carried_out {
        wrong.demand(!claims, &text);
    }
    if !case.always && case.kind.passing && does != Does::Writes {
        wrong.demand(claims, &format!("not recovered from: {text}"));
    }
    if claims && does != Does::ReadsQuery {
        let plan = cloud.run(&["plan", "--detailed-exitcode"]);
        let text = format!("claimed and not done: {text}\n{}", plan.stdout);
        wrong.demand(plan.code == 0, &text);
    }
    // Without the failure, the next apply makes everything as declared; it may have to wait until
    // Azure has finished.
    let mut ended = cloud.run(&["apply", "--auto-approve"]);
    if ended.code == 3 {
        let busy = ended.stdout.contains("E0772") || ended.stderr.contains("E0772");
        wrong.demand(
            busy,
            &format!("not repaired: {}{}", ended.stdout, ended.stderr),
        );
        cloud.control("POST", "settle", &json!({}));
        ended = cloud.run(&["apply", "--auto-approve"]);
    }
    let text = format!("not repaired: {}{}", ended.stdout, ended.stderr);
    wrong.demand(ended.code == 0, &text);
    if wrong.all.is_empty() {
        cloud.is_as_declared(&OURS, &case.name);
        let made = cloud.requests("PUT", "");
        let most = match (case.operation.start, case.always) {
            (Start::Drifted, _) => 0,
            (Start::Empty, false) => 3 + 2,
            // Each attempt of the apply with the failure, and those of the one without.
            (Start::Empty, true) => 3 + 2 * 5 + 1,
        };
        wrong.demand(made <= most, &format!("{made} requests create"));
    }
    wrong.all
}

/// Whether every case runs.
fn thorough() -> bool {
    std::env::var_os("SWITCHBOARD_LONG_TESTS").is_some_and(|value| value == "1")
}

/// Runs cases, several at a time: most of a case is waiting.
fn every(wanted: impl Fn(&Case) -> bool) {
    let mut waiting = cases(thorough());
    waiting.retain(wanted);
    assert!(waiting.len() > 10, "{} cases", waiting.len());
    let waiting = Mutex::new(waiting);
    let next = || waiting.lock().unwrap().pop();
    let wrong: Vec<String> = std::thread::scope(|threads| {
        let worker = || {
            let mut wrong = Vec::new();
            while let Some(case) = next() {
                let lived = std::panic::catch_unwind(|| live(&case));
                wrong.extend(lived.unwrap_or_else(|_| vec![format!("{}: it panicked", case.name)]));
            }
            wrong
        };
        let workers: Vec<_> = (0..4).map(|_| threads.spawn(worker)).collect();
        let ended = workers.into_iter().map(|worker| worker.join().unwrap());
        ended.flatten().collect()
    });
    assert!(
        wrong.is_empty(),
        "{} not as promised:\n  {}",
        wrong.len(),
        wrong.join("\n  ")
    );
}

#[test]
fn every_failure_of_reading_the_subscriptions() {
    every(|case| {
        matches!(
            case.operation.does,
            Does::ReadsGrid | Does::ReadsBeside | Does::ReadsQuery
        )
    });
}

#[test]
fn every_failure_of_reading_the_numbers_and_the_activity_log() {
    every(|case| matches!(case.operation.does, Does::ReadsNumbers | Does::Explains));
}

#[test]
fn every_failure_of_a_write_and_of_what_follows_it() {
    every(|case| matches!(case.operation.does, Does::Writes | Does::Follows));
}

/// Each request of the table is made by the commands: otherwise its faults would test nothing.
#[test]
fn the_commands_make_each_request_of_the_table() {
    for operation in super::table::OPERATIONS {
        let cloud = begin(operation.start);
        cloud.run(&["drift"]);
        cloud.apply(0);
        let made = cloud.requests(operation.method, operation.path);
        assert!(made > 0, "{}: {:#?}", operation.name, cloud.running.calls());
        cloud.is_as_declared(&OURS, operation.name);
    }
}

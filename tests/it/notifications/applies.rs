//! The notification of an apply.

use serde_json::json;

use super::{only, run, with_variables};
use crate::support::fixture::NUMBERS;
use crate::support::receiver::Receiver;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

fn fresh() -> (World, Sandbox, Receiver) {
    let (mut world, sandbox) = NUMBERS.fresh();
    let receiver = Receiver::start();
    with_variables(&mut world, &receiver);
    (world, sandbox, receiver)
}

#[test]
fn an_apply_is_notified_with_its_run_and_results() {
    let (world, _sandbox, receiver) = fresh();
    run(&world, &receiver.url, &["apply", "--auto-approve"]).exits(0);
    let json = only(&receiver);
    assert_eq!(json["kind"], "apply-notification");
    assert_eq!(json["outcome"], "applied");
    assert!(json["verdict"].as_str().unwrap().starts_with("Applied: "));
    let history = world.run(&["registry", "history", "--format", "json"]);
    assert_eq!(json["run_id"], history.exits(0).json()["runs"][0]["id"]);
    let changes = json["changes"].as_array().unwrap();
    assert!(
        changes.iter().all(|one| one["result"] == "done"),
        "{json:#}"
    );
    let first = changes
        .iter()
        .find(|one| one["address"] == "providers.us.numbers.first")
        .unwrap();
    let url = first["fields"].as_array().unwrap().iter();
    let url = url.clone().find(|one| one["field"] == "sms_url").unwrap();
    assert_eq!(url["after"], "https://hooks.contoso.example/sms");
    assert!(json.get("rollout").is_none());

    // An apply that has nothing to do makes no run.
    run(&world, &receiver.url, &["apply", "--auto-approve"]).exits(0);
    assert_eq!(receiver.all().len(), 1);
}

#[test]
fn what_failed_comes_first_with_the_reason() {
    let (world, sandbox, receiver) = fresh();
    let fault = json!([{ "method": "POST", "path": "+15017122663", "then": { "status": 400, "code": 21402 } }]);
    sandbox.add_faults(&sandbox.with_sids(&fault));
    let chat = Receiver::start();
    let mut world = world;
    world
        .variables
        .insert("CHAT_URL".to_owned(), chat.url.clone());
    let arguments = [
        "apply",
        "--auto-approve",
        "--notify-slack-env",
        "CHAT_URL",
        "--format",
        "json",
    ];
    run(&world, &receiver.url, &arguments).exits(3);
    let json = only(&receiver);
    assert_eq!(json["outcome"], "partial");
    let failed = &json["changes"][0];
    assert_eq!(failed["address"], "providers.us.numbers.third");
    assert_eq!(failed["result"], "failed");
    assert!(
        failed["why"].as_str().unwrap().contains("21402"),
        "{failed:#}"
    );
    let text = chat.all()[0].json()["text"].as_str().unwrap().to_owned();
    let mut lines = text.lines();
    let title = lines.next().unwrap();
    assert!(
        title.starts_with("Switchboard apply of contoso: Partly applied: "),
        "{text}"
    );
    let second = lines.next().unwrap();
    assert!(
        second.starts_with("• failed: update providers.us.numbers.third: "),
        "{text}"
    );
    assert!(second.contains("21402"), "{text}");
}

#[test]
fn a_refused_apply_is_notified() {
    let (world, sandbox, receiver) = fresh();
    let arguments = ["apply", "--auto-approve", "--expect-plan", &"0".repeat(64)];
    run(&world, &receiver.url, &arguments).exits(1);
    let json = only(&receiver);
    assert_eq!(json["outcome"], "refused");
    assert_eq!(json["verdict"], "Nothing was applied.");
    assert_eq!(json["run_id"], json!(null));
    assert_eq!(json["errors"].as_array().unwrap().len(), 1, "{json:#}");
    let results = json["changes"].as_array().unwrap();
    assert!(results.iter().all(|one| one["result"] == "not_tried"));
    assert!(sandbox.calls().iter().all(|call| call.method == "GET"));
}

#[test]
fn an_error_before_the_plan_is_notified() {
    let (world, _sandbox, receiver) = fresh();
    let arguments = ["apply", "no-such-plan.json", "--format", "json"];
    let ended = run(&world, &receiver.url, &arguments).exits(1);
    assert!(
        ended.stdout.contains("no-such-plan.json"),
        "{}",
        ended.stdout
    );
    let json = only(&receiver);
    assert_eq!(json["kind"], "apply-notification");
    assert_eq!(json["outcome"], "error");
    assert_eq!(json["verdict"], "Nothing was applied.");
}

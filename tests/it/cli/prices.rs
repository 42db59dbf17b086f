//! What purchases cost: shown before anything is bought, exact, and never zero if it is not known.

use serde_json::{Value, json};

use crate::support::fixture::NUMBERS;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const LISTS: &str = "/v1/PhoneNumbers/Countries/";

/// Declares more numbers, which will be bought.
fn buying(numbers: &[&str]) -> String {
    let line = |(at, number): (usize, &&str)| {
        format!("      bought-{at}: {{ phone_number: \"{number}\", purchase: true }}\n")
    };
    let lines: String = numbers.iter().enumerate().map(line).collect();
    let lines = format!("{lines}keywords:");
    NUMBERS.configuration.replace("keywords:", &lines)
}

/// The account of the fixture, with these price lists.
fn account(prices: &str) -> String {
    format!(
        "accounts:\n  AC00000000000000000000000000000001:\n    numbers:\n      - phone_number: \"+15017122661\"\n      - phone_number: \"+15017122662\"\n      - phone_number: \"+15017122663\"\nprices: {prices}\n"
    )
}

fn document(world: &World) -> Value {
    world.run(&["plan", "--format", "json"]).exits(0).json()
}

fn bought<'a>(document: &'a Value, name: &str) -> &'a Value {
    let changes = document["resource_changes"].as_array().unwrap();
    changes.iter().find(|one| one["name"] == name).unwrap()
}

fn lists_read(sandbox: &Sandbox) -> usize {
    let calls = sandbox.calls().into_iter();
    calls.filter(|call| call.path.contains(LISTS)).count()
}

#[test]
fn a_plan_shows_each_price_and_the_sum() {
    let (world, sandbox) = World::and_sandbox(&buying(&["+15015550100", "+15015550101"]), "");
    sandbox.clear_calls();
    let human = world.run(&["plan"]).exits(0).stdout;
    assert!(human.contains("costs 1.15 USD a month"), "{human}");
    assert!(
        human.contains("\nBuys 2 numbers, 2.30 USD a month.\n"),
        "{human}"
    );
    assert_eq!(lists_read(&sandbox), 1);
    let plan = document(&world);
    assert_eq!(
        plan["monthly_cost"],
        json!({ "known": [{ "currency": "USD", "amount": "2.30" }], "unknown": 0 })
    );
    let one = bought(&plan, "bought-0");
    assert_eq!(
        one["monthly_price"],
        json!({ "currency": "USD", "amount": "1.15" })
    );
    assert!(one.get("monthly_price_unknown").is_none());
    assert!(bought(&plan, "first").get("monthly_price").is_none());
    let markdown = world.run(&["plan", "--format", "markdown"]).exits(0).stdout;
    let (top, _) = markdown.split_once("| Action").unwrap();
    assert!(
        top.contains("Buys 2 numbers, 2.30 USD a month."),
        "{markdown}"
    );
    let html = world.run(&["plan", "--format", "html"]).exits(0).stdout;
    assert!(
        html.contains("2.30 USD a month") && html.contains("costs 1.15 USD"),
        "{html}"
    );
}

#[test]
fn without_a_purchase_no_price_list_is_read() {
    let (world, sandbox) = NUMBERS.fresh();
    sandbox.clear_calls();
    assert!(document(&world).get("monthly_cost").is_none());
    assert_eq!(lists_read(&sandbox), 0);
}

#[test]
fn currencies_are_not_added_and_unknown_prices_are_counted() {
    let prices = "{ US: { unit: USD, local: \"0.1\" }, AU: { unit: aud, local: \"3.00\" }, GB: { unit: GBP, local: \"1\", mobile: \"2\" } }";
    let numbers = [
        "+15015550100",
        "+15015550101",
        "+61255501000",
        "+442079460000",
    ];
    let (world, _sandbox) = World::and_sandbox(&buying(&numbers), &account(prices));
    let human = world.run(&["plan"]).exits(0).stdout;
    let sum = "Buys 4 numbers, 3.00 AUD and 0.2 USD a month; the price of 1 is not known.";
    assert!(human.contains(sum), "{human}");
    let plan = document(&world);
    let known = json!([
        { "currency": "AUD", "amount": "3.00" },
        { "currency": "USD", "amount": "0.2" },
    ]);
    assert_eq!(
        plan["monthly_cost"],
        json!({ "known": known, "unknown": 1 })
    );
    let british = bought(&plan, "bought-3");
    assert!(british.get("monthly_price").is_none());
    assert_eq!(
        british["monthly_price_unknown"],
        "local and mobile numbers cost different amounts in GB"
    );
}

#[test]
fn a_price_list_that_cannot_be_read_is_reported_and_fails_nothing() {
    let (world, sandbox) = World::and_sandbox(&buying(&["+15015550100"]), "");
    let fault = json!([{ "path": LISTS, "times": 1000, "then": { "status": 403, "code": 20403 } }]);
    sandbox.add_faults(&fault);
    let ended = world.run(&["plan", "--detailed-exitcode"]).exits(2);
    assert!(ended.stderr.contains("warning[W0758]"), "{}", ended.stderr);
    let line = "Buys 1 number; its price is not known.";
    assert!(ended.stdout.contains(line), "{}", ended.stdout);
    let plan = document(&world);
    assert_eq!(
        (&plan["complete"], &plan["errored"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(plan["monthly_cost"], json!({ "known": [], "unknown": 1 }));
    world
        .run(&["apply", "--auto-approve", "--allow-purchases", "1"])
        .exits(0);
}

#[test]
fn a_new_price_does_not_make_a_saved_plan_stale() {
    let configuration = buying(&["+15015550100"]);
    let (world, sandbox) = World::and_sandbox(&configuration, "");
    let hash = document(&world)["sha256"].clone();
    world.run(&["plan", "--out", "plan.json"]).exits(0);
    let list = json!({ "iso_country": "US", "price_unit": "USD", "phone_number_prices":
        [{ "number_type": "local", "current_price": "7.00" }] });
    let fault = json!([{ "path": LISTS, "times": 1000, "then": { "status": 200, "body": list.to_string() } }]);
    sandbox.add_faults(&fault);
    let plan = document(&world);
    assert_eq!(plan["monthly_cost"]["known"][0]["amount"], "7.00");
    assert_eq!(plan["sha256"], hash);
    let ended = world
        .run(&["apply", "plan.json", "--allow-purchases", "1"])
        .exits(0);
    assert!(
        ended.stdout.contains("7.00 USD a month"),
        "{}",
        ended.stdout
    );
}

#[test]
fn the_refusal_of_a_purchase_says_what_it_costs() {
    let (world, _sandbox) = World::and_sandbox(&buying(&["+15015550100"]), "");
    let ended = world.run(&["apply", "--auto-approve"]).exits(1);
    let said = "1 number would be bought, which costs 1.15 USD a month, and at most 0";
    assert!(ended.stderr.contains(said), "{}", ended.stderr);
}

#[test]
fn a_search_shows_the_price_once_read_or_why_it_is_not_known() {
    let (world, sandbox) = NUMBERS.fresh();
    sandbox.clear_calls();
    let search = [
        "numbers",
        "search",
        "--country",
        "US",
        "--type",
        "toll-free",
    ];
    let table = world.run(&search).exits(0).stdout;
    assert!(table.contains("  2.15 USD   US"), "{table}");
    assert_eq!(lists_read(&sandbox), 1);
    let as_json = [&search[..], &["--format", "json"]].concat();
    let found = world.run(&as_json).exits(0).json();
    let price = json!({ "currency": "USD", "amount": "2.15" });
    assert_eq!(found["numbers"][0]["monthly_price"], price);
    let fault =
        json!([{ "path": LISTS, "times": 1000, "then": { "status": 400, "message": "No" } }]);
    sandbox.add_faults(&fault);
    let found = world.run(&as_json).exits(0).json();
    let one = &found["numbers"][0];
    assert!(one["monthly_price"].is_null(), "{one}");
    assert!(
        one["monthly_price_unknown"]
            .as_str()
            .unwrap()
            .contains("No"),
        "{one}"
    );
    let table = world.run(&search).exits(0).stdout;
    assert!(table.contains("  not known  US"), "{table}");
}

#[test]
fn a_merged_report_adds_the_costs_up() {
    let (world, _sandbox) = World::and_sandbox(&buying(&["+15015550100", "+18335550100"]), "");
    for shard in ["1/2", "2/2"] {
        let file = format!("{}.json", &shard[..1]);
        world
            .run(&["plan", "--shard", shard, "--out", &file])
            .exits(0);
    }
    let merged = world
        .run(&["report", "merge", "1.json", "2.json", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(merged["monthly_cost"]["known"][0]["amount"], "3.30");
    let human = world
        .run(&[
            "report", "merge", "1.json", "2.json", "--format", "markdown",
        ])
        .exits(0)
        .stdout;
    assert!(
        human.contains("Buys 2 numbers, 3.30 USD a month."),
        "{human}"
    );
    assert!(human.contains("costs 2.15 USD a month"), "{human}");
}

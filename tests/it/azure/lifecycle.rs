//! From nothing to an empty plan, and what happens to it afterwards.

use serde_json::json;

use super::cloud::{CALLBACK, Cloud, NUMBER, REPORTS, child, configuration, extension};

#[test]
fn from_nothing_to_an_empty_plan() {
    let cloud = Cloud::new(&configuration(&format!("    delivery_report_url: {REPORTS}\n")));
    let plan = cloud.run(&["plan"]).exits(0);
    println!("{}{}", plan.stdout, plan.stderr);
    let applied = cloud.apply(0);
    println!("{}{}", applied.stdout, applied.stderr);
    cloud.is_settled();
    let drift = cloud.run(&["drift"]);
    println!("{}{}", drift.stdout, drift.stderr);
    let explained = cloud.run(&["explain", NUMBER]);
    println!("{}{}", explained.stdout, explained.stderr);
    assert_eq!(cloud.requests("PUT", "eventSubscriptions"), 2);
}

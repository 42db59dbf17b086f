//! Each square of the table, run: a bad run, a good one, and a check of the result.

use std::sync::Arc;
use std::time::Duration;

use switchboard::provider::Limits;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::table::{Case, Which, cases, kinds};
use super::world::{Ran, TOKEN, World};

/// Limits under which a bad run is over soon. Requests have a short limit only where answers are
/// too slow on purpose; on a slow machine, that is one more missing answer.
pub fn hasty(slow: bool) -> Limits {
    let request = if slow {
        Duration::from_millis(250)
    } else {
        Limits::default().request
    };
    Limits {
        request,
        first_delay: Duration::from_millis(1),
        longest_wait: Duration::from_millis(5),
        // Ends requests that are always turned away.
        budget: Duration::from_secs(1),
        // Longer than the latest work takes.
        unclear_here: Duration::from_secs(2),
        look: Duration::from_secs(2),
        ..Limits::default()
    }
}

/// Runs one case; returns each broken promise.
async fn live(case: &Case) -> Vec<String> {
    let world = World::new().await;
    world.spoil(&case.fault).await;
    let bad = world.run(hasty(case.slow)).await;
    let (mut calls, twice) = (world.calls(), world.services().await);
    world.heal().await;
    let good = world.run(Limits::default()).await;
    let after = world.run(Limits::default()).await;

    let mut wrong = Vec::new();
    let mut demand = |holds: bool, what: &str| {
        if !holds {
            wrong.push(format!("{}: {what}", case.name));
        }
    };
    // Each change that was reported as done is done, and "all" means all.
    for (address, action) in &bad.applied.done {
        let again = good.plan.effective().find(|one| one.address == *address);
        let text = format!("{address} was not done ({action:?}), it was only said to be");
        demand(again.is_none(), &text);
    }
    let left = good.plan.effective().count();
    let text = format!("{left} changes were left, and nothing was said of them");
    demand(!bad.claims_all() || left == 0, &text);
    demand(bad.applied.unsettled.is_empty(), "something is unsettled");
    if case.ridden_out {
        let text = format!("not ridden out: {:?}", bad.said());
        demand(bad.claims_all(), &text);
    }
    if case.reads && case.which == Which::All {
        let text = "what could never be read was not missed";
        demand(!bad.plan.complete, text);
    }
    if case.which == Which::All && !case.reads && struck_down(case) {
        demand(!bad.claims_all(), "what always fails was said to be done");
    }
    // One good run repairs it, and leaves nothing to do.
    demand(
        good.claims_all(),
        &format!("not put right: {:?}", good.said()),
    );
    let still = after.plan.effective().count();
    demand(after.claims_all() && still == 0, "it does not come to rest");
    // Nothing was created twice.
    calls.extend(world.calls().into_iter().skip(calls.len()));
    let services = world.services().await;
    let expected = ["Alpha", "Beta", "Delta", "Gamma"].map(|name| (name.to_owned(), 1));
    demand(
        services.clone().into_iter().eq(expected) && twice.values().all(|count| *count == 1),
        &format!("services: {services:?}"),
    );
    let refused = |call: &&switchboard::sandbox::Call| {
        let fault_says = case.fault["then"]["status"].as_u64();
        call.method == "POST"
            && call.path.ends_with("/IncomingPhoneNumbers.json")
            && call.status == Some(400)
            && fault_says != Some(400)
    };
    let bought_again: Vec<_> = calls.iter().filter(refused).collect();
    let text = format!("a number was bought twice: {bought_again:?}");
    demand(bought_again.is_empty(), &text);
    demand(
        !calls.iter().any(|call| call.method == "DELETE"),
        "something was deleted",
    );
    // A gateway's page bears none of Twilio's marks.
    let by_twilio = !case.fault["then"]["body"].is_string();
    plain(&bad, by_twilio, &mut demand);
    wrong
}

/// Whether the failure means that the request was never carried out.
fn struck_down(case: &Case) -> bool {
    let then = &case.fault["then"];
    // Work that is only late is carried out, whatever the answer said.
    if then["late_ms"].is_u64() {
        return false;
    }
    then["status"].is_u64() || then["reset"] == true || then["redirect"].is_string()
}

/// The messages are plain: no secret, no page, a few lines at most, and Twilio's own message.
fn plain(bad: &Ran, by_twilio: bool, demand: &mut impl FnMut(bool, &str)) {
    for said in bad.said() {
        let clean = !said.contains(TOKEN) && !said.contains('<') && said.len() < 800;
        demand(clean && !said.contains(char::is_control), said);
        let passing = [": Too Many", "Gateway", "Service Unavailable"];
        if passing.iter().any(|words| said.contains(words)) && said.contains("HTTP ") {
            demand(said.contains("request RQ") == by_twilio, said);
            demand(said.contains(" tries") || said.contains("1 try"), said);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_failure_at_every_call() {
    let all = std::env::var_os("SWITCHBOARD_LONG_TESTS").is_some_and(|value| value == "1");
    let cases = cases(all);
    assert!(cases.len() >= kinds().len() * 9, "{} cases", cases.len());
    // Most of a case is waiting for answers that do not come.
    let places = Arc::new(Semaphore::new(12));
    let mut running = JoinSet::new();
    for case in cases {
        let places = Arc::clone(&places);
        running.spawn(async move {
            let _place = places.acquire_owned().await.unwrap();
            live(&case).await
        });
    }
    let wrong: Vec<String> = running.join_all().await.into_iter().flatten().collect();
    assert!(
        wrong.is_empty(),
        "{} not as promised:\n  {}",
        wrong.len(),
        wrong.join("\n  ")
    );
}

/// Without a fault, the world of the table makes each of its calls twice.
#[tokio::test]
async fn the_table_is_about_calls_that_are_made() {
    let world = World::new().await;
    let nothing = serde_json::json!({"path": "nowhere", "then": {"reset": true}});
    world.spoil(&nothing).await;
    let ran = world.run(Limits::default()).await;
    assert!(ran.claims_all(), "{:?}", ran.said());
    for operation in super::table::OPERATIONS {
        let path = operation.path.strip_suffix('$');
        let meant = |call: &switchboard::sandbox::Call| {
            let leads = path.map_or(call.path.contains(operation.path), |end| {
                call.path.ends_with(end)
            });
            call.method == operation.method && leads
        };
        let made = world.calls().into_iter().filter(meant).count();
        assert!(made >= 2, "{}: made {made} times", operation.name);
    }
}

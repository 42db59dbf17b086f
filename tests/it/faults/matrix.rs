//! Runs each case of the table: a run with the fault, a run without it, and a check of the result.

use std::time::Duration;

use switchboard::provider::Limits;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::table::{Case, OPERATIONS, Which, cases, kinds};
use super::world::{Ran, TOKEN, World};

/// Limits under which a run with a fault ends soon. Requests have a short limit only if answers are
/// slow on purpose; on a slow machine, a short limit would cause other missing answers.
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
        // Ends requests that are always throttled.
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
    let (mut calls, twice) = (world.calls(), world.named().await);
    world.heal().await;
    let good = world.run(Limits::default()).await;
    let after = world.run(Limits::default()).await;

    let mut wrong = Vec::new();
    let mut demand = |holds: bool, what: &str| {
        if !holds {
            wrong.push(format!("{}: {what}", case.name));
        }
    };
    // Each change that was reported as done is done, and "all" means all of them.
    for (address, action) in &bad.applied.done {
        let again = good.plan.effective().find(|one| one.address == *address);
        let text = format!("{address} was reported as done ({action:?}), and was not");
        demand(again.is_none(), &text);
    }
    let left = good.plan.effective().count();
    let text = format!("{left} changes were left and not reported");
    demand(!bad.claims_all() || left == 0, &text);
    demand(bad.applied.unsettled.is_empty(), "something is unsettled");
    if case.recovers {
        let text = format!("not recovered from: {:?}", bad.said());
        demand(bad.claims_all(), &text);
    }
    if case.reads && case.which == Which::All {
        let text = "what could never be read was not reported";
        demand(!bad.plan.complete, text);
    }
    if case.which == Which::All && !case.reads && is_prevented(case) {
        demand(!bad.claims_all(), "what always fails was reported as done");
    }
    // One run without the fault repairs everything and leaves nothing to do.
    demand(
        good.claims_all(),
        &format!("not repaired: {:?}", good.said()),
    );
    let still = after.plan.effective().count();
    demand(
        after.claims_all() && still == 0,
        "the second plan is not empty",
    );
    // Nothing was created twice.
    calls.extend(world.calls().into_iter().skip(calls.len()));
    let named = world.named().await;
    let expected = [
        "Alpha",
        "Beta",
        "Delta",
        "Gamma",
        "Old bot",
        "Other bot",
        "Poll",
        "Survey",
    ];
    let expected = expected.map(|name| (name.to_owned(), 1));
    demand(
        named.clone().into_iter().eq(expected) && twice.values().all(|count| *count == 1),
        &format!("services and applications: {named:?}"),
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
    // A gateway's page has no request id of Twilio's.
    let by_twilio = !case.fault["then"]["body"].is_string();
    plain(&bad, by_twilio, &mut demand);
    wrong
}

/// Whether the failure means that the request was never carried out.
fn is_prevented(case: &Case) -> bool {
    let then = &case.fault["then"];
    // Late work is carried out, whatever the answer is.
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

/// How many cases run at once, in all tests together. Most of a case is waiting for answers that do
/// not come.
static PLACES: Semaphore = Semaphore::const_new(12);

/// Runs all cases of one call.
async fn every_failure_of(operation: &str) {
    let all = std::env::var_os("SWITCHBOARD_LONG_TESTS").is_some_and(|value| value == "1");
    let cases: Vec<Case> = cases(all)
        .into_iter()
        .filter(|case| case.operation == operation)
        .collect();
    assert!(cases.len() >= kinds().len(), "{} cases", cases.len());
    let mut running = JoinSet::new();
    for case in cases {
        running.spawn(async move {
            let _place = PLACES.acquire().await.unwrap();
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

/// A test per call, so that they run in parallel.
macro_rules! every_failure {
    ($($test:ident: $operation:literal,)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                every_failure_of($operation).await;
            }
        )*

        #[test]
        fn each_call_has_a_test() {
            let tested = [$($operation),*];
            assert_eq!(OPERATIONS.map(|operation| operation.name), tested);
        }
    };
}

every_failure! {
    every_failure_of_listing_numbers: "list numbers",
    every_failure_of_reading_applications: "read applications",
    every_failure_of_listing_short_codes: "list short codes",
    every_failure_of_updating_an_application: "update an application",
    every_failure_of_creating_an_application: "create an application",
    every_failure_of_listing_services: "list services",
    every_failure_of_listing_a_services_numbers: "list a service's numbers",
    every_failure_of_listing_a_services_short_codes: "list a service's short codes",
    every_failure_of_listing_alpha_senders: "list a service's alphanumeric senders",
    every_failure_of_updating_a_number: "update a number",
    every_failure_of_updating_a_short_code: "update a short code",
    every_failure_of_updating_a_service: "update a service",
    every_failure_of_creating_a_service: "create a service",
    every_failure_of_attaching_a_number: "attach a number",
    every_failure_of_attaching_a_short_code: "attach a short code",
    every_failure_of_adding_an_alpha_sender: "add an alphanumeric sender",
    every_failure_of_buying_a_number: "buy a number",
}

/// Without a fault, an apply in the world of the table makes each call of the table twice.
#[tokio::test]
async fn an_apply_makes_each_call_of_the_table_twice() {
    let world = World::new().await;
    let nothing = serde_json::json!({"path": "nowhere", "then": {"reset": true}});
    world.spoil(&nothing).await;
    let ran = world.run(Limits::default()).await;
    assert!(ran.claims_all(), "{:?}", ran.said());
    for operation in OPERATIONS {
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

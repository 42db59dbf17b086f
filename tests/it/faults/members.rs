//! A service that several numbers join, and each way to fail at the nth of them: the others join
//! all the same, and the registry holds what Twilio confirmed and nothing else.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::json;
use switchboard::provider::Limits;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::matrix::hasty;
use super::table::{Kind, Recovers, kinds};
use super::world::World;

/// The number of numbers that join.
const MEMBERS: usize = 3;

fn phones() -> Vec<String> {
    (0..MEMBERS).map(|n| format!("+150171226{n:02}")).collect()
}

/// The account and the configuration. The service exists, or the apply makes it.
async fn world(made: bool) -> World {
    let (mut numbers, mut declared, mut names) = (String::new(), String::new(), Vec::new());
    for (n, phone) in phones().iter().enumerate() {
        let _ = writeln!(numbers, "      - {{ phone_number: \"{phone}\" }}");
        let _ = writeln!(declared, "      n{n}: {{ phone_number: \"{phone}\" }}");
        names.push(format!("n{n}"));
    }
    let services = if made {
        ""
    } else {
        "    messaging_services: [{ friendly_name: Pool, use_inbound_webhook_on_number: true }]\n"
    };
    let seed = format!(
        "accounts:\n  AC00000000000000000000000000000001:\n    auth_token: \"{}\"\n    numbers:\n{numbers}{services}",
        super::world::TOKEN
    );
    let configuration = format!(
        "version: 1\nproject: faults\nproviders:\n  us:\n    type: twilio\n    account_sid: AC00000000000000000000000000000001\n    callback_url: https://hooks.contoso.example/sms\n    numbers:\n{declared}    messaging_services:\n      pool: {{ friendly_name: Pool, inbound: defer_to_sender, numbers: [{}] }}\n",
        names.join(", ")
    );
    World::of(&seed, &configuration).await
}

/// Runs one failure, at the join of the nth number or of all of them.
async fn live(kind: &Kind, nth: Option<usize>, made: bool) -> Vec<String> {
    let name = format!("{} at member {nth:?}, made: {made}", kind.name);
    let world = world(made).await;
    let (skip, times) = match nth {
        Some(nth) => (nth, 1),
        None => (0, 10_000),
    };
    let fault = json!({
        "method": "POST", "path": "/PhoneNumbers$",
        "skip": skip, "times": times, "then": kind.then,
    });
    world.spoil(&fault).await;
    let bad = world.run(hasty(kind.is_slow())).await;
    let (there, recorded) = (world.members().await, world.recorded().await);
    world.heal().await;
    let good = world.run(Limits::default()).await;
    let after = world.run(Limits::default()).await;

    let mut wrong = Vec::new();
    let mut demand = |holds: bool, what: &str| {
        if !holds {
            wrong.push(format!("{name}: {what}"));
        }
    };
    let (there, recorded) = (&there["Pool"], recorded.get("Pool"));
    demand(recorded.is_some(), "the service is not recorded");
    let empty = BTreeSet::new();
    let recorded = recorded.unwrap_or(&empty);
    let text = format!("recorded {recorded:?}, and there are {there:?}");
    demand(recorded.is_subset(there), &text);
    if let Some(nth) = nth {
        let others = phones().into_iter().enumerate();
        let mut others = others.filter(|(n, _)| *n != nth).map(|(_, phone)| phone);
        let text = format!("recorded is only {recorded:?}");
        demand(others.all(|phone| recorded.contains(&phone)), &text);
    }
    // Each number without a record was named.
    let unsaid = phones().into_iter().filter(|phone| {
        let mut said = bad.applied.joins.values();
        let named = said.any(|joins| joins.refused.iter().any(|one| one.member == *phone));
        !recorded.contains(phone) && !named
    });
    let unsaid: Vec<String> = unsaid.collect();
    demand(
        unsaid.is_empty(),
        &format!("nothing was said of {unsaid:?}"),
    );
    demand(
        bad.claims_all() == (recorded.len() == MEMBERS),
        "what it claims is not what it did",
    );
    if nth.is_some() && kind.recovers != Recovers::Nowhere {
        demand(
            bad.claims_all(),
            &format!("not ridden out: {:?}", bad.said()),
        );
    }
    demand(bad.applied.unsettled.is_empty(), "something is unsettled");
    demand(
        good.claims_all(),
        &format!("not put right: {:?}", good.said()),
    );
    let still = after.plan.effective().count();
    demand(after.claims_all() && still == 0, "it does not come to rest");
    let services = world.named().await;
    demand(
        services.into_iter().eq([("Pool".to_owned(), 1)]),
        "there is more than one service",
    );
    wrong
}

/// Member n of m.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_failure_at_every_member() {
    let all = std::env::var_os("SWITCHBOARD_LONG_TESTS").is_some_and(|value| value == "1");
    let places = Arc::new(Semaphore::new(12));
    let mut running = JoinSet::new();
    let positions: Vec<Option<usize>> = (0..MEMBERS).map(Some).chain([None]).collect();
    for (row, kind) in kinds().into_iter().enumerate() {
        let kind = Arc::new(kind);
        for (column, nth) in positions.iter().copied().enumerate() {
            // In a short run the failures take turns, and with them whether the service is there.
            let turn = kind.always || (row + column) % 2 == 0;
            let worlds = [true, false]
                .into_iter()
                .filter(|made| all || (turn && *made == (row / 2 + column).is_multiple_of(2)));
            for made in worlds {
                let (kind, places) = (Arc::clone(&kind), Arc::clone(&places));
                running.spawn(async move {
                    let _place = places.acquire_owned().await.unwrap();
                    live(&kind, nth, made).await
                });
            }
        }
    }
    let wrong: Vec<String> = running.join_all().await.into_iter().flatten().collect();
    assert!(
        wrong.is_empty(),
        "{} not as promised:\n  {}",
        wrong.len(),
        wrong.join("\n  ")
    );
}

//! Traffic: texts from made-up phones to every number that a handler on this machine answers.
//!
//! Most texts of a rehearsal are answered by simulated handlers without a failure. They change nothing, so they are not
//! even made up: a round over hundreds of numbers costs little more than finding each webhook.

use std::sync::Arc;

use tokio::task::JoinSet;
use url::Url;
use uuid::Uuid;

use crate::inbound::attempts;
use crate::inbound::decision::decide;
use crate::inbound::delivery::{Delivery, Destination};
use crate::inbound::elsewhere::{Answerer, Elsewhere};
use crate::inbound::failure::Failure;
use crate::inbound::receiver::Receiver;
use crate::inbound::signature::without_fragment;
use crate::inbound::webhook::Webhook;
use crate::store::state::State;

/// What every text says.
const BODY: &str = "Hello";
/// How many handlers on loopback are called at once.
const CALLS: usize = 16;

/// The texts of one round that something could come of: all but those that a simulated handler answers with success,
/// and those whose webhook is not on this machine.
pub(crate) fn round(state: &State, elsewhere: &Elsewhere, number: usize) -> Vec<Delivery> {
    let mut texts = Vec::new();
    for account in state.accounts.values() {
        for (place, receiver) in Receiver::all(account).into_iter().enumerate() {
            let decision = decide(account, receiver);
            let Some(webhook) = &decision.webhook else {
                continue;
            };
            if !is_worthwhile(webhook, elsewhere, place) {
                continue;
            }
            let from = format!("+1202555{:04}", 100 + (number + place) % 100);
            let sid = format!("SM{}", Uuid::now_v7().simple());
            let to = Destination {
                account,
                receiver,
                place,
            };
            texts.push(Delivery::new(to, decision, &from, BODY, sid));
        }
    }
    texts
}

fn is_worthwhile(webhook: &Webhook, elsewhere: &Elsewhere, place: usize) -> bool {
    let address = without_fragment(&webhook.url);
    let Ok(configured) = Url::parse(address) else {
        return false;
    };
    match elsewhere.answerer(address, &configured, place) {
        Answerer::Simulated(status) => !(200..300).contains(&status),
        Answerer::Instead(_) | Answerer::Itself => true,
        Answerer::Nobody => false,
    }
}

/// Delivers the texts of a round. Returns the failures.
pub(crate) async fn deliver(texts: Vec<Delivery>, elsewhere: &Arc<Elsewhere>) -> Vec<Failure> {
    let mut failures = Vec::new();
    let mut calls = JoinSet::new();
    for text in texts {
        while calls.len() >= CALLS {
            failures.extend(ended(&mut calls).await);
        }
        let elsewhere = Arc::clone(elsewhere);
        calls.spawn(async move { attempts::deliver(text, &elsewhere).await });
    }
    while !calls.is_empty() {
        failures.extend(ended(&mut calls).await);
    }
    failures
}

/// The failures of the next text that was delivered. A fault of the sandbox itself concerns no handler.
async fn ended(calls: &mut JoinSet<anyhow::Result<attempts::Delivered>>) -> Vec<Failure> {
    match calls.join_next().await {
        Some(Ok(Ok(delivered))) => delivered.failures,
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::format::{Seed, SeedAccount, SeedNumber};
    use crate::store::handler::SimulatedHandler;

    /// 500 numbers whose handler fails for one in fifty, and one whose webhook is on another machine.
    fn state() -> State {
        let number = |n: usize| SeedNumber {
            phone_number: format!("+1501712{n:04}"),
            sms_url: Some("https://new.example/sms".to_owned()),
            ..SeedNumber::default()
        };
        let far = SeedNumber {
            phone_number: "+15017130000".to_owned(),
            sms_url: Some("https://far.example/sms".to_owned()),
            ..SeedNumber::default()
        };
        let seed = Seed {
            accounts: vec![SeedAccount {
                sid: "AC00000000000000000000000000000001".to_owned(),
                numbers: (0..500).map(number).chain([far]).collect(),
                ..SeedAccount::default()
            }],
            handlers: vec![SimulatedHandler {
                url: "https://new.example".to_owned(),
                status: 502,
                one_in: Some(50),
                seed: 0,
            }],
            ..Seed::default()
        };
        State::from_seed(&seed)
    }

    #[tokio::test]
    async fn a_round_fails_for_exactly_one_number_in_fifty() {
        let state = state();
        let elsewhere = Arc::new(Elsewhere::of(&state));
        let texts = |number| round(&state, &elsewhere, number);
        let to = |texts: &[Delivery]| -> Vec<String> {
            texts.iter().map(|text| text.to.clone()).collect()
        };
        let first = texts(0);
        assert_eq!(first.len(), 10);
        assert_eq!(to(&first), to(&texts(1)), "the same numbers each time");
        let failures = deliver(first, &elsewhere).await;
        assert_eq!(failures.len(), 10);
        for failure in failures {
            assert_eq!(failure.alert.error_code, "11200");
            assert_eq!(failure.alert.request_url, "https://new.example/sms");
            assert!(failure.alert.alert_text.contains("httpResponse=502"));
            assert!(failure.alert.request_variables.contains("Body=Hello"));
        }
    }
}

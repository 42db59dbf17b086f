//! Accounts with very many numbers.

use std::time::{Duration, Instant};

use switchboard::sandbox::{Seed, SeedAccount, SeedNumber, State};

use super::client::{Client, MAIN};

fn seed(count: usize) -> Seed {
    let number = |n| SeedNumber {
        phone_number: format!("+1501{:07}", 2_000_000 + n),
        ..SeedNumber::default()
    };
    let account = SeedAccount {
        sid: MAIN.to_owned(),
        numbers: (0..count).map(number).collect(),
        ..SeedAccount::default()
    };
    Seed { accounts: vec![account], ..Seed::default() }
}

/// The bound is far above what it takes (some 0.1 s a page in a debug build, its reader included), and far below what a request
/// that looks at every number would need.
#[tokio::test]
async fn a_page_costs_the_same_however_long_the_list_is() {
    let client = Client::serving(State::from_seed(&seed(100_000)), None).await;
    let mut next = Some(client.account("/IncomingPhoneNumbers.json?PageSize=1000"));
    let (mut numbers, begun) = (0, Instant::now());
    while let Some(uri) = next {
        let page = client.get(&uri).await;
        numbers += page.body["incoming_phone_numbers"].as_array().unwrap().len();
        next = page.body["next_page_uri"].as_str().map(str::to_owned);
    }
    assert_eq!(numbers, 100_000);
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

//! Accounts with very many numbers.

use std::time::{Duration, Instant};

use twilio_sandbox::{Seed, SeedAccount, SeedNumber, State};

use super::client::{Client, MAIN};

pub fn seed(count: usize) -> Seed {
    let number = |n| SeedNumber {
        phone_number: format!("+1501{:07}", 2_000_000 + n),
        ..SeedNumber::default()
    };
    let account = SeedAccount {
        sid: MAIN.to_owned(),
        numbers: (0..count).map(number).collect(),
        ..SeedAccount::default()
    };
    Seed {
        accounts: vec![account],
        ..Seed::default()
    }
}

/// The bound is far above the time it takes (some 0.1 s a page in a debug build, its reader
/// included), and far below the time for copying or writing every number for each page.
#[tokio::test]
async fn a_page_costs_the_same_however_long_the_list_is() {
    let client = Client::serving(State::from_seed(&seed(100_000)), None).await;
    let mut next = Some(client.account("/IncomingPhoneNumbers.json?PageSize=1000"));
    let begun = Instant::now();
    for _ in 0..10 {
        let page = client.get(&next.unwrap()).await;
        assert_eq!(page.each("incoming_phone_numbers", "sid").len(), 1000);
        next = page.body["next_page_uri"].as_str().map(str::to_owned);
    }
    let deep = format!("PageSize=1000&PageToken=PAPN{}", "f".repeat(31) + "0");
    let last = client
        .get(&client.account(&format!("/IncomingPhoneNumbers.json?{deep}")))
        .await;
    assert!(last.body["next_page_uri"].is_null());
    assert!(
        begun.elapsed() < Duration::from_mins(1),
        "{:?}",
        begun.elapsed()
    );
}

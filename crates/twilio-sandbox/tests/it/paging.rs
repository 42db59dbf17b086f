//! Long lists, page by page.

use super::client::Client;
use std::fmt::Write as _;

fn many(count: usize) -> String {
    let mut yaml = "accounts:\n  AC00000000000000000000000000000001:\n    numbers:\n".to_owned();
    for n in 0..count {
        writeln!(yaml, "      - phone_number: '+1501{:07}'", 2_000_000 + n).unwrap();
    }
    yaml
}

#[tokio::test]
async fn every_number_comes_once_forwards_and_backwards() {
    let client = Client::of(&many(23)).await;
    let mut next = client.account("/IncomingPhoneNumbers.json?PageSize=5&Beta=true");
    let (mut seen, mut pages) = (Vec::new(), 0);
    let last = loop {
        let page = client.get(&next).await;
        assert_eq!(
            (page.body["page"].as_u64(), page.body["page_size"].as_u64()),
            (Some(pages), Some(5))
        );
        assert_eq!(page.body["start"], pages * 5);
        assert!(
            page.body["uri"]
                .as_str()
                .unwrap()
                .contains("?Beta=true&PageSize=5&Page=")
        );
        seen.extend(page.each("incoming_phone_numbers", "sid"));
        pages += 1;
        match page.body["next_page_uri"].as_str() {
            Some(uri) => next = uri.to_owned(),
            None => break page,
        }
    };
    assert_eq!((pages, seen.len()), (5, 23));
    assert_eq!(last.body["end"], 22);
    let mut back = last;
    let mut reversed = back.each("incoming_phone_numbers", "sid");
    while let Some(uri) = back.body["previous_page_uri"].as_str() {
        back = client.get(uri).await;
        reversed.splice(0..0, back.each("incoming_phone_numbers", "sid"));
    }
    assert_eq!(reversed, seen);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 23);
}

#[tokio::test]
async fn a_page_is_right_when_the_list_changes_between() {
    let client = Client::of(&many(6)).await;
    let first = client
        .get(&client.account("/IncomingPhoneNumbers.json?PageSize=3"))
        .await;
    let last = &first.each("incoming_phone_numbers", "sid")[2];
    client
        .delete(&client.account(&format!("/IncomingPhoneNumbers/{last}.json")))
        .await;
    let second = client
        .get(first.body["next_page_uri"].as_str().unwrap())
        .await;
    assert_eq!(second.each("incoming_phone_numbers", "sid").len(), 3);
}

#[tokio::test]
async fn sizes_and_tokens_have_limits() {
    let client = Client::of(&many(60)).await;
    let list = async |query: &str| {
        client
            .get(&client.account(&format!("/IncomingPhoneNumbers.json?{query}")))
            .await
    };
    assert_eq!(
        list("").await.each("incoming_phone_numbers", "sid").len(),
        50
    );
    assert_eq!(
        list("PageSize=1000")
            .await
            .each("incoming_phone_numbers", "sid")
            .len(),
        60
    );
    for size in ["1001", "0", "-1", "x"] {
        assert_eq!(
            list(&format!("PageSize={size}")).await.code(),
            (400, 20007),
            "{size}"
        );
    }
    for token in ["1", "PA1", "XXPN00000000000000000000000000000001"] {
        assert_eq!(
            list(&format!("PageToken={token}")).await.code(),
            (400, 21481),
            "{token}"
        );
    }
    assert_eq!(list("Page=x").await.code(), (400, 20001));
}

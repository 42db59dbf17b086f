//! Pages: their size, the link to the next one, and what a client must do with it.

use std::collections::BTreeSet;

use serde_json::json;

use super::client::Client;

const LIST: &str = "msdyn_channelinstances?$select=msdyn_contactpoint";

async fn with_numbers(count: u32, settings: &str) -> Client {
    let yaml =
        format!("providers: [{{name: Many, more_numbers: {count}}}]\nsettings: {{{settings}}}\n");
    Client::of(&yaml).await
}

#[tokio::test]
async fn twelve_thousand_numbers_take_three_pages() {
    let client = with_numbers(12_000, "").await;
    let (mut path, mut pages, mut points) = (LIST.to_owned(), Vec::new(), BTreeSet::new());
    loop {
        let answer = client
            .get_with(&path, "prefer", "odata.maxpagesize=9000")
            .await;
        assert_eq!(
            answer.header("preference-applied"),
            "odata.maxpagesize=9000"
        );
        pages.push(answer.rows().len());
        points.extend(
            answer
                .column("msdyn_contactpoint")
                .into_iter()
                .map(str::to_owned),
        );
        let Some(next) = answer.next() else { break };
        next.clone_into(&mut path);
        assert!(
            path.contains("%253c")
                && path.contains("$select=msdyn_contactpoint&$skiptoken=%3Ccookie%20")
        );
    }
    assert_eq!(pages, [5000, 5000, 2000]);
    assert_eq!(points.len(), 12_000);
    let sent = client.running.url() + &client.running.calls().pop().unwrap().path;
    assert_eq!(sent, path, "the link is sent byte for byte");
    assert_eq!(client.rules(), Vec::<String>::new());
}

#[tokio::test]
async fn a_preference_lowers_the_size_of_a_page() {
    let client = with_numbers(5, "").await;
    let answer = client.get_with(LIST, "prefer", "odata.maxpagesize=2").await;
    assert_eq!(answer.rows().len(), 2);
    let answer = client.get_with(LIST, "prefer", "odata.maxpagesize=5").await;
    assert!(answer.rows().len() == 5 && answer.next().is_none());
}

#[tokio::test]
async fn a_link_that_was_changed_is_refused() {
    let client = with_numbers(5, "page_size: 2").await;
    let link = client.get(LIST).await.next().unwrap().to_owned();
    for changed in [
        link.replace("%253c", "%3c"),
        link.replace("%3Ccookie", "%3ccookie"),
        format!("{link}&more=1"),
        format!("{LIST}&$skiptoken=2"),
    ] {
        assert_eq!(client.get(&changed).await.status, 400, "{changed}");
    }
    assert_eq!(
        client.rules(),
        ["a link to a next page was changed, or never given out"; 4]
    );
    assert_eq!(client.get(&link).await.rows().len(), 2);
}

#[tokio::test]
async fn every_page_is_requested_with_the_same_preference() {
    let client = with_numbers(5, "").await;
    let first = client.get_with(LIST, "prefer", "odata.maxpagesize=2").await;
    client.get(first.next().unwrap()).await;
    assert_eq!(
        client.rules(),
        ["a next page was requested with another Prefer than the page before"]
    );
}

#[tokio::test]
async fn a_link_can_name_another_host() {
    let client = with_numbers(5, "page_size: 2, next_link: 'https://elsewhere.example'").await;
    let answer = client.get(LIST).await;
    assert!(
        answer
            .next()
            .unwrap()
            .starts_with("https://elsewhere.example/api/data/v9.2/msdyn_channelinstances?")
    );
}

#[tokio::test]
async fn rows_move_between_pages() {
    let client = with_numbers(5, "page_size: 3, repeat_rows: 1").await;
    let first = client.get(LIST).await;
    let second = client.get(first.next().unwrap()).await;
    assert_eq!(
        first.column("msdyn_contactpoint")[2],
        second.column("msdyn_contactpoint")[0]
    );
    assert_eq!(second.rows().len(), 3);
    assert!(second.next().is_none());
    client.set(json!({"repeat_rows": 9})).await;
    let first = client.get(LIST).await;
    let second = client.get(first.next().unwrap()).await;
    assert_ne!(
        first.column("msdyn_contactpoint"),
        second.column("msdyn_contactpoint")
    );
}

#[tokio::test]
async fn a_token_can_expire_between_pages() {
    let mut client = with_numbers(5, "page_size: 3, token_requests: 1").await;
    let link = client.get(LIST).await.next().unwrap().to_owned();
    assert_eq!(client.get(&link).await.status, 401);
    client.token = client.fetch_token().await;
    assert_eq!(client.get(&link).await.rows().len(), 2);
}

#[tokio::test]
async fn a_row_that_somebody_adds_or_removes_meanwhile() {
    let client = with_numbers(4, "page_size: 2").await;
    let first = client.get(LIST).await;
    let removed = first.column("msdyn_channelinstanceid")[0];
    client.mutate(json!({"remove": {"id": removed}})).await;
    let accounts = client
        .get("msdyn_channelinstanceaccounts?$select=msdyn_name")
        .await;
    let provider = accounts.column("msdyn_channelinstanceaccountid")[0];
    client
        .mutate(json!({"number": {"provider": provider, "number": "98765"}}))
        .await;
    let second = client.get(first.next().unwrap()).await;
    assert_eq!(second.rows().len(), 2);
    let third = client.get(second.next().unwrap()).await;
    assert_eq!(third.column("msdyn_contactpoint"), ["98765"]);
}

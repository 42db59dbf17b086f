//! The state on disk.

use dataverse_sandbox::{Seed, State};
use reqwest::Method;
use serde_json::json;

use super::client::Client;

#[tokio::test]
async fn a_write_is_on_disk_before_it_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new/dynamics.json");
    let seed = Seed::from_yaml("keywords: [JOIN, STOP]").unwrap();
    let client = Client::serving(State::from_seed(&seed).unwrap(), Some(file.clone())).await;
    let list = client.get("msdynmkt_keywords?$select=msdynmkt_name").await;
    assert!(!file.exists(), "reading writes nothing");
    let removed = list.column("msdynmkt_keywordid")[0];
    client.mutate(json!({"remove": {"id": removed}})).await;
    let body = json!({"msdynmkt_name": "HELLO"});
    client
        .write(Method::POST, "msdynmkt_keywords", &[], &body)
        .await;
    // The process dies here: nothing is stopped in order.
    let mut state = State::load(&file).unwrap();
    state.add_missing(&seed).unwrap();
    let again = Client::serving(state, Some(file)).await;
    assert_eq!(again.keywords().await, ["STOP", "HELLO"]);
    again.running.stop().await.unwrap();
}

#[tokio::test]
async fn the_same_seed_has_the_same_ids() {
    let (one, other) = (Client::demo().await, Client::demo().await);
    assert_eq!(one.access, other.access);
    let path = "msdyn_channelinstances?$select=msdyn_contactpoint,_msdyn_extendedentityid_value,modifiedon";
    assert_eq!(one.get(path).await.rows(), other.get(path).await.rows());
}

#[test]
fn a_later_seed_adds_what_is_missing() {
    let seed = |text: &str| Seed::from_yaml(text).unwrap();
    let mut state = State::from_seed(&seed("apps: [{client_id: a}]")).unwrap();
    state
        .add_missing(&seed("apps: [{client_id: a}, {client_id: b}]"))
        .unwrap();
    let clients: Vec<_> = state
        .access()
        .into_iter()
        .map(|one| one.client_id)
        .collect();
    assert_eq!(clients, ["a", "b"]);
}

#[test]
fn a_file_that_is_no_state_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dynamics.json");
    assert!(State::load(&file).is_err());
    std::fs::write(&file, "[1]").unwrap();
    let error = format!("{:#}", State::load(&file).unwrap_err());
    assert!(error.contains("is not a sandbox state"), "{error}");
}

#[tokio::test]
async fn the_seed_in_the_readme_is_one() {
    let readme = include_str!("../../README.md");
    let yaml = readme.split("```yaml").nth(1).unwrap();
    let yaml = yaml.split("```").next().unwrap();
    let client = Client::of(yaml).await;
    assert_eq!(client.access.client_secret, "a secret");
    assert_eq!(
        client.access.organization_id,
        "3f2c0b7e-0000-4000-8000-000000000000"
    );
    let numbers = client
        .get("msdyn_channelinstances?$select=msdyn_name")
        .await;
    assert_eq!(numbers.code(), (429, "0x80072321"));
    let numbers = client
        .get("msdyn_channelinstances?$select=msdyn_name")
        .await;
    assert_eq!(numbers.rows().len(), 500);
}

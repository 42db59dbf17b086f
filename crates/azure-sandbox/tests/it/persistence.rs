//! The state on disk.

use azure_sandbox::{Seed, State};
use serde_json::json;

use super::client::{Client, URL, child, seed, webhook};
use super::endpoint::{Endpoint, Manner};

#[tokio::test]
async fn a_write_is_on_disk_before_it_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new/sandbox-azure.json");
    let yaml = Seed::from_yaml(&seed("    topic: {}\n")).unwrap();
    let client = Client::serving(State::from_seed(&yaml).unwrap(), Some(file.clone())).await;
    assert!(!file.exists(), "reading writes nothing");
    client.set(json!({"polls": 100})).await;
    client.put(&child("incoming"), webhook(URL)).await;
    // The process dies here: nothing is stopped in order.
    let mut state = State::load(&file).unwrap();
    state.add_missing(&yaml).unwrap();
    let client = Client::serving(state, Some(file.clone())).await;
    assert_eq!(client.state_of(&child("incoming")).await, "Creating");
    client
        .admin(reqwest::Method::POST, "settle", json!(null))
        .await;
    assert_eq!(client.state_of(&child("incoming")).await, "Succeeded");
    client.running.stop().await.unwrap();
    let state = State::load(&file).unwrap();
    let client = Client::serving(state, None).await;
    assert_eq!(client.full_url(&child("incoming")).await, URL);
}

#[tokio::test]
async fn a_process_that_only_reads_leaves_the_file_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox-azure.json");
    let yaml = Seed::from_yaml(&seed("    topic: {}\n")).unwrap();
    let client = Client::serving(State::from_seed(&yaml).unwrap(), Some(file.clone())).await;
    client.put(&child("incoming"), webhook(URL)).await;
    drop(client);
    let before = std::fs::read(&file).unwrap();
    let client = Client::serving(State::load(&file).unwrap(), Some(file.clone())).await;
    client.full_url(&child("incoming")).await;
    for state in ["Creating", "Succeeded"] {
        assert_eq!(client.state_of(&child("incoming")).await, state);
    }
    client.running.stop().await.unwrap();
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[tokio::test]
async fn how_a_write_ended_is_saved_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox-azure.json");
    let yaml = Seed::from_yaml(&seed("    topic: {}\n")).unwrap();
    let client = Client::serving(State::from_seed(&yaml).unwrap(), Some(file.clone())).await;
    client.create(&child("incoming"), webhook(URL)).await;
    // The process dies here, after the last answer.
    let client = Client::serving(State::load(&file).unwrap(), None).await;
    assert_eq!(client.state_of(&child("incoming")).await, "Succeeded");
}

#[tokio::test]
async fn a_handshake_that_was_interrupted_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox-azure.json");
    let hanging = Endpoint::start(Manner::Hang).await;
    let client = Client::serving(delivering_to(&hanging, None), Some(file.clone())).await;
    let hook = webhook("https://hooks.example.com/sms");
    assert_eq!(client.put(&child("incoming"), hook).await.status, 201);
    drop(client);
    let echoing = Endpoint::start(Manner::Echo).await;
    let state = delivering_to(&echoing, Some(State::load(&file).unwrap()));
    let client = Client::serving(state, None).await;
    while client.state_of(&child("incoming")).await != "Succeeded" {
        tokio::task::yield_now().await;
    }
    assert_eq!(echoing.hits().len(), 1);
}

/// A state whose `https://hooks.example.com` is this endpoint.
fn delivering_to(endpoint: &Endpoint, state: Option<State>) -> State {
    let more = format!(
        "    topic: {{}}\ndeliver: {{\"https://hooks.example.com\": \"{}\"}}\n",
        endpoint.url
    );
    let mut state = state.unwrap_or_default();
    state
        .add_missing(&Seed::from_yaml(&seed(&more)).unwrap())
        .unwrap();
    state
}

#[test]
fn a_file_that_is_no_state_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox.json");
    assert!(State::load(&file).is_err());
    std::fs::write(&file, "[]").unwrap();
    let error = format!("{:#}", State::load(&file).unwrap_err());
    assert!(error.contains("is not a sandbox state"), "{error}");
}

#[test]
fn a_later_seed_adds_what_is_missing() {
    let first = Seed::from_yaml(&seed("")).unwrap();
    let mut state = State::from_seed(&first).unwrap();
    let other = seed("").replace("contoso-sms", "other");
    state
        .add_missing(&Seed::from_yaml(&other).unwrap())
        .unwrap();
    let ids: Vec<_> = state
        .access()
        .into_iter()
        .map(|one| one.resource_id)
        .collect();
    assert_eq!(ids.len(), 2);
}

#[test]
fn the_seed_in_the_readme_is_one() {
    let readme = include_str!("../../README.md");
    let yaml = readme.split("```yaml").nth(1).unwrap();
    let yaml = yaml.split("```").next().unwrap();
    let state = State::from_seed(&Seed::from_yaml(yaml).unwrap()).unwrap();
    let access = &state.access()[0];
    assert_eq!(access.client_secret, "a secret");
    assert!(
        access
            .connection_string
            .ends_with(";accesskey=cHJpbWFyeQ==")
    );
}

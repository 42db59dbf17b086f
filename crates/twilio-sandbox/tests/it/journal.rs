//! Large states: many writes, a sandbox that dies, and the state that is found afterwards.

use std::path::Path;

use twilio_sandbox::State;

use super::client::Client;
use super::scale::seed;

async fn rename_all(client: &Client, sids: &[String]) {
    for (n, sid) in sids.iter().enumerate() {
        let path = client.account(&format!("/IncomingPhoneNumbers/{sid}.json"));
        assert_eq!(
            client
                .post(&path, &[("FriendlyName", &format!("Number {n}"))])
                .await
                .status,
            200
        );
    }
}

async fn sids(client: &Client) -> Vec<String> {
    let list = client
        .get(&client.account("/IncomingPhoneNumbers.json?PageSize=40"))
        .await;
    list.each("incoming_phone_numbers", "sid")
}

fn names(state: &State) -> serde_json::Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.json");
    state.save(&path).unwrap();
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A sandbox killed after these writes: it leaves the same files as a dropped [`Client::running`].
async fn killed(path: &Path) {
    let client = Client::serving(State::from_seed(&seed(2_000)), Some(path.to_owned())).await;
    let sids = sids(&client).await;
    rename_all(&client, &sids).await;
    let form = [("AreaCode", "501"), ("FriendlyName", "Bought")];
    assert_eq!(
        client
            .post(&client.account("/IncomingPhoneNumbers.json"), &form)
            .await
            .status,
        201
    );
    let first = client.account(&format!("/IncomingPhoneNumbers/{}.json", sids[0]));
    assert_eq!(client.delete(&first).await.status, 204);
}

#[tokio::test]
async fn nothing_that_was_answered_is_lost_when_the_sandbox_dies() {
    let folder = tempfile::tempdir().unwrap();
    let (path, journal) = (
        folder.path().join("s.json"),
        folder.path().join("s.json.journal"),
    );
    killed(&path).await;
    assert!(journal.exists(), "the state is large enough for one");

    // The last line is half written, as if the machine had stopped there.
    let mut text = std::fs::read(&journal).unwrap();
    text.extend(b"{\"write\":43,\"meth");
    std::fs::write(&journal, text).unwrap();
    let state = State::load(&path).unwrap();
    let found = names(&state);
    assert_eq!(found["writes"], 42);
    let numbers = found["accounts"]["AC00000000000000000000000000000001"]["numbers"]
        .as_object()
        .unwrap();
    let named = numbers
        .values()
        .filter(|n| n["friendly_name"].as_str().unwrap().starts_with("Number "))
        .count();
    assert_eq!((numbers.len(), named), (2_000, 39));
    assert!(
        numbers
            .values()
            .any(|number| number["friendly_name"] == "Bought")
    );

    let client = Client::serving(state, Some(path.clone())).await;
    rename_all(&client, &sids(&client).await).await;
    let inside = client
        .http
        .get(format!("{}/_sandbox/state", client.running.url()))
        .send()
        .await
        .unwrap();
    let inside: serde_json::Value = inside.json().await.unwrap();
    client.running.stop().await.unwrap();
    assert!(!journal.exists(), "an orderly stop leaves one file");
    assert_eq!(names(&State::load(&path).unwrap()), inside);
}

#[tokio::test]
async fn a_journal_of_another_state_is_refused_or_ignored() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.json");
    killed(&path).await;
    State::from_seed(&seed(1))
        .save(&folder.path().join("other.json"))
        .unwrap();
    std::fs::copy(folder.path().join("other.json"), &path).unwrap();
    let error = format!("{:#}", State::load(&path).unwrap_err());
    assert!(
        error.contains("does not belong to the state beside it"),
        "{error}"
    );

    std::fs::remove_file(&path).unwrap();
    State::from_seed(&seed(1)).save(&path).unwrap();
    assert!(
        State::load(&path).is_ok(),
        "the old journal went with a new state"
    );
}

//! The state's file: when it is written, its content, and that it outlives the sandbox.

use std::os::unix::fs::PermissionsExt as _;

use twilio_sandbox::{Sandbox, Seed, State};

use super::client::Client;

#[tokio::test]
async fn a_write_is_on_disk_before_it_is_answered_and_a_read_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/sandbox.json");
    let client = Client::serving(State::from_seed(&Seed::demo()), Some(path.clone())).await;
    let list = client
        .get(&client.account("/IncomingPhoneNumbers.json"))
        .await;
    let sid = list.each("incoming_phone_numbers", "sid").remove(0);
    let number = client.account(&format!("/IncomingPhoneNumbers/{sid}.json"));
    assert_eq!(
        client.post(&number, &[("SmsUrl", "nowhere")]).await.status,
        400
    );
    assert!(!path.exists());

    assert_eq!(
        client
            .post(&number, &[("SmsUrl", "https://example.com/sms")])
            .await
            .status,
        200
    );
    assert_eq!(
        std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let state = State::load(&path).unwrap();
    client.running.stop().await.unwrap();

    let client = Client::serving(state, None).await;
    assert_eq!(
        client.get(&number).await.body["sms_url"],
        "https://example.com/sms"
    );
    assert_eq!(
        std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
        1,
        "no temporary file is left"
    );
}

#[tokio::test]
async fn concurrent_writes_are_all_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    let client = Client::serving(State::from_seed(&Seed::demo()), Some(path.clone())).await;
    let create = |n: usize| {
        let name = format!("Application {n}");
        let client = &client;
        async move {
            let form = [("FriendlyName", name.as_str())];
            client
                .post(&client.account("/Applications.json"), &form)
                .await
                .status
        }
    };
    let mut all = Vec::new();
    for chunk in 0..5 {
        let (a, b, c, d) = tokio::join!(
            create(chunk),
            create(chunk + 10),
            create(chunk + 20),
            create(chunk + 30)
        );
        all.extend([a, b, c, d]);
    }
    assert!(all.iter().all(|status| *status == 201));
    let client = Client::serving(State::load(&path).unwrap(), None).await;
    let list = client.get(&client.account("/Applications.json")).await;
    let mut names = list.each("applications", "friendly_name");
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 20);
}

#[tokio::test]
async fn known_accounts_stay_and_new_ones_are_added() {
    let mut state = State::from_seed(&Seed::demo());
    let seed = Seed::from_yaml(
        "accounts:
           AC00000000000000000000000000000001: { auth_token: other }
           AC00000000000000000000000000000002: { auth_token: new }",
    )
    .unwrap();
    let before = state.accounts();
    state.add_missing(&seed);
    let after = state.accounts();
    assert_eq!(after[0], before[0]);
    assert_eq!(after[1].auth_token, "new");
}

#[test]
fn an_error_names_the_broken_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    std::fs::write(&path, "{").unwrap();
    let error = format!("{:#}", State::load(&path).unwrap_err());
    assert!(
        error.contains("sandbox.json is not a sandbox state"),
        "{error}"
    );
}

#[tokio::test]
async fn only_loopback_is_listened_on() {
    let address = "0.0.0.0:0".parse().unwrap();
    let error = Sandbox::start(State::default(), None, address)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("loopback only"), "{error}");
}

#[test]
fn invalid_seeds_are_refused() {
    let account = "accounts:\n  AC00000000000000000000000000000001:";
    let cases = [
        ("accounts:\n  AC1: {}", "not an account SID"),
        (
            &format!("{account} {{ colour: red }}"),
            "unknown field `colour`",
        ),
        (&format!("{account}\n{}", &account[10..]), "twice"),
        (
            &format!("{account} {{ numbers: [{{ phone_number: '5017122661' }}] }}"),
            "is not a number",
        ),
        (
            &format!(
                "{account} {{ numbers: [{{ phone_number: '+15017122661' }}, {{ phone_number: '+15017122661' }}] }}"
            ),
            "twice",
        ),
        (
            &format!(
                "{account} {{ numbers: [{{ phone_number: '+15017122661', sms_application_sid: X }}] }}"
            ),
            "does not have",
        ),
        (&format!("{account} {{ owner_account_sid: AC2 }}"), "owner"),
        (
            "faults: [{ then: { reset: true, truncate: true } }]",
            "two effects",
        ),
        (
            "faults: [{ then: { status: 503, code: Busy } }]",
            "is a number",
        ),
        ("handlers: [{ url: a.example }]", "not the beginning"),
        (
            "handlers: [{ url: 'https://a.example', statuses: 502 }]",
            "unknown field `statuses`",
        ),
        (
            "handlers: [{ url: 'https://a.example', status: 302 }]",
            "302 is not a status",
        ),
        (
            "handlers: [{ url: 'https://a.example', one_in: 50 }]",
            "beside a `status`",
        ),
        (
            "handlers: [{ url: 'https://a.example', status: 502, one_in: 0 }]",
            "is 1 or more",
        ),
        ("traffic: { every: 1ms }", "at least 50ms"),
        ("traffic: { every: -1s }", "at least 50ms"),
        ("traffic: { each: 1s }", "unknown field `each`"),
    ];
    for (yaml, expected) in cases {
        let error = format!("{:#}", Seed::from_yaml(yaml).unwrap_err());
        assert!(error.contains(expected), "{yaml}\n{error}");
    }
}

#[test]
fn a_state_that_is_not_a_regular_file_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    for path in [pipe.as_path(), folder.path(), "/dev/null".as_ref()] {
        let error = format!("{:#}", State::load(path).unwrap_err());
        assert!(error.contains("is not a regular file"), "{error}");
    }
}

#[test]
fn the_examples_of_the_manual_can_be_read() {
    let manual = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/sandbox.md");
    let manual = std::fs::read_to_string(manual).unwrap();
    let examples: Vec<&str> = manual.split("```yaml\n").skip(1).collect();
    assert_eq!(examples.len(), 11);
    for example in examples {
        let yaml = example.split("```").next().unwrap();
        Seed::from_yaml(yaml).unwrap();
    }
}

//! A table: each request, and each way in which it can fail.

use serde_json::{Value, json};

use super::{Dynamics, Seen};

/// What a failed request costs.
#[derive(Clone, Copy, PartialEq)]
enum Cost {
    /// Everything.
    Everything,
    /// Nothing that is compared, and nothing is said about it.
    Silence,
    /// The knowledge which tables there are.
    Metadata,
    /// The proof that every row of this list is visible: its place among the extents.
    Proof(usize),
    /// This list.
    List(usize),
    /// What is special to the rows of the lists.
    Details,
}

const REQUESTS: [(&str, Cost); 12] = [
    ("WhoAmI", Cost::Everything),
    ("RetrieveCurrentOrganization", Cost::Silence),
    ("EntityDefinitions", Cost::Metadata),
    ("prvReadmsdyn_ChannelInstanceAccount", Cost::Proof(0)),
    ("prvReadmsdyn_ChannelInstance'", Cost::Proof(1)),
    ("prvReadmsdynmkt_keyword", Cost::Proof(2)),
    ("msdyn_channelinstanceaccounts?", Cost::List(0)),
    ("msdyn_channelinstances?", Cost::List(1)),
    ("msdynmkt_keywords?", Cost::List(2)),
    ("msdyn_channeldefinitions?", Cost::Details),
    ("msdynmkt_twiliochannelinstanceaccounts?", Cost::Details),
    ("msdynmkt_twiliochannelinstances?", Cost::Details),
];

fn failures() -> Vec<(&'static str, Value)> {
    let page = "<html>Sign in to continue: hunter2</html>";
    vec![
        ("SignInFailed", json!({"status": 401, "message": "no"})),
        (
            "NotAUser",
            json!({"status": 403, "code": "0x80072560", "message": "The user is not a member of the organization."}),
        ),
        (
            "NoPrivilege",
            json!({"status": 403, "code": "0x80040220", "message": "Principal user (Id=1), is missing prvReadmsdyn_Thing privilege (Id=2)"}),
        ),
        (
            "Refused",
            json!({"status": 403, "code": "0x80040299", "message": "first line\nhunter2 at Plugin.Execute()"}),
        ),
        (
            "Refused",
            json!({"status": 400, "code": "0x0", "message": "Bad Request"}),
        ),
        (
            "NoTable",
            json!({"status": 404, "code": "0x8006088a", "message": "Resource not found for the segment 'x'."}),
        ),
        ("NotUnderstood", json!({"status": 404, "body": page})),
        ("NotUnderstood", json!({"status": 200, "body": page})),
        (
            "NotUnderstood",
            json!({"status": 200, "body": "{\"value\": 1}"}),
        ),
        (
            "NotUnderstood",
            json!({"redirect": "https://login.example.com/"}),
        ),
        ("Busy", json!({"status": 429, "retry_after": 60})),
        ("Unreachable", json!({"status": 503})),
        ("Unreachable", json!({"status": 502, "body": page})),
        ("Unreachable", json!({"truncate": true})),
        ("Unreachable", json!({"reset": true})),
    ]
}

/// Checks what was read although one request failed.
fn check(seen: &Seen, code: &str, cost: Cost, case: &str) {
    let extents = seen.extents();
    let codes = seen.codes();
    // These concern every request that follows.
    let stops = matches!(code, "NotAUser" | "Busy");
    // A refusal of these says nothing about the environment.
    let is_refusal = matches!(code, "NoPrivilege" | "Refused" | "NoTable");
    let silent = cost == Cost::Silence && !stops || matches!(cost, Cost::Proof(_)) && is_refusal;
    if silent {
        assert!(codes.is_empty(), "{case}: {codes:?}");
    } else if !(cost == Cost::Silence && code == "Busy") {
        assert_eq!(codes, [code], "{case}: {}", seen.0);
    }
    assert!(!seen.0.contains("hunter2"), "{case}: {}", seen.0);
    if cost == Cost::Everything {
        assert_eq!(extents, ["Unread"; 3], "{case}");
        seen.has("organization: None");
        return;
    }
    seen.has("organization: Some");
    if stops {
        return;
    }
    let spoilt = match cost {
        Cost::Proof(nth) => Some((nth, "Visible")),
        Cost::List(nth) => Some((nth, "Unread")),
        _ => None,
    };
    for (nth, extent) in extents.iter().enumerate() {
        let expected = spoilt.filter(|(spoilt, _)| *spoilt == nth);
        let expected = expected.map_or("Everything", |(_, extent)| extent);
        assert_eq!(extent, expected, "{case}: {nth} of {extents:?}");
    }
}

#[tokio::test]
async fn a_failure_has_its_code_and_costs_only_what_depends_on_it() {
    for (path, cost) in REQUESTS {
        for (code, then) in failures() {
            let dynamics = Dynamics::new().await;
            dynamics.spoil(path, then.clone()).await;
            let seen = dynamics.twilio().await;
            check(&seen, code, cost, &format!("{path} {then}"));
            if cost == Cost::Everything {
                let after = dynamics.calls("/api/data/");
                assert!(
                    after.iter().all(|call| call.path.contains("WhoAmI")),
                    "{after:?}"
                );
            }
            let calls = dynamics.calls("/api/data/").len();
            assert!(calls <= 40, "{path} {then}: {calls} calls");
        }
    }
}

#[tokio::test]
async fn what_is_special_to_a_row_is_not_read_rather_than_unset() {
    let dynamics = Dynamics::new().await;
    dynamics
        .spoil("msdynmkt_twilio", json!({"status": 503}))
        .await;
    let seen = dynamics.twilio().await;
    let provider = seen.row("ProviderRow", "Twilio US");
    assert!(provider.contains("extension: Unread"), "{provider}");
    let number = seen.row("NumberRow", "Store line");
    assert!(number.contains("kind: Hidden"), "{number}");
    // One cause is reported once, with everything that failed because of it.
    assert_eq!(seen.codes(), ["Unreachable"]);
    seen.has("reading the accounts of the SMS providers, reading the types of the phone numbers: contoso.crm4.dynamics.com could not be reached");
}

#[tokio::test]
async fn a_failure_that_passes_costs_nothing() {
    for then in [
        json!({"status": 503}),
        json!({"status": 504, "body": "<html>"}),
        json!({"status": 429, "retry_after": 0}),
        json!({"status": 429, "code": "0x80072326", "retry_after": 1}),
        json!({"reset": true}),
        json!({"truncate": true}),
        json!({"status": 401, "body": ""}),
    ] {
        let dynamics = Dynamics::new().await;
        dynamics
            .spoil_times("msdyn_channelinstances?", 1, then.clone())
            .await;
        let seen = dynamics.twilio().await;
        seen.is_complete();
        assert_eq!(dynamics.calls("msdyn_channelinstances?").len(), 2, "{then}");
    }
}

#[tokio::test]
async fn a_wait_that_the_run_has_no_time_for_is_not_begun() {
    let dynamics = Dynamics::new().await;
    dynamics
        .set(json!({"limits": {"requests": 3, "retry_after": 240}}))
        .await;
    let begun = std::time::Instant::now();
    let seen = dynamics.twilio().await;
    assert!(begun.elapsed().as_secs() < 2, "{:?}", begun.elapsed());
    let mut codes = seen.codes();
    codes.dedup();
    assert_eq!(codes, ["Busy"]);
    seen.has("it asks for a wait of 240s, and the 3s that a run waits for one system are used up");
    // A refused request is not sent again.
    assert!(dynamics.calls("/api/data/").len() < 8);
}

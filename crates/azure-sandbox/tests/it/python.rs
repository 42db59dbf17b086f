//! Microsoft's own Python packages against the sandbox: what they accept, Azure could have answered.
//!
//! The interpreter is `SWITCHBOARD_AZURE_PYTHON`, else `python3`. Without the packages the test says so and passes, unless
//! `SWITCHBOARD_TEST_REQUIRE` names `azure-python`.

use std::io::Write as _;
use std::process::{Command, Output};

use serde_json::{Value, json};

use super::client::{Client, source};
use super::endpoint::{Endpoint, Manner};

const WHAT: &str = "import azure.communication.phonenumbers, azure.mgmt.eventgrid";

/// An interpreter that has the packages.
fn python() -> Option<String> {
    let python = std::env::var("SWITCHBOARD_AZURE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let tried = Command::new(&python).args(["-c", WHAT]).output();
    if tried.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    let required = std::env::var("SWITCHBOARD_TEST_REQUIRE").unwrap_or_default();
    let must = required
        .split(',')
        .any(|name| name.trim() == "azure-python");
    assert!(!must, "{python} has no packages of Azure");
    // The test harness captures the usual macros.
    let text = format!("SKIPPED Microsoft's Python packages: {python} does not have them\n");
    std::io::stderr().write_all(text.as_bytes()).unwrap();
    None
}

#[tokio::test]
async fn the_official_packages_accept_every_answer() {
    let Some(python) = python() else {
        return;
    };
    let endpoint = Endpoint::start(Manner::Echo).await;
    let yaml = format!(
        "resources: [{{resource_id: {}, numbers: [\"+18885550123\", \"+15017122661\", \"+447700900001\"]}}]
settings: {{endpoints: {{\"https://refused.example\": refuse}}}}
deliver: {{\"https://hooks.example.com\": \"{}\"}}
",
        source(),
        endpoint.url
    );
    let client = Client::of(&yaml).await;
    let data = client
        .fetch_token("https://communication.azure.com//.default")
        .await;
    let key = client
        .access
        .connection_string
        .split_once(";accesskey=")
        .unwrap()
        .1;
    let arguments = [
        &client.running.url(),
        key,
        &client.token,
        &data,
        &source(),
        "https://hooks.example.com/sms",
    ]
    .map(str::to_owned);
    let run = move || {
        let mut command = Command::new(python);
        command
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/python/official.py"
            ))
            .args(arguments)
            .env("NO_PROXY", "127.0.0.1");
        command.output().unwrap()
    };
    let output: Output = tokio::task::spawn_blocking(run).await.unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = json!({
        "scopes": [
            "https://communication.azure.com//.default",
            "https://management.azure.com/.default",
        ],
        "numbers": ["+15017122661", "+18885550123", "+447700900001"],
        "pages": 2,
        "one": ["tollFree", "inbound+outbound", "USD"],
        "no_number": "not found: NotFound",
        "changed": "outbound",
        "by_token": 3,
        "topic": ["contoso-sms-events", "Succeeded"],
        "topics": ["contoso-sms-events"],
        "second_topic": "InvalidRequest",
        "subscription": [
            "Succeeded", null, "https://hooks.example.com/sms", "Hidden", "StringEndsWith", ["switchboard"],
        ],
        "full_url": "https://hooks.example.com/sms?code=1",
        "header": "canary-python-header",
        "updated": ["Succeeded", ["changed"]],
        "no_url": "InvalidRequest",
        "refused": "Url validation",
        "state_of_refused": "Failed",
        "at_source": ["own"],
        "below": ["incoming"],
        "missing": "not found: ResourceNotFound",
    });
    assert_eq!(found, expected, "{errors}");
    assert_eq!(endpoint.hits().len(), 3);
    // The only rule that the script breaks on purpose: it writes back what it read.
    let rules = client.rules();
    assert!(
        rules
            .iter()
            .all(|rule| rule.contains("Hidden") || rule.contains("read-only")),
        "{rules:?}"
    );
}

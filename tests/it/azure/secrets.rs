//! Canaries: keys, client secrets, tokens, assertions, secret headers, and the query strings of
//! webhooks that are not ours. No output of any command in any format holds one, no file, and
//! nothing in a registry.

use std::sync::Mutex;

use axum::Router;
use axum::body::Bytes;
use serde_json::{Value, json};

use super::cloud::{CALLBACK, Cloud, NUMBER, child, configuration, reports, source};
use crate::support::postgres::server;
use crate::support::secrets;
use crate::support::tls::{Authority, front, proxy};

/// Values in the query strings of others.
const STRANGERS: [&str; 3] = ["canary-twin", "canary-func", "canary-source"];
/// The values of secret headers: of a stranger's subscription, and of ours.
const HEADERS: [&str; 2] = ["canary-their-header", "canary-our-header"];

/// Reports and the formats that they have. A plan is also saved, with a report beside it.
const REPORTS: [(&[&str], &[&str]); 12] = [
    (&["validate"], &["human", "json", "markdown", "github"]),
    (&["plan", "--show-unmanaged"], &PLANS),
    (&["drift", "--show-unmanaged"], &PLANS),
    (&["drift"], &["junit", "sarif", "gitlab-codequality"]),
    (&["test"], &["human", "json", "junit"]),
    (&["explain", NUMBER], &["human", "json"]),
    (
        &["explain", "providers.eu.subscriptions.incoming"],
        &["human", "json"],
    ),
    (&["graph"], &["mermaid", "svg", "html"]),
    (&["doctor"], &["human", "json"]),
    (
        &["registry", "show"],
        &["human", "json", "markdown", "github"],
    ),
    (
        &["registry", "history"],
        &["human", "json", "markdown", "github"],
    ),
    (
        &["plan", "--out", "plan.bin", "--report", "markdown=plan.md"],
        &["human", "json"],
    ),
];
const PLANS: [&str; 9] = [
    "human",
    "json",
    "markdown",
    "markdown-long",
    "github",
    "html",
    "prometheus",
    "gitlab-terraform",
    "gitlab-codequality",
];
const LOGGED: [&[&str]; 5] = [
    &["-vvv", "plan"],
    &["-vvv", "drift"],
    &["-vvv", "test"],
    &["-vvv", "explain", NUMBER],
    &["-vvv", "apply", "--auto-approve", "--format", "json"],
];

/// Every secret that is there or ever was.
fn all(cloud: &Cloud) -> Vec<String> {
    let mut all = cloud.running.canaries();
    all.extend(STRANGERS.iter().chain(&HEADERS).map(|&one| one.to_owned()));
    let access = cloud.running.access().remove(0);
    all.push(access.connection_string);
    all
}

fn header(value: &str) -> Value {
    json!([{ "name": "x-key", "type": "Static", "properties": { "value": value, "isSecret": true } }])
}

fn webhook(url: &str, value: &str) -> Value {
    let properties = json!({ "endpointUrl": url, "deliveryAttributeMappings": header(value) });
    json!({ "destination": { "endpointType": "WebHook", "properties": properties } })
}

/// Strangers beside ours: one at our own base URL, one with a secret header, one at the source.
fn crowd(cloud: &Cloud) {
    for (name, under, url) in [
        ("twin", "topic", format!("{CALLBACK}?code=canary-twin")),
        (
            "func",
            "topic",
            "https://func.example.com/api?code=canary-func&x=1".to_owned(),
        ),
        (
            "at-source",
            "source",
            "https://source.example.com/?sig=canary-source".to_owned(),
        ),
    ] {
        let subscription = json!({ "name": name, "under": under, "endpoint_url": url, "event_types": ["SMSReceived"] });
        cloud.mutate(&json!({ "add": { "resource": source(), "subscription": subscription } }));
    }
    let url = "https://func.example.com/api?code=canary-func&x=1";
    let theirs = webhook(url, HEADERS[0]);
    cloud.mutate(&json!({ "set": { "id": child("func"), "properties": theirs } }));
}

/// Somebody changed our own subscription: another query, a secret header.
fn disturb(cloud: &Cloud) {
    let ours = webhook(&format!("{CALLBACK}?code=7"), HEADERS[1]);
    cloud.mutate(&json!({ "set": { "id": child("eu-incoming"), "properties": ours } }));
}

/// Runs every command, whatever it comes to.
fn everything(cloud: &Cloud) {
    let formatted = REPORTS.iter().flat_map(|(arguments, formats)| {
        let formats = formats.iter();
        formats.map(move |format| [*arguments, &["--format", *format][..]].concat())
    });
    let logged = LOGGED.iter().map(|arguments| arguments.to_vec());
    for arguments in formatted.chain(logged) {
        let ended = cloud.world.run(&arguments);
        assert!(
            !ended.stderr.contains("panicked"),
            "{arguments:?}: {ended:?}"
        );
        secrets::silent(&all(cloud), &ended);
    }
    secrets::kept_nowhere(&all(cloud), &cloud.world, &["switchboard.yaml"]);
}

/// A stand-in with strangers, and a configuration whose connection string is declared.
fn guarded() -> Cloud {
    let declared = format!("    connection_string: {{ env: ACS_OWN }}\n{}", reports());
    let mut cloud = Cloud::new(&configuration(&declared));
    let own = cloud
        .world
        .variables
        .remove("ACS_CONNECTION_STRING")
        .unwrap();
    cloud.world.variables.insert("ACS_OWN".to_owned(), own);
    crowd(&cloud);
    cloud
}

#[test]
fn no_command_shows_or_stores_a_secret() {
    let cloud = guarded();
    everything(&cloud);
    cloud.apply(0);
    disturb(&cloud);
    assert!(cloud.canaries_include("canary-twin"));
    everything(&cloud);
    // The last of these commands has applied.
    cloud.is_settled();
    let there = cloud.stand_in().state().to_string();
    assert!(there.contains(HEADERS[1]), "our header is still sent");
    assert!(cloud.world.path("plan.bin").exists());
}

#[test]
fn errors_that_repeat_secrets_show_none() {
    let cloud = guarded();
    cloud.apply(0);
    disturb(&cloud);
    // An answer can repeat what was sent to it, and a gateway what was sent elsewhere.
    let client_secret = cloud.running.access().remove(0).client_secret;
    let key = cloud.access_key();
    for (status, part) in [
        (401, "/oauth2/"),
        (400, "/oauth2/"),
        (403, "/phoneNumbers"),
        (500, "/communicationServices/contoso-sms?"),
        (409, "/eventSubscriptions?"),
        (403, "/getFullUrl"),
        (400, "/eventSubscriptions/eu-incoming?"),
        (403, "/eventtypes/"),
    ] {
        cloud.stand_in().clear_faults();
        let refused = if part == "/oauth2/" {
            &client_secret
        } else {
            &key
        };
        let then =
            json!({ "status": status, "code": "Refused", "message": format!("no: {refused}") });
        cloud.faults(&json!([{ "path": part, "times": 10_000, "then": then }]));
        for arguments in [
            &["plan"][..],
            &["drift", "--format", "json"],
            &["test", "--format", "json"],
            &["-vvv", "apply", "--auto-approve"],
            &["apply", "--auto-approve", "--format", "json"],
        ] {
            let ended = cloud.world.run(arguments);
            secrets::silent(&all(&cloud), &ended);
        }
    }
    secrets::kept_nowhere(&all(&cloud), &cloud.world, &["switchboard.yaml"]);
}

/// A cluster's token file and a job's id-token in place of a secret.
#[test]
fn assertions_are_not_shown() {
    for from_github in [false, true] {
        let mut cloud = guarded();
        cloud.world.variables.remove("AZURE_CLIENT_SECRET");
        let assertion = cloud.control("POST", "assertion", &json!({}));
        let assertion = assertion["value"].as_str().unwrap().to_owned();
        let variables = if from_github {
            let url = format!("{}/github/oidc?v=1", cloud.running.url());
            [
                ("ACTIONS_ID_TOKEN_REQUEST_URL", url),
                (
                    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
                    cloud.running.github_request_token(),
                ),
            ]
        } else {
            let file = cloud.world.beside("assertion");
            std::fs::write(&file, &assertion).unwrap();
            let path = file.to_str().unwrap().to_owned();
            [
                ("AZURE_FEDERATED_TOKEN_FILE", path),
                ("UNUSED", "1".to_owned()),
            ]
        };
        let variables = variables.map(|(name, value)| (name.to_owned(), value));
        cloud.world.variables.extend(variables);
        cloud.apply(0);
        disturb(&cloud);
        let signed_in = cloud.requests("POST", "/oauth2/v2.0/token");
        assert!(signed_in > 0);
        everything(&cloud);
        cloud.stand_in().clear_faults();
        let then = json!({ "status": 401, "code": "invalid_client", "message": assertion });
        cloud.faults(&json!([{ "path": "/oauth2/", "times": 10_000, "then": then }]));
        for arguments in [&["plan"][..], &["-vvv", "plan", "--format", "json"]] {
            let ended = cloud.world.run(arguments);
            assert_ne!(ended.code, 0);
            secrets::silent(&all(&cloud), &ended);
            secrets::silent(&[&assertion], &ended);
        }
    }
}

/// An endpoint that answers the handshake with the code, and with what it was sent.
async fn echo(seen: &'static Mutex<Vec<String>>) -> std::net::SocketAddr {
    let handler = move |body: Bytes| {
        let text = String::from_utf8_lossy(&body).into_owned();
        let event: Value = serde_json::from_slice(&body).unwrap();
        let code = event[0]["data"]["validationCode"].clone();
        seen.lock().unwrap().push(text);
        async move { axum::Json(json!({ "validationResponse": code })) }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(handler)).await });
    address
}

#[test]
fn a_probe_shows_and_sends_no_secret() {
    static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let mut cloud = guarded();
    cloud.apply(0);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let address = runtime.block_on(echo(&SEEN));
    let authority = Authority::new();
    let proxy = proxy(front(authority.issue("crm.example.com", 60), address));
    let pem = cloud.world.beside("authority.pem");
    std::fs::write(&pem, &authority.pem).unwrap();
    let pem = pem.to_str().unwrap().to_owned();
    let variables = [
        ("HTTPS_PROXY", format!("http://{proxy}")),
        ("SSL_CERT_FILE", pem),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value));
    cloud.world.variables.extend(variables);
    for format in ["human", "json", "junit"] {
        let ended = cloud
            .world
            .run(&["-vvv", "test", "--probe-callback", "--format", format]);
        assert_eq!(ended.code, 0, "{ended:?}");
        secrets::silent(&all(&cloud), &ended);
    }
    let seen = SEEN.lock().unwrap().join("\n");
    assert!(!seen.is_empty(), "the endpoint was probed");
    secrets::unspoken(&all(&cloud), "what was sent", &seen);
}

#[cfg(unix)]
#[test]
fn a_watch_serves_and_logs_no_secret() {
    use crate::watch::watcher::Watcher;

    let cloud = guarded();
    cloud.apply(0);
    disturb(&cloud);
    let watcher = Watcher::start(&cloud.world, &["--show-unmanaged"]);
    watcher.wait_ready();
    watcher.wait_rounds(1);
    let known = all(&cloud);
    for path in ["/", "/drift.json", "/metrics"] {
        let served = watcher.get(path);
        assert_eq!(served.status, 200, "{path}");
        secrets::unspoken(&known, path, &served.body);
    }
    assert_ne!(watcher.json()["summary"]["modified"], 0);
    secrets::unspoken(&known, "the log", &watcher.text());
}

#[test]
fn a_registry_on_postgresql_holds_no_secret() {
    let Some(server) = server() else { return };
    let url = server.database();
    let mut cloud = guarded();
    let variable = ("SWITCHBOARD_REGISTRY".to_owned(), url.clone());
    cloud.world.variables.extend([variable]);
    cloud.apply(0);
    disturb(&cloud);
    cloud.run(&["drift"]).exits(2);
    cloud.settings(&json!({ "endpoint": "refuse" }));
    cloud.apply(3);
    let name = crate::support::postgres::name_in(&url);
    let bytes = server
        .run(name, "SELECT database_to_xml(true, false, '')")
        .join("\n");
    assert!(bytes.contains("eu-incoming"), "the whole database is read");
    secrets::unspoken(&all(&cloud), "the database", &bytes);
}

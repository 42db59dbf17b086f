//! Behaviours of Azure that are not known (docs/azure.md): a whole life under each of them, from
//! the first apply to repairs of what others did and of what failed.

use serde_json::{Value, json};

use super::cloud::{CALLBACK, Cloud, NUMBER, REPORTS, child, configuration, reports, source};

const INCOMING: &str = "providers.eu.subscriptions.incoming";
const THEIRS: &str = "https://Theirs.example.com:443/sms";

/// The settings of one life.
const SWITCHES: [(&str, &str); 12] = [
    ("patch", "merge"),
    ("patch", "replace"),
    ("failed_update", "keeps"),
    ("failed_update", "loses"),
    ("failed_create", "put_again"),
    ("failed_create", "refused"),
    ("children_at_source", "false"),
    ("children_at_source", "true"),
    ("subject_slash", "true"),
    ("subject_slash", "false"),
    ("base_url", "as_sent"),
    ("base_url", "normalised"),
];

/// A value of a switch as the stand-in reads it.
fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| json!(text))
}

fn settled(cloud: &Cloud, when: &str) {
    let plan = cloud.run(&["plan", "--detailed-exitcode"]);
    assert_eq!(plan.code, 0, "{when}\n{}{}", plan.stdout, plan.stderr);
    let drift = cloud.run(&["drift"]);
    assert_eq!(drift.code, 0, "{when}\n{}{}", drift.stdout, drift.stderr);
}

#[track_caller]
fn applied(cloud: &Cloud, code: i32, when: &str) {
    let ended = cloud.run(&["apply", "--auto-approve", "--allow-mass-change"]);
    assert_eq!(ended.code, code, "{when}\n{}{}", ended.stdout, ended.stderr);
}

/// The receivers of the number: name, verdict and whether it is ours.
fn receivers(cloud: &Cloud) -> Vec<(String, String, bool)> {
    let number = cloud.entry("providers.eu.numbers.support");
    let all = number["route"]["receivers"].as_array().unwrap().clone();
    let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    all.iter()
        .map(|one| (text(one, "name"), text(one, "verdict"), one["ours"] == true))
        .collect()
}

/// One life. The second URL has a spelling that a normalising service may change.
fn live(settings: &Value) {
    let life = settings.to_string();
    let cloud = Cloud::new(&configuration(&reports()));
    cloud.settings(settings);

    // A create that fails, and its repair.
    cloud.settings(&json!({ "endpoint": "refuse" }));
    applied(&cloud, 3, &format!("{life}: a create that fails"));
    cloud.settings(&json!({ "endpoint": "echo" }));
    applied(&cloud, 0, &format!("{life}: its repair"));
    settled(&cloud, &format!("{life}: created"));

    // What others do, and its repair.
    let other = json!({ "destination": { "endpointType": "WebHook", "properties": { "endpointUrl": "https://other.example.com/x?y=1" } } });
    cloud.mutate(&json!({ "set": { "id": child("eu-incoming"), "properties": other } }));
    let drift = cloud.run(&["drift"]);
    assert_eq!(drift.code, 2, "{life}\n{}", drift.stdout);
    assert!(
        drift.stdout.contains("alex@contoso.com"),
        "{}",
        drift.stdout
    );
    let (action, reason, fields) = cloud.change(INCOMING);
    assert_eq!(
        (action.as_str(), reason.as_str()),
        ("update", "drifted"),
        "{life}: {fields:#}"
    );
    applied(&cloud, 0, &format!("{life}: a repair"));
    settled(&cloud, &format!("{life}: repaired"));

    // A URL that changes in the configuration, an update that fails, and its repair.
    let spelt = "https://CRM.example.com:443/a%2fb/sms?key=7&x=%41";
    let edited = configuration(&reports()).replace(CALLBACK, spelt);
    cloud.world.write("switchboard.yaml", &edited);
    cloud.settings(&json!({ "endpoint": "refuse" }));
    applied(&cloud, 3, &format!("{life}: an update that fails"));
    let (action, reason, fields) = cloud.change(INCOMING);
    assert_eq!(
        (action.as_str(), reason.as_str()),
        ("update", "config_changed"),
        "{life}: {fields:#}"
    );
    cloud.settings(&json!({ "endpoint": "echo" }));
    applied(&cloud, 0, &format!("{life}: its repair"));
    settled(&cloud, &format!("{life}: updated"));

    // Somebody else's receivers, at both places, are listed once each.
    for (name, under, url) in [
        ("theirs", "topic", THEIRS),
        (
            "at-source",
            "source",
            "https://source.example.com/?code=canary-1",
        ),
    ] {
        let subscription = json!({ "name": name, "under": under, "endpoint_url": url, "event_types": ["SMSReceived"] });
        cloud.mutate(&json!({ "add": { "resource": source(), "subscription": subscription } }));
    }
    settled(&cloud, &format!("{life}: with others"));
    let always = |name: &str, ours| (name.to_owned(), "always".to_owned(), ours);
    let mut found = receivers(&cloud);
    found.sort();
    let expected = [
        always("at-source", false),
        always("eu-incoming", true),
        always("theirs", false),
    ];
    assert_eq!(found, expected, "{life}");
    let sent = cloud.control("POST", "text", &json!({ "to": NUMBER, "body": "JOIN" }));
    assert!(sent.to_string().contains(&child("eu-incoming")), "{sent:#}");

    // Deleted by somebody.
    cloud.mutate(&json!({ "remove": { "id": child("eu-delivery-reports") } }));
    applied(&cloud, 0, &format!("{life}: made again"));
    settled(&cloud, &format!("{life}: at the end"));
    let there = cloud.subscriptions();
    assert_eq!(there.len(), 4, "{life}: {there:#?}");
    let url = |name: &str| {
        let one = &there[&child(name).to_lowercase()];
        one["properties"]["destination"]["properties"]["endpointUrl"].clone()
    };
    assert_eq!(url("eu-delivery-reports"), REPORTS, "{life}");
    assert_eq!(url("theirs"), THEIRS, "{life}");
}

#[test]
fn a_life_under_each_behaviour_that_is_not_known() {
    for (name, text) in SWITCHES {
        live(&json!({ name: value(text) }));
    }
}

/// All that is not the usual assumption, at once.
#[test]
fn a_life_under_all_of_them() {
    let unusual = SWITCHES.iter().skip(1).step_by(2);
    let all = unusual.map(|(name, text)| ((*name).to_owned(), value(text)));
    live(&Value::Object(all.collect()));
}

//! Sign-ins at Entra.

use serde_json::json;

use super::collector::{Collector, Trace};
use crate::azure::cloud::{Cloud, configuration};
use crate::support::secrets;

/// A cloud whose commands run as the binary does and export JSON to the collector.
fn traced() -> (Cloud, Collector) {
    let mut cloud = Cloud::new(&configuration(""));
    let collector = Collector::start();
    cloud.world.by_binary = true;
    cloud.world.variables.extend(collector.variables());
    (cloud, collector)
}

/// Asserts that the trace holds no credential and no id of the app, and returns it.
#[track_caller]
fn clean(cloud: &Cloud, collector: &Collector) -> Trace {
    let mut canaries = cloud.running.canaries();
    canaries.push(cloud.world.variables["AZURE_CLIENT_ID"].clone());
    for one in collector.all() {
        let body = String::from_utf8_lossy(&one.body);
        secrets::unspoken(&canaries, "a trace", &body);
    }
    collector.one_trace("switchboard plan")
}

#[test]
fn each_exchange_is_a_span_of_the_request_that_needs_it() {
    let (cloud, collector) = traced();
    let busy = json!({"path": "oauth2", "times": 1, "then": {"status": 503}});
    cloud.faults(&json!([busy]));
    cloud.run(&["plan"]).exits(0);
    let trace = clean(&cloud, &collector);
    let sign_ins = trace.named("sign-in");
    assert_eq!(sign_ins.len(), 1, "{:#?}", trace.others);
    let span = sign_ins[0];
    assert_eq!((span.failed, span.kind), (false, 3));
    assert_eq!(span.get("server.address"), "127.0.0.1");
    assert_eq!(span.get("switchboard.outcome"), "done");
    assert_eq!(span.get("switchboard.attempts"), "2");
    assert_eq!(span.events, ["retry"]);
    let mut above = trace.others.iter().filter(|one| one.id == span.parent);
    let request = above.next().unwrap();
    assert_eq!((request.name.as_str(), request.failed), ("GET", false));
    assert!(
        trace
            .named("read")
            .iter()
            .any(|one| one.id == request.parent)
    );
}

#[test]
fn a_refused_sign_in_has_its_number_and_correlation_id() {
    let (cloud, collector) = traced();
    let body = r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided.","error_codes":[7000215],"correlation_id":"c0ffee00-0000-4000-8000-000000000000"}"#;
    let refused = json!({"path": "oauth2", "times": 9, "then": {"status": 401, "body": body}});
    cloud.faults(&json!([refused]));
    let ended = cloud.run(&["plan"]);
    assert!(!ended.stdout.contains("No changes"), "{}", ended.stdout);
    let trace = clean(&cloud, &collector);
    let sign_ins = trace.named("sign-in");
    let span = sign_ins[0];
    assert!(span.failed, "{span:#?}");
    assert_eq!(span.get("switchboard.outcome"), "failed");
    assert_eq!(span.get("switchboard.attempts"), "1");
    assert_eq!(span.get("error.type"), "401");
    assert_eq!(span.get("http.response.status_code"), "401");
    assert_eq!(span.get("switchboard.error.code"), "AADSTS7000215");
    let id = "c0ffee00-0000-4000-8000-000000000000";
    assert_eq!(span.get("switchboard.request.id"), id);
    // What the authority wrote is not part of a trace.
    for one in collector.all() {
        let body = String::from_utf8_lossy(&one.body);
        assert!(!body.contains("Invalid client secret"), "{body}");
    }
}

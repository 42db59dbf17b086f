//! What the trace of a run holds, and how its spans belong together.

use std::collections::BTreeSet;

use serde_json::json;

use super::collector::{Collector, Span};
use crate::support::fixture::{NUMBERS, SERVICE};

/// A span of a request to Twilio, as the conventions for HTTP clients want it.
#[track_caller]
fn is_a_request(span: &Span) {
    assert_eq!(span.kind, 3, "{span:#?}");
    assert_eq!(span.get("http.request.method"), span.name);
    assert_eq!(span.get("server.address"), "127.0.0.1");
    let port: u16 = span.get("server.port").parse().unwrap();
    assert!(port > 0);
    let path = span.get("url.path");
    assert!(path.starts_with('/') && !path.contains('?'), "{path}");
    let id = span.get("switchboard.request.id");
    assert!(id.starts_with("RQ") && id.len() == 34, "{span:#?}");
    let status: u16 = span.get("http.response.status_code").parse().unwrap();
    assert_eq!(status >= 400, span.failed, "{span:#?}");
}

#[test]
fn a_plan_reads_in_one_trace() {
    let (world, sandbox, collector) = Collector::and_world(&SERVICE);
    world.run(&["plan"]).exits(0);
    let trace = collector.one_trace("switchboard plan");
    let root = &trace.root;
    assert_eq!((root.parent.as_str(), root.failed), ("", false));
    assert_eq!(root.get("switchboard.project"), "contoso");
    assert_eq!(root.get("process.exit.code"), "0");
    let [read] = trace.named("read")[..] else {
        panic!("{:#?}", trace.others);
    };
    assert_eq!(read.parent, root.id);
    let account = &sandbox.variables()["TWILIO_ACCOUNT_SID"];
    assert_eq!(read.get("switchboard.account.id"), account);
    assert_eq!(read.get("switchboard.providers"), "us");
    assert_eq!(read.get("switchboard.numbers"), "3");
    let requests = trace.below(read);
    requests.iter().for_each(|span| is_a_request(span));
    assert_eq!(requests.len().to_string(), read.get("switchboard.requests"));
    let all = trace.named("GET").len();
    assert_eq!(all, sandbox.journal().len(), "{:#?}", trace.others);
    let numbers = requests
        .iter()
        .any(|one| one.get("url.path").ends_with("/IncomingPhoneNumbers.json"));
    assert!(numbers, "{requests:#?}");
}

#[test]
fn an_apply_has_a_span_for_each_write_with_its_requests() {
    let (world, sandbox, collector) = Collector::and_world(&NUMBERS);
    world.run(&["apply", "--auto-approve"]).exits(0);
    let trace = collector.one_trace("switchboard apply");
    assert!(!trace.root.get("switchboard.run.id").is_empty());
    let writes = trace.named("write");
    let addresses: BTreeSet<&str> = writes
        .iter()
        .map(|one| one.get("switchboard.address"))
        .collect();
    let expected = ["first", "second", "third"].map(|name| format!("providers.us.numbers.{name}"));
    let expected: BTreeSet<&str> = expected.iter().map(String::as_str).collect();
    assert_eq!((addresses, writes.len()), (expected, 3));
    let mut ids = BTreeSet::new();
    for write in writes {
        assert_eq!(write.parent, trace.root.id);
        assert_eq!(write.get("switchboard.action"), "update");
        assert_eq!(write.get("switchboard.outcome"), "done");
        assert!(!write.failed, "{write:#?}");
        let requests = trace.below(write);
        assert!(
            requests.iter().any(|one| one.name == "POST"),
            "{requests:#?}"
        );
        for request in requests {
            is_a_request(request);
            ids.insert(request.get("switchboard.request.id").to_owned());
        }
    }
    let posts = sandbox.journal();
    let posts = posts.iter().filter(|call| call["method"] == "POST");
    assert!(ids.len() >= posts.count(), "{ids:?}");
}

#[test]
fn each_retry_is_a_request_of_its_own() {
    let (world, sandbox, collector) = Collector::and_world(&NUMBERS);
    sandbox.add_faults(&json!([{ "method": "POST", "times": 1, "then": { "status": 503 } }]));
    world
        .run(&["apply", "--auto-approve", "--parallelism", "1"])
        .exits(0);
    let trace = collector.one_trace("switchboard apply");
    assert!(!trace.root.failed);
    let retried = |write: &&&Span| !write.events.is_empty();
    let writes = trace.named("write");
    let retried: Vec<_> = writes.iter().filter(retried).collect();
    let [write] = retried[..] else {
        panic!("{writes:#?}");
    };
    assert_eq!(
        (write.failed, &write.events[..]),
        (false, &["retry".to_owned()][..])
    );
    let posts = trace.below(write).into_iter();
    let posts: Vec<&Span> = posts.filter(|one| one.name == "POST").collect();
    let [first, second] = posts[..] else {
        panic!("{posts:#?}");
    };
    is_a_request(first);
    is_a_request(second);
    assert_eq!((first.failed, second.failed), (true, false));
    assert_eq!(first.get("error.type"), "503");
    assert_eq!(first.get("http.response.status_code"), "503");
    assert_eq!(first.get("http.request.resend_count"), "");
    assert_eq!(second.get("http.request.resend_count"), "1");
}

#[test]
fn a_write_that_fails_fails_the_run() {
    let (world, sandbox, collector) = Collector::and_world(&NUMBERS);
    let refused = json!([{ "method": "POST", "times": 1,
        "then": { "status": 400, "code": 21402, "message": "+15017122661 is not valid" } }]);
    sandbox.add_faults(&refused);
    world
        .run(&["apply", "--auto-approve", "--parallelism", "1"])
        .exits(3);
    let trace = collector.one_trace("switchboard apply");
    assert!(trace.root.failed);
    assert_eq!(trace.root.get("process.exit.code"), "3");
    assert_eq!(trace.root.get("error.type"), "incomplete");
    let writes = trace.named("write").into_iter();
    let failed: Vec<&Span> = writes.filter(|one| one.failed).collect();
    let [write] = failed[..] else {
        panic!("{:#?}", trace.others);
    };
    assert_eq!(write.get("switchboard.outcome"), "failed");
    assert_eq!(write.get("error.type"), "refused");
    assert_eq!(write.get("switchboard.error.code"), "21402");
    let requests = trace.below(write);
    let id = write.get("switchboard.request.id");
    assert!(
        requests
            .iter()
            .any(|one| one.get("switchboard.request.id") == id)
    );
    // What Twilio wrote may repeat a number.
    let bodies = collector.all();
    let text = String::from_utf8_lossy(&bodies[0].body);
    assert!(!text.contains("5017122661"), "{text}");
}

#[test]
fn what_could_not_be_read_is_in_the_span_of_the_read() {
    let (world, sandbox, collector) = Collector::and_world(&SERVICE);
    let fails = json!([{ "method": "GET", "path": "/v1/Services", "times": 100,
        "then": { "status": 400, "code": 20001, "message": "Busy" } }]);
    sandbox.add_faults(&fails);
    world.run(&["plan"]).exits(3);
    let trace = collector.one_trace("switchboard plan");
    assert_eq!(trace.root.get("error.type"), "incomplete");
    let [read] = trace.named("read")[..] else {
        panic!("{:#?}", trace.others);
    };
    assert!(read.failed);
    assert_eq!(read.get("switchboard.unread"), "group of numbers");
    assert_eq!(read.get("switchboard.error.code"), "20001");
}

#[test]
fn an_error_before_any_request_is_a_trace_too() {
    let (world, _sandbox, collector) = Collector::and_world(&NUMBERS);
    world
        .run(&["plan", "--target", "providers.us.numbers.ninth"])
        .exits(1);
    let trace = collector.one_trace("switchboard plan");
    assert!(trace.root.failed);
    assert_eq!(trace.root.get("process.exit.code"), "1");
    assert_eq!(trace.root.get("error.type"), "error");
}

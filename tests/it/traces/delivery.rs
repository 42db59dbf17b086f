//! A collector that does not take the spans changes no exit code, and delays no command for long.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use super::collector::Collector;
use crate::support::fixture::NUMBERS;

const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

#[test]
fn a_collector_out_of_reach_is_one_warning() {
    let (mut world, _sandbox, collector) = Collector::and_world(&NUMBERS);
    drop(collector);
    // The port was free a moment ago.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    world.variables.insert(ENDPOINT.to_owned(), url);
    let ended = world.run(&["plan", "--detailed-exitcode"]).exits(2);
    let warning = "warning: traces were not exported: no connection to 127.0.0.1";
    assert_eq!(ended.stderr.matches(warning).count(), 1, "{}", ended.stderr);
    let ended = world.run(&["plan", "-q"]).exits(0);
    assert_eq!(ended.stderr, "");
    world.run(&["apply", "--auto-approve"]).exits(0);
}

#[test]
fn a_collector_that_never_answers_delays_a_command_for_a_short_time() {
    let (mut world, _sandbox, _collector) = Collector::and_world(&NUMBERS);
    // Connections are accepted by the system and answered by nobody.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    world.variables.insert(ENDPOINT.to_owned(), url);
    let begun = Instant::now();
    let ended = world.run(&["plan"]).exits(0);
    // An export alone would take ten seconds.
    assert!(begun.elapsed() < Duration::from_secs(8));
    let warning = "warning: traces were not exported: no answer from the collector within 2s";
    assert_eq!(ended.stderr.matches(warning).count(), 1, "{}", ended.stderr);
}

#[test]
fn a_collector_that_refuses_is_named_with_its_status() {
    let (mut world, sandbox, collector) = Collector::and_world(&NUMBERS);
    drop(collector);
    // The sandbox has no such path.
    let url = sandbox.variables()["SWITCHBOARD_TWILIO_API_URL"].clone();
    world.variables.insert(ENDPOINT.to_owned(), url);
    let ended = world.run(&["plan"]).exits(0);
    let warning = "warning: traces were not exported: 127.0.0.1 answered 4";
    assert_eq!(ended.stderr.matches(warning).count(), 1, "{}", ended.stderr);
}

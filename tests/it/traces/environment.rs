//! What the environment decides about traces.

use super::collector::{Collector, attributes};
use crate::support::fixture::NUMBERS;
use crate::support::secrets;
use crate::support::world::World;

const CANARY: &str = "canary-Zt7qPw";
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

fn set(world: &mut World, name: &str, value: &str) {
    world.variables.insert(name.to_owned(), value.to_owned());
}

#[test]
fn a_run_belongs_to_the_job_that_started_it() {
    let (mut world, _sandbox, collector) = Collector::and_world(&NUMBERS);
    set(
        &mut world,
        "TRACEPARENT",
        &format!("00-{TRACE}-{PARENT}-01"),
    );
    world.run(&["plan"]).exits(0);
    let trace = collector.one_trace("switchboard plan");
    assert_eq!(
        (trace.root.trace.as_str(), trace.root.parent.as_str()),
        (TRACE, PARENT)
    );
}

#[test]
fn a_parent_that_is_not_valid_is_ignored() {
    let (mut world, _sandbox, collector) = Collector::and_world(&NUMBERS);
    set(
        &mut world,
        "TRACEPARENT",
        &format!("00-{TRACE}-nonsense-01"),
    );
    world.run(&["plan"]).exits(0);
    let trace = collector.one_trace("switchboard plan");
    assert_eq!(trace.root.parent, "");
    assert_ne!(trace.root.trace, TRACE);
}

#[test]
fn a_job_that_is_not_sampled_has_no_trace() {
    let (mut world, _sandbox, collector) = Collector::and_world(&NUMBERS);
    set(
        &mut world,
        "TRACEPARENT",
        &format!("00-{TRACE}-{PARENT}-00"),
    );
    world.run(&["plan"]).exits(0);
    assert!(collector.all().is_empty());
}

#[test]
fn the_program_has_the_name_that_the_environment_gives() {
    let (mut world, _sandbox, collector) = Collector::and_world(&NUMBERS);
    world.run(&["plan"]).exits(0);
    set(
        &mut world,
        "OTEL_RESOURCE_ATTRIBUTES",
        "deployment.environment.name=prod",
    );
    set(&mut world, "OTEL_SERVICE_NAME", "numbers");
    world.run(&["plan"]).exits(0);
    let resources = collector.resources();
    let [first, second] = &resources[..] else {
        panic!("{resources:#?}");
    };
    let of = |one: &serde_json::Value| attributes(&one["resource"]["attributes"]);
    let (first, second) = (of(first), of(second));
    assert_eq!(first["service.name"], "switchboard");
    assert_eq!(first["service.version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(second["service.name"], "numbers");
    assert_eq!(second["deployment.environment.name"], "prod");
}

#[test]
fn protobuf_is_the_default_and_the_url_for_traces_is_taken_as_it_is() {
    let (mut world, _sandbox, collector) = Collector::and_world(&NUMBERS);
    world.variables.remove("OTEL_EXPORTER_OTLP_PROTOCOL");
    let whole = format!("{}/intake", collector.url);
    set(&mut world, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", &whole);
    world.run(&["plan"]).exits(0);
    let all = collector.all();
    let [one] = &all[..] else { panic!("{all:#?}") };
    assert_eq!(one.path, "/intake");
    assert_eq!(one.headers["content-type"], "application/x-protobuf");
    let text = String::from_utf8_lossy(&one.body);
    assert!(text.contains("switchboard plan"), "{text}");
}

#[test]
fn what_turns_traces_off_sends_nothing() {
    for (name, value) in [
        ("OTEL_SDK_DISABLED", "true"),
        ("OTEL_TRACES_EXPORTER", "none"),
    ] {
        let (mut world, _sandbox, collector) = Collector::and_world(&NUMBERS);
        set(&mut world, name, value);
        let ended = world.run(&["plan"]).exits(0);
        assert!(collector.all().is_empty(), "{name}");
        assert!(!ended.stderr.contains("traces"), "{}", ended.stderr);
    }
}

#[test]
fn no_secret_is_in_a_trace_or_in_a_message_about_traces() {
    let (mut world, sandbox, collector) = Collector::and_world(&NUMBERS);
    let headers = format!("api-key={CANARY}");
    set(&mut world, "OTEL_EXPORTER_OTLP_HEADERS", &headers);
    let token = sandbox.variables()["TWILIO_AUTH_TOKEN"].clone();
    let secrets = [CANARY, token.as_str()];
    let ended = world.run(&["apply", "--auto-approve", "-vvv"]).exits(0);
    secrets::silent(&secrets, &ended);
    secrets::kept_nowhere(&secrets, &world, &[]);
    let all = collector.all();
    assert!(!all.is_empty());
    for one in &all {
        assert_eq!(one.headers["api-key"], CANARY);
        let body = String::from_utf8_lossy(&one.body);
        secrets::unspoken(&secrets, "a trace", &body);
        // Values of settings are not part of a trace either.
        secrets::unspoken(&["hooks.contoso.example"], "a trace", &body);
    }
}

#[test]
fn a_url_that_cannot_be_used_is_a_warning_without_the_url() {
    for (name, value, why) in [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "p4ssw0rd", "is not a URL"),
        (
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "ftp://u:p4ssw0rd@host",
            "must begin with https://",
        ),
        (
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            "grpc",
            "must be http/protobuf or http/json",
        ),
    ] {
        let (mut world, _sandbox, collector) = Collector::and_world(&NUMBERS);
        set(&mut world, name, value);
        let ended = world.run(&["plan"]).exits(0);
        let warning = format!("warning: no traces are exported: {name} {why}");
        assert!(ended.stderr.contains(&warning), "{}", ended.stderr);
        secrets::silent(&["p4ssw0rd"], &ended);
        assert!(collector.all().is_empty());
    }
}

#[test]
fn the_log_is_the_same_with_and_without_traces() {
    let (mut world, _sandbox, collector) = Collector::and_world(&NUMBERS);
    set(&mut world, "SWITCHBOARD_LOG", "trace");
    let traced = world.run(&["plan"]).exits(0);
    assert!(!collector.all().is_empty());
    set(&mut world, "OTEL_SDK_DISABLED", "true");
    let untraced = world.run(&["plan"]).exits(0);
    let lines = |text: &str| {
        let own = text.lines().filter(|line| line.contains("switchboard::"));
        let mut own: Vec<String> = own
            .map(|line| line.split_once("switchboard::").unwrap().1.to_owned())
            .map(|line| line.split(" request_id=").next().unwrap().to_owned())
            .collect();
        own.sort();
        own
    };
    assert!(!lines(&traced.stderr).is_empty(), "{}", traced.stderr);
    assert_eq!(lines(&traced.stderr), lines(&untraced.stderr));
}

//! Runs that end by a signal, and a watch.

use std::net::TcpListener;
use std::process::Command;

use super::collector::Collector;
use crate::cli::locks::hanging;
use crate::support::fixture::NUMBERS;
use crate::support::world::Ended;
use crate::watch::watcher::{Watcher, until};

#[test]
fn an_interrupted_apply_is_exported() {
    let (world, sandbox, collector) = Collector::and_world(&NUMBERS);
    let child = hanging(&world, &sandbox, 700);
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
    Ended::of(child.wait_with_output().unwrap()).exits(130);
    let trace = collector.one_trace("switchboard apply");
    assert!(trace.root.failed);
    assert_eq!(trace.root.get("error.type"), "interrupted");
    assert_eq!(trace.root.get("process.exit.code"), "130");
    let writes = trace.named("write");
    let done = writes
        .iter()
        .any(|one| one.get("switchboard.outcome") == "done");
    assert!(done, "{writes:#?}");
}

#[test]
fn each_round_of_a_watch_is_a_trace() {
    let (mut world, _sandbox, collector) = Collector::and_world(&NUMBERS);
    world.run(&["apply", "--auto-approve"]).exits(0);
    let delay = "OTEL_BSP_SCHEDULE_DELAY".to_owned();
    world.variables.insert(delay, "50".to_owned());
    let watcher = Watcher::start(&world, &[]);
    let rounds = || {
        let spans = collector.spans().into_iter();
        let rounds = spans.filter(|one| one.name == "switchboard watch");
        rounds.collect::<Vec<_>>()
    };
    // They come while the watch goes on.
    until("two rounds are exported", || rounds().len() >= 2);
    let rounds = rounds();
    assert_ne!(rounds[0].trace, rounds[1].trace);
    assert_eq!(rounds[0].get("switchboard.outcome"), "in_sync");
    let spans = collector.spans();
    let below = |parent: &str, name: &str| {
        let found = spans
            .iter()
            .find(|one| one.parent == parent && one.name == name);
        found
            .unwrap_or_else(|| panic!("no {name}: {spans:#?}"))
            .clone()
    };
    let check = below(&rounds[0].id, "check");
    assert_eq!(check.get("switchboard.project"), "contoso");
    let read = below(&check.id, "read");
    below(&read.id, "GET");
    drop(watcher);
}

/// The SDK's own timer exports nothing here.
#[test]
fn a_watch_that_is_killed_loses_one_round_at_most() {
    let (mut world, _sandbox, collector) = Collector::and_world(&NUMBERS);
    world.run(&["apply", "--auto-approve"]).exits(0);
    for (name, value) in [
        ("OTEL_BSP_SCHEDULE_DELAY", "3600000"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "100000"),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "100000"),
    ] {
        world.variables.insert(name.to_owned(), value.to_owned());
    }
    let mut watcher = Watcher::start(&world, &[]);
    let rounds = || {
        let spans = collector.spans().into_iter();
        spans.filter(|one| one.name == "switchboard watch").count()
    };
    until("two rounds are exported", || rounds() >= 2);
    let ended = watcher.rounds();
    watcher.kill();
    assert!(rounds() + 1 >= usize::try_from(ended).unwrap());
}

#[test]
fn a_collector_that_never_answers_delays_no_round_and_no_end() {
    let (mut world, _sandbox, collector) = Collector::and_world(&NUMBERS);
    world.run(&["apply", "--auto-approve"]).exits(0);
    drop(collector);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", url.as_str()),
        // An export ends long after the test.
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "3600000"),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    world.variables.extend(variables);
    let watcher = Watcher::start(&world, &[]);
    watcher.wait_rounds(3);
    watcher.signal("-TERM");
    let (status, log) = watcher.ended();
    assert_eq!(status.code(), Some(143), "{log}");
}

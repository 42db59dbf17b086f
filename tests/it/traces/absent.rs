//! A build without the feature `otel` says that it exports nothing.

use crate::support::fixture::NUMBERS;

const WARNING: &str =
    "warning: OTEL_EXPORTER_OTLP_ENDPOINT is set, but this build exports no traces";

#[test]
fn a_build_without_traces_says_so_once() {
    let (mut world, _sandbox) = NUMBERS.fresh();
    world.by_binary = true;
    let endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT".to_owned();
    let secret = "https://user:p4ssw0rd@collector.example".to_owned();
    world.variables.insert(endpoint, secret);
    let ended = world.run(&["plan"]).exits(0);
    assert_eq!(ended.stderr.matches(WARNING).count(), 1, "{}", ended.stderr);
    assert!(
        ended.stderr.contains("`--features otel`"),
        "{}",
        ended.stderr
    );
    assert!(!ended.stderr.contains("p4ssw0rd"), "{}", ended.stderr);
    // Neither is asked for: fewer words, and a command without traces.
    for arguments in [&["plan", "-q"][..], &["validate"]] {
        let ended = world.run(arguments).exits(0);
        assert!(!ended.stderr.contains("traces"), "{}", ended.stderr);
    }
    let off = "OTEL_SDK_DISABLED".to_owned();
    world.variables.insert(off, "true".to_owned());
    let ended = world.run(&["plan"]).exits(0);
    assert!(!ended.stderr.contains("traces"), "{}", ended.stderr);
}

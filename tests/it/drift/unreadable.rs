//! The report where there is nothing to look at: wrong configurations and wrong words.

use crate::support::fixture::SERVICE;

#[test]
fn a_wrong_configuration_is_reported_as_by_every_command() {
    let (world, _sandbox) = SERVICE.applied();
    world.write(
        "switchboard.yaml",
        &SERVICE
            .configuration
            .replace("type: twilio", "type: carrier"),
    );
    let document = world.run(&[
        "drift",
        "--format",
        "json",
        "--report",
        "junit=../drift.xml",
    ]);
    let document = document.exits(1).json();
    assert_eq!(document["valid"], false);
    let xml = std::fs::read_to_string(world.beside("drift.xml")).unwrap();
    assert!(xml.contains("errors=\"1\""), "{xml}");
    let ended = world.run(&["drift"]).exits(1);
    assert!(ended.stdout.is_empty() && ended.stderr.contains("error["));
}

#[test]
fn a_target_that_means_nothing_is_a_mistake() {
    let (world, sandbox) = SERVICE.applied();
    let report = ["--report", "json=../drift.json"];
    let ended = world.run(&[&["drift", "--target", "nobody"], &report[..]].concat());
    assert!(ended.exits(1).stderr.contains("nobody"));
    let written = std::fs::read_to_string(world.beside("drift.json")).unwrap();
    assert!(written.contains("E0904"), "{written}");
    assert!(sandbox.calls().is_empty());
}

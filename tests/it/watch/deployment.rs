//! The example for Kubernetes: locked down, valid, and its arguments do what they should.

use serde_json::{Value, json};

use super::watcher::{Watcher, until};
use super::{FIRST, rename};
use crate::support::crate_folder;
use crate::support::receiver::Receiver;
use crate::support::world::World;

fn documents() -> Vec<Value> {
    let path = crate_folder().join("examples/ci/kubernetes/watch.yaml");
    let text = std::fs::read_to_string(path).unwrap();
    let documents = text.split("\n---\n");
    documents
        .map(|text| serde_yaml::from_str(text).unwrap())
        .collect()
}

#[test]
fn the_example_is_locked_down_and_works() {
    let all = documents();
    let kinds: Vec<&str> = all
        .iter()
        .map(|one| one["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        ["ConfigMap", "Deployment", "Service", "NetworkPolicy"]
    );
    let (map, deployment) = (&all[0], &all[1]);
    let pod = &deployment["spec"]["template"]["spec"];
    assert_eq!(pod["automountServiceAccountToken"], false);
    assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
    let container = &pod["containers"][0];
    let security = &container["securityContext"];
    assert_eq!(security["readOnlyRootFilesystem"], true);
    assert_eq!(security["allowPrivilegeEscalation"], false);
    assert_eq!(security["capabilities"]["drop"], json!(["ALL"]));
    let labels = &deployment["spec"]["template"]["metadata"]["labels"];
    assert_eq!(&all[2]["spec"]["selector"], labels);
    assert_eq!(&all[3]["spec"]["podSelector"]["matchLabels"], labels);

    let configuration = map["data"]["switchboard.yaml"].as_str().unwrap();
    let (mut world, sandbox) = World::and_sandbox(configuration, "");
    world.run(&["apply", "--auto-approve"]).exits(0);
    let receiver = Receiver::start();
    let chat = ("SLACK_URL".to_owned(), receiver.url.clone());
    world.variables.extend([chat]);
    let moved = |one: &Value| {
        let text = one.as_str().unwrap();
        text.replace("/config/", "")
            .replace("15m", "1s")
            .replace("0.0.0.0:9464", "127.0.0.1:0")
    };
    let arguments: Vec<String> = container["args"]
        .as_array()
        .unwrap()
        .iter()
        .map(moved)
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let watcher = Watcher::of(world.command(&arguments));
    watcher.wait_ready();
    for probe in ["livenessProbe", "readinessProbe"] {
        let path = container[probe]["httpGet"]["path"].as_str().unwrap();
        assert_eq!(watcher.get(path).status, 200, "{path}");
    }
    rename(&sandbox, FIRST, "Renamed");
    until("a notification arrives", || receiver.all().len() == 1);
}

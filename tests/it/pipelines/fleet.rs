//! The Job that applies a fleet, and the one that merges its reports: their commands, as processes
//! that run at once on one `PostgreSQL` registry.
#![cfg(unix)]

use std::process::{Child, Stdio};

use serde_json::{Value, json};

use super::kubernetes::local;
use super::shell::{document, documents, shell};
use super::tools::present;
use crate::support::postgres::server;
use crate::support::world::{Ended, World};

/// The providers of the fleet. Each has a subaccount and two numbers.
const CITIES: [&str; 6] = ["atlanta", "boston", "chicago", "denver", "miami", "seattle"];

/// The `ConfigMap`, the volume and the Job.
fn fleet() -> (Value, Value) {
    let mut all = documents("examples/ci/kubernetes/fleet.yaml");
    assert_eq!(all.len(), 3);
    let job = all.pop().unwrap();
    (all.swap_remove(0), job)
}

/// Starts the only container of a Job as the pod of this index.
fn pod(world: &World, job: &Value, index: u64) -> Child {
    let container = &job["spec"]["template"]["spec"]["containers"][0];
    let command = local(world, &container["command"]);
    assert_eq!(command[0], "sh");
    let line = [&command[1..], &local(world, &container["args"])].concat();
    let line: Vec<&str> = line.iter().map(String::as_str).collect();
    let mut variables = world.variables.clone();
    variables.insert("JOB_COMPLETION_INDEX".to_owned(), index.to_string());
    let mut command = shell(&line, &world.folder(), &variables);
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn finish(child: Child) -> Ended {
    Ended::of(child.wait_with_output().unwrap())
}

#[test]
fn its_shards_are_as_many_as_its_pods() {
    let (_, job) = fleet();
    let spec = &job["spec"];
    assert_eq!(spec["completionMode"], "Indexed");
    let script = &spec["template"]["spec"]["containers"][0]["args"][0];
    let shard = format!("--shard=\"$shard/{}\"", spec["completions"]);
    assert!(script.as_str().unwrap().contains(&shard), "{script}");
    // The image without a shell cannot add 1 to the index.
    let merge = document("examples/ci/kubernetes/fleet-report.yaml");
    for job in [&job, &merge] {
        let image = &job["spec"]["template"]["spec"]["containers"][0]["image"];
        assert!(image.as_str().unwrap().contains("/switchboard-ci:"));
    }
}

#[test]
fn eight_pods_at_once_do_what_one_run_does() {
    let Some(server) = server() else { return };
    if !present("the Job of a fleet", &["bash"]) {
        return;
    }
    let (map, job) = fleet();
    let configuration = map["data"]["switchboard.yaml"].as_str().unwrap();
    let (mut world, sandbox) = World::and_sandbox(configuration, "");
    let registry = ("SWITCHBOARD_REGISTRY".to_owned(), server.database());
    world.variables.extend([registry]);
    for (at, city) in (1..).zip(CITIES) {
        let token = world.variables[&format!("TOKEN_{at}")].clone();
        let name = format!("TOKEN_{}", city.to_uppercase());
        world.variables.insert(name, token);
    }
    for folder in ["config", "reports"] {
        std::fs::create_dir(world.beside(folder)).unwrap();
    }
    std::fs::write(world.beside("config/switchboard.yaml"), configuration).unwrap();

    let pods: Vec<Child> = (0..job["spec"]["completions"].as_u64().unwrap())
        .map(|index| pod(&world, &job, index))
        .collect();
    for pod in pods {
        finish(pod).exits(0);
    }
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    world.run(&["drift"]).exits(0);
    for (at, city) in (1..).zip(CITIES) {
        for number in [format!("+1501712266{at}"), format!("+1501712267{at}")] {
            let url = format!("https://hooks.harbour-and-pine.example/{city}");
            assert_eq!(sandbox.setting(&number, "sms_url"), url);
        }
    }

    // The reports of all pods are one report.
    let merge = document("examples/ci/kubernetes/fleet-report.yaml");
    let merged = finish(pod(&world, &merge, 0)).exits(0);
    let applied = format!("{} updated", 2 * CITIES.len());
    assert!(merged.stdout.contains(&applied), "{}", merged.stdout);
    let page = std::fs::read_to_string(world.beside("reports/apply.html")).unwrap();
    assert!(page.contains("<html"), "{page}");

    // A pod that is tried again finds nothing to do; one that wrote no report is named.
    finish(pod(&world, &job, 7)).exits(0);
    std::fs::remove_file(world.beside("reports/apply-3.json")).unwrap();
    let merged = finish(pod(&world, &merge, 0)).exits(3);
    let said = merged.stdout + &merged.stderr;
    assert!(said.contains("shard 3"), "{said}");
    let token = json!(world.variables["TOKEN_MIAMI"]);
    assert!(!said.contains(token.as_str().unwrap()));
}

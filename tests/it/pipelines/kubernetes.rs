//! The `CronJob`: locked down, a valid configuration, and its containers' commands.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::Uri;
use serde_json::{Value, json};

use super::account::{checkout, meddle};
use super::shell::{documents, shell, texts};
use super::tools::present;
use crate::support::loopback::serve;
use crate::support::world::{Ended, World};

fn manifests() -> (Value, Value) {
    let mut all = documents("examples/ci/kubernetes/drift.yaml");
    let job = all.pop().unwrap();
    (all.pop().unwrap(), job)
}

/// The containers in the order in which they run.
fn containers() -> Vec<Value> {
    let (_, job) = manifests();
    let pod = &job["spec"]["jobTemplate"]["spec"]["template"]["spec"];
    let list = |name: &str| pod[name].as_array().unwrap().clone();
    [list("initContainers"), list("containers")].concat()
}

/// A container's texts, its folders replaced by some of ours.
pub fn local(world: &World, value: &Value) -> Vec<String> {
    let at = |name: &str| world.beside(name).display().to_string();
    let moved = |text: String| {
        text.replace("/config/", &(at("config") + "/"))
            .replace("/reports/", &(at("reports") + "/"))
    };
    texts(value).into_iter().map(moved).collect()
}

/// A world with the `ConfigMap`'s file, and the folders of both volumes.
fn mounted() -> (World, crate::support::sandbox::Sandbox) {
    let (world, sandbox) = checkout("examples/ci/github");
    let (map, _) = manifests();
    std::fs::create_dir(world.beside("config")).unwrap();
    std::fs::create_dir(world.beside("reports")).unwrap();
    for (name, text) in map["data"].as_object().unwrap() {
        std::fs::write(world.beside("config").join(name), text.as_str().unwrap()).unwrap();
    }
    (world, sandbox)
}

#[test]
fn its_containers_are_locked_down() {
    let (_, job) = manifests();
    assert_eq!(
        (&job["apiVersion"], &job["kind"]),
        (&json!("batch/v1"), &json!("CronJob"))
    );
    assert_eq!(job["spec"]["concurrencyPolicy"], "Forbid");
    let pod = &job["spec"]["jobTemplate"]["spec"]["template"]["spec"];
    assert_eq!(pod["automountServiceAccountToken"], false);
    assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
    let volumes: Vec<&Value> = pod["volumes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["name"])
        .collect();
    for container in containers() {
        let security = &container["securityContext"];
        assert_eq!(security["readOnlyRootFilesystem"], true, "{container:#}");
        assert_eq!(security["allowPrivilegeEscalation"], false);
        assert_eq!(security["capabilities"]["drop"], json!(["ALL"]));
        for mount in container["volumeMounts"].as_array().unwrap() {
            assert!(volumes.contains(&&mount["name"]), "{mount}");
        }
        assert!(container["image"].as_str().unwrap().contains(':'));
    }
}

#[test]
fn its_configuration_is_valid() {
    let (world, _sandbox) = mounted();
    let path = world.beside("config/switchboard.yaml");
    world
        .run(&["validate", "--file", path.to_str().unwrap()])
        .exits(0);
}

#[test]
fn drift_is_exported_as_metrics() {
    if !present("the CronJob", &["bash", "curl"]) {
        return;
    }
    let (world, sandbox) = mounted();
    let file = world
        .beside("config/switchboard.yaml")
        .display()
        .to_string();
    world
        .run(&["apply", "--auto-approve", "--file", &file])
        .exits(0);
    meddle(&sandbox, "https://elsewhere.example/sms");
    let [look, push] = &containers()[..] else {
        panic!("two containers");
    };
    let arguments = local(&world, &look["args"]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    world.run(&arguments).exits(0);
    let metrics = std::fs::read_to_string(world.beside("reports/metrics.prom")).unwrap();
    assert!(metrics.contains("modified"), "{metrics}");

    let gateway = Gateway::start();
    let command = local(&world, &push["command"]);
    let mut line: Vec<&str> = command[1..].iter().map(String::as_str).collect();
    let script = local(&world, &push["args"]);
    line.extend(script.iter().map(String::as_str));
    let variables = BTreeMap::from([("PUSHGATEWAY".to_owned(), gateway.url.clone())]);
    Ended::of(shell(&line, &world.folder(), &variables).output().unwrap()).exits(0);
    let expected = ("/metrics/job/switchboard_drift".to_owned(), metrics);
    assert_eq!(*gateway.pushed.lock().unwrap(), [expected]);
}

/// A Pushgateway that keeps what it was sent.
struct Gateway {
    url: String,
    pushed: Arc<Mutex<Vec<(String, String)>>>,
    _runtime: tokio::runtime::Runtime,
}

impl Gateway {
    fn start() -> Self {
        let pushed = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&pushed);
        let router = Router::new().fallback(move |uri: Uri, body: Bytes| async move {
            let text = String::from_utf8(body.to_vec()).unwrap();
            kept.lock().unwrap().push((uri.path().to_owned(), text));
        });
        let (url, runtime) = serve(router);
        Self {
            url,
            pushed,
            _runtime: runtime,
        }
    }
}

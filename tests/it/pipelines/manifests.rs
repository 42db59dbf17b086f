//! The manifests for Kubernetes, checked against Kubernetes' own schemas.

use jsonschema::Validator;
use serde_json::{Value, json};

use super::shell::documents;
use crate::support::crate_folder;

const FOLDER: &str = "examples/ci/kubernetes";

/// The manifests, each with the name of its file.
fn manifests() -> Vec<(String, Value)> {
    let entries = std::fs::read_dir(crate_folder().join(FOLDER)).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let all: Vec<_> = names
        .into_iter()
        .flat_map(|name| {
            let found = documents(&format!("{FOLDER}/{name}"));
            found.into_iter().map(move |one| (name.clone(), one))
        })
        .collect();
    assert!(all.len() >= 10, "{all:?}");
    all
}

/// The schemas of a few kinds. The file names its source.
fn schemas() -> Value {
    let path = crate_folder().join("tests/it/pipelines/kubernetes.schema.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The schema of a manifest's kind.
fn validator(schemas: &Value, manifest: &Value) -> Validator {
    let names = |definition: &Value, key: &str| {
        definition["properties"][key]["enum"] == json!([manifest[key]])
    };
    let definitions = schemas["$defs"].as_object().unwrap();
    let (name, _) = definitions
        .iter()
        .find(|(_, one)| names(one, "apiVersion") && names(one, "kind"))
        .unwrap_or_else(|| {
            panic!(
                "no schema of {} {}",
                manifest["apiVersion"], manifest["kind"]
            )
        });
    let mut root = schemas.clone();
    root["$ref"] = json!(format!("#/$defs/{name}"));
    jsonschema::draft202012::new(&root).unwrap()
}

/// What a schema finds in a manifest.
fn errors(schemas: &Value, manifest: &Value) -> Vec<String> {
    let validator = validator(schemas, manifest);
    let errors = validator.iter_errors(manifest);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn every_manifest_matches_its_schema() {
    let schemas = schemas();
    for (file, manifest) in manifests() {
        let found = errors(&schemas, &manifest);
        assert!(found.is_empty(), "{file}: {found:#?}");
    }
}

/// The schemas are strict: they find a misspelt field and a wrong type anywhere in a Job.
#[test]
fn a_mistake_is_found() {
    let schemas = schemas();
    let all = manifests();
    let (_, job) = all
        .iter()
        .find(|(file, one)| file == "fleet.yaml" && one["kind"] == "Job")
        .unwrap();
    let template = "/spec/template/spec";
    for (place, key, value) in [
        ("/spec".to_owned(), "completionmode", json!("Indexed")),
        ("/spec".to_owned(), "completions", json!("8")),
        (template.to_owned(), "restartpolicy", json!("Never")),
        (format!("{template}/containers/0"), "volumeMount", json!([])),
        (
            format!("{template}/containers/0/securityContext"),
            "readOnlyRootFilesystem",
            json!("yes"),
        ),
    ] {
        let mut wrong = job.clone();
        wrong.pointer_mut(&place).unwrap()[key] = value;
        assert_eq!(errors(&schemas, &wrong).len(), 1, "{place}/{key}");
    }
}

/// No pod is root, writes to its image, or gets a token for the cluster.
#[test]
fn every_pod_is_locked_down() {
    let mut pods = 0;
    for (file, manifest) in manifests() {
        let template = match manifest["kind"].as_str().unwrap() {
            "CronJob" => &manifest["spec"]["jobTemplate"]["spec"]["template"],
            _ => &manifest["spec"]["template"],
        };
        if template.is_null() {
            continue;
        }
        pods += 1;
        let pod = &template["spec"];
        assert_eq!(pod["automountServiceAccountToken"], false, "{file}");
        assert_eq!(pod["securityContext"]["runAsNonRoot"], true, "{file}");
        let profile = &pod["securityContext"]["seccompProfile"]["type"];
        assert_eq!(profile, "RuntimeDefault", "{file}");
        let lists = ["initContainers", "containers"].map(|key| pod[key].as_array());
        for container in lists.into_iter().flatten().flatten() {
            let security = &container["securityContext"];
            assert_eq!(security["readOnlyRootFilesystem"], true, "{file}");
            assert_eq!(security["allowPrivilegeEscalation"], false, "{file}");
            assert_eq!(security["capabilities"]["drop"], json!(["ALL"]), "{file}");
        }
    }
    assert_eq!(pods, 4);
}

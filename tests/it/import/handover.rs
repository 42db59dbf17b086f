//! The files that make Terraform drop objects, tried with Terraform itself. Its built-in resource
//! needs no provider and no network.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use switchboard::import::handover::documents;
use switchboard::import::sources::terraform::{self, StateFile};

use crate::support::programs::present;

/// The type that the state has in place of Terraform's built-in one while we read it.
const NUMBERS: &str = "twilio_api_accounts_incoming_phone_numbers";
const PROVIDER: &str = "registry.terraform.io/twilio/twilio";

const KEPT: &str = r#"
resource "terraform_data" "partly" {
  for_each = toset(["kept"])
  input    = each.key
}
"#;

const BEFORE: &str = r#"
resource "terraform_data" "single" {
  input = "a"
}

resource "terraform_data" "counted" {
  count = 2
  input = count.index
}

resource "terraform_data" "keyed" {
  for_each = toset(["berlin", "a\"b'c $${x} %%{y} \\ é\n"])
  input    = each.key
}

resource "terraform_data" "partly" {
  for_each = toset(["kept", "it's \"gone\" $${x}", "gone.too"])
  input    = each.key
}

module "line" {
  source   = "./line"
  for_each = toset(["eu", "us.west"])
}
"#;

const MODULE: &str = r#"
resource "terraform_data" "inner" {
  count = 2
  input = count.index
}
"#;

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("CHECKPOINT_DISABLE", "1")
        .env("TF_IN_AUTOMATION", "1")
        .env("TF_CLI_ARGS", "-no-color")
        .output()
        .unwrap()
}

fn succeeds(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let output = run(folder, program, arguments);
    let text = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {text}{errors}"
    );
    text
}

/// Gives every built-in resource in a state, or in what `show -json` prints, the type and the SID of
/// a number.
fn as_numbers(value: &mut Value, next: &mut u32) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|value| as_numbers(value, next)),
        Value::Object(map) => {
            if map.get("type") == Some(&json!("terraform_data")) {
                map.insert("type".to_owned(), json!(NUMBERS));
                map.insert(
                    "provider".to_owned(),
                    json!(format!("provider[\"{PROVIDER}\"]")),
                );
                map.insert("provider_name".to_owned(), json!(PROVIDER));
            }
            for attributes in ["attributes", "values"] {
                let has_id = map
                    .get(attributes)
                    .is_some_and(|map| map.get("id").is_some());
                if has_id {
                    *next += 1;
                    map.insert(
                        attributes.to_owned(),
                        json!({ "sid": format!("PN{next:032}") }),
                    );
                }
            }
            map.values_mut().for_each(|value| as_numbers(value, next));
        }
        _ => {}
    }
}

fn read(text: &str) -> StateFile {
    let mut state: Value = serde_json::from_str(text).unwrap();
    as_numbers(&mut state, &mut 0);
    terraform::read("state.json", state.to_string().as_bytes()).unwrap()
}

/// The addresses of a state as Terraform has them.
fn addresses(state: &StateFile) -> BTreeSet<String> {
    let addresses = state
        .managed
        .iter()
        .map(|managed| managed.address.to_string());
    addresses
        .map(|address| address.replace(NUMBERS, "terraform_data"))
        .collect()
}

/// The actions of a plan, by address.
fn planned(folder: &Path) -> Vec<(String, Value)> {
    succeeds(folder, "terraform", &["plan", "-input=false", "-out=plan"]);
    let plan = succeeds(folder, "terraform", &["show", "-json", "plan"]);
    let plan: Value = serde_json::from_str(&plan).unwrap();
    let changes = plan["resource_changes"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let changes = changes.into_iter().map(|change| {
        let address = change["address"].as_str().unwrap().to_owned();
        (address, change["change"]["actions"].clone())
    });
    changes.collect()
}

#[test]
fn terraform_drops_what_is_handed_over_and_destroys_nothing() {
    if !present("the hand-over from Terraform", &["terraform", "sh"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir(folder.join("line")).unwrap();
    fs::write(folder.join("line/main.tf"), MODULE).unwrap();
    fs::write(folder.join("main.tf"), BEFORE).unwrap();
    succeeds(folder, "terraform", &["init", "-input=false"]);
    succeeds(
        folder,
        "terraform",
        &["apply", "-input=false", "-auto-approve"],
    );

    // Both forms of the state give the addresses that Terraform itself prints.
    let list = succeeds(folder, "terraform", &["state", "list"]);
    let list: BTreeSet<String> = list.lines().map(str::to_owned).collect();
    let state = read(&succeeds(folder, "terraform", &["state", "pull"]));
    let shown = read(&succeeds(folder, "terraform", &["show", "-json"]));
    assert_eq!(addresses(&state), list);
    assert_eq!(addresses(&shown), list);

    let documents = documents(&[state], |managed| {
        !managed.address.to_string().ends_with("partly[\"kept\"]")
    });
    let names: Vec<&str> = documents
        .iter()
        .map(|document| document.name.as_str())
        .collect();
    assert_eq!(names, ["switchboard-removed.tf", "switchboard-state-rm.sh"]);
    for document in &documents {
        let content = document.content.replace(NUMBERS, "terraform_data");
        fs::write(folder.join(&document.name), content).unwrap();
    }

    // The commands first: with the keys gone and the instances still in the state, a plan would destroy.
    succeeds(folder, "sh", &["switchboard-state-rm.sh"]);
    fs::write(folder.join("main.tf"), KEPT).unwrap();
    let changes = planned(folder);
    let forgotten = changes
        .iter()
        .filter(|(_, actions)| *actions == json!(["forget"]));
    assert_eq!(forgotten.count(), list.len() - 3, "{changes:?}");
    for (address, actions) in &changes {
        let sound = *actions == json!(["forget"]) || address.ends_with("partly[\"kept\"]");
        assert!(sound, "{address}: {actions}");
    }
    let text = succeeds(folder, "terraform", &["apply", "-input=false", "plan"]);
    assert!(text.contains("0 destroyed"), "{text}");

    // The file can go once it has been applied, and then nothing is left to do.
    fs::remove_file(folder.join("switchboard-removed.tf")).unwrap();
    let changes = planned(folder);
    assert_eq!(
        changes,
        [(
            "terraform_data.partly[\"kept\"]".to_owned(),
            json!(["no-op"])
        )]
    );
}

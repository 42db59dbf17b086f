//! Importing what a Terraform state or a list names, under its names and with the account's values.

use std::fs::File;

use serde_json::{Value, json};

use crate::support::fixture::unwritten;
use crate::support::imported::bare;
use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World};

const AC: &str = "AC00000000000000000000000000000001";
const HOOK: &str = "https://hooks.contoso.example/sms";
const NUMBERS: &str = "twilio_api_accounts_incoming_phone_numbers";
const SERVICES: &str = "twilio_messaging_services_v1";
const MEMBERS: &str = "twilio_messaging_services_phone_numbers_v1";
/// In every place of a state where a secret may be.
const CANARY: &str = "canary-4711";

const ACCOUNT: &str = r#"accounts:
  AC00000000000000000000000000000001:
    friendly_name: Contoso
    numbers:
      - { phone_number: "+15017122661", sid: PN00000000000000000000000000000001, friendly_name: Store, sms_url: "https://hooks.contoso.example/sms" }
      - { phone_number: "+15017122662", sid: PN00000000000000000000000000000002, sms_url: "https://hooks.contoso.example/sms" }
      - { phone_number: "+15017122663", sid: PN00000000000000000000000000000003, friendly_name: Other }
      - { phone_number: "+15017122664", sid: PN00000000000000000000000000000004, friendly_name: Member, sms_url: "https://hooks.contoso.example/sms" }
    messaging_services:
      - { friendly_name: News, sid: MG00000000000000000000000000000001, inbound_request_url: "https://hooks.contoso.example/sms", numbers: ["+15017122664"] }
"#;

fn pn(nth: usize) -> String {
    format!("PN{nth:032}")
}

fn instance(key: Option<&str>, attributes: Value) -> Value {
    let mut instance = json!({ "private": CANARY, "schema_version": 0 });
    instance["attributes"] = attributes;
    instance["attributes"]["auth_token"] = json!(CANARY);
    instance["attributes"]["voice_url"] = json!(format!("https://{CANARY}.example.com"));
    if let Some(key) = key {
        instance["index_key"] = json!(key);
    }
    instance
}

fn number(nth: usize) -> Value {
    json!({ "sid": pn(nth), "account_sid": AC, "sms_url": HOOK, "sms_method": "POST" })
}

fn resource(kind: &str, name: &str, instances: Vec<Value>) -> Value {
    let provider = "provider[\"registry.terraform.io/twilio/twilio\"].stores";
    let mut resource =
        json!({ "mode": "managed", "type": kind, "name": name, "provider": provider });
    resource["instances"] = Value::Array(instances);
    resource
}

fn state(resources: &[Value]) -> String {
    let secrets = json!({ "token": { "value": CANARY, "type": "string", "sensitive": true } });
    json!({ "version": 4, "serial": 7, "lineage": CANARY, "outputs": secrets, "resources": resources })
        .to_string()
}

fn usual() -> String {
    let mut tainted = instance(None, number(2));
    tainted["status"] = json!("tainted");
    let place = json!({ "id": format!("MG{:032}/{}", 1, pn(4)), "service_sid": format!("MG{:032}", 1), "sid": pn(4) });
    state(&[
        resource(
            NUMBERS,
            "line",
            vec![
                instance(Some("berlin"), number(1)),
                instance(Some("gone"), number(9)),
            ],
        ),
        resource(NUMBERS, "doomed", vec![tainted]),
        resource(
            SERVICES,
            "news",
            vec![instance(None, json!({ "sid": format!("MG{:032}", 1) }))],
        ),
        resource(MEMBERS, "in_news", vec![instance(None, place)]),
    ])
}

/// Neither output nor file has anything secret of a state.
fn without_secrets(world: &World, ended: &Ended) {
    assert!(!ended.stdout.contains(CANARY), "{}", ended.stdout);
    assert!(!ended.stderr.contains(CANARY), "{}", ended.stderr);
    for (path, content) in world.contents() {
        let content = content.unwrap_or_default();
        let is_state = path.to_string_lossy().contains("tfstate");
        assert!(
            is_state || !String::from_utf8_lossy(&content).contains(CANARY),
            "{}",
            path.display()
        );
    }
}

/// A plan of the file writes nothing, and after its apply there is nothing to do.
fn changes_nothing(world: &World, sandbox: &Sandbox, file: &str) {
    let plan = ["plan", "-f", file, "--format", "json"];
    let plan = world.run(&plan).exits(0).json();
    assert_eq!(plan["calls"]["writes"], 0, "{plan:#}");
    world.run(&["apply", "-f", file, "--auto-approve"]).exits(0);
    world
        .run(&["plan", "-f", file, "--detailed-exitcode"])
        .exits(0);
    unwritten(sandbox);
}

#[test]
fn a_state_selects_and_names_and_its_objects_are_handed_over() {
    let (world, sandbox) = bare(ACCOUNT);
    world.write("terraform.tfstate", &usual());
    let import = [
        "import",
        "--from-tfstate",
        "terraform.tfstate",
        "--out",
        "new.yaml",
        "--handover",
        "leave",
    ];
    let imported = world.run(&import).exits(0);
    without_secrets(&world, &imported);
    let yaml = world.read("new.yaml");
    for part in [
        "  stores:\n",
        &format!("# Still managed in Terraform at {NUMBERS}.line[\"berlin\"]\n      line-berlin:"),
        "the next `terraform apply` releases this number",
        &format!(
            "# Its place in a messaging service is still managed in Terraform at {MEMBERS}.in_news"
        ),
        &format!("# Still managed in Terraform at {SERVICES}.news\n      news:"),
    ] {
        assert!(yaml.contains(part), "{part}\n{yaml}");
    }
    // The number that the state does not have is not imported.
    assert!(!yaml.contains("+15017122663"), "{yaml}");
    for part in [
        "3 numbers and 1 messaging service",
        "Warning: 1 object is tainted: ",
        "Warning: 1 object is in the state, but in no account that was read",
        &format!("{NUMBERS}.line[\"gone\"]: {}", pn(9)),
        "have `voice_url` in Terraform, which no tool manages",
        "Wrote leave/switchboard-removed.tf and leave/switchboard-state-rm.sh",
    ] {
        assert!(
            imported.stderr.contains(part),
            "{part}\n{}",
            imported.stderr
        );
    }
    let removed = world.read("leave/switchboard-removed.tf");
    for name in [
        format!("{NUMBERS}.doomed"),
        format!("{SERVICES}.news"),
        format!("{MEMBERS}.in_news"),
    ] {
        assert!(removed.contains(&format!("  from = {name}\n")), "{removed}");
    }
    // One instance of the resource is gone, so that a block would cover more than was imported.
    assert!(!removed.contains("line"), "{removed}");
    let commands = world.read("leave/switchboard-state-rm.sh");
    assert!(
        commands.ends_with(&format!(
            "\nterraform state rm '{NUMBERS}.line[\"berlin\"]'\n"
        )),
        "{commands}"
    );
    changes_nothing(&world, &sandbox, "new.yaml");
}

#[test]
fn hand_over_files_are_never_overwritten() {
    let (world, _sandbox) = bare(ACCOUNT);
    world.write("terraform.tfstate", &usual());
    world.write("leave/switchboard-removed.tf", "mine\n");
    let import = [
        "import",
        "--from-tfstate",
        "terraform.tfstate",
        "--out",
        "new.yaml",
        "--handover",
        "leave",
    ];
    let refused = world.run(&import).exits(1);
    assert!(
        refused
            .stderr
            .contains("leave/switchboard-removed.tf already exists"),
        "{}",
        refused.stderr
    );
    assert_eq!(world.read("leave/switchboard-removed.tf"), "mine\n");
    assert!(
        !world.path("new.yaml").exists() && !world.path("leave/switchboard-state-rm.sh").exists()
    );
}

/// Nothing is left behind, neither YAML nor a folder, if one of the files cannot be written.
#[test]
fn nothing_is_written_if_a_file_cannot_be() {
    let yaml = "version: 1\nproviders: { main: { type: twilio } }\n";
    for (out, handover, why) in [
        (["--out", "new.yaml"], "blocked/leave", "cannot be made"),
        (["--out", "new"], "blocked/leave", "cannot be made"),
        (["--into", "there.yaml"], "blocked/leave", "cannot be made"),
        (
            ["--out", "missing/new.yaml"],
            "made/leave",
            "cannot be written",
        ),
        (
            ["--out", "blocked/new.yaml"],
            "made/leave",
            "cannot be written",
        ),
    ] {
        let (world, _sandbox) = bare(ACCOUNT);
        world.write("terraform.tfstate", &usual());
        world.write("blocked", "a file\n");
        world.write("there.yaml", yaml);
        let before = world.contents();
        let source = [
            "import",
            "--from-tfstate",
            "terraform.tfstate",
            "--handover",
            handover,
        ];
        let refused = world.run(&[&source[..], &out].concat()).exits(1);
        assert!(refused.stderr.contains(why), "{out:?}: {}", refused.stderr);
        assert!(refused.stdout.is_empty(), "{}", refused.stdout);
        assert_eq!(world.contents(), before, "{out:?}");
    }
    // Without --out, the YAML is output, too.
    let (world, _sandbox) = bare(ACCOUNT);
    world.write("terraform.tfstate", &usual());
    world.write("leave", "a file\n");
    let import = [
        "import",
        "--from-tfstate",
        "terraform.tfstate",
        "--handover",
        "leave",
    ];
    let refused = world.run(&import).exits(1);
    assert!(refused.stdout.is_empty(), "{}", refused.stdout);
}

#[test]
fn a_source_with_nothing_to_import_is_not_a_matter_of_accounts() {
    let (world, sandbox) = bare(ACCOUNT);
    world.write("empty.csv", "number,name\n");
    world.write("empty.tfstate", &state(&[]));
    world.write(
        "conflict.csv",
        &format!("sid,number\n{},+15017122662\n", pn(1)),
    );
    world.write("gone.csv", "number\n+15017122669\n");
    let nothing = "the source names nothing to import";
    let wrong = "nothing that the source names can be imported";
    let elsewhere = "in an account that was read";
    for (source, said) in [
        (&["--from-csv", "empty.csv"][..], nothing),
        (&["--from-csv", "empty.csv", "--match", "Store"], nothing),
        (&["--from-tfstate", "empty.tfstate"], nothing),
        (&["--from-csv", "conflict.csv"], wrong),
        (&["--from-csv", "gone.csv"], elsewhere),
    ] {
        let refused = world.run(&[&["import"], source].concat()).exits(1);
        let stderr = &refused.stderr;
        assert!(stderr.contains(said), "{source:?}: {stderr}");
        let names_accounts = stderr.contains("--account-sid");
        assert_eq!(names_accounts, said == elsewhere, "{source:?}: {stderr}");
    }
    unwritten(&sandbox);
}

#[test]
fn a_state_comes_from_stdin_and_its_values_are_never_used() {
    let (world, sandbox) = bare(ACCOUNT);
    let mut stale = number(3);
    stale["sms_url"] = json!("https://old.contoso.example/sms");
    world.write(
        "stale.tfstate",
        &state(&[resource(NUMBERS, "stale", vec![instance(None, stale)])]),
    );
    let mut command = world.command(&["import", "--from-tfstate", "-"]);
    command.stdin(File::open(world.path("stale.tfstate")).unwrap());
    let imported = Ended::of(command.output().unwrap()).exits(0);
    without_secrets(&world, &imported);
    assert!(
        !imported.stdout.contains("old.contoso"),
        "{}",
        imported.stdout
    );
    let said = "sms_url: the state has `https://old.contoso.example/sms`, Twilio has `https://demo.twilio.com/welcome/sms/reply`";
    assert!(imported.stderr.contains(said), "{}", imported.stderr);
    world.write("new.yaml", &imported.stdout);
    changes_nothing(&world, &sandbox, "new.yaml");
}

#[test]
fn a_state_that_cannot_be_read_or_names_nothing_here_is_an_error() {
    let (world, sandbox) = bare(ACCOUNT);
    let elsewhere = json!({ "sid": pn(1), "account_sid": "AC00000000000000000000000000000009" });
    world.write(
        "elsewhere.tfstate",
        &state(&[resource(NUMBERS, "a", vec![instance(None, elsewhere)])]).replace(&pn(1), &pn(7)),
    );
    world.write("old.tfstate", "{\"version\": 3}");
    sandbox.clear_calls();
    let refused = world
        .run(&[
            "import",
            "--from-tfstate",
            "old.tfstate",
            "--from-tfstate",
            "missing.tfstate",
        ])
        .exits(1);
    assert!(
        refused.stderr.contains("missing.tfstate cannot be read"),
        "{}",
        refused.stderr
    );
    let refused = world
        .run(&["import", "--from-tfstate", "old.tfstate"])
        .exits(1);
    assert!(
        refused.stderr.contains("only version 4 can be read"),
        "{}",
        refused.stderr
    );
    assert!(sandbox.calls().is_empty());
    let refused = world
        .run(&["import", "--from-tfstate", "elsewhere.tfstate"])
        .exits(1);
    assert!(
        refused
            .stderr
            .contains("--account-sid AC00000000000000000000000000000009"),
        "{}",
        refused.stderr
    );
    assert!(
        refused.stderr.contains("nothing was written"),
        "{}",
        refused.stderr
    );
    for lone in ["--handover", "--desired-from-csv"] {
        world.run(&["import", lone, "x"]).exits(1);
    }
}

const LIST: &str = "Friendly Name;Phone Number;SMS URL;Notes\r\nMain line;15017122661;https://hooks.contoso.example/sms;x\r\nSecond;+15017122662;https://new.contoso.example/sms;\r\nGone;+15017122669;;\r\n";

#[test]
fn a_list_selects_and_names_and_its_urls_are_reported() {
    let (world, sandbox) = bare(ACCOUNT);
    world.write("list.csv", LIST);
    let imported = world.run(&["import", "--from-csv", "list.csv"]).exits(0);
    for name in ["main-line:", "second:"] {
        assert!(imported.stdout.contains(name), "{}", imported.stdout);
    }
    assert!(!imported.stdout.contains("new.contoso") && !imported.stdout.contains("+15017122663"));
    for part in [
        "1 number has another URL in list.csv",
        "row 3: +15017122662 has https://hooks.contoso.example/sms, the list has https://new.contoso.example/sms",
        "1 row is in list.csv, but in no account that was read",
        "row 4: +15017122669",
        "columns of list.csv that are not read: Notes",
    ] {
        assert!(
            imported.stderr.contains(part),
            "{part}\n{}",
            imported.stderr
        );
    }
    world.write("new.yaml", &imported.stdout);
    changes_nothing(&world, &sandbox, "new.yaml");
}

#[test]
fn wanted_urls_of_a_list_are_the_only_writes_of_the_plan() {
    let (world, sandbox) = bare(ACCOUNT);
    world.write("list.csv", LIST);
    let import = [
        "import",
        "--from-csv",
        "list.csv",
        "--desired-from-csv",
        "--out",
        "new.yaml",
    ];
    let imported = world.run(&import).exits(0);
    for part in [
        "The plan changes 1 number at the provider",
        "providers.contoso.numbers.second",
    ] {
        assert!(
            imported.stderr.contains(part),
            "{part}\n{}",
            imported.stderr
        );
    }
    let plan = ["plan", "-f", "new.yaml", "--format", "json"];
    assert_eq!(world.run(&plan).exits(0).json()["calls"]["writes"], 1);
    world
        .run(&["apply", "-f", "new.yaml", "--auto-approve"])
        .exits(0);
    world
        .run(&["plan", "-f", "new.yaml", "--detailed-exitcode"])
        .exits(0);
    assert_eq!(
        sandbox.setting("+15017122662", "sms_url"),
        "https://new.contoso.example/sms"
    );
    assert_eq!(sandbox.setting("+15017122661", "sms_url"), HOOK);
}

#[test]
fn every_wrong_cell_is_reported_before_an_account_is_read() {
    let (world, sandbox) = bare(ACCOUNT);
    world.write(
        "list.csv",
        "number,url\n1.50171E+10,\n+15017122661,http://plain.example/sms\n",
    );
    sandbox.clear_calls();
    let refused = world.run(&["import", "--from-csv", "list.csv"]).exits(1);
    assert!(
        refused
            .stderr
            .contains("cell A2: the spreadsheet has rounded this number"),
        "{}",
        refused.stderr
    );
    world.write(
        "list.csv",
        "number,url\n+15017122661,http://plain.example/sms\n+15017122662,https://u:pw@x.example/\n",
    );
    let desired = ["import", "--from-csv", "list.csv", "--desired-from-csv"];
    let refused = world.run(&desired).exits(1);
    for part in [
        "row 2: a callback URL must start with https://",
        "row 3: the URL holds a password",
    ] {
        assert!(refused.stderr.contains(part), "{part}\n{}", refused.stderr);
    }
    assert!(!refused.stderr.contains("u:pw"), "{}", refused.stderr);
    assert!(sandbox.calls().is_empty());
}

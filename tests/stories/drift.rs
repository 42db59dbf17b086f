//! Lives through the folders. In addition to what a story expects, each is held to what is promised
//! everywhere: drift only reads, leaves what is recorded as it is, fits its schema, counts what
//! it lists, and sees the same a second time since the same time.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use regex::Regex;
use serde_json::Value;

use crate::step;
use test_support::console::{CONSOLE, outside_as};
use test_support::sandbox::{Sandbox, listed};
use test_support::text::{compare, settled};
use test_support::world::World;
use test_support::{crate_folder, updating};

/// The reports that a story may expect, each with its format.
const REPORTS: [(&str, &str); 9] = [
    ("drift.json", "json"),
    ("drift.md", "markdown"),
    ("drift.github", "github"),
    ("drift.xml", "junit"),
    ("drift.html", "html"),
    ("drift.sarif", "sarif"),
    ("drift.prom", "prometheus"),
    ("drift.tfplan.json", "gitlab-terraform"),
    ("drift.codequality.json", "gitlab-codequality"),
];

/// What a story does otherwise than it expects.
pub fn problems(story: &Path) -> Vec<String> {
    let read = |name: &str| fs::read_to_string(story.join(name)).unwrap_or_default();
    let step = step::steps(story).remove(0);
    let (mut world, sandbox) = World::and_sandbox(&read("switchboard.yaml"), &read("sandbox.yaml"));
    world.variables.extend(step.variables.clone());
    let code = |what: &str| {
        let said = read("exit");
        let line = said.lines().find_map(|line| line.strip_prefix(what));
        line.map_or(0, |code| code.trim().parse().unwrap())
    };
    world.run(&["apply", "--auto-approve"]).exits(code("apply"));
    let actor = read("actor");
    let actor = match actor.trim() {
        "" => CONSOLE,
        actor => actor,
    };
    for request in &step.outside {
        let fields: Vec<(&str, &str)> = request
            .fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        outside_as(
            &sandbox,
            Some(actor),
            &request.method,
            &request.number,
            &fields,
        );
    }
    for (from, to) in [
        ("now.yaml", "switchboard.yaml"),
        ("ignore", ".switchboardignore"),
    ] {
        if story.join(from).exists() {
            world.write(to, &read(from));
        }
    }
    if let Some(faults) = &step.faults {
        sandbox.add_faults(&sandbox.with_sids(faults));
    }
    let mut reported = Mismatches {
        story,
        problems: Vec::new(),
    };
    let arguments: Vec<&str> = step.args.iter().map(String::as_str).collect();
    reported.look(&world, &sandbox, &arguments, code("drift"));
    reported.problems
}

struct Mismatches<'a> {
    story: &'a Path,
    problems: Vec<String>,
}

impl Mismatches<'_> {
    fn look(&mut self, world: &World, sandbox: &Sandbox, arguments: &[&str], code: i32) {
        let recorded = || world.run(&["registry", "show", "--format", "json"]).stdout;
        let before = recorded();
        sandbox.clear_calls();
        let mut command = vec!["drift".to_owned()];
        command.extend(arguments.iter().map(ToString::to_string));
        for (file, format) in REPORTS {
            command.push("--report".to_owned());
            command.push(format!("{format}=../{file}"));
        }
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        let ended = world.run(&command);
        if ended.code != code {
            self.problems.push(format!(
                "exits with {}, not {code}\n--- stdout\n{}--- stderr\n{}",
                ended.code, ended.stdout, ended.stderr
            ));
        }
        let calls = sandbox.calls();
        if calls.iter().any(|call| call.method != "GET") {
            self.problems.push(listed("drift wrote", &calls));
        }
        if recorded() != before {
            self.problems
                .push("what is recorded has changed".to_owned());
        }
        self.check("drift.txt", &ended.stdout, true);
        // Every run ends with the names of the reports, which are always the same.
        let wrote = ended.stderr.lines().last().unwrap_or_default();
        assert!(wrote.starts_with("Wrote ../drift.json, "), "{wrote}");
        let stderr = ended.stderr.strip_suffix(&format!("{wrote}\n")).unwrap();
        self.check("diagnostics.txt", stderr, !stderr.is_empty());
        let report = |file: &str| fs::read_to_string(world.beside(file)).unwrap();
        for (file, _) in REPORTS {
            let expected = self.story.join(file).exists();
            self.check(file, &report(file), expected);
        }
        let document: Value = serde_json::from_str(&report("drift.json")).unwrap();
        self.document(&document, code);
        if document["complete"] == false && ended.stdout.contains("Everything") {
            self.problems
                .push("incomplete, and called in sync".to_owned());
        }
        let files = world.contents();
        let again = world.run(&[&["drift", "--format", "json"], arguments].concat());
        let again: Value = serde_json::from_str(&again.stdout).unwrap();
        for (one, later) in resources(&document).iter().zip(resources(&again)) {
            if one["first_seen"] != later["first_seen"] {
                self.problems.push(format!("seen again as new: {later:#}"));
            }
        }
        if world.contents() != files {
            self.problems
                .push("a second look wrote something".to_owned());
        }
    }

    fn check(&mut self, name: &str, now: &str, wanted: bool) {
        let path = self.story.join(name);
        if wanted && !path.exists() && !updating() {
            self.problems
                .push(format!("no {name}; UPDATE=1 writes it:\n{now}"));
        } else if wanted && let Err(difference) = compare(&path, &timeless(now)) {
            self.problems.push(difference);
        }
    }

    fn document(&mut self, document: &Value, code: i32) {
        for error in schema().iter_errors(document) {
            let place = error.instance_path();
            self.problems
                .push(format!("drift.schema.json: {error} at {place}"));
        }
        for status in ["in_sync", "modified", "missing", "unchecked"] {
            let listed = resources(document).iter();
            let count = listed.filter(|one| one["status"] == status).count();
            if document["summary"][status] != count {
                self.problems
                    .push(format!("summary.{status} is not {count}"));
            }
        }
        let ignored: usize = resources(document)
            .iter()
            .filter_map(|one| one["ignored"].as_array())
            .map(Vec::len)
            .sum();
        if document["summary"]["ignored"] != ignored {
            self.problems
                .push(format!("summary.ignored is not {ignored}"));
        }
        if (document["complete"] == false) != (code == 3) && code != 1 {
            self.problems
                .push("complete and the exit code disagree".to_owned());
        }
    }
}

fn resources(document: &Value) -> &Vec<Value> {
    document["resources"].as_array().unwrap()
}

/// Without what differs from run to run.
fn timeless(text: &str) -> String {
    let text = settled(text);
    let time = Regex::new(r"\d{4}-\d\d-\d\dT\d\d(:|&#58;)\d\d(:|&#58;)\d\d(\.\d+)?Z").unwrap();
    let text = time.replace_all(&text, "TIME");
    // How many transactions an apply takes depends on which write is answered first.
    let serial = Regex::new(r#""serial": \d+"#).unwrap();
    let text = serial.replace_all(&text, "\"serial\": N");
    // A fingerprint may be of a generated SID; that it is stable is tested by itself.
    let print = Regex::new(r"[0-9a-f]{64}|[0-9a-f]{16}:1").unwrap();
    let text = print.replace_all(&text, "FINGERPRINT");
    let run = Regex::new(r"(last_run_timestamp_seconds\{.*\}) [0-9.]+").unwrap();
    let text = run.replace_all(&text, "$1 TIME");
    let shown = Regex::new(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC").unwrap();
    let text = shown.replace_all(&text, "TIME");
    // The page's own style, script and policy are the same everywhere.
    let own = Regex::new(r"(?s)<style>.*?</style>|<script>.*?</script>|'sha256-[^']*'").unwrap();
    let text = own.replace_all(&text, "OWN");
    let sid = Regex::new(r"\b(PN|MG|AP)[0-9a-f]{32}\b").unwrap();
    sid.replace_all(&text, "${1}_SID").into_owned()
}

fn schema() -> &'static jsonschema::Validator {
    static SCHEMA: OnceLock<jsonschema::Validator> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let path = crate_folder().join("schemas/drift.schema.json");
        let schema = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        jsonschema::draft7::new(&schema).unwrap()
    })
}

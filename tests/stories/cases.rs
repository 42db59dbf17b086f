//! Runs a story of `tests/cases`. Besides its own expectations, every step must keep what is
//! promised everywhere: a plan only reads, its document fits the schema, a saved plan does the
//! very same, no object is ever deleted, and a second plan finds nothing to do.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::Value;

use crate::step::{Step, steps};
use test_support::sandbox::{Call, Sandbox, listed};
use test_support::text::{compare, settled};
use test_support::world::{Ended, World, copy_folder, is_yaml};
use test_support::{crate_folder, updating};

/// How a story differs from what it expects.
pub fn problems(story: &Path) -> Vec<String> {
    problems_in(World::empty(), story)
}

/// The same with the real binary.
pub fn problems_by_binary(story: &Path) -> Vec<String> {
    let mut world = World::empty();
    world.by_binary = true;
    problems_in(world, story)
}

fn problems_in(mut world: World, story: &Path) -> Vec<String> {
    let steps = steps(story);
    let seed = world.beside("seed");
    furnish(&seed, &steps[0].folder);
    let sandbox_file = story.join("sandbox.yaml");
    if sandbox_file.exists() {
        fs::copy(sandbox_file, seed.join("sandbox.yaml")).unwrap();
    }
    let sandbox = Sandbox::start(&seed, &world.beside("sandbox.json"));
    let mut problems = Vec::new();
    for step in &steps {
        let mut reported = Mismatches {
            step,
            problems: Vec::new(),
        };
        reported.live(&mut world, &sandbox);
        let number = step.folder.file_name().unwrap().to_string_lossy();
        problems.extend(
            reported
                .problems
                .iter()
                .map(|problem| format!("step {number}: {problem}")),
        );
        // What goes wrong in one step does not spill into the next.
        sandbox.clear_faults();
    }
    problems
}

/// Puts a step's configuration into a folder, and takes the one before away.
fn furnish(folder: &Path, step: &Path) {
    fs::create_dir_all(folder).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if is_yaml(&path) {
            fs::remove_file(path).unwrap();
        }
    }
    let _ = fs::remove_dir_all(folder.join("envs"));
    for entry in fs::read_dir(step).unwrap() {
        let path = entry.unwrap().path();
        if is_yaml(&path) && path.file_name().unwrap() != "sandbox.yaml" {
            fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
        }
    }
    if step.join("envs").is_dir() {
        copy_folder(&step.join("envs"), &folder.join("envs"));
    }
}

/// A step, and what was not as it expects.
struct Mismatches<'a> {
    step: &'a Step,
    problems: Vec<String>,
}

impl Mismatches<'_> {
    fn live(&mut self, world: &mut World, sandbox: &Sandbox) {
        let step = self.step;
        furnish(&world.folder(), &step.folder);
        for request in &step.outside {
            if request.number.starts_with('/') {
                sandbox.request(&request.method, &request.number, &request.fields);
            } else {
                sandbox.change(&request.method, &request.number, &request.fields);
            }
        }
        if let Some(faults) = &step.faults {
            sandbox.add_faults(&sandbox.with_sids(faults));
        }
        let planned_with = |url: &Sandbox| {
            let mut variables = url.variables();
            variables.extend(step.variables.clone());
            variables
        };
        world.variables = planned_with(sandbox);

        let args: Vec<&str> = step.args.iter().map(String::as_str).collect();
        let plan_args: Vec<&str> = step.plan_args.iter().map(String::as_str).collect();
        let apply_args: Vec<&str> = step.apply_args.iter().map(String::as_str).collect();
        sandbox.clear_calls();
        let plan = world.run(&[&["plan"][..], &args, &plan_args].concat());
        self.exit("plan", &plan, step.exits.0);
        let plan_calls = sandbox.calls();
        if plan_calls.iter().any(|call| call.method != "GET") {
            self.problems
                .push(format!("the plan wrote:\n{}", listed("plan", &plan_calls)));
        }
        self.check("plan.txt", &plan.stdout);
        self.check("diagnostics.txt", &plan.stderr);

        let document = world.run(
            &[
                &["plan", "--format", "json", "--out", "../plan.json"][..],
                &args,
            ]
            .concat(),
        );
        self.exit("plan --format json", &document, step.exits.0);
        self.document(&document);

        let saved = fs::exists(world.beside("plan.json")).unwrap().then(|| {
            let mut copy = world.copy();
            let other = Sandbox::start(&copy.beside("seed"), &copy.beside("sandbox.json"));
            other.clear_faults();
            other.add_faults(&sandbox.faults());
            copy.variables = planned_with(&other);
            // A saved plan knows its targets and exclusions.
            let targets = args
                .iter()
                .position(|arg| ["--target", "--exclude"].contains(arg))
                .unwrap_or(args.len());
            let arguments = &args[..targets];
            let applied =
                copy.run(&[&["apply", "../plan.json"][..], arguments, &apply_args].concat());
            (applied, other.calls())
        });

        sandbox.clear_calls();
        let applied = world.run(&[&["apply", "--auto-approve"][..], &args, &apply_args].concat());
        self.exit("apply", &applied, step.exits.1);
        let apply_calls = sandbox.calls();
        // Only a membership ever ends, and only where the story says that it may.
        let may_leave = step.args.iter().any(|arg| arg == "--allow-detach");
        let leaves =
            |path: &str| path.starts_with("/v1/Services/") && path.contains("/PhoneNumbers/");
        let deletes = |call: &Call| call.method == "DELETE" && !(may_leave && leaves(&call.path));
        if apply_calls.iter().any(deletes) {
            self.problems
                .push(format!("deleted:\n{}", listed("apply", &apply_calls)));
        }
        self.check(
            "apply.txt",
            applied
                .stdout
                .strip_prefix(&plan.stdout)
                .unwrap_or(&applied.stdout),
        );
        self.check(
            "refused.txt",
            applied
                .stderr
                .strip_prefix(&plan.stderr)
                .unwrap_or(&applied.stderr),
        );
        self.check(
            "calls.txt",
            &(listed("plan", &plan_calls) + &listed("apply", &apply_calls)),
        );
        if let Some((by_plan, calls)) = saved {
            self.same(&by_plan, &calls, &applied, &apply_calls);
        }

        let again = world.run(&[&["plan", "--detailed-exitcode"][..], &args].concat());
        self.exit("the plan afterwards", &again, step.afterwards);
        fs::remove_file(world.beside("plan.json")).unwrap_or_default();
    }

    fn exit(&mut self, what: &str, ended: &Ended, expected: i32) {
        if ended.code != expected {
            self.problems.push(format!(
                "{what} exits with {}, not {expected}\n--- stdout\n{}--- stderr\n{}",
                ended.code, ended.stdout, ended.stderr
            ));
        }
    }

    /// Compares with an expectation, where the step has it.
    fn check(&mut self, name: &str, now: &str) {
        let path = self.step.folder.join(name);
        let wanted = path.exists() || updating() && name == "plan.txt" && self.bare();
        if wanted && let Err(difference) = compare(&path, &settled(now)) {
            self.problems.push(difference);
        }
    }

    /// Whether the step expects nothing yet: then a rewrite begins with the plan.
    fn bare(&self) -> bool {
        [
            "plan.txt",
            "apply.txt",
            "calls.txt",
            "diagnostics.txt",
            "refused.txt",
        ]
        .iter()
        .all(|name| !self.step.folder.join(name).exists())
    }

    /// The document fits its schema, and its counts are those of its changes.
    fn document(&mut self, ended: &Ended) {
        let document: Value = match serde_json::from_str(&ended.stdout) {
            Ok(document) => document,
            Err(error) => {
                self.problems
                    .push(format!("no JSON on stdout: {error}\n{}", ended.stdout));
                return;
            }
        };
        if document.get("kind").is_none() {
            // Problems with credentials have the document of `validate`.
            return;
        }
        for error in schema().iter_errors(&document) {
            self.problems.push(format!(
                "plan.schema.json: {} at {}",
                error,
                error.instance_path()
            ));
        }
        for (action, key) in [
            ("no-op", "no_op"),
            ("update", "update"),
            ("create", "create"),
            ("adopt", "adopt"),
            ("forget", "forget"),
        ] {
            let changes = document["resource_changes"]
                .as_array()
                .into_iter()
                .flatten();
            let count = changes
                .filter(|change| change["change"]["actions"][0] == action)
                .count();
            if document["summary"][key] != count {
                self.problems.push(format!(
                    "summary.{key} is {}, not {count}",
                    document["summary"][key]
                ));
            }
        }
        // Only the line that names the saved plan.
        let saved = ended.stderr.starts_with("Saved ") && ended.stderr.lines().count() == 1;
        if !(ended.stderr.is_empty() || saved) {
            self.problems
                .push(format!("stderr beside JSON:\n{}", ended.stderr));
        }
    }

    /// A saved plan must do what an approved one does.
    fn same(&mut self, saved: &Ended, calls: &[Call], direct: &Ended, direct_calls: &[Call]) {
        if listed("", calls) != listed("", direct_calls) {
            self.problems.push(format!(
                "the saved plan called otherwise:\n{}{}\n{}",
                listed("saved", calls),
                listed("direct", direct_calls),
                saved.stderr
            ));
        }
        if saved.code != direct.code {
            self.exit("apply PLAN", saved, direct.code);
        }
        if settled(&saved.stdout) != settled(&direct.stdout) {
            self.problems.push(format!(
                "the saved plan says something else:\n{}\n---\n{}",
                saved.stdout, direct.stdout
            ));
        }
    }
}

fn schema() -> &'static jsonschema::Validator {
    static SCHEMA: OnceLock<jsonschema::Validator> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let path = crate_folder().join("schemas/plan.schema.json");
        let schema = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        jsonschema::draft7::new(&schema).unwrap()
    })
}

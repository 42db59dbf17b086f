//! What GitHub's runner does with a workflow's job, as far as the examples use it: steps in order,
//! `if`, `env`, `with`, outputs, PATH and summary. This repository's action is run from `action.yml`.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::account::checkout;
use super::expression::{fill, truthy, value};
use super::github::{GitHub, REPOSITORY, TOKEN};
use super::shell::{document, path_with, shell};
use crate::support::crate_folder;
use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World};

/// The example's repository, its account, GitHub, and the event that starts workflows.
pub struct Runner {
    pub world: World,
    pub sandbox: Sandbox,
    pub github: GitHub,
    pub event_name: &'static str,
    pub event: Value,
    pub commit: String,
    pub actor: &'static str,
    /// The inputs of a workflow that was started by hand.
    pub inputs: BTreeMap<String, String>,
    /// The shard of a job in a matrix, and the number of its jobs.
    pub matrix: Option<(usize, usize)>,
}

/// The result of a job.
#[derive(Debug)]
pub struct Job {
    /// The first exit code that is not 0, which ended the job.
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
    pub summary: String,
    /// Outputs by `steps.ID.outputs.NAME`.
    pub outputs: BTreeMap<String, String>,
    /// Files that were uploaded as artifacts.
    pub uploaded: Vec<PathBuf>,
    added_to_path: Vec<PathBuf>,
}

impl Job {
    /// Asserts an exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "--- stdout\n{}--- stderr\n{}",
            self.stdout, self.stderr
        );
        self
    }

    /// An output of a step, empty where it was not written.
    pub fn output(&self, step: &str, name: &str) -> &str {
        let key = format!("steps.{step}.outputs.{name}");
        self.outputs.get(&key).map_or("", String::as_str)
    }
}

impl Runner {
    /// The example repository, with the event of a pull request from one of its branches.
    pub fn new() -> Self {
        let (world, sandbox) = checkout("examples/ci/github");
        fs::create_dir(world.beside("temp")).unwrap();
        Self {
            world,
            sandbox,
            github: GitHub::start(),
            event_name: "pull_request",
            event: pull_request(7, REPOSITORY),
            commit: "1".repeat(40),
            actor: "ada",
            inputs: BTreeMap::new(),
            matrix: None,
        }
    }

    /// From now on, a push to `main` with the merge of pull request 7.
    pub fn merged(&mut self) {
        self.pushed();
        self.github.merge(7, &self.commit);
    }

    /// From now on, a push to `main` that no pull request made.
    pub fn pushed(&mut self) {
        self.event_name = "push";
        self.event = json!({ "repository": { "full_name": REPOSITORY } });
        self.commit = "2".repeat(40);
    }

    /// Runs the only job of one of the example's workflows.
    pub fn workflow(&self, name: &str) -> Job {
        let workflow = document(&format!("examples/ci/github/.github/workflows/{name}"));
        let jobs = workflow["jobs"].as_object().unwrap();
        assert_eq!(jobs.len(), 1, "{name}");
        let steps = jobs.values().next().unwrap()["steps"]
            .as_array()
            .unwrap()
            .clone();
        self.run(&steps)
    }

    /// Runs the action alone, with these inputs and all secrets; its step's id is `it`.
    pub fn action(&self, inputs: &[(&str, &str)]) -> Job {
        let with: BTreeMap<_, _> = inputs.iter().copied().collect();
        let secrets = [
            "TWILIO_ACCOUNT_SID",
            "TWILIO_API_KEY",
            "TWILIO_API_SECRET",
            "SWITCHBOARD_REGISTRY",
        ];
        let env: BTreeMap<_, _> = secrets
            .iter()
            .map(|name| (*name, format!("${{{{ secrets.{name} }}}}")))
            .collect();
        self.run(&[
            json!({ "id": "it", "uses": "OWNER/switchboard@v0.1.0", "with": with, "env": env }),
        ])
    }

    /// Whether a condition holds.
    pub fn holds(&self, condition: &str) -> bool {
        truthy(&value(condition, &|name| {
            self.name(name, &BTreeMap::new(), None)
        }))
    }

    /// Runs steps in order.
    pub fn run(&self, steps: &[Value]) -> Job {
        let mut job = Job {
            code: 0,
            stdout: String::new(),
            stderr: String::new(),
            summary: String::new(),
            outputs: BTreeMap::new(),
            uploaded: Vec::new(),
            added_to_path: Vec::new(),
        };
        for (at, step) in steps.iter().enumerate() {
            let id = step["id"]
                .as_str()
                .map_or(format!("step-{at}"), str::to_owned);
            let condition = step["if"].as_str().is_none_or(|condition| {
                truthy(&value(condition, &|name| {
                    self.name(name, &job.outputs, None)
                }))
            });
            let after_failure = step["if"]
                .as_str()
                .is_some_and(|condition| condition.contains("cancelled()"));
            if !condition || (job.code != 0 && !after_failure) {
                continue;
            }
            let uses = step["uses"].as_str().unwrap_or_default();
            let variables = self.filled(&step["env"], &job.outputs, None);
            match uses.split('@').next().unwrap() {
                "" => self.line(step, &variables, &id, &mut job),
                "actions/checkout" => {}
                "actions/upload-artifact" => {
                    let with = self.filled(&step["with"], &job.outputs, None);
                    job.uploaded
                        .extend(super::artifacts::upload(&self.world, &with));
                }
                "actions/download-artifact" => {
                    let with = self.filled(&step["with"], &job.outputs, None);
                    super::artifacts::download(&self.world, &with);
                }
                "OWNER/switchboard" => self.ours(step, &variables, &id, &mut job),
                other => panic!("unknown: {other}"),
            }
        }
        job.summary = fs::read_to_string(self.world.beside("summary.md")).unwrap_or_default();
        job
    }

    /// The steps of `action.yml`.
    fn ours(&self, step: &Value, around: &BTreeMap<String, String>, id: &str, job: &mut Job) {
        let action = document("action.yml");
        let mut inputs = BTreeMap::new();
        for (name, input) in action["inputs"].as_object().unwrap() {
            let default = input["default"].as_str().unwrap_or_default();
            inputs.insert(
                name.clone(),
                fill(default, &|name| self.name(name, &job.outputs, None)),
            );
        }
        for (name, given) in self.filled(&step["with"], &job.outputs, None) {
            assert!(
                inputs.insert(name.clone(), given).is_some(),
                "the action has no input {name}"
            );
        }
        for (at, inner) in action["runs"]["steps"]
            .as_array()
            .unwrap()
            .iter()
            .enumerate()
        {
            let inner_id = inner["id"]
                .as_str()
                .map_or(format!("{id}-{at}"), str::to_owned);
            let mut variables = around.clone();
            variables.extend(self.filled(&inner["env"], &job.outputs, Some(&inputs)));
            let root = crate_folder().display().to_string();
            variables.insert("GITHUB_ACTION_PATH".to_owned(), root);
            self.line(inner, &variables, &inner_id, job);
            if job.code != 0 {
                break;
            }
        }
        for (name, output) in action["outputs"].as_object().unwrap() {
            let made = fill(output["value"].as_str().unwrap(), &|name| {
                self.name(name, &job.outputs, Some(&inputs))
            });
            job.outputs
                .insert(format!("steps.{id}.outputs.{name}"), made);
        }
    }

    /// A `run:` step.
    fn line(&self, step: &Value, variables: &BTreeMap<String, String>, id: &str, job: &mut Job) {
        let script = step["run"].as_str().unwrap();
        assert!(
            !script.contains("${{"),
            "an expression within a script: {script}"
        );
        let mut all = self.variables();
        all.extend(variables.clone());
        let arguments = ["--noprofile", "--norc", "-eo", "pipefail", "-c", script];
        let mut command = shell(&arguments, &self.world.folder(), &all);
        let mut path = job.added_to_path.clone();
        path.push(super::shell::binary_folder());
        command.env("PATH", path_with(&path));
        let ended = Ended::of(command.output().unwrap());
        job.code = ended.code;
        job.stdout += &ended.stdout;
        job.stderr += &ended.stderr;
        let taken = |name: &str| {
            let path = self.world.beside(name);
            let text = fs::read_to_string(&path).unwrap_or_default();
            let _ = fs::remove_file(path);
            text
        };
        for line in taken("output").lines() {
            let (name, value) = line.split_once('=').unwrap();
            job.outputs
                .insert(format!("steps.{id}.outputs.{name}"), value.to_owned());
        }
        job.added_to_path
            .extend(taken("path").lines().map(PathBuf::from));
    }

    /// The environment of every step.
    pub fn variables(&self) -> BTreeMap<String, String> {
        let event = self.world.beside("event.json");
        fs::write(&event, self.event.to_string()).unwrap();
        let beside = |name: &str| self.world.beside(name).display().to_string();
        let of = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        BTreeMap::from([
            of("CI", "true"),
            of("GITHUB_ACTIONS", "true"),
            of("GITHUB_ACTOR", self.actor),
            of("GITHUB_API_URL", &self.github.url),
            of("GITHUB_EVENT_NAME", self.event_name),
            of("GITHUB_EVENT_PATH", &event.display().to_string()),
            of(
                "GITHUB_GRAPHQL_URL",
                &format!("{}/graphql", self.github.url),
            ),
            of("GITHUB_OUTPUT", &beside("output")),
            of("GITHUB_PATH", &beside("path")),
            of("GITHUB_REF_NAME", "main"),
            of("GITHUB_REPOSITORY", REPOSITORY),
            of("GITHUB_RUN_ID", "42"),
            of("GITHUB_SERVER_URL", "https://github.example"),
            of("GITHUB_SHA", &self.commit),
            of("GITHUB_STEP_SUMMARY", &beside("summary.md")),
            of("HOME", &beside("home")),
            of("RUNNER_ARCH", "X64"),
            of("RUNNER_OS", "Linux"),
            of("RUNNER_TEMP", &beside("temp")),
            of("SWITCHBOARD_TWILIO_API_URL", &self.sandbox.url),
        ])
    }

    /// A map of texts, its expressions filled.
    fn filled(
        &self,
        map: &Value,
        outputs: &BTreeMap<String, String>,
        inputs: Option<&BTreeMap<String, String>>,
    ) -> BTreeMap<String, String> {
        let entries = map.as_object().into_iter().flatten();
        entries
            .map(|(name, text)| {
                let text = text.as_str().map_or(text.to_string(), str::to_owned);
                (
                    name.clone(),
                    fill(&text, &|name| self.name(name, outputs, inputs)),
                )
            })
            .collect()
    }

    /// The value of a name.
    fn name(
        &self,
        name: &str,
        outputs: &BTreeMap<String, String>,
        inputs: Option<&BTreeMap<String, String>>,
    ) -> Option<String> {
        if name.starts_with("steps.") {
            return Some(outputs.get(name).cloned().unwrap_or_default());
        }
        if let Some(secret) = name.strip_prefix("secrets.") {
            // GitHub gives no secrets to a pull request from a fork.
            let foreign = self.event["pull_request"]["head"]["repo"]["full_name"] != REPOSITORY;
            let hidden = self.event_name == "pull_request" && foreign;
            let known = self.world.variables[secret].clone();
            return Some(if hidden { String::new() } else { known });
        }
        if let Some(input) = name.strip_prefix("inputs.") {
            return match inputs {
                Some(inputs) => Some(inputs[input].clone()),
                None => Some(self.inputs.get(input).cloned().unwrap_or_default()),
            };
        }
        let (shard, count) = self.matrix.unwrap_or_default();
        match name {
            "matrix.shard" => Some(shard.to_string()),
            "strategy.job-total" => Some(count.to_string()),
            "!cancelled()" => Some("true".to_owned()),
            "github.event_name" => Some(self.event_name.to_owned()),
            "github.token" => Some(TOKEN.to_owned()),
            // Empty in a composite action: its own path identifies it.
            "github.action_repository" | "github.action_ref" => Some(String::new()),
            _ => None,
        }
    }
}

/// The event of a pull request whose branch is in this repository.
pub fn pull_request(number: u64, from: &str) -> Value {
    json!({
        "action": "synchronize",
        "number": number,
        "pull_request": { "number": number, "head": { "repo": { "full_name": from } } },
        "repository": { "full_name": REPOSITORY },
    })
}

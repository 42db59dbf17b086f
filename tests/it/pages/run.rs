//! Runs the steps of a page in a fresh folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use regex::Regex;
use test_support::updating;

use super::page::{Shell, Step, steps};
use crate::support::crate_folder;
use crate::support::sandbox::Sandbox;
use crate::support::world::{World, binary_path, copy_folder, surroundings};

/// Saves what the next block needs to know, at the end of a block.
const PROLOGUE: &str = "set -euo pipefail
if [ -f \"$HOME/saved\" ]; then . \"$HOME/saved\"; fi
trap '{ export -p; printf \"cd %q\\n\" \"$PWD\"; } >\"$HOME/saved\"' EXIT
";

/// The folder of a page, and the accounts that its commands see.
pub struct Folder {
    world: World,
    variables: BTreeMap<String, String>,
    accounts: Option<Sandbox>,
}

impl Folder {
    /// An empty folder.
    pub fn new() -> Self {
        Self::of(World::empty())
    }

    /// A folder that a test has prepared.
    pub fn of(world: World) -> Self {
        let mut variables = surroundings();
        let home = world.beside("home");
        fs::create_dir_all(&home).unwrap();
        variables.insert("HOME".to_owned(), home.to_str().unwrap().to_owned());
        // Nothing leaves the machine: there is no such proxy.
        let proxy = "http://127.0.0.1:1".to_owned();
        variables.insert("HTTPS_PROXY".to_owned(), proxy);
        let program = binary_path();
        let mut path = program.parent().unwrap().as_os_str().to_owned();
        if let Some(others) = std::env::var_os("PATH") {
            path.push(":");
            path.push(others);
        }
        variables.insert("PATH".to_owned(), path.into_string().unwrap());
        variables.extend(world.variables.clone());
        Self {
            world,
            variables,
            accounts: None,
        }
    }

    /// Sets a variable of every block.
    pub fn set(&mut self, name: &str, value: &str) {
        self.variables.insert(name.to_owned(), value.to_owned());
    }

    /// Takes a step. A shell block returns its exit code and what it printed.
    fn take(&mut self, step: &Step) -> Option<(i32, String)> {
        match step {
            Step::File { path, content } => self.world.write(path, content),
            Step::Accounts(content) => {
                let seed = self.world.beside("seed");
                fs::create_dir(&seed).unwrap();
                fs::write(seed.join("sandbox.yaml"), content).unwrap();
                let state = self.world.beside("accounts.json");
                let accounts = Sandbox::start(&seed, &state);
                self.variables.extend(accounts.variables());
                self.accounts = Some(accounts);
            }
            Step::Shell(shell) => return Some(self.run(&shell.script)),
            Step::Console { number, field } => {
                let accounts = self.accounts.as_ref().unwrap();
                accounts.change("POST", number, std::slice::from_ref(field));
            }
            Step::LeftOut { .. } => {}
        }
        None
    }

    /// Runs commands. Returns the exit code and everything that they print.
    pub fn run(&self, script: &str) -> (i32, String) {
        // From source or installed, it is the program under test.
        let script = script.replace("cargo run --release -- ", "switchboard ");
        let output = self.world.beside("output");
        let file = fs::File::create(&output).unwrap();
        let status = Command::new("bash")
            .args(["-c", &format!("{PROLOGUE}{script}")])
            .current_dir(self.world.folder())
            .env_clear()
            .envs(&self.variables)
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .status()
            .unwrap();
        let printed = String::from_utf8(fs::read(&output).unwrap()).unwrap();
        (status.code().unwrap_or(-1), printed)
    }
}

/// The configurations that pages use.
const EXAMPLES: [&str; 6] = [
    "examples/azure",
    "examples/azure-and-twilio",
    "examples/dynamics",
    "examples/policy",
    "examples/quickstart",
    "examples/rollout",
];

/// Copies an example's files, and nothing that a run has left beside them.
fn copy_example(example: &str, folder: &Folder) {
    let from = crate_folder().join(example);
    let here = folder.world.path(example);
    fs::create_dir_all(&here).unwrap();
    for file in [
        "switchboard.yaml",
        "sandbox.yaml",
        "change.sh",
        "policy.yaml",
    ] {
        if from.join(file).exists() {
            fs::copy(from.join(file), here.join(file)).unwrap();
        }
    }
    if from.join("envs").exists() {
        copy_folder(&from.join("envs"), &here.join("envs"));
    }
}

/// Runs a page. Returns the first block that does something else than the page says.
pub fn page(path: &Path, text: &str, folder: &mut Folder) -> Result<(), String> {
    for example in EXAMPLES {
        if text.contains(example) {
            copy_example(example, folder);
        }
    }
    let mut text = text.to_owned();
    for step in steps(&text) {
        let Some((code, printed)) = folder.take(&step) else {
            continue;
        };
        let Step::Shell(shell) = &step else {
            continue;
        };
        if code != shell.exits {
            return Err(format!(
                "{}: exit code {code} instead of {}\n{}{printed}",
                shell.line, shell.exits, shell.script
            ));
        }
        let Some(shown) = &shell.output else {
            continue;
        };
        if matches(shown, &printed) {
            continue;
        }
        if updating() && !shown.contains('…') {
            text = text.replacen(
                &format!("```text\n{shown}```"),
                &format!("```text\n{printed}```"),
                1,
            );
            fs::write(path, &text).unwrap();
            continue;
        }
        return Err(different(shell, shown, &printed));
    }
    Ok(())
}

fn different(shell: &Shell, shown: &str, printed: &str) -> String {
    format!(
        "{}: the output differs (UPDATE=1 writes it where it has no …)\n{}--- the page\n{shown}--- printed\n{printed}",
        shell.line, shell.script
    )
}

/// Whether a shown output is this one.
fn matches(shown: &str, printed: &str) -> bool {
    let mut pattern = String::from("^");
    for line in shown.lines() {
        if line == "…" {
            pattern += "(?:.*\n)*?";
        } else {
            let parts: Vec<String> = line.split('…').map(regex::escape).collect();
            pattern += &format!("{}\n", parts.join(".*"));
        }
    }
    Regex::new(&format!("{pattern}$"))
        .unwrap()
        .is_match(printed)
}

#[test]
fn an_ellipsis_stands_for_what_it_leaves_out() {
    let printed = "first\nsecond 12 of 3\nthird\n";
    for shown in [
        printed,
        "…\nthird\n",
        "first\n…\n",
        "first\nsecond … of 3\nthird\n",
        "…\n",
    ] {
        assert!(matches(shown, printed), "{shown}");
    }
    for shown in ["first\n", "…\nsecond 12 of 3\n", "first\n…\nfourth\n", ""] {
        assert!(!matches(shown, printed), "{shown}");
    }
}

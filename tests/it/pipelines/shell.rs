//! Shell lines of a pipeline, run in bash as its runner would.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize as _;
use serde_json::Value;

use crate::support::crate_folder;
use crate::support::world::{Ended, binary, binary_path};

/// The folder with the binary under test.
pub fn binary_folder() -> PathBuf {
    binary_path().parent().unwrap().to_owned()
}

/// PATH with these folders first.
pub fn path_with(folders: &[PathBuf]) -> String {
    let own = std::env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().cloned().chain(std::env::split_paths(&own));
    std::env::join_paths(all).unwrap().into_string().unwrap()
}

/// A shell whose environment holds nothing of this machine but PATH, with the binary on it.
pub fn shell(arguments: &[&str], folder: &Path, variables: &BTreeMap<String, String>) -> Command {
    let clean = binary();
    let mut command = Command::new("bash");
    command.env_clear();
    for (name, value) in clean.get_envs() {
        command.env(name, value.unwrap());
    }
    command
        .args(arguments)
        .current_dir(folder)
        .env("PATH", path_with(&[binary_folder()]))
        .envs(variables)
        .stdin(Stdio::null());
    command
}

/// Runs lines in order, in one shell that ends with the first that fails.
pub fn lines(lines: &[String], folder: &Path, variables: &BTreeMap<String, String>) -> Ended {
    let script = lines.join("\n");
    let arguments = ["--noprofile", "--norc", "-eo", "pipefail", "-c", &script];
    Ended::of(shell(&arguments, folder, variables).output().unwrap())
}

/// The documents in a YAML file of this repository.
pub fn documents(path: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(crate_folder().join(path)).unwrap();
    serde_yaml::Deserializer::from_str(&text)
        .map(|document| {
            Value::deserialize(document).unwrap_or_else(|error| panic!("{path}: {error}"))
        })
        .collect()
}

/// The only document in a YAML file of this repository.
pub fn document(path: &str) -> Value {
    let mut all = documents(path);
    assert_eq!(all.len(), 1, "{path}");
    all.remove(0)
}

/// A list of texts, or one text, as a list.
pub fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(all) => all
            .iter()
            .map(|text| text.as_str().unwrap().to_owned())
            .collect(),
        Value::Null => Vec::new(),
        other => panic!("not a list of texts: {other}"),
    }
}

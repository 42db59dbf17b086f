//! Workflows, actions and shell scripts, as linters see them.

use std::path::PathBuf;
use std::process::Command;

use super::shell::{document, path_with};
use super::tools::present;
use crate::support::crate_folder;

/// Files below some folders whose names end so.
fn files(folders: &[&str], ends: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left: Vec<PathBuf> = folders
        .iter()
        .map(|folder| crate_folder().join(folder))
        .collect();
    while let Some(folder) = left.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else if path.to_str().unwrap().ends_with(ends) {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "{folders:?} {ends}");
    found
}

fn scripts() -> Vec<PathBuf> {
    files(&[".github/action", "examples/ci"], ".sh")
}

fn workflows() -> Vec<PathBuf> {
    files(
        &[".github/workflows", "examples/ci/github/.github/workflows"],
        ".yml",
    )
}

#[track_caller]
fn clean(command: &mut Command) {
    let output = command.current_dir(crate_folder()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

#[test]
fn workflows_are_clean() {
    if present("linting workflows", &["actionlint"]) {
        clean(Command::new("actionlint").args(workflows()));
    }
}

#[test]
fn scripts_are_clean() {
    if present("linting shell scripts", &["shellcheck"]) {
        // Those that are sourced are checked with the ones that source them.
        let whole = scripts()
            .into_iter()
            .filter(|path| std::fs::read_to_string(path).unwrap().starts_with("#!"));
        clean(
            Command::new("shellcheck")
                .args(["--external-sources", "--check-sourced"])
                .args(whole),
        );
    }
}

#[test]
fn gitlab_and_github_schemas_hold() {
    if !present("JSON schemas of CI files", &["check-jsonschema"]) {
        return;
    }
    let schema = |name: &str| {
        let mut command = Command::new("check-jsonschema");
        command
            .env("PATH", path_with(&[]))
            .args(["--builtin-schema", name]);
        command
    };
    clean(schema("vendor.github-actions").arg("action.yml"));
    clean(schema("vendor.github-workflows").args(workflows()));
    let component = tempfile::Builder::new().suffix(".yml").tempfile().unwrap();
    std::fs::write(component.path(), super::gitlab::rendered()).unwrap();
    clean(
        schema("vendor.gitlab-ci")
            .args([
                "--data-transform",
                "gitlab-ci",
                "examples/ci/gitlab/.gitlab-ci.yml",
            ])
            .arg(component.path()),
    );
}

#[test]
fn scripts_begin_strictly_and_evaluate_nothing() {
    for path in scripts() {
        let text = std::fs::read_to_string(&path).unwrap();
        let begins =
            text.starts_with("#!/usr/bin/env bash\n") && text.contains("\nset -euo pipefail\n");
        assert!(
            begins || text.contains("# shellcheck shell=bash\n"),
            "{}",
            path.display()
        );
        for word in ["eval ", "${{", "bash -c", "sh -c"] {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
}

#[test]
fn no_script_contains_a_workflow_expression() {
    for path in workflows()
        .into_iter()
        .chain([crate_folder().join("action.yml")])
    {
        let text = std::fs::read_to_string(&path).unwrap();
        let document: serde_json::Value = serde_yaml::from_str(&text).unwrap();
        let mut left = vec![&document];
        while let Some(value) = left.pop() {
            if let Some(script) = value.get("run").and_then(|run| run.as_str()) {
                assert!(!script.contains("${{"), "{}: {script}", path.display());
            }
            left.extend(value.as_object().into_iter().flat_map(|map| map.values()));
            left.extend(value.as_array().into_iter().flatten());
        }
    }
}

/// Actions are pinned by commit, and a checkout leaves no token behind.
#[test]
fn workflows_ask_for_the_least_and_pin_what_they_use() {
    for path in workflows() {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.display();
        assert!(text.contains("\npermissions:\n"), "{name}");
        assert!(
            !text.contains("write-all") && !text.contains("pull_request_target"),
            "{name}"
        );
        for (_, used) in text.lines().filter_map(|line| line.split_once("uses: ")) {
            let (action, version) = used.split_once('@').unwrap();
            // The commit of this repository's next release is not known yet.
            if action == "OWNER/switchboard" {
                continue;
            }
            let (commit, tag) = version.split_once(" # v").unwrap_or((version, ""));
            let whole = commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit());
            assert!(whole && tag.contains('.'), "{name}: {used}");
        }
        let checkouts = text.matches("uses: actions/checkout@").count();
        let careful = text.matches("persist-credentials: false").count();
        assert_eq!(checkouts, careful, "{name}");
    }
}

#[test]
fn the_guide_lists_every_input_and_output() {
    let action = document("action.yml");
    let guide = std::fs::read_to_string(crate_folder().join("docs/ci.md")).unwrap();
    for part in ["inputs", "outputs"] {
        for (name, described) in action[part].as_object().unwrap() {
            assert!(guide.contains(&format!("`{name}`")), "{part}: {name}");
            assert!(
                described["description"]
                    .as_str()
                    .is_some_and(|text| !text.is_empty())
            );
        }
    }
}

//! Releases, manual pages and the pre-commit hooks.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use regex::Regex;
use serde_json::Value;

use super::account::checkout;
use super::shell::{binary_folder, document, lines, texts};
use super::tools::present;
use crate::support::crate_folder;
use crate::support::world::World;

const TARGET: &str = "x86_64-unknown-linux-musl";

fn release() -> Value {
    document(".github/workflows/release.yml")
}

/// Targets that the workflow builds.
pub(super) fn targets() -> BTreeSet<String> {
    let build = &release()["jobs"]["build"]["strategy"]["matrix"]["include"];
    let targets = build.as_array().unwrap().iter();
    targets
        .map(|one| one["target"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn an_archive_holds_binary_licenses_and_completions() {
    if !present("a release's archive", &["bash", "tar", "install"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    // A script that runs this build's program, instead of a copy of it.
    let program = folder.path().join("switchboard");
    let real = binary_folder().join("switchboard");
    fs::write(
        &program,
        format!("#!/bin/sh\nexec '{}' \"$@\"\n", real.display()),
    )
    .unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let out = folder.path().join("dist");
    let script = [
        format!(
            "bash .github/release/pack.sh {} {TARGET} 1.2.3 {}",
            program.display(),
            out.display()
        ),
        format!(
            "tar -tzf {}/switchboard-1.2.3-{TARGET}.tar.gz",
            out.display()
        ),
    ];
    let listed = lines(&script, crate_folder(), &BTreeMap::new())
        .exits(0)
        .stdout;
    let name = format!("switchboard-1.2.3-{TARGET}/");
    let inside: BTreeSet<&str> = listed
        .lines()
        .map(|line| line.strip_prefix(&name).unwrap())
        .collect();
    for wanted in [
        "switchboard",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "skill/switchboard/SKILL.md",
        "completions/switchboard.bash",
        "completions/_switchboard",
        "completions/switchboard.fish",
        "completions/_switchboard.ps1",
        "completions/switchboard.elv",
        "man/switchboard.1",
        "man/switchboard-plan.1",
        "man/switchboard-registry-show.1",
    ] {
        assert!(inside.contains(wanted), "{wanted} in {inside:#?}");
    }
    assert!(!inside.contains("man/switchboard-man.1"));
    // Nothing but the archive is left to be released.
    assert_eq!(fs::read_dir(out).unwrap().count(), 1);
}

#[test]
fn the_action_and_binstall_know_the_same_archives() {
    let install = fs::read_to_string(crate_folder().join(".github/action/install.sh")).unwrap();
    for target in targets() {
        assert!(install.contains(&format!("target={target} ")), "{target}");
    }
    assert_eq!(install.matches(" target=").count(), targets().len());
    assert!(install.contains("name=switchboard-$version-$target\n"));
    let manifest = fs::read_to_string(crate_folder().join("Cargo.toml")).unwrap();
    for wanted in [
        "{ repo }/releases/download/v{ version }/{ name }-{ version }-{ target }.tar.gz\"",
        "{ repo }/releases/download/v{ version }/{ name }-{ version }-{ target }.zip\"",
        "bin-dir = \"{ name }-{ version }-{ target }/{ bin }{ binary-ext }\"",
    ] {
        assert!(manifest.contains(wanted), "{wanted}");
    }
    let deny = fs::read_to_string(crate_folder().join("deny.toml")).unwrap();
    for target in targets() {
        assert!(
            deny.contains(&format!("\"{target}\"")),
            "{target} is checked by cargo-deny"
        );
    }
}

#[test]
fn a_release_is_tested_proven_and_asks_for_little() {
    let release = release();
    assert_eq!(texts(&release["on"]["push"]["tags"]), ["v*"]);
    assert_eq!(
        release["permissions"],
        serde_json::json!({ "contents": "read" })
    );
    let jobs = release["jobs"].as_object().unwrap();
    for (name, job) in jobs {
        let writes = job.get("permissions").is_some();
        assert_eq!(writes, name == "publish", "{name}");
        assert!(
            name == "test" || texts(&job["needs"]).contains(&"test".to_owned()),
            "{name}"
        );
    }
    let text = fs::read_to_string(crate_folder().join(".github/workflows/release.yml")).unwrap();
    assert!(text.contains("SHA256SUMS") && text.contains("actions/attest-build-provenance@"));
    // The archives are for three systems, and so is the bill of materials.
    assert!(text.contains("cargo cyclonedx --format json --spec-version 1.5 --target all "));
}

#[test]
fn manual_pages_are_written_into_a_folder() {
    let world = World::empty();
    world.run(&["man", "--out", "man/pages"]).exits(0);
    let page = world.read("man/pages/switchboard-apply.1");
    assert!(page.contains(".TH"), "{page}");
    assert!(page.contains("expect\\-plan"), "{page}");
    for section in [
        "GLOBAL OPTIONS",
        "EXAMPLES",
        "EXIT CODES",
        "ENVIRONMENT VARIABLES",
    ] {
        let quoted = format!(".SH \"{section}\"\n");
        let heading = format!(".SH {section}\n");
        assert!(page.contains(&quoted) || page.contains(&heading), "{page}");
    }
    world.write("file", "");
    let ended = world.run(&["man", "--out", "file"]).exits(1);
    assert!(
        ended.stderr.contains("file cannot be written"),
        "{}",
        ended.stderr
    );
    let help = world.run(&["--help"]).exits(0).stdout;
    assert!(!help.contains("manual pages"), "{help}");
}

/// A hook of the example, and how it is called: the hook, the program and its arguments.
fn hook(id: &str) -> (Value, Vec<String>) {
    let hooks = document(".pre-commit-hooks.yaml");
    let example = document("examples/ci/pre-commit/.pre-commit-config.yaml");
    let find = |hooks: &Value| {
        let mut hooks = hooks.as_array().unwrap().iter();
        hooks.find(|hook| hook["id"] == id).unwrap().clone()
    };
    let (hook, used) = (find(&hooks), find(&example["repos"][0]["hooks"]));
    let entry = hook["entry"]
        .as_str()
        .unwrap()
        .split(' ')
        .map(str::to_owned);
    let line = entry.chain(texts(&used["args"])).collect();
    (hook, line)
}

#[test]
fn the_hooks_take_what_they_are_meant_for() {
    for id in ["switchboard-validate", "switchboard-fmt"] {
        let (hook, _) = hook(id);
        let files = Regex::new(hook["files"].as_str().unwrap()).unwrap();
        for name in [
            "switchboard.yaml",
            "a/switchboard.yml",
            "switchboard/numbers.yaml",
            "envs/prod.yaml",
        ] {
            assert!(files.is_match(name), "{name}");
        }
        for name in [
            "sandbox.yaml",
            "other.yaml",
            "src/switchboard.rs",
            "switchboard/a/b.yaml",
        ] {
            assert!(!files.is_match(name), "{name}");
        }
        assert_eq!(hook["pass_filenames"], false);
    }
}

#[test]
fn the_hook_validates() {
    let (_, line) = hook("switchboard-validate");
    let (world, _sandbox) = checkout("examples/ci/github");
    assert_eq!(line[0], "switchboard");
    let arguments: Vec<&str> = line[1..].iter().map(String::as_str).collect();
    // Offline, and without credentials.
    let mut command = world.command(&arguments);
    for name in world.variables.keys() {
        command.env_remove(name);
    }
    assert!(command.status().unwrap().success());
    world.write("envs/prod.yaml", "vars: [1]\n");
    world.run(&arguments).exits(1);
}

#[test]
fn the_hook_formats() {
    let (_, line) = hook("switchboard-fmt");
    let (world, _sandbox) = checkout("examples/ci/github");
    assert_eq!(line[0], "switchboard");
    let arguments: Vec<&str> = line[1..].iter().map(String::as_str).collect();
    // A user who copies the example commits files that the hook leaves alone.
    let before = world.contents();
    world.run(&arguments).exits(0);
    assert_eq!(world.contents(), before);
    let good = world.read("envs/prod.yaml");
    world.write("envs/prod.yaml", &good.replace(": ", ":   "));
    assert_eq!(world.run(&arguments).exits(0).stdout, "envs/prod.yaml\n");
    assert_eq!(world.read("envs/prod.yaml"), good);
}

//! The action's first step: switchboard from PATH, or a release whose checksum is right.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use sha2::Digest as _;

use super::github::TOKEN;
use super::runner::Runner;
use super::shell::shell;
use super::tools::present;
use crate::support::crate_folder;
use crate::support::world::Ended;

const NAME: &str = "switchboard-9.9.9-x86_64-unknown-linux-musl";

/// Runs the step with these variables, where PATH has the system's programs only.
fn install(runner: &Runner, more: &[(&str, &str)]) -> Ended {
    let mut variables = runner.variables();
    variables.insert("INPUT_TOKEN".to_owned(), TOKEN.to_owned());
    variables.extend(
        more.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    let script = crate_folder().join(".github/action/install.sh");
    let mut command = shell(
        &[script.to_str().unwrap()],
        &runner.world.folder(),
        &variables,
    );
    if !variables.contains_key("PATH") {
        command.env("PATH", std::env::var_os("PATH").unwrap());
    }
    Ended::of(command.output().unwrap())
}

/// A release 9.9.9 whose switchboard is a script, listed with this SHA-256 or its own.
fn release(runner: &Runner, listed: Option<&str>) {
    let folder = runner.world.beside("release");
    fs::create_dir_all(folder.join(NAME)).unwrap();
    let program = folder.join(NAME).join("switchboard");
    fs::write(&program, "#!/bin/sh\necho switchboard 9.9.9\n").unwrap();
    let archive = folder.join("archive.tar.gz");
    let made = Command::new("bash")
        .args([
            "-c",
            "chmod +x \"$2/$3/switchboard\" && tar -czf \"$1\" -C \"$2\" \"$3\"",
            "tar",
        ])
        .args([archive.as_os_str(), folder.as_os_str(), NAME.as_ref()])
        .status();
    assert!(made.unwrap().success());
    let content = fs::read(archive).unwrap();
    let own: String = sha2::Sha256::digest(&content)
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    let list = format!(
        "{}  other.tar.gz\n{}  {NAME}.tar.gz\n",
        "0".repeat(64),
        listed.unwrap_or(&own)
    );
    let assets = BTreeMap::from([
        (format!("{NAME}.tar.gz"), content),
        ("SHA256SUMS".to_owned(), list.into_bytes()),
    ]);
    runner
        .github
        .known()
        .releases
        .insert("v9.9.9".to_owned(), assets);
}

#[test]
fn a_release_is_installed_when_its_checksum_is_right() {
    if !present("the download of a release", &["bash", "jq", "curl", "tar"]) {
        return;
    }
    let runner = Runner::new();
    release(&runner, None);
    let ended = install(&runner, &[("INPUT_VERSION", "v9.9.9")]).exits(0);
    assert!(
        ended.stdout.contains("switchboard 9.9.9"),
        "{}",
        ended.stdout
    );
    let added = fs::read_to_string(runner.world.beside("path")).unwrap();
    assert!(PathBuf::from(added.trim()).join("switchboard").is_file());
    assert!(PathBuf::from(added.trim()).starts_with(runner.world.beside("temp")));
}

#[test]
fn the_version_is_the_one_that_the_action_was_taken_at() {
    if !present("the action's own version", &["bash", "jq", "curl", "tar"]) {
        return;
    }
    if !bare() {
        return;
    }
    let runner = Runner::new();
    release(&runner, None);
    let path = "/home/runner/work/_actions/harbour-and-pine/switchboard/v9.9.9";
    install(&runner, &[("GITHUB_ACTION_PATH", path)]).exits(0);
    assert!(
        runner.github.known().calls[0]
            .contains("/repos/harbour-and-pine/switchboard/releases/tags/v9.9.9")
    );
    let ended = install(
        &runner,
        &[("GITHUB_ACTION_PATH", &path.replace("v9.9.9", "main"))],
    )
    .exits(1);
    assert!(
        ended.stdout.contains("say which with `version`"),
        "{}",
        ended.stdout
    );
}

/// Whether no other switchboard is on this machine's PATH.
fn bare() -> bool {
    let path = std::env::var_os("PATH").unwrap();
    !std::env::split_paths(&path).any(|folder| folder.join("switchboard").is_file())
}

#[test]
fn another_archive_is_refused() {
    if !present("a wrong checksum", &["bash", "jq", "curl", "tar"]) {
        return;
    }
    let runner = Runner::new();
    release(&runner, Some(&"0".repeat(64)));
    let version = [("INPUT_VERSION", "9.9.9")];
    let ended = install(&runner, &version).exits(1);
    assert!(
        ended.stdout.contains("is not what SHA256SUMS says"),
        "{}",
        ended.stdout
    );
    release(&runner, Some(""));
    install(&runner, &version).exits(1);
    for wrong in ["9.9.8", "latest", "../../9.9.9", "9.9.9;id"] {
        let ended = install(&runner, &[("INPUT_VERSION", wrong)]).exits(1);
        assert!(
            ended.stdout.starts_with("::error title=switchboard::"),
            "{}",
            ended.stdout
        );
    }
    let riscv = [("INPUT_VERSION", "9.9.9"), ("RUNNER_ARCH", "RISCV64")];
    assert!(
        install(&runner, &riscv)
            .exits(1)
            .stdout
            .contains("no release for Linux on RISCV64")
    );
    assert!(!runner.world.beside("path").exists());
}

#[test]
fn a_binary_on_path_is_used_without_a_download() {
    if !present("switchboard on PATH", &["bash"]) {
        return;
    }
    let runner = Runner::new();
    let path = super::shell::path_with(&[super::shell::binary_folder()]);
    let ended = install(&runner, &[("PATH", &path)]).exits(0);
    assert!(
        ended.stdout.contains(env!("CARGO_PKG_VERSION")),
        "{}",
        ended.stdout
    );
    assert_eq!(runner.github.known().calls, [""; 0]);
}

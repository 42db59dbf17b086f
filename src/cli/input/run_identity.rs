//! The identity of a run that the registry keeps: its user, host, process and commit.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::cli::global_options::variable;
use crate::model::Covered;
use crate::registry::NewRun;

/// Describes this process to the registry.
pub(crate) fn describe(folder: Option<&Path>, plan_sha256: &str) -> NewRun {
    NewRun {
        user: user(),
        host: host(),
        pid: std::process::id(),
        git_commit: git_commit(folder),
        plan_sha256: plan_sha256.to_owned(),
        undoes: None,
        covered: Covered::Everything,
    }
}

/// The user. In a pipeline the person who made the commit says more than the runner's account.
fn user() -> String {
    [
        "GITHUB_ACTOR",
        "GITLAB_USER_LOGIN",
        "USER",
        "LOGNAME",
        "USERNAME",
    ]
    .into_iter()
    .find_map(variable)
    .or_else(system_user)
    .unwrap_or_else(|| "unknown".to_owned())
}

/// The system's name for the user, or the number if there is no name for it, as in many containers.
fn system_user() -> Option<String> {
    let id = |what: &str| output(Command::new("id").arg(what));
    id("-un").or_else(|| id("-u").map(|number| format!("uid {number}")))
}

fn host() -> String {
    let kernel = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    kernel
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .or_else(|| variable("HOSTNAME"))
        .or_else(|| variable("COMPUTERNAME"))
        .or_else(|| output(&mut Command::new("hostname")))
        .unwrap_or_else(|| "unknown".to_owned())
}

fn git_commit(folder: Option<&Path>) -> Option<String> {
    let mut git = Command::new("git");
    git.arg("-C")
        .arg(folder.unwrap_or(Path::new(".")))
        .args(["rev-parse", "HEAD"]);
    output(&mut git)
        .filter(|commit| commit.len() >= 40 && commit.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn output(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}

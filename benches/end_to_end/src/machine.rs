//! The machine and the program that were measured.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde::{Deserialize, Serialize};

/// Facts without which a figure says nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Machine {
    pub(crate) cpu: String,
    pub(crate) cores: usize,
    pub(crate) memory_gb: f64,
    pub(crate) kernel: String,
    pub(crate) rustc: String,
    /// The commit, with `+` if files were changed since.
    pub(crate) commit: String,
    pub(crate) binary_mb: f64,
    /// Jobs that wanted a core when the measurements ended, over the last five minutes.
    pub(crate) load: f64,
}

pub(crate) fn facts(binary: &Path) -> anyhow::Result<Machine> {
    let changed = printed("git", &["status", "--porcelain", "--untracked-files=no"]);
    let mark = if changed.is_empty() { "" } else { "+" };
    Ok(Machine {
        cpu: field("/proc/cpuinfo", "model name"),
        cores: std::thread::available_parallelism()?.get(),
        memory_gb: kilobytes(&field("/proc/meminfo", "MemTotal")) / 1e6,
        kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
        rustc: printed("rustc", &["--version"]),
        commit: printed("git", &["rev-parse", "--short", "HEAD"]) + mark,
        binary_mb: fs::metadata(binary)?.len() as f64 / 1e6,
        load: read("/proc/loadavg")
            .split(' ')
            .nth(1)
            .and_then(|load| load.parse().ok())
            .unwrap_or_default(),
    })
}

/// The text of a file; empty where there is none, as on other systems.
fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// The first value of a name in a file of `NAME : VALUE` lines.
fn field(path: &str, name: &str) -> String {
    let text = read(path);
    let lines = text.lines().filter_map(|line| line.split_once(':'));
    let found = lines.into_iter().find(|(key, _)| key.trim() == name);
    found.map_or_else(
        || "unknown".to_owned(),
        |(_, value)| value.trim().to_owned(),
    )
}

fn kilobytes(text: &str) -> f64 {
    let number = text.split(' ').next().unwrap_or_default();
    number.parse::<f64>().unwrap_or_default() * 1.024
}

/// What a program prints; empty where it fails.
fn printed(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.unwrap_or_default()
}

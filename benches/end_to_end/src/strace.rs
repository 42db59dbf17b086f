//! Commits and syncs of the registry (an `SQLite` file), counted from the system calls of one run.

use std::fs;
use std::path::Path;

use anyhow::Context as _;

use crate::stage::Project;

/// What one run did to its registry's disk.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Disk {
    pub(crate) commits: u64,
    pub(crate) syncs: u64,
}

/// Runs the program under `strace`; `None` where that is not installed.
pub(crate) fn count(project: &Project<'_>, args: &[&str]) -> anyhow::Result<Option<Disk>> {
    let Some(strace) = installed("strace") else {
        return Ok(None);
    };
    let program = project.program().display().to_string();
    let mut all = vec![
        "-f",
        "-y",
        "-x",
        "-s",
        "24",
        "-e",
        "trace=fsync,fdatasync,pwrite64,unlink,unlinkat",
        "-o",
        "calls.txt",
        "--",
        &program,
    ];
    all.extend(args);
    project.run_under(&strace, &all)?;
    let calls = fs::read_to_string(project.folder.join("calls.txt")).context("strace")?;
    Ok(Some(disk(&calls)))
}

/// A commit removes the rollback journal, or writes a frame to the write-ahead log that says
/// how many pages the database then has (<https://sqlite.org/fileformat2.html#walformat>).
fn disk(calls: &str) -> Disk {
    let mut disk = Disk::default();
    for call in calls.lines() {
        // A call that another thread interrupted is continued on a line of its own.
        let Some((_, call)) = call.split_once(' ') else {
            continue;
        };
        let call = call.trim_start();
        let syncs = call.starts_with("fsync(") || call.starts_with("fdatasync(");
        let ends_journal = call.starts_with("unlink") && call.contains("-journal\"");
        let ends_frames = call.starts_with("pwrite64(") && ends_a_transaction(call);
        disk.syncs += u64::from(syncs);
        disk.commits += u64::from(ends_journal || ends_frames);
    }
    disk
}

/// Whether a write to the write-ahead log is the header of a commit's last frame.
fn ends_a_transaction(call: &str) -> bool {
    let Some((file, rest)) = call.split_once(", \"") else {
        return false;
    };
    let Some((bytes, rest)) = rest.split_once('"') else {
        return false;
    };
    let length = rest.trim_start_matches("...").strip_prefix(", ");
    let is_header = length.is_some_and(|length| length.starts_with("24,"));
    let size: Vec<&str> = bytes.split("\\x").skip(5).take(4).collect();
    file.contains("-wal") && is_header && size.iter().any(|byte| *byte != "00")
}

/// The path of a program, if it is installed.
pub(crate) fn installed(program: &str) -> Option<std::path::PathBuf> {
    let paths = std::env::var_os("PATH")?;
    let mut found = std::env::split_paths(&paths).map(|folder| folder.join(program));
    found.find(|path| Path::new(path).is_file())
}

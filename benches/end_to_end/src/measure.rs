//! What one process used: CPU time, memory at its peak, and time by the clock.
//!
//! Linux counts what a process's ended children used (`getrusage`), without a way to start at zero.
//! So a small process of its own runs each program and reports its one child. That also keeps the
//! peak honest: a process begins with the peak of the one that started it, and this one is tiny.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, bail};
use clap::Args;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;
use serde::{Deserialize, Serialize};

/// A program that `measure` runs, and the files that take what it prints.
#[derive(Debug, Args)]
pub(crate) struct Measured {
    #[arg(long)]
    stdout: PathBuf,
    #[arg(long)]
    stderr: PathBuf,
    #[arg(last = true)]
    command: Vec<String>,
}

/// What a process used.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Usage {
    /// CPU seconds, in the program and in the kernel for it.
    pub(crate) cpu: f64,
    /// Bytes in memory at the peak.
    pub(crate) memory: f64,
    /// Seconds by the clock.
    pub(crate) wall: f64,
    /// The exit code.
    pub(crate) code: Option<i32>,
}

/// Runs the program and prints its usage as JSON.
pub(crate) fn play(measured: &Measured) -> anyhow::Result<()> {
    let (program, args) = measured.command.split_first().context("no program")?;
    let mut command = Command::new(program);
    command
        .args(args)
        .stdin(Stdio::null())
        .stdout(File::create(&measured.stdout)?)
        .stderr(File::create(&measured.stderr)?);
    let begun = Instant::now();
    let status = command.status().with_context(|| program.clone())?;
    let wall = begun.elapsed().as_secs_f64();
    let used = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = used.user_time().num_microseconds() + used.system_time().num_microseconds();
    let usage = Usage {
        cpu: cpu as f64 / 1e6,
        memory: used.max_rss() as f64 * 1024.0,
        wall,
        code: status.code(),
    };
    println!("{}", serde_json::to_string(&usage)?);
    Ok(())
}

/// The files in `folder` that hold what the last measured program printed.
pub(crate) fn printed(folder: &Path) -> (PathBuf, PathBuf) {
    (folder.join("stdout.txt"), folder.join("stderr.txt"))
}

/// Runs a program in `folder` and returns what it used. If it fails, the error has the end of what
/// it printed.
pub(crate) fn run(
    folder: &Path,
    variables: &[(&str, &str)],
    program: &Path,
    args: &[String],
) -> anyhow::Result<Usage> {
    let (stdout, stderr) = printed(folder);
    let mut command = Command::new(std::env::current_exe()?);
    command
        .arg("measure")
        .arg("--stdout")
        .arg(&stdout)
        .arg("--stderr")
        .arg(&stderr)
        .arg("--")
        .arg(program)
        .args(args)
        .current_dir(folder)
        .env_remove("SWITCHBOARD_ENV")
        .env_remove("SWITCHBOARD_REGISTRY")
        .envs(variables.iter().copied())
        .stderr(Stdio::inherit());
    let output = command.output()?;
    let usage: Usage = serde_json::from_slice(&output.stdout)
        .with_context(|| format!("measuring {}", program.display()))?;
    if usage.code != Some(0) {
        let text = |path: &Path| std::fs::read_to_string(path).unwrap_or_default();
        let (out, err) = (text(&stdout), text(&stderr));
        bail!(
            "{} {} ended with {:?}\n{}\n{}",
            program.display(),
            args.join(" "),
            usage.code,
            end(&out),
            end(&err)
        );
    }
    Ok(usage)
}

/// The last lines of a text.
fn end(text: &str) -> String {
    let lines: Vec<&str> = text.lines().rev().take(20).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("\n")
}

/// The median of each part of several runs.
pub(crate) fn median(runs: &[Usage]) -> Usage {
    let of = |part: fn(&Usage) -> f64| middle(runs.iter().map(part).collect());
    Usage {
        cpu: of(|usage| usage.cpu),
        memory: of(|usage| usage.memory),
        wall: of(|usage| usage.wall),
        code: runs.last().and_then(|usage| usage.code),
    }
}

/// The median; of an even count, the lower of the two.
pub(crate) fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = values.len().saturating_sub(1) / 2;
    values.get(at).copied().unwrap_or(f64::NAN)
}

//! Starting the program, and building it.

use std::path::Path;

use super::Rows;
use crate::measure::{self, Usage};
use crate::options::Options;
use crate::results::{Figure, Row, Unit};

/// Starts are so short that more of them are needed for a steady median.
const STARTS: usize = 20;

pub(crate) fn rows(options: &Options, rows: &mut Rows) -> anyhow::Result<()> {
    let jobs: [(&str, &str, &[&str], f64); 2] = [
        ("start-version", "`--version`", &["--version"], 3.0),
        (
            "start-validate",
            "`validate` of the quickstart",
            &["validate", "-f", "examples/quickstart"],
            6.0,
        ),
    ];
    for (name, job, args, goal) in jobs {
        if !options.wants(name) {
            continue;
        }
        let (start, nothing) = starts(options, args)?;
        rows.add(
            Row::new(name, job)
                .with(
                    Figure::new("wall", start.wall * 1e3, Unit::Milliseconds)
                        .goal(goal)
                        .ratio(start.cpu / nothing.cpu),
                )
                .with(Figure::new("CPU", start.cpu * 1e3, Unit::Milliseconds))
                .with(Figure::new("memory", start.memory / 1e6, Unit::Megabytes)),
        );
    }
    if options.build {
        rows.add(build()?);
    }
    Ok(())
}

/// The program, and a process that does nothing, started in turn.
fn starts(options: &Options, args: &[&str]) -> anyhow::Result<(Usage, Usage)> {
    let folder = tempfile::tempdir()?;
    let root = std::env::current_dir()?;
    let args: Vec<String> = args
        .iter()
        .map(|&arg| match arg {
            "examples/quickstart" => root.join(arg).display().to_string(),
            _ => arg.to_owned(),
        })
        .collect();
    let (program, itself) = (options.binary()?, std::env::current_exe()?);
    let start = |program: &Path, args: &[String]| measure::run(folder.path(), &[], program, args);
    let (mut starts, mut nothings) = (Vec::new(), Vec::new());
    for _ in 0..options.runs().max(if options.quick { 1 } else { STARTS }) {
        starts.push(start(&program, &args)?);
        nothings.push(start(&itself, &["nothing".to_owned()])?);
    }
    Ok((measure::median(&starts), measure::median(&nothings)))
}

/// A release build that finds nothing built.
fn build() -> anyhow::Result<Row> {
    let (folder, target) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let manifest = std::env::current_dir()?.join("Cargo.toml");
    let args = [
        "build",
        "--release",
        "--locked",
        "--manifest-path",
        &manifest.display().to_string(),
        "--target-dir",
        &target.path().display().to_string(),
    ]
    .map(str::to_owned);
    let usage = measure::run(folder.path(), &[], Path::new("cargo"), &args)?;
    Ok(Row::new("build", "cold `cargo build --release`")
        .with(Figure::new("wall", usage.wall, Unit::Seconds))
        .with(Figure::new("CPU", usage.cpu, Unit::Seconds)))
}

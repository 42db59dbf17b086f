//! The measurements of the README's table: each job runs as a process of its own against a stand-in
//! that serves prepared pages. `benches/e2e` builds the program and starts this.
//!
//! The same binary plays the other processes as well, each for one purpose: `serve` is the stand-in,
//! `read` the bare client that a plan is compared with, `parse` the YAML parser alone, and `measure` runs
//! one program and prints what it used. A change of the program must never change its yardsticks, so
//! none of them uses its code; only `read-registry` does, which measures a part of a plan.

// Counts and sizes become ratios here; none comes near 2^52.
#![allow(clippy::cast_precision_loss)]

mod baseline;
mod docs;
mod machine;
mod measure;
mod options;
mod pages;
mod reader;
mod results;
mod rows;
mod scale;
mod scenario;
mod server;
mod stage;
mod strace;
mod table;
mod yardsticks;

use std::fs;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser as _;

use crate::options::{Mode, Options};
use crate::results::Results;

fn main() -> ExitCode {
    let ended = match Options::parse() {
        Options {
            mode: Some(mode), ..
        } => play(mode),
        options => bench(&options),
    };
    ended.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

/// Runs one of the other processes.
fn play(mode: Mode) -> anyhow::Result<ExitCode> {
    match mode {
        Mode::Serve(scenario) => server::serve(scenario)?,
        Mode::Read { address, scenario } => reader::read_all(&address, scenario)?,
        Mode::Parse { file } => yardsticks::parse(&file)?,
        Mode::ReadRegistry { url } => yardsticks::read_registry(&url)?,
        Mode::Nothing => {}
        Mode::Measure(measured) => measure::play(&measured)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Measures, prints the table, and compares the ratios with the committed ones.
fn bench(options: &Options) -> anyhow::Result<ExitCode> {
    if options.check_docs && !docs::are_current()? {
        return Ok(ExitCode::FAILURE);
    }
    if options.measures_nothing() {
        return write_docs(options);
    }
    let rows = rows::measure(options)?;
    let results = Results {
        machine: machine::facts(&options.binary()?)?,
        runs: options.runs(),
        rows,
    };
    print!("{}", table::full(&results));
    let json = options.json();
    if let Some(folder) = json.parent() {
        fs::create_dir_all(folder)?;
    }
    results.save(&json)?;
    eprintln!("the same as JSON: {}", json.display());
    if options.save_baseline {
        results.save(&baseline::path()).context("the baseline")?;
    }
    write_docs(options)?;
    if options.save_baseline || options.quick {
        return Ok(ExitCode::SUCCESS);
    }
    baseline::compare(&results)
}

fn write_docs(options: &Options) -> anyhow::Result<ExitCode> {
    if options.write_docs {
        docs::write(&baseline::read()?)?;
    }
    Ok(ExitCode::SUCCESS)
}

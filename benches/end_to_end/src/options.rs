//! Options of the command, and the modes in which the same binary plays other processes.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Parser, Subcommand};

use crate::measure::Measured;
use crate::scenario::Scenario;

/// Measures Switchboard against a stand-in and prints the results as Markdown
#[derive(Debug, Parser)]
#[command(name = "benches/e2e", args_conflicts_with_subcommands = true)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of its own"
)]
pub(crate) struct Options {
    #[command(subcommand)]
    pub(crate) mode: Option<Mode>,

    /// Measure only this row, or the rows whose names begin with these words; repeatable
    #[arg(long, value_name = "ROW")]
    only: Vec<String>,

    /// Runs of each measurement, of which the median counts
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    runs: Option<u16>,

    /// Numbers of the rows that are measured at several sizes
    #[arg(long, value_name = "N", value_delimiter = ',')]
    numbers: Vec<usize>,

    /// Subaccounts of the row that has many
    #[arg(long, value_name = "N")]
    accounts: Option<usize>,

    /// Every row, but small and once: a check that the measurements work
    #[arg(long)]
    pub(crate) quick: bool,

    /// Also time a cold release build
    #[arg(long)]
    pub(crate) build: bool,

    /// Measure this program instead of the one that was built beside this
    #[arg(long, value_name = "PATH")]
    binary: Option<PathBuf>,

    /// Where the results are written as JSON
    #[arg(long, value_name = "PATH")]
    json: Option<PathBuf>,

    /// Make these results the committed ones (benches/baseline.json)
    #[arg(long)]
    pub(crate) save_baseline: bool,

    /// Write the tables of README.md and docs/performance.md from the committed results; alone, it measures nothing
    #[arg(long)]
    pub(crate) write_docs: bool,

    /// Check that the tables of the documents show the committed results; alone, it measures nothing
    #[arg(long)]
    pub(crate) check_docs: bool,
}

/// A process that the measurements start.
#[derive(Debug, Subcommand)]
pub(crate) enum Mode {
    /// The stand-in for Twilio
    #[command(hide = true)]
    Serve(Scenario),
    /// The bare client: reads the pages of numbers one after another
    #[command(hide = true)]
    Read {
        address: String,
        #[command(flatten)]
        scenario: Scenario,
    },
    /// The YAML parser alone
    #[command(hide = true)]
    Parse { file: PathBuf },
    /// What a plan reads of a registry
    #[command(hide = true)]
    ReadRegistry { url: String },
    /// Nothing: what starting a process costs
    #[command(hide = true)]
    Nothing,
    /// Runs a program and prints what it used
    #[command(hide = true)]
    Measure(Measured),
}

impl Options {
    /// Whether a row was asked for, by its name or by the first words of it.
    pub(crate) fn wants(&self, row: &str) -> bool {
        let rest = |only: &String| row.strip_prefix(only.as_str());
        self.only.is_empty()
            || self
                .only
                .iter()
                .filter_map(rest)
                .any(|rest| rest.is_empty() || rest.starts_with('-'))
    }

    /// Whether a row was asked for whose name begins with this word.
    pub(crate) fn wants_within(&self, word: &str) -> bool {
        self.only.iter().any(|only| only.starts_with(word))
    }

    pub(crate) fn runs(&self) -> usize {
        let usual = if self.quick { 1 } else { 5 };
        self.runs.map_or(usual, usize::from)
    }

    /// The sizes of a row that is measured at several.
    pub(crate) fn sizes(&self) -> Vec<usize> {
        match (self.numbers.as_slice(), self.quick) {
            ([], true) => vec![100, 1_000],
            ([], false) => vec![1_000, 10_000, 100_000],
            (numbers, _) => numbers.to_vec(),
        }
    }

    /// Subaccounts of the row that has many.
    pub(crate) fn subaccounts(&self) -> usize {
        self.accounts.unwrap_or(if self.quick { 10 } else { 1_000 })
    }

    /// The program that is measured.
    pub(crate) fn binary(&self) -> anyhow::Result<PathBuf> {
        let path = match &self.binary {
            Some(path) => path.clone(),
            None => std::env::current_exe()?.with_file_name("switchboard"),
        };
        path.canonicalize()
            .with_context(|| format!("{}: build it first, or use --binary", path.display()))
    }

    pub(crate) fn json(&self) -> PathBuf {
        let usual = || PathBuf::from("target/e2e/results.json");
        self.json.clone().unwrap_or_else(usual)
    }

    /// Whether only documents are written or checked.
    pub(crate) fn measures_nothing(&self) -> bool {
        let measured = self.save_baseline || self.quick || self.build || !self.only.is_empty();
        (self.write_docs || self.check_docs) && !measured
    }
}

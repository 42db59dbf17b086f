//! `report merge`: the documents of several shards or environments as one report.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use serde_json::Value;

use crate::cli::exit_code::{DIFFERENCES, Exit};
use crate::cli::failure::{OfKind as _, fail_with_help};
use crate::cli::global_options::Global;
use crate::cli::help::{Page, exits, variables};
use crate::cli::input::config_files;
use crate::cli::input::project::Project;
use crate::cli::output::formats::{DriftFormat, ReportFormat, named};
use crate::cli::output::protected::Protected;
use crate::cli::output::report_files::{self, ReportTo};
use crate::cli::output::terminal;
use crate::engine::RunErrorKind;
use crate::report::merge::{self, Merged, Piece, ReadError};

mod output;

use output::Output;

/// The largest document that is read, in bytes, as for a saved plan.
const LARGEST: u64 = 512 * 1024 * 1024;

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        (
            "Merge the plans of three shards into one comment",
            &["switchboard report merge plan-1.json plan-2.json plan-3.json --format markdown"],
        ),
        (
            "Merge the drift of several environments into one page",
            &["switchboard report merge prod.json staging.json --report html=drift.html"],
        ),
    ],
    exits: &[
        ("0", "merged; nothing drifted, and no check failed"),
        (
            "1",
            "error: usage, a file that is no document, shards that overlap or are of different counts",
        ),
        (
            "2",
            "something drifted, or a check failed; --drift-exit-code chooses another code",
        ),
        (
            "3",
            "incomplete: a shard is missing or incomplete, or a declared object has an error",
        ),
        exits::SIGNALS,
    ],
    variables: variables::ALL,
};

/// Merge the documents of several shards or environments into one report
///
/// Takes the JSON documents of `plan`, `apply`, `drift` or `test`. The shards of an environment become one
/// document, in which all counts are added up; a shard that is missing or incomplete is named and
/// makes the whole incomplete. A merged plan cannot be applied: apply the plan of each shard.
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct Merge {
    /// The documents, as `--format json` or `--report json=PATH` writes them
    #[arg(value_name = "DOCUMENT", required = true)]
    documents: Vec<PathBuf>,

    /// Exit code if anything drifted, or a check failed
    #[arg(long, value_name = "N", default_value_t = DIFFERENCES)]
    drift_exit_code: u8,

    /// Format of the report on stdout
    #[arg(long, value_enum, default_value_t = DriftFormat::Shared(ReportFormat::Human), value_name = "FORMAT")]
    format: DriftFormat,

    /// Also write a report to a file; repeatable
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    reports: Vec<ReportTo<DriftFormat>>,
}

impl Merge {
    /// The exit code for drift.
    pub(super) fn exit_code(&self) -> u8 {
        self.drift_exit_code
    }

    pub(super) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        let (mut pieces, mut failed) = (Vec::new(), Vec::new());
        for path in &self.documents {
            pieces.extend(read(path, &mut failed)?);
        }
        let merged = match merge::merge(pieces, &failed, env!("CARGO_PKG_VERSION")) {
            Ok(merged) => merged,
            Err(error) => {
                return fail_with_help(
                    RunErrorKind::Options,
                    format!("nothing was merged: {error}"),
                    "give one document for each shard of one plan, apply or drift check",
                );
            }
        };
        self.refuse_formats(&merged)?;
        let output = Output::of(merged, global.verbose > 0);
        // A merge does not need the configuration, but no report may replace it. Its files are not
        // known if it cannot be read.
        let mut protected = match Project::read(global) {
            Ok(project) => project.protected(),
            Err(_) => Protected::of_installation(global),
        };
        for path in &self.documents {
            protected.add(path, "a document that is merged");
        }
        let written = report_files::write_files(&self.reports, &protected, |format| {
            output.render(format, false)
        });
        let human = DriftFormat::Shared(ReportFormat::Human);
        if self.format == human {
            terminal::eprint(&output.problems());
        }
        let color = terminal::color_stdout(global);
        terminal::print_as(self.format.into(), &output.render(self.format, color))?;
        if written {
            report_files::say_written(&self.reports, global);
        }
        Ok(Exit {
            error: !written,
            incomplete: output.merged.is_incomplete(),
            differences: output.merged.differs(),
            ..Exit::DONE
        })
    }

    /// Refuses formats that the merged documents do not have.
    fn refuse_formats(&self, merged: &Merged) -> anyhow::Result<()> {
        use DriftFormat::{Junit, Sarif, Shared};
        let formats = self.reports.iter().map(ReportTo::format);
        let has = |format: &DriftFormat| match (merged, format) {
            (Merged::Plans(_), Junit | Sarif) => false,
            (Merged::Plans(_), Shared(_)) | (Merged::Drifts(_), _) => true,
            (Merged::Tests(_), format) => matches!(
                format,
                Junit | Shared(ReportFormat::Human | ReportFormat::Json)
            ),
        };
        let (what, other) = match merged {
            Merged::Plans(_) => ("plans", "only drift and test have it"),
            _ => ("tests", "they have human, json and junit"),
        };
        match formats.chain([self.format]).find(|format| !has(format)) {
            Some(format) => {
                let summary = format!("{what} have no format {}", named(&format));
                fail_with_help(RunErrorKind::Options, summary, other)
            }
            None => Ok(()),
        }
    }
}

/// The documents of a file. A file that is not there, or is empty, and one with the problems that
/// kept a command from its work, is a run that made no document: it is added to `failed`.
fn read(path: &Path, failed: &mut Vec<Value>) -> anyhow::Result<Vec<Piece>> {
    let shown = config_files::shown(path);
    if !path.exists() {
        failed.push(merge::no_document(&shown, "it does not exist"));
        return Ok(Vec::new());
    }
    let bytes = config_files::read_at_most(path, LARGEST)
        .with_context(|| format!("{shown} cannot be read"))
        .of_kind(RunErrorKind::Input)?;
    let text = bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .with_context(|| format!("{shown} cannot be merged: it is too large, or not a text"))
        .of_kind(RunErrorKind::Input)?;
    if text.trim().is_empty() {
        failed.push(merge::no_document(&shown, "it is empty"));
        return Ok(Vec::new());
    }
    match merge::read(&text) {
        Ok(pieces) => Ok(pieces),
        Err(error @ ReadError::Problems(_)) => {
            failed.push(merge::no_document(&shown, &error.to_string()));
            if let ReadError::Problems(problems) = error {
                failed.extend(problems);
            }
            Ok(Vec::new())
        }
        Err(error) => Err(error)
            .with_context(|| format!("{shown} cannot be merged"))
            .of_kind(RunErrorKind::Input),
    }
}

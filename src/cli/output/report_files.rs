//! Reports that go to files, in addition to the result on stdout.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::ValueEnum;

use crate::cli::global_options::Global;
use crate::cli::input::config_files;
use crate::cli::output::atomic_write::{self, Readers};
use crate::cli::output::formats::{self, Format};
use crate::cli::output::protected::Protected;
use crate::cli::output::suggestions;
use crate::cli::output::terminal::{self, Form};
use crate::engine::{RunError, RunErrorKind};

/// The description of a file that the same command has written already.
pub(crate) const OTHER_OUTPUT: &str = "another output of this command";

/// `FORMAT=PATH`, with the formats that a command has.
#[derive(Debug, Clone)]
pub(crate) struct ReportTo<F = Format> {
    format: F,
    /// The file to write to.
    pub path: PathBuf,
}

impl<F: Copy> ReportTo<F> {
    /// The format of the report.
    pub(crate) fn format(&self) -> F {
        self.format
    }
}

impl<F: ValueEnum> FromStr for ReportTo<F> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = text
            .split_once('=')
            .filter(|(_, path)| !path.is_empty())
            .ok_or("write FORMAT=PATH")?;
        Ok(Self {
            format: F::from_str(format, true).map_err(|_| formats::unknown::<F>(format))?,
            path: path.into(),
        })
    }
}

/// Writes every report to its file, but over none of the protected files, and over no other report
/// of the same command. If one cannot be written, an error is printed and the others are still
/// written. Returns whether all could be written.
pub(crate) fn write_files<F: Copy + Into<Form>>(
    files: &[ReportTo<F>],
    protected: &Protected,
    render: impl Fn(F) -> String,
) -> bool {
    let mut written = true;
    let mut protected = protected.clone();
    for to in files {
        let mut content = render(to.format);
        let form = to.format.into();
        if form == Form::Text {
            content = suggestions::complete(&content).into_owned();
        }
        // A device or a pipe may lead to the log that a runner reads, as stdout does.
        if form == Form::Text || atomic_write::is_added_to(&to.path) {
            content = terminal::harmless(form, &content).into_owned();
        }
        let put = atomic_write::put(&to.path, content.as_bytes(), Readers::Umask, &protected);
        protected.add(&to.path, OTHER_OUTPUT);
        if let Err(error) = put {
            unwritten(&to.path, error);
            written = false;
        }
    }
    written
}

/// Says on stderr which reports were written to files.
pub(crate) fn say_written<F>(files: &[ReportTo<F>], global: &Global) {
    let named = files
        .iter()
        .filter(|to| !atomic_write::is_added_to(&to.path));
    let named: Vec<String> = named.map(|to| config_files::shown(&to.path)).collect();
    if !named.is_empty() && !global.quiet {
        terminal::eprint(&format!("Wrote {}\n", named.join(", ")));
    }
}

/// Whether every report may be written to its file.
pub(crate) fn may_write<F>(files: &[ReportTo<F>], protected: &Protected) -> bool {
    let refused = files.iter().filter(|to| {
        let checked = protected.check(&to.path);
        checked.map_err(|error| unwritten(&to.path, error)).is_err()
    });
    // `count` checks every report, so that each refusal is printed.
    refused.count() == 0
}

/// Prints the error for a report that cannot be written.
fn unwritten(path: &Path, path_error: std::io::Error) {
    let shown = config_files::shown(path);
    let error = RunError::new(
        RunErrorKind::Output,
        format!("the report {shown} cannot be written"),
    );
    terminal::eprint_error(&error.caused_by(path_error).into());
}

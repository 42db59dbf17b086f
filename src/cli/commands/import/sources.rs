//! The files of other tools that an import reads: states of Terraform, and a list of numbers.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::failure::fail_with_help;
use crate::cli::global_options::Global;
use crate::cli::input::config_files::{no_file, read_at_most, shown};
use crate::cli::output::problems;
use crate::engine::RunErrorKind;
use crate::import::sources::claims::Sources;
use crate::import::sources::{Unreadable, csv, terraform};
use crate::yaml::{self, Diagnostic};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 512 * 1024 * 1024;
/// The path that means stdin.
const STDIN: &str = "-";

/// The options that name files of other tools.
#[derive(Debug, Args)]
pub(super) struct SourceOptions {
    /// Import what this Terraform state manages, under its names: a state of version 4, or what
    /// `show -json` prints; - is stdin; repeatable
    #[arg(long = "from-tfstate", value_name = "FILE")]
    states: Vec<PathBuf>,

    /// Import the numbers in this list, under its names: CSV with a header; - is stdin
    #[arg(long = "from-csv", value_name = "FILE")]
    list: Option<PathBuf>,

    /// Declare the URLs of the list where they differ, so that the plan changes these numbers
    #[arg(long, requires = "list")]
    desired_from_csv: bool,

    /// Write files that make Terraform drop the imported objects without destroying them, into this
    /// folder
    #[arg(long, value_name = "DIR", requires = "states")]
    pub(super) handover: Option<PathBuf>,
}

impl SourceOptions {
    /// Reads the files. `None` if one is not what it should be, which has been reported.
    pub(super) fn read(&self, global: &Global) -> anyhow::Result<Option<Sources>> {
        let is_stdin = |path: &&PathBuf| path.as_os_str() == STDIN;
        if self
            .states
            .iter()
            .chain(&self.list)
            .filter(is_stdin)
            .count()
            > 1
        {
            return fail_with_help(
                RunErrorKind::Options,
                "stdin is named twice",
                "name it once, and write the rest to a file",
            );
        }
        let mut sources = Sources {
            desired_from_list: self.desired_from_csv,
            ..Sources::default()
        };
        let mut unreadable: Vec<Unreadable> = Vec::new();
        for path in &self.states {
            let (name, bytes) = bytes(path)?;
            match terraform::read(&name, &bytes) {
                Ok(state) => sources.states.push(state),
                Err(error) => unreadable.push(error),
            }
        }
        if let Some(path) = &self.list {
            let (name, bytes) = bytes(path)?;
            match csv::read(&name, &bytes) {
                Ok(list) => {
                    if self.desired_from_csv {
                        unreadable.extend(list.undeclarable_urls());
                    }
                    sources.list = Some(list);
                }
                Err(errors) => unreadable.extend(errors),
            }
        }
        if unreadable.is_empty() {
            return Ok(Some(sources));
        }
        let problems = unreadable.into_iter().map(|error| {
            let code = RunErrorKind::Input.code();
            Diagnostic::error(code, error.to_string()).help(error.help)
        });
        let problems: Vec<Diagnostic> = problems.collect();
        problems::eprint(&problems, &yaml::Sources::default(), global);
        Ok(None)
    }
}

/// The name of a file for messages, and its content.
fn bytes(path: &Path) -> anyhow::Result<(String, Vec<u8>)> {
    let unread = |name: &str, why: String| {
        fail_with_help(
            RunErrorKind::Input,
            format!("{name} cannot be read: {why}"),
            "check the path and its permissions",
        )
    };
    let too_large = || "it is larger than 512 MiB".to_owned();
    if path.as_os_str() == STDIN {
        let name = "stdin";
        let mut bytes = Vec::new();
        let read = io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes);
        return match read {
            Ok(read) if read as u64 > LARGEST => unread(name, too_large()),
            Ok(_) => Ok((name.to_owned(), bytes)),
            Err(error) => unread(name, error.to_string()),
        };
    }
    let name = shown(path);
    if let Some(problem) = no_file(path) {
        return unread(&name, problem.summary);
    }
    match read_at_most(path, LARGEST) {
        Ok(Some(bytes)) => Ok((name, bytes)),
        Ok(None) => unread(&name, too_large()),
        Err(error) => unread(&name, error.to_string()),
    }
}

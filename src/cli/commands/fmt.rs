//! `fmt`: the configuration's files in canonical layout. Nothing but their layout changes.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;

use anyhow::Context as _;
use clap::Args;

use self::formatted::formatted;
use self::paths::paths;
use crate::cli::exit_code::Exit;
use crate::cli::failure::OfKind as _;
use crate::cli::global_options::Global;
use crate::cli::help::{Page, exits, variables};
use crate::cli::input::config_files;
use crate::cli::output::{atomic_write, problems, terminal};
use crate::config::Text;
use crate::engine::RunErrorKind;
use crate::report;
use crate::yaml::{Diagnostic, MAX_BYTES, Place, Sources};

mod formatted;
mod paths;

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        (
            "Format the configuration and its overlays",
            &["switchboard fmt"],
        ),
        (
            "Fail in a pipeline if a file is not formatted",
            &["switchboard fmt --check"],
        ),
        (
            "Format what an editor sends",
            &["switchboard fmt - < switchboard.yaml"],
        ),
    ],
    exits: &[
        exits::DONE,
        ("1", "error: usage, or a file that is not valid YAML"),
        ("2", "with --check: something would change"),
        exits::SIGNALS,
    ],
    variables: &[variables::OUTPUT],
};

/// Format the configuration's files
///
/// Changes indentation, spaces and blank lines only; values, order, quotes and comments stay.
/// Formats the files of the configuration and all their overlays in envs/. A file that is not
/// valid YAML is not changed.
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct Fmt {
    /// Write nothing; show what would change, and exit with 2 if anything would
    #[arg(long)]
    check: bool,

    /// `-` formats stdin to stdout
    #[arg(value_name = "-", value_parser = only_stdin, conflicts_with = "files")]
    stdin: Option<()>,
}

fn only_stdin(text: &str) -> Result<(), String> {
    match text {
        "-" => Ok(()),
        _ => Err("the only argument is `-` for stdin; name files and folders with -f".to_owned()),
    }
}

impl Fmt {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        if self.stdin.is_some() {
            return self.stdin(global);
        }
        // Overlays are all formatted, whichever is chosen.
        let mut found = config_files::gather(&Global {
            env: None,
            ..global.clone()
        })?;
        let paths = paths(&mut found);
        problems::eprint(&found.problems, &Sources::default(), global);
        let mut exit = Exit::error_if(found.problems.iter().any(Diagnostic::is_error));
        let reported: BTreeSet<&str> = found.problems.iter().filter_map(file).collect();
        for path in paths {
            if !reported.contains(config_files::shown(&path).as_str()) {
                exit = exit.and(self.file(&path, global)?);
            }
        }
        Ok(exit)
    }

    fn stdin(&self, global: &Global) -> anyhow::Result<Exit> {
        let mut bytes = Vec::new();
        let most = MAX_BYTES as u64 + 1;
        std::io::stdin()
            .take(most)
            .read_to_end(&mut bytes)
            .context("stdin cannot be read")
            .of_kind(RunErrorKind::Input)?;
        let Some(formatted) = formatted("<stdin>".to_owned(), bytes, global) else {
            return Ok(Exit::ERROR);
        };
        if self.check {
            return formatted.check();
        }
        terminal::print_as(terminal::Form::Exact, formatted.text())?;
        Ok(Exit::DONE)
    }

    fn file(&self, path: &Path, global: &Global) -> anyhow::Result<Exit> {
        let mut texts: Vec<Text> = Vec::new();
        let mut unread = Vec::new();
        config_files::read(path, &mut texts, &mut unread);
        problems::eprint(&unread, &Sources::default(), global);
        let Some(text) = texts.pop() else {
            return Ok(Exit::ERROR);
        };
        let Some(formatted) = formatted(text.name.clone(), text.bytes, global) else {
            return Ok(Exit::ERROR);
        };
        if self.check {
            return formatted.check();
        }
        if formatted.changed {
            let written = atomic_write::rewrite(path, formatted.text().as_bytes());
            if let Err(error) = written {
                let error = anyhow::Error::from(error);
                terminal::eprint_error(&error.context(format!("{} cannot be written", text.name)));
                return Ok(Exit::ERROR);
            }
            terminal::print(&format!("{}\n", report::text::escape::neutral(&text.name)))?;
        }
        Ok(Exit::DONE)
    }
}

/// The file's name, if the problem concerns the whole file.
fn file(problem: &Diagnostic) -> Option<&str> {
    match &problem.place {
        Some(Place::File(name)) => Some(name),
        _ => None,
    }
}

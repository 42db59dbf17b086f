//! `init`: a starter configuration, which never overwrites anything.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::Context;
use clap::Args;

use crate::cli::commands::schema::Document;
use crate::cli::exit_code::Exit;
use crate::cli::failure::{OfKind as _, fail_with_help};
use crate::cli::global_options::Global;
use crate::cli::help::{Page, exits, variables};
use crate::cli::input::config_files;
use crate::cli::output::protected::Protected;
use crate::cli::output::{suggestions, terminal};
use crate::engine::RunErrorKind;
use crate::registry;

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        ("Write switchboard.yaml", &["switchboard init"]),
        ("Write another file", &["switchboard init -f texts.yaml"]),
    ],
    exits: &[
        exits::DONE,
        ("1", "error, such as: the file already exists"),
    ],
    variables: &[variables::OUTPUT],
};

/// Write a starter switchboard.yaml, and the schemas with which editors check and complete it
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct Init {}

/// The starter configuration. A test keeps it valid.
pub(crate) const STARTER: &str = include_str!("starter.yaml");

/// Fails because a file exists.
fn exists<T>(shown: &str) -> anyhow::Result<T> {
    fail_with_help(
        RunErrorKind::Output,
        format!("{shown} already exists, and init never overwrites a file"),
        "name another file with -f",
    )
}

impl Init {
    #[expect(
        clippy::unused_self,
        reason = "every command has this method; init has no arguments yet"
    )]
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        let path = match global.files.as_slice() {
            [] => match config_files::defaults().first() {
                None => "switchboard.yaml".into(),
                Some(there) => {
                    return exists(&config_files::shown(there));
                }
            },
            [one] => one.clone(),
            _ => {
                return fail_with_help(
                    RunErrorKind::Options,
                    "init writes one file, and -f names several",
                    "give -f once, or leave it out",
                );
            }
        };
        let shown = config_files::shown(&path);
        Protected::of_installation(global)
            .check(&path)
            .with_context(|| format!("{shown} cannot be written"))
            .of_kind(RunErrorKind::Output)?;
        let mut file = match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                return exists(&shown);
            }
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("{shown} cannot be written"))
                    .of_kind(RunErrorKind::Output);
            }
        };
        file.write_all(STARTER.as_bytes())
            .with_context(|| format!("{shown} cannot be written"))
            .of_kind(RunErrorKind::Output)?;
        write_schemas(&config_files::folder_of(&path).join(registry::OWN))?;
        let options = suggestions::options(global);
        let given: Vec<String> = options.iter().map(|option| format!(" {option}")).collect();
        let given = given.concat();
        let steps = [
            (format!("validate{given}"), "check it, offline"),
            (
                format!("plan{given} --sandbox"),
                "see what would happen, without an account",
            ),
            (
                format!("plan{given}"),
                "see what would happen to your account",
            ),
        ];
        let width = steps.iter().map(|(step, _)| step.chars().count()).max();
        let width = width.unwrap_or_default();
        let steps: Vec<String> = steps
            .iter()
            .map(|(step, what)| format!("  switchboard {step:width$}    {what}\n"))
            .collect();
        let steps = steps.concat();
        terminal::print(&format!("Wrote {shown}. Edit it, then:\n{steps}"))?;
        Ok(Exit::DONE)
    }
}

/// Writes the schemas that the starter and overlays name into our own folder. An editor then helps
/// at once, and offline.
///
/// The starter is complete without them. If one cannot be written, a message says how to make it.
fn write_schemas(folder: &Path) -> anyhow::Result<()> {
    // The folder of the registry to come is kept out of version control from the beginning. If it
    // cannot be made now, the first apply makes it or reports why not.
    let _ = registry::make_folder(folder);
    for document in [Document::Config, Document::Overlay] {
        let name = document.word();
        let path = folder.join(format!("{name}.schema.json"));
        let shown = config_files::shown(&path);
        let text = document.text()?;
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        let outcome = match file.and_then(|mut file| file.write_all(text.as_bytes())) {
            Ok(()) => continue,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                if fs::read(&path).is_ok_and(|there| there == text.as_bytes()) {
                    continue;
                }
                format!("{shown} is from another version and was left as it is")
            }
            Err(error) => format!("{shown} cannot be written: {error}"),
        };
        terminal::eprint(&format!(
            "warning: {outcome}\n  help: `switchboard schema {name}` prints it, for editors\n"
        ));
    }
    Ok(())
}

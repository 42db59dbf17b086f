//! `man`: manual pages, made from the same definitions as the help pages. It is for packaging a
//! release, so the help does not list it.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, CommandFactory};
use clap_mangen::roff::{Roff, bold, roman};

use crate::cli::Cli;
use crate::cli::exit_code::Exit;
use crate::cli::failure::OfKind as _;
use crate::cli::global_options::Global;
use crate::cli::help::{self, Part};
use crate::cli::input::config_files;
use crate::cli::output::atomic_write::{self, Readers};
use crate::cli::output::protected::Protected;
use crate::engine::RunErrorKind;

/// Write the manual pages
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The folder to write to; created if it does not exist
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Man {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        self.write(global).of_kind(RunErrorKind::Output)
    }

    fn write(&self, global: &Global) -> anyhow::Result<Exit> {
        let shown = || format!("{} cannot be written", config_files::shown(&self.out));
        std::fs::create_dir_all(&self.out).with_context(shown)?;
        let protected = Protected::of_installation(global);
        let mut command = Cli::command().disable_help_subcommand(true);
        command.build();
        for (name, content) in pages(&command)? {
            let path = self.out.join(name);
            atomic_write::put(&path, &content, Readers::Umask, &protected)
                .with_context(|| format!("{} cannot be written", config_files::shown(&path)))?;
        }
        Ok(Exit::DONE)
    }
}

/// The names and contents of the pages of a command and of all below it.
fn pages(command: &clap::Command) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut all = Vec::new();
    for below in command.get_subcommands().filter(|one| !one.is_hide_set()) {
        all.extend(pages(below)?);
    }
    let page = clap_mangen::Man::new(command.clone());
    let mut content = Vec::new();
    page.render_title(&mut content)?;
    page.render_name_section(&mut content)?;
    page.render_synopsis_section(&mut content)?;
    page.render_description_section(&mut content)?;
    page.render_options_section(&mut content)?;
    if command.has_subcommands() {
        page.render_subcommands_section(&mut content)?;
    }
    // The library would put these under one heading, and fill their lines.
    if let Some(text) = command.get_after_long_help() {
        end(&text.to_string()).to_writer(&mut content)?;
    }
    if command.get_version().is_some() {
        page.render_version_section(&mut content)?;
    }
    all.push((page.get_filename(), content));
    Ok(all)
}

/// The sections that the end of a help text becomes.
fn end(text: &str) -> Roff {
    let mut roff = Roff::new();
    for part in help::parts(text) {
        match part {
            Part::Heading(heading) => {
                roff.control("SH", [heading.to_uppercase().as_str()]);
            }
            Part::Purpose(purpose) => {
                roff.control("PP", []);
                roff.text([roman(purpose)]);
            }
            Part::Line(line) => {
                roff.control("RS", ["4"]);
                roff.control("nf", []);
                roff.text([bold(line)]);
                roff.control("fi", []);
                roff.control("RE", []);
            }
            Part::Row(name, meaning) => {
                roff.control("TP", []);
                roff.text([bold(name)]);
                roff.text([roman(meaning)]);
            }
        }
    }
    roff
}

//! `fmt`: the configuration's files in canonical layout. Nothing but their layout changes.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use crate::cli::exit_code::Exit;
use crate::cli::failure::OfKind as _;
use crate::cli::global_options::Global;
use crate::cli::input::config_files::{self, Files};
use crate::cli::output::{atomic_write, problems, terminal};
use crate::config::Text;
use crate::engine::RunErrorKind;
use crate::model::FindingCode;
use crate::report;
use crate::yaml::{self, Diagnostic, Findings, MAX_BYTES, Place, SourceId, Sources, YamlCode};

/// Format the configuration's files
///
/// Changes indentation, spaces and blank lines only; values, order, quotes and comments stay.
/// Formats the files of the configuration and all their overlays in envs/. A file that is not
/// valid YAML is not changed.
#[derive(Debug, Args)]
pub struct Fmt {
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

/// A file as it is, and as it should be.
struct Formatted {
    sources: Sources,
    file: SourceId,
    /// The canonical layout, as a source of its own.
    canonical: SourceId,
    changed: bool,
}

impl Fmt {
    pub fn run(&self, global: &Global) -> anyhow::Result<Exit> {
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

impl Formatted {
    fn text(&self) -> &str {
        self.sources.text(self.canonical)
    }

    /// Shows what would change.
    fn check(&self) -> anyhow::Result<Exit> {
        if self.changed {
            let name = report::text::escape::neutral(self.sources.name(self.file));
            let diff = report::fmt_diff::diff(&self.sources, self.file, self.canonical);
            terminal::print(&format!("{name}\n{diff}"))?;
        }
        Ok(Exit {
            differences: self.changed,
            ..Exit::DONE
        })
    }
}

/// Formats a text. Returns `None` if that is impossible, after reporting the reason.
fn formatted(name: String, bytes: Vec<u8>, global: &Global) -> Option<Formatted> {
    let before = bytes.clone();
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let outcome = sources.add(name.clone(), bytes).and_then(|file| {
        let root = yaml::parse(&mut sources, file, &mut findings);
        if root.is_some_and(|root| root.scalar().is_some()) {
            // It may be the file of a secret, so nothing of it is shown.
            let problem = Diagnostic::error(YamlCode::NotAMap, "the file is one text, not a map");
            let problem = problem.help("name the configuration: its keys are at the top level");
            return Err(Box::new(problem.in_file(name)));
        }
        let text = yaml::layout(&sources, file).map_err(Box::new)?;
        Ok((
            file,
            text.as_bytes() != before,
            sources.add(name, text.into_bytes())?,
        ))
    });
    match outcome {
        Ok((file, changed, canonical)) => {
            yaml::parse(&mut sources, canonical, &mut findings);
            sources.conceal(findings.concealed);
            Some(Formatted {
                sources,
                file,
                canonical,
                changed,
            })
        }
        Err(refused) => {
            sources.conceal(findings.concealed);
            problems::eprint(&[*refused], &sources, global);
            None
        }
    }
}

/// The file's name, if the problem concerns the whole file.
fn file(problem: &Diagnostic) -> Option<&str> {
    match &problem.place {
        Some(Place::File(name)) => Some(name),
        _ => None,
    }
}

/// The files to format: those of the configuration and all overlays beside them, each once. A link
/// found in a folder is skipped if it leads out of that folder.
fn paths(found: &mut Files) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    let folders: Vec<&PathBuf> = found.sources.iter().filter(|path| path.is_dir()).collect();
    for path in &found.paths {
        let listed = folders
            .iter()
            .find(|folder| path.parent() == Some(folder.as_path()));
        if listed.is_none_or(|folder| stays_in(path, folder)) {
            paths.push(path.clone());
        }
    }
    for folder in &found.folders {
        match overlays(&folder.join("envs")) {
            Ok(inside) => paths.extend(inside.into_iter().filter(|path| stays_in(path, folder))),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => found.problems.push(
                Diagnostic::error(
                    FindingCode::UnreadableFile,
                    format!("the folder cannot be read: {error}"),
                )
                .help("check the path and its permissions")
                .in_file(config_files::shown(&folder.join("envs"))),
            ),
        }
    }
    let mut seen = BTreeSet::new();
    paths.retain(|path| path.canonicalize().is_ok_and(|path| seen.insert(path)));
    paths
}

/// All overlays in a folder, for any environment.
fn overlays(envs: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(envs)? {
        let path = entry?.path();
        let yaml = path
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "yml");
        if yaml && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn stays_in(path: &Path, folder: &Path) -> bool {
    match (path.canonicalize(), folder.canonicalize()) {
        (Ok(path), Ok(folder)) => path.starts_with(folder),
        _ => false,
    }
}

//! `validate --fix`: writes the corrections.

use std::path::Path;

use serde::Serialize;

use crate::cli::failure::fail_with_help;
use crate::cli::global_options::Global;
use crate::cli::input::config_files::shown;
use crate::cli::input::open_files::is_open_file;
use crate::cli::input::project::Project;
use crate::cli::output::edited_files::{self, EditedFile};
use crate::config::{self, Fixed};
use crate::engine::RunErrorKind;
use crate::report::text::escape::neutral;
use crate::report::text::plural::plural;
use crate::yaml::{Diagnostic, Reason, Span, Suggestion};

/// A correction that was made.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Correction {
    file: String,
    line: usize,
    column: usize,
    before: String,
    after: String,
}

/// The corrections of a configuration.
pub(super) struct Corrections {
    /// Those that are made.
    pub made: Vec<Correction>,
    /// Those that would change something else too.
    pub refused: Vec<(Span, Reason)>,
    files: Vec<Fixed>,
}

/// Refuses to correct what is not in a file.
pub(super) fn refuse_streams(global: &Global) -> anyhow::Result<()> {
    let stream =
        |path: &&std::path::PathBuf| is_open_file(path) || path.as_path() == Path::new("-");
    match global.files.iter().find(stream) {
        None => Ok(()),
        Some(path) => fail_with_help(
            RunErrorKind::Options,
            format!(
                "--fix cannot change {}: it is not a file that can be written back",
                shown(path)
            ),
            "write the configuration to a file, and correct it there",
        ),
    }
}

impl Corrections {
    pub(super) fn of(project: &Project) -> Self {
        let fixes = config::fix(&project.loaded);
        let sources = &project.loaded.origins.sources;
        let correction = |span: &Span| {
            let (start, _) = sources.position(*span);
            let before = sources.slice(*span);
            Correction {
                file: sources.name(span.source).to_owned(),
                line: start.line,
                column: start.column,
                before: before.to_owned(),
                after: format!("\"{before}\""),
            }
        };
        let places = fixes.files.iter().flat_map(|file| &file.quoted);
        Self {
            made: places.map(correction).collect(),
            refused: fixes.refused,
            files: fixes.files,
        }
    }

    /// Writes all files, or none.
    pub(super) fn write(&self, project: &Project) -> anyhow::Result<()> {
        let sources = &project.loaded.origins.sources;
        let mut edited = Vec::new();
        for file in &self.files {
            edited.push(EditedFile {
                path: project.path_of(sources.name(file.source))?,
                before: sources.text(file.source),
                after: &file.text,
            });
        }
        edited_files::write(&edited)
    }

    /// The corrections, a line each.
    pub(super) fn listed(&self) -> String {
        let lines = self.made.iter().map(|one| {
            let (file, line, column) = (neutral(&one.file), one.line, one.column);
            format!("{file}:{line}:{column}: {} → {}\n", one.before, one.after)
        });
        let lines: String = lines.collect();
        format!("{lines}Fixed {}.\n", plural(self.made.len(), "place"))
    }

    /// Adds to each problem that has one right correction why it was not made.
    pub(super) fn explain(&self, diagnostics: &mut [Diagnostic]) {
        for diagnostic in diagnostics {
            if diagnostic.suggestion != Some(Suggestion::InQuotes) {
                continue;
            }
            let refused = self.refused.iter();
            let mut reasons = refused.filter(|(span, _)| diagnostic.span() == Some(*span));
            if let Some((_, reason)) = reasons.next() {
                diagnostic.help = format!(
                    "{}; --fix did not do it, because {reason}: {}",
                    diagnostic.help,
                    reason.help()
                );
            }
        }
    }
}

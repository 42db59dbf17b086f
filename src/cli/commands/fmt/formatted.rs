//! One text, and its canonical layout.

use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::output::{problems, terminal};
use crate::report;
use crate::yaml::{self, Diagnostic, Findings, SourceId, Sources, YamlCode};

/// A file as it is, and as it should be.
pub(super) struct Formatted {
    sources: Sources,
    file: SourceId,
    /// The canonical layout, as a source of its own.
    canonical: SourceId,
    /// Whether the layouts differ.
    pub changed: bool,
}

impl Formatted {
    /// The canonical text.
    pub(super) fn text(&self) -> &str {
        self.sources.text(self.canonical)
    }

    /// Shows what would change.
    pub(super) fn check(&self) -> anyhow::Result<Exit> {
        if self.changed {
            let name = report::text::escape::neutral(self.sources.name(self.file));
            let diff = report::fmt_diff::diff(&self.sources, self.file, self.canonical);
            terminal::print_as(terminal::Form::Lines, &format!("{name}\n{diff}"))?;
        }
        Ok(Exit {
            differences: self.changed,
            ..Exit::DONE
        })
    }
}

/// Formats a text. Returns `None` if that is impossible, after reporting the reason.
pub(super) fn formatted(name: String, bytes: Vec<u8>, global: &Global) -> Option<Formatted> {
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

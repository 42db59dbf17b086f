//! Reports problems: on stderr for people, in a document of their own for programs, and in every
//! report that was asked for.

use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::exit_code::Exit;
use crate::cli::failure::{help, kind_of};
use crate::cli::global_options::Global;
use crate::cli::input::project::Project;
use crate::cli::output::judged::Judged;
use crate::cli::output::plan_output::ReportFormat;
use crate::cli::output::report_files::{self, ReportTo};
use crate::cli::output::suggestions;
use crate::cli::output::terminal::{self, Form};
use crate::config::Loaded;
use crate::report;
use crate::report::markdown::Size;
use crate::yaml::{Diagnostic, Sources, diagnostic};

/// Prints diagnostics to stderr: errors and warnings; with `-v` also notes, with `-q` only errors.
pub(crate) fn eprint(diagnostics: &[Diagnostic], sources: &Sources, global: &Global) {
    eprint_from(diagnostics, sources, global, global.verbose > 0);
}

fn eprint_from(diagnostics: &[Diagnostic], sources: &Sources, global: &Global, notes: bool) {
    let shown: Vec<Diagnostic> = diagnostics
        .iter()
        .filter(|d| d.is_error() || !global.quiet)
        .filter(|d| !d.is_note() || notes)
        .cloned()
        .collect();
    if !shown.is_empty() {
        terminal::eprint(&report::diagnostics::human(
            &shown,
            sources,
            terminal::color_stderr(global),
        ));
    }
}

/// An error of the run as a diagnostic, for programs.
pub(crate) fn of_error(error: &anyhow::Error) -> Diagnostic {
    let causes: Vec<String> = terminal::causes(error);
    Diagnostic::error(kind_of(error).code(), causes.join(": "))
        .help(help(error).unwrap_or_default())
}

/// An error of the run as a diagnostic, in its JSON form.
pub(crate) fn json_of_error(error: &anyhow::Error) -> Value {
    report::diagnostics::json(&of_error(error), &Sources::default())
}

/// The document of an error that leaves nothing else to print.
pub(crate) fn document_of_error(error: &anyhow::Error) -> String {
    format!("{:#}\n", document(1, 0, &[json_of_error(error)]))
}

/// The document of `validate --format json`.
fn document(errors: usize, warnings: usize, diagnostics: &[Value]) -> Value {
    json!({
        "valid": errors == 0,
        "error_count": errors,
        "warning_count": warnings,
        "diagnostics": diagnostics,
    })
}

/// Problems of a configuration, ready to be reported in any format.
pub(crate) struct Problems<'a> {
    project: &'a Project,
    diagnostics: Vec<Diagnostic>,
    /// Whether people are shown notes without asking for them.
    notes: bool,
    /// The command that found them.
    command: &'static str,
    /// What was corrected; `None` if no correction was asked for.
    fixed: Option<Value>,
    /// What the policy says; `None` without one.
    judged: Option<Judged>,
}

impl<'a> Problems<'a> {
    /// The diagnostics of reading the configuration, and those found after that.
    pub(crate) fn new(project: &'a Project, more: Vec<Diagnostic>) -> Self {
        let mut diagnostics = project.loaded.diagnostics.clone();
        if !more.is_empty() {
            diagnostics.extend(more);
            diagnostic::sort(&mut diagnostics);
        }
        Self {
            project,
            diagnostics,
            notes: false,
            command: "validate",
            fixed: None,
            judged: None,
        }
    }

    /// The same problems, with what the policy says.
    #[must_use]
    pub(crate) fn with_policy(mut self, judged: Option<Judged>) -> Self {
        self.judged = judged;
        self
    }

    /// The same problems, after corrections. The JSON document lists them.
    pub(crate) fn with_fixed(self, fixed: impl Serialize) -> anyhow::Result<Self> {
        let fixed = Some(serde_json::to_value(fixed)?);
        Ok(Self { fixed, ..self })
    }

    /// The same problems, for a command that made no plan.
    #[must_use]
    pub(crate) fn during(mut self, command: &'static str) -> Self {
        self.command = command;
        self
    }

    /// The first sentence of an apply that did not start.
    fn lead(&self) -> Option<&'static str> {
        (self.command == "apply").then_some("Nothing was applied.")
    }

    fn markdown(&self, size: Size) -> String {
        suggestions::fitted(size, |size| self.in_markdown(size))
    }

    fn in_markdown(&self, size: Size) -> String {
        let problems = report::markdown::diagnostics(&self.as_json(), size);
        match self.lead() {
            Some(lead) => format!("## Switchboard {}\n\n**{lead}**\n{problems}", self.command),
            None => problems,
        }
    }

    fn github(&self) -> String {
        let annotations = report::github::annotations(&self.as_json());
        let lead = self.lead().map(|lead| {
            let title = format!("switchboard {}", self.command);
            report::github::notice(&title, lead)
        });
        annotations + &lead.unwrap_or_default()
    }

    /// The same problems, with notes for people too.
    #[must_use]
    pub(crate) fn with_notes(mut self) -> Self {
        self.notes = true;
        self
    }

    /// These diagnostics only, without those of reading the configuration.
    pub(crate) fn only(project: &'a Project, diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            project,
            diagnostics,
            notes: false,
            command: "validate",
            fixed: None,
            judged: None,
        }
    }

    /// Each diagnostic in its JSON form.
    pub(crate) fn as_json(&self) -> Vec<Value> {
        let sources = &self.project.loaded.origins.sources;
        self.diagnostics
            .iter()
            .map(|d| report::diagnostics::json(d, sources))
            .collect()
    }

    fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|d| d.is_error()).count()
    }

    fn notes(&self) -> usize {
        self.diagnostics.iter().filter(|d| d.is_note()).count()
    }

    /// Prints the problems to stderr.
    pub(crate) fn eprint(&self, global: &Global) {
        let sources = &self.project.loaded.origins.sources;
        let notes = self.notes || global.verbose > 0;
        eprint_from(&self.diagnostics, sources, global, notes);
    }

    /// Writes the reports that go to files. Returns whether all could be written.
    pub(crate) fn write_files<F: Copy + Into<ReportFormat> + Into<Form>>(
        &self,
        files: &[ReportTo<F>],
    ) -> bool {
        report_files::write_files(files, &self.project.protected(), |format| {
            self.render(format)
        })
    }

    /// Writes all reports, files first. The exit is an error if any diagnostic is one, or if a file
    /// could not be written.
    pub(crate) fn report<F: Copy + Into<ReportFormat> + Into<Form>>(
        &self,
        format: F,
        files: &[ReportTo<F>],
        global: &Global,
    ) -> anyhow::Result<Exit> {
        let format: ReportFormat = format.into();
        let written = self.write_files(files);
        if format == ReportFormat::Human {
            self.eprint(global);
            if !global.quiet {
                let valid = (self.errors() == 0).then(|| verdict(&self.project.loaded));
                let judged = self.judged.as_ref().map(Judged::line);
                terminal::print(&[valid, judged].map(Option::unwrap_or_default).concat())?;
            }
        } else {
            terminal::print_as(format.into(), &self.render(format))?;
        }
        if written {
            report_files::say_written(files, global);
        }
        Ok(Exit::error_if(self.errors() > 0 || !written))
    }

    /// All problems in a format.
    pub(crate) fn render(&self, format: impl Into<ReportFormat>) -> String {
        match format.into() {
            ReportFormat::Human => {
                let sources = &self.project.loaded.origins.sources;
                let listed = report::diagnostics::human(&self.diagnostics, sources, false);
                let judged = self.judged.as_ref().map(Judged::line);
                let listed = match (self.errors(), self.lead()) {
                    (0, None) => listed + &verdict(&self.project.loaded),
                    (_, None) => listed,
                    (_, Some(lead)) => format!("{lead}\n\n{listed}"),
                };
                listed + &judged.unwrap_or_default()
            }
            ReportFormat::Json => {
                let warnings = self.diagnostics.len() - self.errors() - self.notes();
                let mut document = document(self.errors(), warnings, &self.as_json());
                if let Some(fixed) = &self.fixed {
                    document["fixed"].clone_from(fixed);
                }
                if let Some(judged) = &self.judged {
                    document["policy"] = judged.document();
                }
                format!("{document:#}\n")
            }
            ReportFormat::Markdown => self.markdown(Size::Comment),
            ReportFormat::MarkdownLong => self.markdown(Size::Summary),
            ReportFormat::Github => self.github(),
            ReportFormat::Html => {
                let said = self.lead().unwrap_or("There is no plan.");
                let version = env!("CARGO_PKG_VERSION");
                report::plan::html::problems(self.command, said, &self.as_json(), version)
            }
            ReportFormat::Prometheus => {
                let scope = self.project.scope();
                report::plan::prometheus::problems(self.command, &scope, &self.as_json())
            }
            ReportFormat::GitlabTerraform => report::gitlab::no_counts(),
            ReportFormat::GitlabCodequality => {
                report::gitlab::of_diagnostics(&self.as_json(), &self.project.names)
            }
        }
    }
}

/// One line about a configuration without errors.
fn verdict(loaded: &Loaded) -> String {
    let Some(configuration) = &loaded.configuration else {
        return String::new();
    };
    let providers = configuration.providers.values();
    let numbers = providers.map(|provider| provider.declared().digits().count());
    let numbers = numbers.sum();
    let plural = report::text::plural::plural;
    format!(
        "Valid: {}, {}, {}.\n",
        plural(configuration.providers.len(), "provider"),
        plural(numbers, "number"),
        plural(configuration.keywords.len(), "keyword"),
    )
}

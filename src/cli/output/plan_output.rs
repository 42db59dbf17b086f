//! A plan's outputs: results go to stdout or a file, diagnostics to stderr.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::Timestamp;
use serde_json::Value;

use crate::cli::global_options::Global;
use crate::cli::input::project::Project;
use crate::cli::opened::Inputs;
use crate::cli::output::atomic_write;
pub(crate) use crate::cli::output::formats::{Format, ReportFormat};
use crate::cli::output::problems;
use crate::cli::output::remedies;
use crate::cli::output::report_files::{self, OTHER_OUTPUT, ReportTo, write_files};
use crate::cli::output::suggestions;
use crate::cli::output::terminal::{self, Form};
use crate::cli::output::violations;
use crate::cli::session::Session;
use crate::config::Configuration;
use crate::engine::{self, Chosen, Planned};
use crate::model::{Address, FieldName};
use crate::plan::Reverted;
use crate::report::counterpart::ComparisonDocument;
use crate::report::markdown::Size;
use crate::report::notification::message::Message;
use crate::report::plan::document::{self, PlanDocument};
use crate::report::plan::ending::Ending;
use crate::report::plan::input::{Meta, PlanReport};
use crate::report::{self, notification, plan};
use crate::yaml::{Diagnostic, diagnostic};

/// A plan, ready to be reported in any format.
pub(crate) struct PlanOutput<'a> {
    project: &'a Project,
    configuration: &'a Configuration,
    planned: &'a Planned,
    meta: Meta,
    diagnostics: Vec<Diagnostic>,
    as_json: Vec<Value>,
    comparison: Option<ComparisonDocument>,
    show_unmanaged: bool,
    each: bool,
    ending: Option<Ending<'a>>,
    error: Option<String>,
}

impl<'a> PlanOutput<'a> {
    /// Gathers the contents of a plan's reports.
    pub(crate) fn new(
        inputs: Inputs<'a>,
        session: &Session,
        planned: &'a Planned,
        chosen: Chosen<'_>,
        show_unmanaged: bool,
    ) -> Self {
        let Inputs {
            project,
            configuration,
            ..
        } = inputs;
        let mut diagnostics = project.loaded.diagnostics.clone();
        diagnostics.extend(session.notices.iter().cloned());
        diagnostics.extend(
            planned
                .plan
                .findings
                .iter()
                .map(|finding| engine::placed(finding, &project.loaded.origins))
                .map(|placed| remedies::in_sandbox(placed, session, &planned.elsewhere)),
        );
        violations::add(&mut diagnostics, planned, &project.loaded.origins);
        diagnostic::sort(&mut diagnostics);
        let origins = &project.loaded.origins;
        let sources = &origins.sources;
        let comparison = planned.plan.comparison.as_ref();
        Self {
            project,
            configuration,
            planned,
            meta: Meta {
                tool_version: env!("CARGO_PKG_VERSION").to_owned(),
                timestamp: now(),
                config_sha256: configuration.sha256.clone(),
                files: project.names.clone(),
                sources: project
                    .sources
                    .iter()
                    .map(|path| path.display().to_string())
                    .collect(),
                found: project.found,
                lineage: planned.snapshot.lineage.clone(),
                serial: planned.snapshot.serials.of(chosen.shard),
                shard: chosen.shard,
                shards: Vec::new(),
                targets: chosen.targets.to_vec(),
                excluded: chosen.excluded.to_vec(),
                undoes: planned.undoes.clone(),
                reverts: planned.reverts.as_ref().map(reverted),
            },
            as_json: diagnostics
                .iter()
                .map(|d| report::diagnostics::json(d, sources))
                .collect(),
            diagnostics,
            comparison: comparison.map(|one| engine::compared(one, show_unmanaged, origins)),
            show_unmanaged,
            each: false,
            ending: None,
            error: None,
        }
    }

    /// The same output with the plan's ending, and the error that ended it.
    #[must_use]
    pub(crate) fn ended(mut self, ending: Ending<'a>, error: Option<&anyhow::Error>) -> Self {
        self.ending = Some(ending);
        self.as_json.extend(error.map(problems::json_of_error));
        self.error = error.map(terminal::in_words);
        self
    }

    /// Shows each change in full with `-v`, even if many are alike.
    #[must_use]
    pub(crate) fn each_if_verbose(self, global: &Global) -> Self {
        Self {
            each: global.verbose > 0,
            ..self
        }
    }

    fn with_report<T>(&self, use_it: impl FnOnce(&PlanReport<'_>) -> T) -> T {
        let origins = &self.project.loaded.origins;
        // The values that an undo or a reversal writes are those of the registry.
        let of_files = self.meta.undoes.is_none() && self.meta.reverts.is_none();
        let places = |address: &Address, field: Option<&str>| match field {
            None => engine::located(origins, address, None),
            Some(_) if !of_files => None,
            Some(field) => engine::written(self.configuration, origins, address, field),
        };
        use_it(&PlanReport {
            plan: &self.planned.plan,
            meta: &self.meta,
            places: &places,
            diagnostics: &self.as_json,
            comparison: self.comparison.as_ref(),
            show_unmanaged: self.show_unmanaged,
            each: self.each,
            ending: self.ending,
        })
    }

    /// The plan document.
    pub(crate) fn document(&self) -> PlanDocument {
        suggestions::in_document(self.with_report(document::document))
    }

    /// The notification of the plan or of its ending; `None` if there is nothing to notify.
    pub(crate) fn notification(&self) -> Option<Message> {
        self.with_report(notification::result::message)
    }

    /// The diagnostics in their JSON form.
    pub(crate) fn diagnostics(&self) -> &[Value] {
        &self.as_json
    }

    /// The plan for a terminal.
    pub(crate) fn human(&self, color: bool) -> String {
        let plan = self.with_report(|r| plan::human::plan(r, color, terminal::width()));
        match &self.error {
            Some(error) => plan + error,
            None => plan,
        }
    }

    fn markdown(&self, size: Size) -> String {
        self.with_report(|report| {
            suggestions::fitted(size, |size| plan::markdown::plan(report, size))
        })
    }

    fn render(&self, format: ReportFormat, color: bool) -> String {
        match format {
            ReportFormat::Human => self.human(color),
            ReportFormat::Json => document::to_json(&self.document()),
            ReportFormat::Markdown => self.markdown(Size::Comment),
            ReportFormat::MarkdownLong => self.markdown(Size::Summary),
            ReportFormat::Html => self.with_report(plan::html::plan),
            ReportFormat::Prometheus => self.with_report(plan::prometheus::plan),
            ReportFormat::Github => {
                suggestions::in_commands(&self.with_report(plan::github::plan)).into_owned()
            }
            ReportFormat::GitlabTerraform => self.with_report(plan::gitlab::terraform),
            ReportFormat::GitlabCodequality => self.with_report(plan::gitlab::codequality),
        }
    }

    /// Prints the diagnostics to stderr.
    pub(crate) fn eprint_diagnostics(&self, global: &Global) {
        problems::eprint(
            &self.diagnostics,
            &self.project.loaded.origins.sources,
            global,
        );
    }

    /// Shows the plan on stdout, and for people its diagnostics on stderr.
    pub(crate) fn show(
        &self,
        format: impl Into<ReportFormat>,
        global: &Global,
    ) -> anyhow::Result<()> {
        let format = format.into();
        if format == ReportFormat::Human {
            self.eprint_diagnostics(global);
        }
        if format == ReportFormat::Json {
            return terminal::print_json(|to| self.with_report(|r| document::write(r, to)));
        }
        terminal::print_as(
            format.into(),
            &self.render(format, terminal::color_stdout(global)),
        )
    }

    /// Says on stderr where the plan was saved, and how to apply it.
    pub(crate) fn say_saved(&self, path: &Path, global: &Global) {
        if !global.quiet && !atomic_write::is_added_to(path) {
            terminal::eprint(&self.saved_as(path));
        }
    }

    /// Where the plan was saved, and how to apply it.
    pub(crate) fn saved_as(&self, path: &Path) -> String {
        let plan = &self.planned.plan;
        let named = suggestions::quoted(&path.to_string_lossy());
        let next = if plan.blocked() || plan.effective().next().is_none() {
            String::new()
        } else {
            format!("; run `switchboard apply {named}`")
        };
        let sha256 = plan.sha256();
        format!("Saved {named} (sha256 {sha256}){next}\n")
    }

    /// Writes those reports that a later one replaces, and checks that the others may be written.
    /// Returns whether both succeeded for all.
    pub(crate) fn write_replaceable(&self, files: &[ReportTo<ReportFormat>]) -> bool {
        let (added, replaced): (Vec<_>, Vec<_>) = files
            .iter()
            .cloned()
            .partition(|to| atomic_write::is_added_to(&to.path));
        let allowed = report_files::may_write(&added, &self.project.protected());
        self.write_files(&replaced) && allowed
    }

    /// Writes the reports that go to files. Returns whether all could be written.
    pub(crate) fn write_files<F: Copy + Into<ReportFormat> + Into<Form>>(
        &self,
        files: &[ReportTo<F>],
    ) -> bool {
        self.write_files_beside(None, files)
    }

    /// The same, but not over another output of the same command. Returns whether all could be
    /// written.
    pub(crate) fn write_files_beside<F: Copy + Into<ReportFormat> + Into<Form>>(
        &self,
        other: Option<&Path>,
        files: &[ReportTo<F>],
    ) -> bool {
        let mut protected = self.project.protected();
        if let Some(other) = other {
            protected.add(other, OTHER_OUTPUT);
        }
        write_files(files, &protected, |format| match format.into() {
            ReportFormat::Human => self.human(false) + &self.with_report(plan::policy::violated),
            format => self.render(format, false),
        })
    }
}

/// The fields that a plan reverts, as texts.
fn reverted(reverted: &Reverted) -> BTreeMap<String, BTreeSet<String>> {
    let texts = |(address, fields): (&Address, &BTreeSet<FieldName>)| {
        let fields = fields.iter().map(ToString::to_string).collect();
        (address.to_string(), fields)
    };
    reverted.iter().map(texts).collect()
}

/// The current time, RFC 3339 in UTC, to the second.
pub(crate) fn now() -> String {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second())
        .unwrap_or(now)
        .to_string()
}

//! Merged documents in every format.

use serde_json::Value;

use crate::cli::commands::drift::report::written_as;
use crate::cli::output::formats::{DriftFormat, ReportFormat};
use crate::cli::output::{suggestions, terminal};
use crate::model::{Code, Inspection};
use crate::provider;
use crate::report::markdown::Size;
use crate::report::merge::{self, Merged, RecalledDrift, RecalledPlan};
use crate::report::{check, plan};

/// Merged documents, ready to be reported.
pub(super) struct Output {
    pub(super) merged: Merged,
    recalled: Recalled,
    each: bool,
}

/// The same as values.
enum Recalled {
    Plans(Vec<RecalledPlan>),
    Drifts(Vec<RecalledDrift>),
    Tests(Vec<Inspection>),
}

impl Output {
    pub(super) fn of(merged: Merged, each: bool) -> Self {
        let code_of =
            |text: &str| -> Option<Code> { provider::codes::find(text).map(|known| known.code) };
        let recalled = match &merged {
            Merged::Plans(all) => Recalled::Plans(
                all.iter()
                    .map(|one| RecalledPlan::of(one, &code_of))
                    .collect(),
            ),
            Merged::Drifts(all) => Recalled::Drifts(
                all.iter()
                    .map(|one| RecalledDrift::of(one, &code_of))
                    .collect(),
            ),
            Merged::Tests(all) => Recalled::Tests(
                all.iter()
                    .map(|one| merge::inspection(one, &code_of))
                    .collect(),
            ),
        };
        Self {
            merged,
            recalled,
            each,
        }
    }

    /// The diagnostics, for people. The lines of the configuration are not known here.
    pub(super) fn problems(&self) -> String {
        merge::lines(&self.diagnostics())
    }

    fn diagnostics(&self) -> Vec<&Value> {
        match &self.merged {
            Merged::Plans(all) => all.iter().flat_map(|one| &one.diagnostics).collect(),
            Merged::Drifts(all) => all.iter().flat_map(|one| &one.diagnostics).collect(),
            Merged::Tests(all) => all.iter().flat_map(|one| &one.diagnostics).collect(),
        }
    }

    pub(super) fn render(&self, format: DriftFormat, color: bool) -> String {
        if format == DriftFormat::Shared(ReportFormat::Json) {
            return self.merged.to_json();
        }
        match (&self.recalled, format) {
            (Recalled::Drifts(all), _) => RecalledDrift::with_reports(all, self.each, |reports| {
                written_as(reports, format, color)
            }),
            (Recalled::Tests(all), DriftFormat::Junit) => {
                let problems = self.diagnostics();
                let problems = problems.iter().filter(|one| one["severity"] == "error");
                let problems: Vec<&str> =
                    problems.filter_map(|one| one["summary"].as_str()).collect();
                check::junit_of(&self.tests(all), &problems)
            }
            (Recalled::Tests(all), _) => {
                let tests = self.tests(all);
                let tests: Vec<String> = tests.iter().map(|one| check::human(one, color)).collect();
                tests.join("\n")
            }
            (Recalled::Plans(all), DriftFormat::Shared(format)) => self.plans(all, format, color),
            // Refused before.
            (Recalled::Plans(_), DriftFormat::Junit | DriftFormat::Sarif) => String::new(),
        }
    }

    /// The results of tests, each with its comparison.
    fn tests<'a>(&'a self, all: &'a [Inspection]) -> Vec<check::TestReport<'a>> {
        let Merged::Tests(documents) = &self.merged else {
            return Vec::new();
        };
        let of =
            |(inspection, document): (&'a Inspection, &'a check::TestDocument)| check::TestReport {
                inspection,
                comparison: document.dynamics.as_ref(),
            };
        all.iter().zip(documents).map(of).collect()
    }

    fn plans(&self, all: &[RecalledPlan], format: ReportFormat, color: bool) -> String {
        RecalledPlan::with_reports(all, self.each, |reports| match format {
            ReportFormat::Human => {
                let width = terminal::width();
                let plans: Vec<String> = reports
                    .iter()
                    .map(|report| plan::human::plan(report, color, width))
                    .collect();
                plans.join("\n")
            }
            ReportFormat::Json => self.merged.to_json(),
            ReportFormat::Markdown => markdown(reports, Size::Comment),
            ReportFormat::MarkdownLong => markdown(reports, Size::Summary),
            ReportFormat::Html => plan::html::plans(reports),
            ReportFormat::Prometheus => plan::prometheus::plans(reports),
            ReportFormat::Github => {
                suggestions::in_commands(&plan::github::plans(reports)).into_owned()
            }
            ReportFormat::GitlabTerraform => plan::gitlab::terraform_of(reports),
            ReportFormat::GitlabCodequality => plan::gitlab::codequality_of(reports),
        })
    }
}

/// Several environments share the space.
fn markdown(reports: &[plan::input::PlanReport<'_>], size: Size) -> String {
    suggestions::fitted(size, |size| {
        let share = Size::AtMost(size.limit() / reports.len().max(1));
        let plans: Vec<String> = reports
            .iter()
            .map(|report| plan::markdown::plan(report, share))
            .collect();
        plans.join("\n")
    })
}

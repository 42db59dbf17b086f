//! The reports of `drift`, in every format.

use serde_json::Value;

use super::accept;
use super::environment::{self, Environment, EnvironmentDrift};
use super::{DriftCommand, HUMAN};
use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::input::plan_file;
use crate::cli::input::project::Project;
use crate::cli::output::atomic_write;
use crate::cli::output::formats::{DriftFormat, ReportFormat};
use crate::cli::output::problems::{self, Problems};
use crate::cli::output::protected::Protected;
use crate::cli::output::report_files::OTHER_OUTPUT;
use crate::cli::output::{report_files, suggestions, terminal};
use crate::engine;
use crate::model::Address;
use crate::provider;
use crate::report::counterpart::ComparisonDocument;
use crate::report::drift;
use crate::report::drift::input::DriftReport;
use crate::report::markdown::Size;
use crate::report::place::{Located, Places};
use crate::yaml::Diagnostic;

impl DriftCommand {
    /// Reports the result, to files first: a reader that closes stdout must not cost a report.
    pub(super) fn report(
        &self,
        environments: &[Environment],
        checked: Vec<anyhow::Result<EnvironmentDrift>>,
        global: &Global,
    ) -> anyhow::Result<Exit> {
        let mut protected = Protected::default();
        for environment in environments {
            protected.extend(environment.project.protected());
        }
        let mut shown: Vec<EnvironmentDrift> = Vec::new();
        for (environment, one) in environments.iter().zip(checked) {
            let one = one.or_else(|error| match environments {
                // An error in a single environment ends the command, as in every other command.
                [only] => {
                    let problems = Problems::new(&only.project, vec![problems::of_error(&error)]);
                    let render = |format| render_problems(&problems, format, only);
                    if report_files::write_files(&self.reports, &protected, render) {
                        report_files::say_written(&self.reports, global);
                    }
                    Err(error)
                }
                _ => Ok(EnvironmentDrift::failed(environment, &error)),
            })?;
            shown.push(one);
        }
        let render = |format: DriftFormat, color: bool| match (environments, shown.as_slice()) {
            ([only], [one]) if !one.configured => {
                let more = one.diagnostics.clone();
                let problems = Problems::only(&only.project, more);
                render_problems(&problems, format, only)
            }
            _ => self.render(environments, &shown, format, color),
        };
        if let Some(out) = &self.out {
            protected.add(out, OTHER_OUTPUT);
        }
        let written =
            report_files::write_files(&self.reports, &protected, |format| render(format, false));
        if self.format == HUMAN {
            for (environment, one) in environments.iter().zip(&shown) {
                let sources = &environment.project.loaded.origins.sources;
                problems::eprint(&one.diagnostics, sources, global);
            }
        }
        let silent = self.format == HUMAN && shown.iter().all(|one| !one.configured);
        if !silent {
            terminal::print_as(
                self.format.into(),
                &render(self.format, terminal::color_stdout(global)),
            )?;
        }
        if written {
            report_files::say_written(&self.reports, global);
        }
        let mut exit = environment::exit(&shown).and(Exit::error_if(!written));
        for (environment, one) in environments.iter().zip(&shown) {
            exit = exit.and(self.conclude(environment, one, global)?);
        }
        Ok(exit)
    }

    /// Says what was accepted, and saves the plan that reverts the rest.
    fn conclude(
        &self,
        environment: &Environment,
        one: &EnvironmentDrift,
        global: &Global,
    ) -> anyhow::Result<Exit> {
        let mut failed = false;
        match &one.accepted {
            None => {}
            Some(Ok(accepted)) if self.format == HUMAN => {
                terminal::print(&format!("\n{}", accept::listed(accepted)))?;
            }
            Some(Ok(accepted)) => terminal::eprint(&accept::listed(accepted)),
            Some(Err(error)) => {
                terminal::eprint_error(error);
                failed = true;
            }
        }
        if let (Some(path), Some(revert)) = (&self.out, &one.revert) {
            let protected = environment.project.protected();
            match plan_file::write(path, &revert.document, &protected) {
                Ok(()) if global.quiet || atomic_write::is_added_to(path) => {}
                Ok(()) => terminal::eprint(&revert.said),
                Err(error) => {
                    terminal::eprint_error(&error);
                    failed = true;
                }
            }
        }
        Ok(Exit::error_if(failed))
    }

    fn render(
        &self,
        environments: &[Environment],
        shown: &[EnvironmentDrift],
        format: DriftFormat,
        color: bool,
    ) -> String {
        reported(environments, shown, self.show_unmanaged, |reports| {
            written_as(reports, format, color)
        })
    }
}

/// Passes the results of all environments to a function, as reports.
pub(crate) fn reported<T>(
    environments: &[Environment],
    checked: &[EnvironmentDrift],
    show_unmanaged: bool,
    use_them: impl FnOnce(&[DriftReport<'_>]) -> T,
) -> T {
    let places: Vec<Box<Places<'_>>> = environments
        .iter()
        .map(|environment| {
            let project = &environment.project;
            Box::new(|address: &Address, field: Option<&str>| located(project, address, field))
                as Box<Places<'_>>
        })
        .collect();
    let diagnostics: Vec<Vec<Value>> = environments
        .iter()
        .zip(checked)
        .map(|(environment, one)| as_json(environment, &one.diagnostics))
        .collect();
    let comparisons: Vec<Option<ComparisonDocument>> = environments
        .iter()
        .zip(checked)
        .map(|(environment, one)| {
            let origins = &environment.project.loaded.origins;
            let comparison = one.drift.comparison.as_ref()?;
            Some(engine::compared(comparison, show_unmanaged, origins))
        })
        .collect();
    let reports: Vec<DriftReport<'_>> = checked
        .iter()
        .zip(&places)
        .zip(&diagnostics)
        .zip(&comparisons)
        .zip(environments)
        .map(
            |((((one, places), diagnostics), comparison), environment)| DriftReport {
                drift: &one.drift,
                meta: &one.meta,
                places: places.as_ref(),
                diagnostics,
                comparison: comparison.as_ref(),
                remedies: None,
                show_unmanaged,
                each: environment.global.verbose > 0,
            },
        )
        .collect();
    use_them(&reports)
}

/// The drift of several environments in a format.
pub(crate) fn written_as(reports: &[DriftReport<'_>], format: DriftFormat, color: bool) -> String {
    let shared = match format {
        DriftFormat::Junit => return drift::junit::drift(reports),
        DriftFormat::Sarif => return drift::sarif::drift(reports, provider::codes::meaning),
        DriftFormat::Shared(shared) => shared,
    };
    match shared {
        ReportFormat::Human => drift::human::drift(reports, color, terminal::width()),
        ReportFormat::Json => drift::json(reports),
        ReportFormat::Markdown => markdown(reports, Size::Comment),
        ReportFormat::MarkdownLong => markdown(reports, Size::Summary),
        ReportFormat::Github => {
            suggestions::in_commands(&drift::github::drift(reports)).into_owned()
        }
        ReportFormat::Html => drift::html::drift(reports),
        ReportFormat::Prometheus => drift::prometheus::drift(reports),
        ReportFormat::GitlabTerraform => drift::gitlab::terraform(reports),
        ReportFormat::GitlabCodequality => drift::gitlab::codequality(reports),
    }
}

fn markdown(reports: &[DriftReport<'_>], size: Size) -> String {
    suggestions::fitted(size, |size| drift::markdown::drift(reports, size))
}

/// The place where an address is declared, or where the files write the value of one of its fields.
fn located(project: &Project, address: &Address, field: Option<&str>) -> Option<Located> {
    let origins = &project.loaded.origins;
    match field {
        None => engine::located(origins, address, None),
        Some(field) => {
            let configuration = project.loaded.configuration.as_ref()?;
            engine::written(configuration, origins, address, field)
        }
    }
}

/// Diagnostics in their JSON form.
fn as_json(environment: &Environment, diagnostics: &[Diagnostic]) -> Vec<Value> {
    let sources = &environment.project.loaded.origins.sources;
    diagnostics
        .iter()
        .map(|one| crate::report::diagnostics::json(one, sources))
        .collect()
}

/// Problems of a single configuration: in the form that every command has for them or, in the other
/// formats, as a report on nothing.
fn render_problems(
    problems: &Problems<'_>,
    format: DriftFormat,
    environment: &Environment,
) -> String {
    use ReportFormat as Of;
    let diagnostics = problems.as_json();
    let nowhere = |_: &Address, _: Option<&str>| None;
    let report = [DriftReport {
        drift: &environment::unchecked(environment),
        meta: &environment::unchecked_meta(environment),
        places: &nowhere,
        diagnostics: &diagnostics,
        comparison: None,
        remedies: None,
        show_unmanaged: false,
        each: false,
    }];
    match format {
        DriftFormat::Shared(
            shared @ (Of::Human | Of::Json | Of::Markdown | Of::MarkdownLong | Of::Github),
        ) => problems.render(shared),
        other => written_as(&report, other, false),
    }
}

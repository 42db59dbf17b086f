//! Tells what is wrong: on stderr for people, in its own document where a program listens.

use serde_json::{Value, json};

use super::reports::Format;
use super::settings::Global;
use super::terminal;
use super::world::Project;
use crate::config::Loaded;
use crate::report;
use crate::yaml::{Diagnostic, Sources, diagnostic};

/// Tells diagnostics on stderr; with `-q` errors only.
pub fn tell(diagnostics: &[Diagnostic], sources: &Sources, global: &Global) {
    let told: Vec<Diagnostic> = diagnostics
        .iter()
        .filter(|d| d.is_error() || !global.quiet)
        .cloned()
        .collect();
    if !told.is_empty() {
        terminal::tell(&report::diagnostics::human(
            &told,
            sources,
            terminal::color_stderr(global),
        ));
    }
}

/// Reports what is wrong with a configuration.
pub fn of_configuration(loaded: &Loaded, format: Format, global: &Global) -> anyhow::Result<()> {
    all(&loaded.diagnostics, &loaded.origins.sources, format, global)
}

/// Reports what turned out wrong after the configuration was read, beside what was known then.
pub fn beside(
    project: &Project,
    more: Vec<Diagnostic>,
    format: Format,
    global: &Global,
) -> anyhow::Result<()> {
    let mut diagnostics = project.loaded.diagnostics.clone();
    diagnostics.extend(more);
    diagnostic::sort(&mut diagnostics);
    all(
        &diagnostics,
        &project.loaded.origins.sources,
        format,
        global,
    )
}

fn all(
    diagnostics: &[Diagnostic],
    sources: &Sources,
    format: Format,
    global: &Global,
) -> anyhow::Result<()> {
    let as_json = || -> Vec<Value> {
        diagnostics
            .iter()
            .map(|d| report::diagnostics::json(d, sources))
            .collect()
    };
    match format {
        Format::Human => {
            tell(diagnostics, sources, global);
            Ok(())
        }
        Format::Json => {
            let document = counted(diagnostics, &as_json());
            terminal::print(&format!("{}\n", serde_json::to_string_pretty(&document)?))
        }
        Format::Markdown => terminal::print(&report::markdown::diagnostics(&as_json())),
        Format::Github => terminal::print(&report::github::annotations(&as_json())),
    }
}

/// The document of `validate --format json`.
fn counted(diagnostics: &[Diagnostic], as_json: &[Value]) -> Value {
    let errors = diagnostics.iter().filter(|d| d.is_error()).count();
    json!({
        "valid": errors == 0,
        "error_count": errors,
        "warning_count": diagnostics.len() - errors,
        "diagnostics": as_json,
    })
}

/// One line about a configuration without errors.
pub fn verdict(loaded: &Loaded) -> String {
    let Some(configuration) = &loaded.configuration else {
        return String::new();
    };
    let resources = configuration
        .providers
        .iter()
        .flat_map(|(name, p)| p.declared().resources(name, ""));
    let numbers = resources
        .filter(|(address, _)| address.kind() == crate::model::Kind::Number)
        .count();
    let plural = report::text::plural;
    format!(
        "Valid: {}, {}, {}.",
        plural(configuration.providers.len(), "provider"),
        plural(numbers, "number"),
        plural(configuration.keywords.len(), "keyword"),
    )
}

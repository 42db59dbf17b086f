//! `registry show`: what is recorded.

use super::documents;
use super::scope::scope;
use crate::cli::global_options::Global;
use crate::cli::output::plan_output::Format;
use crate::cli::output::terminal;
use crate::registry::{Contents, Registry};
use crate::report::registry::contents;

/// Prints what is recorded for this project and environment, or for all of them.
pub(super) async fn show(
    registry: &dyn Registry,
    all: bool,
    format: Format,
    global: &Global,
) -> anyhow::Result<()> {
    let scope = if all { None } else { Some(scope(global)?) };
    let contents = registry.contents(scope.as_ref()).await?;
    let text = match format {
        Format::Json => documents::pretty(&documents::document(&contents, scope.as_ref()))?,
        _ => contents_for_people(&contents),
    };
    terminal::print_as(super::form(format), &text)
}

fn contents_for_people(contents: &[Contents]) -> String {
    let is_empty =
        |one: &Contents| one.state.resources.is_empty() && one.counterpart_records.is_empty();
    if contents.iter().all(is_empty) {
        return "Nothing is recorded here yet.\n".to_owned();
    }
    contents
        .iter()
        .map(|one| {
            let theirs = &one.counterpart_records;
            contents::human(&one.scope, one.serial, &one.state, &one.left, theirs)
        })
        .collect::<Vec<_>>()
        .join("\n")
}

//! `registry history`: the runs, or the changes of one run.

use serde_json::{Value, json};

use super::documents;
use super::scope::scope;
use crate::cli::failure::fail_with_help;
use crate::cli::global_options::Global;
use crate::cli::output::plan_output::Format;
use crate::cli::output::terminal;
use crate::engine::RunErrorKind;
use crate::registry::Registry;
use crate::report::registry::history;

/// The latest runs, whose changes are counted. Each costs a read of all its changes.
const COUNTED: usize = 20;

/// Prints the runs of this project and environment, newest first.
pub(super) async fn list(
    registry: &dyn Registry,
    format: Format,
    global: &Global,
) -> anyhow::Result<()> {
    let runs = registry.runs(&scope(global)?).await?;
    let text = if format == Format::Json {
        documents::pretty(&json!({
            "format_version": "1.0", "kind": "runs", "runs": runs,
        }))?
    } else {
        let mut listed = Vec::new();
        for (at, run) in runs.iter().enumerate() {
            let changes = match at {
                0..COUNTED => registry.changes(&run.id).await?,
                _ => None,
            };
            let counts = changes.map(|(_, changes)| history::Counts::of(&changes));
            listed.push(history::Listed { run, counts });
        }
        history::list(&listed, terminal::color_stdout(global), terminal::width())
    };
    terminal::print_as(super::form(format), &text)
}

/// Prints the changes of one run.
pub(super) async fn one(
    id: &str,
    registry: &dyn Registry,
    format: Format,
    global: &Global,
) -> anyhow::Result<()> {
    let Some((run, changes)) = registry.changes(id).await? else {
        return fail_with_help(
            RunErrorKind::Run,
            format!("there is no run {id}"),
            "`switchboard registry history` lists the runs",
        );
    };
    let text = if format == Format::Json {
        let changes: Vec<Value> = changes.iter().map(documents::change).collect();
        documents::pretty(&json!({
            "format_version": "1.0", "kind": "run", "run": run, "changes": changes,
        }))?
    } else {
        let color = terminal::color_stdout(global);
        history::one(&run, &changes, color, terminal::width())
    };
    terminal::print_as(super::form(format), &text)
}

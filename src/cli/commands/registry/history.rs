//! `registry history`: the runs, or the waves and changes of one run.

use std::collections::BTreeMap;

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

/// The latest runs, whose changes are counted. Each costs a look at all its changes.
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
        let counted: Vec<&str> = runs.iter().take(COUNTED).map(|run| &*run.id).collect();
        let mut counts: BTreeMap<String, history::Counts> = BTreeMap::new();
        for one in registry.outcomes(&counted).await? {
            let of_run = counts.entry(one.run_id).or_default();
            of_run.add(one.outcome, one.changes);
        }
        let all: Vec<&str> = runs.iter().map(|run| &*run.id).collect();
        let waves = registry.waves(&all).await?;
        let listed = runs.iter().enumerate().map(|(at, run)| {
            let counts = (at < COUNTED).then(|| counts.remove(&run.id).unwrap_or_default());
            let waves = waves.get(&run.id).map_or(&[][..], Vec::as_slice);
            history::Listed { run, counts, waves }
        });
        let listed: Vec<history::Listed<'_>> = listed.collect();
        history::list(&listed, terminal::color_stdout(global), terminal::width())
    };
    terminal::print_as(super::form(format), &text)
}

/// Prints the waves and changes of one run.
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
    let mut waves = registry.waves(&[&run.id]).await?;
    let waves = waves.remove(&run.id).unwrap_or_default();
    let text = if format == Format::Json {
        let changes: Vec<Value> = changes.iter().map(documents::change).collect();
        documents::pretty(&json!({
            "format_version": "1.0", "kind": "run", "run": run, "waves": waves, "changes": changes,
        }))?
    } else {
        let color = terminal::color_stdout(global);
        history::one(&run, &changes, &waves, color, terminal::width())
    };
    terminal::print_as(super::form(format), &text)
}

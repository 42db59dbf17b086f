//! A registry with a number for every line of the configuration and a long history.

use std::path::Path;

use rusqlite::Connection;

use super::Rows;
use super::numbers::grouped;
use crate::options::Options;
use crate::results::{Figure, Row, Unit};
use crate::stage::{Project, Stage};

pub(crate) const NAMES: [&str; 3] = ["registry-read", "registry-history", "registry-show"];

/// Runs in the history, and changes of each.
const RUNS: u32 = 1_000;
const CHANGES: u32 = 100;

/// The identifier of a run that is a copy, from its position `n`.
const COPY: &str = "'01900000-0000-7000-8000-' || printf('%012x', copies.n)";

/// Adds the rows. The project's registry holds what its account has; the history is added to it.
pub(crate) fn rows(
    options: &Options,
    stage: &Stage,
    project: &Project<'_>,
    rows: &mut Rows,
) -> anyhow::Result<()> {
    if !NAMES.iter().any(|name| options.wants(name)) {
        return Ok(());
    }
    let size = stage.scenario.all_numbers();
    let holds = format!("registry with {} numbers and {RUNS} runs", grouped(size));
    add_history(&project.registry())?;
    let [read, history, show] = NAMES;
    if options.wants(read) {
        let url = format!("sqlite:{}", project.registry().display());
        let args = ["read-registry".to_owned(), url];
        let usage = stage.median(|| stage.itself(&args))?;
        let parser = stage.parser(project)?;
        rows.add(
            Row::new(read, format!("{holds}: what a plan reads of it")).with(
                Figure::new("CPU", usage.cpu * 1e3, Unit::Milliseconds)
                    .goal(100.0)
                    .ratio(usage.cpu / parser.cpu),
            ),
        );
    }
    if options.wants(history) {
        let run = || project.run(&["registry", "history"]);
        let usage = stage.median(run)?;
        let parser = stage.parser(project)?;
        rows.add(
            Row::new(history, format!("{holds}: `registry history`"))
                .with(
                    Figure::new("CPU", usage.cpu * 1e3, Unit::Milliseconds)
                        .goal(30.0)
                        .ratio(usage.cpu / parser.cpu),
                )
                .with(Figure::new("memory", usage.memory / 1e6, Unit::Megabytes)),
        );
    }
    if options.wants(show) {
        let run = || project.run(&["registry", "show"]);
        let usage = stage.median(run)?;
        let parser = stage.parser(project)?;
        rows.add(
            Row::new(show, format!("{holds}: `registry show`")).with(
                Figure::each("CPU per number", usage.cpu, size)
                    .goal(5.0)
                    .ratio(usage.cpu / parser.cpu),
            ),
        );
    }
    Ok(())
}

/// Copies the first run, with some of its changes, until there are enough.
fn add_history(registry: &Path) -> anyhow::Result<()> {
    let database = Connection::open(registry)?;
    let copies = format!(
        "WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {})",
        RUNS - 1
    );
    let runs = selected(
        &database,
        "runs",
        &[("id", COPY), ("number", "runs.number + copies.n")],
    )?;
    let changes = selected(&database, "changes", &[("run_id", COPY)])?;
    database.execute_batch(&format!(
        "BEGIN;
         CREATE TEMP TABLE first AS SELECT id FROM runs ORDER BY number LIMIT 1;
         {copies} INSERT INTO runs {runs} FROM runs, copies WHERE runs.id = (SELECT id FROM first);
         {copies} INSERT INTO changes {changes} FROM changes, copies
           WHERE changes.run_id = (SELECT id FROM first) AND changes.seq <= {CHANGES};
         COMMIT;"
    ))?;
    Ok(())
}

/// The columns of a table and a selection of all of them, some replaced: whatever columns the program
/// adds are copied, too.
fn selected(
    database: &Connection,
    table: &str,
    replaced: &[(&str, &str)],
) -> rusqlite::Result<String> {
    let mut statement = database.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let names: Vec<String> = statement
        .query_map([table], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let values: Vec<String> = names
        .iter()
        .map(|name| {
            let replaced = replaced.iter().find(|(column, _)| column == name);
            replaced.map_or_else(
                || format!("{table}.{name}"),
                |(_, value)| (*value).to_owned(),
            )
        })
        .collect();
    Ok(format!(
        "({}) SELECT {}",
        names.join(", "),
        values.join(", ")
    ))
}

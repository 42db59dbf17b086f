//! Results as Markdown.

use crate::machine::Machine;
use crate::results::{Figure, Results, Row, Unit};

/// The machine and a table with a line per row.
pub(crate) fn full(results: &Results) -> String {
    format!(
        "{}\n\n{}",
        machine(&results.machine, results.runs),
        rows(&results.rows)
    )
}

/// The machine in a paragraph.
pub(crate) fn machine(machine: &Machine, runs: usize) -> String {
    format!(
        "{} cores ({}), {:.0} GB, Linux {}; {}; commit {}, a binary of {:.1} MB; medians of {runs} runs, \
         load {:.1}.",
        machine.cores,
        machine.cpu,
        machine.memory_gb,
        machine.kernel,
        machine.rustc,
        machine.commit,
        machine.binary_mb,
        machine.load,
    )
}

/// The machine, and a table of the rows that have a goal, with no more than what it is about.
pub(crate) fn short(results: &Results) -> String {
    let rows: Vec<Row> = results
        .rows
        .iter()
        .filter(|row| row.met().is_some())
        .map(|row| Row {
            figures: row
                .figures
                .iter()
                .filter(|figure| figure.goal.is_some())
                .cloned()
                .collect(),
            ..row.clone()
        })
        .collect();
    format!(
        "{}\n{}",
        self::rows(&rows),
        machine(&results.machine, results.runs) + "\n"
    )
}

/// A table of job, goal, measurement and whether the goal is met.
pub(crate) fn rows(rows: &[Row]) -> String {
    let mut text = "| Job | Goal | Measured | Met | `benches/e2e --only` |\n".to_owned();
    text += "|---|---|---|---|---|\n";
    for row in rows {
        let goals: Vec<String> = row.figures.iter().filter_map(goal).collect();
        text += &format!(
            "| {} | {} | {} | {} | `{}` |\n",
            row.job,
            goals.join(", "),
            measured(row),
            met(row),
            row.name,
        );
    }
    text
}

/// Whether a row's goals are met, in a word; where not, which are missed.
fn met(row: &Row) -> String {
    let missed: Vec<&str> = row
        .figures
        .iter()
        .filter(|figure| figure.met() == Some(false))
        .map(|figure| figure.what.as_str())
        .collect();
    match row.met() {
        Some(true) => "yes".to_owned(),
        Some(false) => format!("**no**: {}", missed.join(", ")),
        None => String::new(),
    }
}

/// A row's figures.
pub(crate) fn measured(row: &Row) -> String {
    let figures = row.figures.iter();
    let mut all: Vec<String> = figures
        .map(|figure| format!("{} {}", value(figure.value, figure.unit), figure.what))
        .collect();
    all.extend(row.skipped.clone());
    all.join(", ")
}

fn goal(figure: &Figure) -> Option<String> {
    let goal = figure.goal?;
    Some(format!("≤ {} {}", value(goal, figure.unit), figure.what))
}

/// A value with its unit, in as many digits as are worth reading.
pub(crate) fn value(value: f64, unit: Unit) -> String {
    let number = match unit {
        Unit::Count => format!("{value:.0}"),
        Unit::Times => format!("{value:.2}"),
        _ if value >= 100.0 => format!("{value:.0}"),
        _ if value >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    };
    let number = match number.split_once('.') {
        Some((whole, part)) if part.bytes().all(|digit| digit == b'0') => whole.to_owned(),
        _ => number,
    };
    match unit {
        Unit::Microseconds => format!("{number} µs"),
        Unit::Milliseconds => format!("{number} ms"),
        Unit::Seconds => format!("{number} s"),
        Unit::Megabytes => format!("{number} MB"),
        Unit::Times => format!("{number} ×"),
        Unit::Count => number,
    }
}

//! The figures of many accounts, and what they come to with ten times as many.

use crate::results::{Results, Row};
use crate::table::{machine, rows, value};

/// How many times the accounts of the measurement the document is about.
const TIMES: f64 = 10.0;

/// The rows that are shown, each with what measured it.
const ROWS: [(&str, &str); 2] = [
    ("subaccounts", "one process"),
    ("shards", "8 shards at once"),
];

/// The figures that grow with the number of accounts.
const GROW: [&str; 7] = [
    "calls",
    "memory",
    "wall",
    "wall at 80 ms",
    "registry",
    "CPU of a shard",
    "memory of the largest",
];

/// The machine, the rows, and their figures multiplied.
pub(crate) fn scale(results: &Results) -> String {
    let shown: Vec<(&Row, &str)> = ROWS
        .iter()
        .filter_map(|(name, by)| Some((results.rows.iter().find(|row| row.name == *name)?, *by)))
        .collect();
    let of: Vec<Row> = shown.iter().map(|(row, _)| (*row).clone()).collect();
    let mut text = format!(
        "{}\n\n{}\n| Plan | 1,000 subaccounts | 10,000 subaccounts |\n|---|---|---|\n",
        machine(&results.machine, results.runs),
        rows(&of)
    );
    for (row, by) in shown {
        for figure in &row.figures {
            if !GROW.contains(&figure.what.as_str()) {
                continue;
            }
            let more = value(figure.value * TIMES, figure.unit);
            let measured = value(figure.value, figure.unit);
            text += &format!("| {by}: {} | {measured} | {more} |\n", figure.what);
        }
    }
    text.trim_end().to_owned() + "\n"
}

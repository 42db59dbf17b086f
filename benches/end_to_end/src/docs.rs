//! The tables in README.md, docs/performance.md and docs/scale.md, written from the committed results so that the
//! documents cannot show other figures.

use std::fs;

use anyhow::Context as _;

use crate::baseline;
use crate::results::Results;
use crate::scale;
use crate::table;

/// The lines between which a document's table is written.
const BEGIN: &str = "<!-- written by `benches/e2e --write-docs` -->\n";
const END: &str = "<!-- end of what `benches/e2e` wrote -->";

/// What a document shows of the results.
type Shown = fn(&Results) -> String;

/// The documents.
const DOCUMENTS: [(&str, Shown); 3] = [
    ("README.md", table::short),
    ("docs/performance.md", table::full),
    ("docs/scale.md", scale::scale),
];

/// Writes the tables.
pub(crate) fn write(results: &Results) -> anyhow::Result<()> {
    for (path, table) in DOCUMENTS {
        let text = fs::read_to_string(path).context(path)?;
        fs::write(path, updated(&text, &table(results)).context(path)?)?;
    }
    Ok(())
}

/// Whether the documents show the committed results, if there are any. Reports each that does not.
pub(crate) fn are_current() -> anyhow::Result<bool> {
    if !baseline::path().exists() {
        return Ok(true);
    }
    let results = &baseline::read()?;
    let mut current = true;
    for (path, table) in DOCUMENTS {
        let text = fs::read_to_string(path).context(path)?;
        if updated(&text, &table(results)).context(path)? != text {
            eprintln!("{path} does not show benches/baseline.json: run `benches/e2e --write-docs`");
            current = false;
        }
    }
    Ok(current)
}

/// The text with another table.
fn updated(text: &str, table: &str) -> anyhow::Result<String> {
    let (before, rest) = text.split_once(BEGIN).context(BEGIN)?;
    let (_, after) = rest.split_once(END).context(END)?;
    Ok(format!("{before}{BEGIN}\n{table}\n{END}{after}"))
}

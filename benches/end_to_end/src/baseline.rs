//! The committed results, and what a run may not worsen. Times of two machines say nothing about each
//! other, so only ratios are compared.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;

use crate::results::Results;

/// How much larger a ratio may be than the committed one.
const TOLERANCE: f64 = 1.25;

pub(crate) fn path() -> PathBuf {
    PathBuf::from("benches/baseline.json")
}

pub(crate) fn read() -> anyhow::Result<Results> {
    let path = path();
    let text = fs::read_to_string(&path)
        .with_context(|| format!("{}: --save-baseline writes it", path.display()))?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

/// Reports each ratio that is worse than the committed one. Without a baseline nothing is.
pub(crate) fn compare(results: &Results) -> anyhow::Result<ExitCode> {
    if !path().exists() {
        eprintln!("there is no baseline yet: --save-baseline writes it");
        return Ok(ExitCode::SUCCESS);
    }
    let worse = worse(&read()?, results);
    for line in &worse {
        eprintln!("worse than the baseline: {line}");
    }
    Ok(if worse.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn worse(baseline: &Results, results: &Results) -> Vec<String> {
    let before: BTreeMap<_, _> = ratios(baseline).collect();
    let worse = ratios(results).filter_map(|(key, now)| {
        let before = *before.get(&key)?;
        (now > before * TOLERANCE)
            .then(|| format!("{}, {}: {before:.3} became {now:.3}", key.0, key.1))
    });
    worse.collect()
}

/// The ratios by the names of row and figure.
fn ratios(results: &Results) -> impl Iterator<Item = ((&str, &str), f64)> {
    results.rows.iter().flat_map(|row| {
        let figures = row.figures.iter();
        figures
            .filter_map(|figure| Some(((row.name.as_str(), figure.what.as_str()), figure.ratio?)))
    })
}

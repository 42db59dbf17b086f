//! docs/configuration.md: its keys are made from the schema, and its examples are read.
//! `UPDATE=1 cargo test --test it -- configuration::` rewrites them.

mod examples;
mod keys;

use std::path::PathBuf;

use crate::support::{crate_folder, text};

/// The line that the keys begin after.
const MARK: &str = "<!-- Everything below is made from the schema; a test says how. -->\n";

fn page() -> PathBuf {
    crate_folder().join("docs/configuration.md")
}

#[test]
fn the_page_has_the_keys_of_the_schema() {
    let whole = std::fs::read_to_string(page()).unwrap();
    let prose = whole.split(MARK).next().unwrap_or_default();
    let now = format!("{prose}{MARK}{}", keys::markdown());
    if let Err(difference) = text::compare(&page(), &now) {
        panic!("{difference}");
    }
}

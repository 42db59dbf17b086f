//! docs/configuration.md and docs/policy.md: their keys are made from the schemas, and their examples
//! are read.
//! `UPDATE=1 cargo test --test it -- configuration::` rewrites them.

mod examples;
mod keys;
mod policy;

use std::path::PathBuf;

use crate::support::{crate_folder, text};

/// The line that the keys begin after.
const MARK: &str = "<!-- Everything below is made from the schema; a test says how. -->\n";

fn page() -> PathBuf {
    crate_folder().join("docs/configuration.md")
}

fn policy_page() -> PathBuf {
    crate_folder().join("docs/policy.md")
}

#[test]
fn the_page_has_the_keys_of_the_schema() {
    for (page, document) in [(page(), "config"), (policy_page(), "policy")] {
        let whole = std::fs::read_to_string(&page).unwrap();
        let prose = whole.split(MARK).next().unwrap_or_default();
        let now = format!("{prose}{MARK}{}", keys::markdown(document));
        if let Err(difference) = text::compare(&page, &now) {
            panic!("{difference}");
        }
    }
}

//! Properties of every input: plans converge, touch only what is declared, and depend on nothing
//! but their input; the reader answers every text.

mod drifts;
mod handlers;
mod plans;
mod reader;
mod world;

use proptest::test_runner::Config;

/// This many cases, or as many as `PROPTEST_CASES` says, and no files about those that failed: a
/// failure prints its input.
pub fn cases(cases: u32) -> Config {
    let asked = std::env::var("PROPTEST_CASES").ok();
    Config {
        cases: asked.and_then(|asked| asked.parse().ok()).unwrap_or(cases),
        failure_persistence: None,
        ..Config::default()
    }
}

//! Parts of what the program does, each alone in a process: the YAML parser, and reading the registry.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use anyhow::ensure;
use granit_parser::{Options, Parser};
use switchboard::model::Scope;
use switchboard::registry;

/// Reads a file and looks at every event, with the options that the program uses.
pub(crate) fn parse(file: &Path) -> anyhow::Result<()> {
    let text = fs::read_to_string(file)?;
    let mut options = Options::default();
    options.emit_unresolved_aliases = true;
    options.emit_anchor_events = true;
    options.set_emit_comments(false);
    for event in Parser::new_from_str_with_options(&text, options) {
        black_box(event?);
    }
    Ok(())
}

/// Reads of a registry what a plan reads.
pub(crate) fn read_registry(url: &str) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let scope = Scope {
        project: "bench".to_owned(),
        environment: String::new(),
    };
    let registry = registry::open(url)?;
    let snapshot = runtime.block_on(registry.snapshot(&scope))?;
    ensure!(
        !snapshot.state.resources.is_empty(),
        "the registry is empty"
    );
    // The program does not free what it read, either.
    std::mem::forget(black_box(snapshot));
    Ok(())
}

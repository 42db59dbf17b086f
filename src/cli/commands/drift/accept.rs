//! `drift --accept`: writes live values into the configuration's files.

use crate::cli::global_options::Global;
use crate::cli::input::config_files;
use crate::cli::input::project::Project;
use crate::cli::output::edited_files::{self, EditedFile};
use crate::engine::{self, AcceptRequest, Accepted, DriftOutcome, Workspace};
use crate::report::text::escape::neutral;

/// Said after values were accepted.
const NEXT: &str = "The next `switchboard apply` records it without a write at the provider; until then drift still reports it.\n";

/// Accepts the live values at these addresses: writes all files, or none.
pub(super) fn accept(
    workspace: &Workspace<'_>,
    found: &DriftOutcome,
    global: &Global,
    project: &Project,
    addresses: &[String],
) -> anyhow::Result<Accepted> {
    let files = config_files::gather(global)?;
    let overlays: Vec<String> = files
        .overlays
        .iter()
        .map(|path| config_files::shown(path))
        .collect();
    let request = AcceptRequest {
        addresses,
        input: files.input,
        overlays: &overlays,
    };
    let accepted = engine::accept(workspace, found, &request)?;
    let sources = &project.loaded.origins.sources;
    let mut edited = Vec::new();
    for (source, text) in &accepted.files {
        edited.push(EditedFile {
            path: project.path_of(sources.name(*source))?,
            before: sources.text(*source),
            after: text,
        });
    }
    edited_files::write(&edited)?;
    Ok(accepted)
}

/// What was accepted, and what was not, a line each.
pub(super) fn listed(accepted: &Accepted) -> String {
    let mut out = String::new();
    for one in &accepted.changes {
        let key = format!("{}.{}", one.address, one.key);
        let line = match &one.place {
            Some(place) => format!("{place}: accepted {key}: {}", one.value),
            None if one.value.is_empty() => format!("{}: removed {key}", one.file),
            None => format!("{}: accepted {key}: {}", one.file, one.value),
        };
        out.push_str(&neutral(&line));
        out.push('\n');
    }
    for one in &accepted.refused {
        let line = format!("not accepted: {}: {}; {}", one.address, one.why, one.help);
        out.push_str(&neutral(&line));
        out.push('\n');
    }
    if !accepted.changes.is_empty() {
        out.push_str(NEXT);
    } else if accepted.refused.is_empty() {
        out.push_str("Nothing to accept: nothing drifted there. No file was written.\n");
    } else {
        out.push_str("Nothing was accepted, and no file was written.\n");
    }
    out
}

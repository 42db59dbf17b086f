//! `drift --accept`: writes live values into the configuration's files.

use crate::cli::global_options::Global;
use crate::cli::input::config_files;
use crate::cli::input::environments;
use crate::cli::input::project::Project;
use crate::cli::output::edited_files::{self, EditedFile};
use crate::engine::{self, AcceptRequest, Accepted, DriftOutcome, Workspace};
use crate::report::text::escape::neutral;

/// Said after values were accepted.
const NEXT: &str = "The next `switchboard apply` records it without a write at the provider; until then drift still reports it.\n";

/// What was accepted, and the other environments that read the files.
pub(crate) struct Outcome {
    /// What was accepted.
    pub accepted: Accepted,
    /// In words.
    others: Vec<String>,
}

/// Accepts the live values at these addresses: writes all files, or none.
pub(super) fn accept(
    workspace: &Workspace<'_>,
    found: &DriftOutcome,
    global: &Global,
    project: &Project,
    addresses: &[String],
) -> anyhow::Result<Outcome> {
    let files = config_files::gather(global)?;
    let overlays: Vec<String> = files
        .overlays
        .iter()
        .map(|path| config_files::shown(path))
        .collect();
    let others = environments::others(&files, global.env.as_deref());
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
    let in_words = |name: &String| environments::in_words(name);
    Ok(Outcome {
        accepted,
        others: others.iter().map(in_words).collect(),
    })
}

/// What was accepted, and what was not, a line each.
pub(super) fn listed(outcome: &Outcome) -> String {
    let accepted = &outcome.accepted;
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
    if !accepted.shared.is_empty() && !outcome.others.is_empty() {
        out.push_str(&neutral(&format!(
            "Note: other environments read {}, too: {}. What was written there holds for them as well, unless an overlay says otherwise.",
            accepted.shared.join(", "),
            outcome.others.join(", ")
        )));
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

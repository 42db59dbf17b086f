//! The files that make Terraform drop what was imported.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cli::commands::import::new_files::NewFiles;
use crate::cli::global_options::Global;
use crate::cli::output::protected::Protected;
use crate::engine::ImportedProvider;
use crate::import::handover::documents;
use crate::import::sources::claims::There;
use crate::import::sources::terraform::StateFile;

/// Prepares the files for what was imported. Fails if one is there already, or cannot be written.
pub(super) fn prepare(
    folder: &Path,
    states: &[StateFile],
    there: &There,
    imported: &[ImportedProvider],
    global: &Global,
) -> anyhow::Result<NewFiles> {
    let declared: BTreeSet<&str> = imported
        .iter()
        .flat_map(|one| one.ids.iter().map(String::as_str))
        .collect();
    let adopted = documents(states, |managed| {
        there.is_adopted(managed, |id| declared.contains(id))
    });
    let contents = adopted
        .iter()
        .map(|document| (folder.join(&document.name), document.content.as_str()));
    let protected = Protected::of_installation(global);
    NewFiles::prepare(
        contents,
        true,
        &protected,
        "name another folder with --handover",
    )
}

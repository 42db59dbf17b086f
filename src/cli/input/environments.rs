//! The environments that read the same base files.

use crate::cli::input::config_files::{self, Files};
use crate::model::Name;

/// The other environments of the same base files: those with an overlay, and the base alone, whose
/// name is blank, if an overlay was read.
pub(crate) fn others(files: &Files, own: Option<&str>) -> Vec<String> {
    let mut names = config_files::environments(&files.folders);
    if !files.overlays.is_empty() {
        names.insert(0, String::new());
    }
    names.retain(|name| {
        name != own.unwrap_or_default() && (name.is_empty() || Name::parse(name).is_ok())
    });
    names
}

/// An environment as it is chosen, for people.
pub(crate) fn in_words(name: &str) -> String {
    match name {
        "" => "without --env".to_owned(),
        name => format!("--env {name}"),
    }
}

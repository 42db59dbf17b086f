//! Whose entries of the registry a command means.

use crate::cli::failure::fail_with_help;
use crate::cli::global_options::Global;
use crate::cli::input::project::Project;
use crate::cli::input::project_header;
use crate::cli::session;
use crate::engine::{RunError, RunErrorKind};
use crate::model::{Code, Name, Scope};

/// The project and environment that the options name. Only the configuration knows the project's
/// name; without a configuration it is `default`.
pub(super) fn scope(global: &Global) -> anyhow::Result<Scope> {
    if let Some(name) = project_header::project(global) {
        return Ok(session::scope(global, &name));
    }
    let project = Project::read(global)?;
    let name = match &project.loaded.configuration {
        Some(configuration) => configuration.project.clone(),
        None if project.sources.is_empty() => "default".to_owned(),
        None => declared_project(&project).ok_or_else(|| {
            RunError::new(
                RunErrorKind::Input,
                "the configuration has errors, so its project is unknown",
            )
            .help("run `switchboard validate` to see them")
        })?,
    };
    Ok(session::scope(global, &name))
}

/// The same for a command that removes what it means for good. A configuration with errors may mean
/// another project than it says, so it is refused.
pub(super) fn certain_scope(global: &Global) -> anyhow::Result<Scope> {
    let project = Project::read(global)?;
    let name = match &project.loaded.configuration {
        Some(configuration) => configuration.project.as_str(),
        None if project.sources.is_empty() => "default",
        None => {
            return fail_with_help(
                RunErrorKind::Input,
                "nothing was removed: the configuration has errors, so the project that it means is not certain",
                "run `switchboard validate` to see them",
            );
        }
    };
    Ok(session::scope(global, name))
}

/// The project's name from a configuration with errors. It is known if it is written, or if it is
/// missing from files that could all be read as a whole.
fn declared_project(project: &Project) -> Option<String> {
    /// Prefixes of the codes for files that were read in part or not at all.
    const UNREAD: [&str; 2] = ["E01", "E051"];
    let root = project.loaded.origins.root.as_ref()?;
    if let Some(declared) = root.get("project") {
        let name = Name::parse(declared.text()?).ok()?;
        return Some(name.as_str().to_owned());
    }
    let unread = |code: Code| {
        UNREAD
            .iter()
            .any(|prefix| code.as_str().starts_with(prefix))
    };
    let mut codes = project.loaded.diagnostics.iter().map(|d| d.code);
    (!codes.any(unread)).then(|| "default".to_owned())
}

//! Saved plans: written, read, and checked against what they were made from.

use std::path::{Component, Path, PathBuf};

use anyhow::Context;

use crate::cli::failure::{OfKind as _, fail, fail_with_help};
use crate::cli::global_options::Global;
use crate::cli::input::config_files;
use crate::cli::input::open_files;
use crate::cli::input::project::Project;
use crate::cli::other_tools;
use crate::cli::output::atomic_write::{self, Readers};
use crate::cli::output::protected::Protected;
use crate::cli::output::suggestions;
use crate::cli::session;
use crate::engine::Planned;
use crate::engine::{RunError, RunErrorKind};
use crate::model::Scope;
use crate::report::plan::document::PlanDocument;
use crate::report::text::width::shortened;

/// The largest plan that is read, in bytes. One of a hundred thousand numbers takes a fifth of it.
const LARGEST: u64 = 512 * 1024 * 1024;

/// The most files that a plan may name. A plan that names more has been edited.
const MOST_SOURCES: usize = 1000;

/// Writes a plan that only its owner can read. It replaces none of the protected files.
pub(crate) fn write(
    path: &Path,
    document: &PlanDocument,
    protected: &Protected,
) -> anyhow::Result<()> {
    if waits_for_a_reader(path) {
        return fail_with_help(
            RunErrorKind::Output,
            format!(
                "the plan cannot be saved as {}: it is a named pipe, which waits for a reader",
                config_files::shown(path)
            ),
            "name a file, or /dev/stdout",
        );
    }
    let content = crate::report::plan::document::to_json(document);
    atomic_write::put(path, content.as_bytes(), Readers::Owner, protected)
        .with_context(|| format!("the plan cannot be saved as {}", config_files::shown(path)))
        .of_kind(RunErrorKind::Output)
}

/// Whether opening a path for writing can wait forever.
#[cfg(unix)]
fn waits_for_a_reader(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    let is_pipe = |there: std::fs::Metadata| there.file_type().is_fifo();
    !open_files::is_open_file(path) && std::fs::metadata(path).is_ok_and(is_pipe)
}

#[cfg(not(unix))]
fn waits_for_a_reader(_: &Path) -> bool {
    false
}

/// Reads a saved plan.
pub(crate) fn read(path: &Path) -> anyhow::Result<PlanDocument> {
    let shown = config_files::shown(path);
    if is_configuration(path) {
        let named = suggestions::quoted(&path.to_string_lossy());
        return fail_with_help(
            RunErrorKind::PlanFile,
            format!(
                "{shown} is a {}, not a saved plan",
                if path.is_dir() {
                    "folder"
                } else {
                    "configuration"
                }
            ),
            format!(
                "`switchboard apply -f {named}` plans it, shows the plan and asks; \
                 `switchboard plan --out PLAN` saves a plan"
            ),
        );
    }
    let instead = path.to_str().and_then(other_tools::instead_of);
    if let Some(instead) = instead.filter(|_| !path.exists()) {
        return fail_with_help(
            RunErrorKind::PlanFile,
            format!("there is no saved plan {shown}"),
            instead,
        );
    }
    let bytes = config_files::read_at_most(path, LARGEST)
        .with_context(|| format!("the plan {shown} cannot be read"))
        .of_kind(RunErrorKind::PlanFile)?;
    let text = bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .with_context(|| format!("{shown} is not a plan that can be applied"))
        .of_kind(RunErrorKind::PlanFile)?;
    crate::report::plan::document::read(&text)
        .with_context(|| format!("{shown} is not a plan that can be applied"))
        .of_kind(RunErrorKind::PlanFile)
}

/// Whether a path leads to a folder or to a file in YAML, neither of which is a plan.
fn is_configuration(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    path.is_dir() || matches!(extension, Some("yaml" | "yml")) && path.is_file()
}

/// The configuration that a plan was made from, as its file names it. A plan may come from
/// elsewhere, and only the user decides which files of this machine are read: those in the working
/// folder, or those that `-f` names.
pub(crate) fn sources(path: &Path, saved: &PlanDocument) -> anyhow::Result<Vec<PathBuf>> {
    let sources = &saved.config.sources;
    if sources.len() > MOST_SOURCES {
        return fail_with_help(
            RunErrorKind::PlanFile,
            format!(
                "the plan names {} files as its configuration",
                sources.len()
            ),
            "name the configuration with -f",
        );
    }
    let here = std::env::current_dir().and_then(std::fs::canonicalize);
    let here = here.context("the working folder cannot be found")?;
    for source in sources {
        // A path that does not exist counts as inside if its name does not lead out; then nothing
        // is read.
        let real = std::fs::canonicalize(source);
        let inside = real.map_or_else(|_| stays_below(source), |real| real.starts_with(&here));
        if !inside {
            return fail_with_help(
                RunErrorKind::PlanFile,
                format!(
                    "the plan names a configuration outside the working folder, {}",
                    shorten(std::slice::from_ref(source))
                ),
                format!(
                    "if that is the right one, name it with -f{}",
                    naming(sources, path)
                ),
            );
        }
    }
    Ok(sources.iter().map(PathBuf::from).collect())
}

/// The command that applies a plan to the configuration that it names. Empty if the command is too
/// long to be read before it is run.
fn naming(sources: &[String], plan: &Path) -> String {
    const LONGEST: usize = 300;
    let mut command = "switchboard apply".to_owned();
    for source in sources {
        command.push_str(&format!(" -f {}", suggestions::quoted(source)));
    }
    command.push(' ');
    command.push_str(&suggestions::quoted(&plan.to_string_lossy()));
    if command.len() > LONGEST || command.contains('`') {
        return String::new();
    }
    format!(", as in `{command}`")
}

/// Whether the name of a path that does not exist is below the working folder.
fn stays_below(source: &str) -> bool {
    let mut parts = Path::new(source).components();
    parts.all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

/// Refuses a saved plan that was made for another scope or from another configuration, before
/// anything else is read. Errors repeat nothing of the files' content: the plan may name any file.
pub(crate) fn made_from(
    saved: &PlanDocument,
    project: &Project,
    global: &Global,
) -> anyhow::Result<()> {
    let Some(configuration) = &project.loaded.configuration else {
        return fail_with_help(
            RunErrorKind::Stale,
            format!(
                "the plan is stale: the configuration that it was made from, {}, is no longer valid",
                shorten(&saved.config.sources)
            ),
            "run `switchboard validate` to see why",
        );
    };
    let (theirs, ours) = (
        scope_of(saved),
        session::scope(global, &configuration.project),
    );
    if theirs != ours {
        return fail(
            RunErrorKind::PlanFile,
            format!("this plan is for {theirs}, not for {ours}"),
        );
    }
    // Files named with `-f` are the user's own choice. Found files must be those that the plan was
    // made from.
    let found = saved.config.found && global.files.is_empty();
    let names: Vec<String> = project
        .sources
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    if found && names != saved.config.sources {
        return Err(stale("the files found here are not those it was made from"));
    }
    if saved.config.sha256 != configuration.sha256 {
        return Err(stale("the configuration is not the one it was made from"));
    }
    Ok(())
}

fn scope_of(saved: &PlanDocument) -> Scope {
    Scope {
        project: saved.project.clone(),
        environment: saved.environment.clone().unwrap_or_default(),
    }
}

fn stale(why: &str) -> anyhow::Error {
    RunError::new(RunErrorKind::Stale, format!("the plan is stale: {why}"))
        .help("make a new plan and review it")
        .into()
}

/// Refuses a saved plan that differs from the current state. `fresh` is the plan made from the
/// current state, and `rendered` is its document.
pub(crate) fn check(
    saved: &PlanDocument,
    fresh: &Planned,
    rendered: &PlanDocument,
) -> anyhow::Result<()> {
    match (
        saved.registry.lineage.as_deref(),
        fresh.snapshot.lineage.as_deref(),
    ) {
        (then, now) if then == now => {}
        // Another shard created it, and nothing is recorded for this one.
        (None, Some(_)) if saved.shard.is_some() && rendered.registry.serial == 0 => {}
        (None, Some(_)) => {
            return Err(stale(
                "the registry was created since, perhaps by applying this very plan",
            ));
        }
        _ => return Err(stale("it was made against another registry")),
    }
    if saved.registry.serial != rendered.registry.serial {
        return Err(stale(&format!(
            "the registry was written since: it was made at serial {}, now it is {}",
            saved.registry.serial, rendered.registry.serial
        )));
    }
    let moved: Vec<&str> = rendered
        .resource_changes
        .iter()
        .filter(|now| {
            !saved
                .resource_changes
                .iter()
                .any(|then| then.address == now.address && then.change == now.change)
        })
        .map(|now| now.address.as_str())
        .collect();
    if saved.sha256 != rendered.sha256
        || !moved.is_empty()
        || saved.resource_changes.len() != rendered.resource_changes.len()
    {
        let what = if moved.is_empty() {
            "the plan file".to_owned()
        } else {
            shorten(&moved)
        };
        return Err(stale(&format!(
            "what is live now, or the file itself, differs from what it says about {what}"
        )));
    }
    Ok(())
}

/// The first few of the names in a plan, shortened. A plan may come from elsewhere, so it may name
/// anything.
fn shorten<T: AsRef<str>>(named: &[T]) -> String {
    const SHOWN: usize = 3;
    const LONGEST: usize = 200;
    let shown = named.iter().take(SHOWN);
    let shown: Vec<_> = shown
        .map(|name| shortened(name.as_ref(), LONGEST))
        .collect();
    match named.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

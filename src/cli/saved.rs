//! Saved plans: written, read, and held to what they were made from.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::planning::Planned;
use super::world::{self, Project};
use super::{Global, files, put};
use crate::model::Scope;
use crate::report::PlanDocument;

/// The largest plan that is read, in bytes. One of a hundred thousand numbers takes a fifth of it.
const LARGEST: u64 = 512 * 1024 * 1024;

/// Writes a plan, readable by its owner only, over none of the files in `own`.
pub fn write(path: &Path, document: &PlanDocument, own: &[PathBuf]) -> anyhow::Result<()> {
    put::put(path, crate::report::to_json(document).as_bytes(), own)
        .with_context(|| format!("the plan cannot be saved as {}", files::shown(path)))
}

/// Reads a saved plan.
pub fn read(path: &Path) -> anyhow::Result<PlanDocument> {
    let shown = files::shown(path);
    let bytes = files::read_at_most(path, LARGEST)
        .with_context(|| format!("the plan {shown} cannot be read"))?;
    let text = bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .with_context(|| format!("{shown} is not a plan that can be applied"))?;
    crate::report::read(&text).with_context(|| format!("{shown} is not a plan that can be applied"))
}

/// Refuses a saved plan that was made for something else, or from another configuration, before
/// anything else is read. Nothing of the files is told: the plan may name any file there is.
pub fn made_from(saved: &PlanDocument, project: &Project, global: &Global) -> anyhow::Result<()> {
    let Some(configuration) = &project.loaded.configuration else {
        bail!(
            "the plan is stale: the configuration that it was made from, {}, cannot be read as one any more; `switchboard validate` tells why",
            saved.config.sources.join(", ").escape_debug()
        );
    };
    let (theirs, ours) = (
        scope_of(saved),
        world::scope(global, &configuration.project),
    );
    if theirs != ours {
        bail!("this plan is for {theirs}, not for {ours}");
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
    anyhow::anyhow!("the plan is stale: {why}; make a new plan and look at it")
}

/// Refuses a saved plan that was made from something else than what is there now. `fresh` is
/// the plan made from what is there now, and `rendered` its document.
pub fn check(saved: &PlanDocument, fresh: &Planned, rendered: &PlanDocument) -> anyhow::Result<()> {
    match (
        saved.registry.lineage.as_deref(),
        fresh.snapshot.lineage.as_deref(),
    ) {
        (then, now) if then == now => {}
        (None, Some(_)) => {
            return Err(stale(
                "the registry was created since, perhaps by applying this very plan",
            ));
        }
        _ => return Err(stale("it was made against another registry")),
    }
    if saved.registry.serial != fresh.snapshot.serial {
        return Err(stale(&format!(
            "the registry was written since: it was made at serial {}, now it is {}",
            saved.registry.serial, fresh.snapshot.serial
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

fn shorten(addresses: &[&str]) -> String {
    match addresses {
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        few => few.join(", "),
    }
}

//! Saved plans: written whole or not at all, and held to what they were made from.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};

use super::files;
use super::planning::Planned;
use crate::config::Configuration;
use crate::model::Scope;
use crate::report::PlanDocument;

/// Writes a plan with mode 0600: into a temporary file beside it, which then takes its place.
pub fn write(path: &Path, document: &PlanDocument) -> anyhow::Result<()> {
    write_whole(path, crate::report::to_json(document).as_bytes())
        .with_context(|| format!("the plan cannot be saved as {}", files::shown(path)))
}

/// Replaces a file in one step, so that a reader sees the old content or the new.
pub fn write_whole(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Reads a saved plan.
pub fn read(path: &Path) -> anyhow::Result<PlanDocument> {
    let shown = files::shown(path);
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the plan {shown} cannot be read"))?;
    crate::report::read(&text).with_context(|| format!("{shown} is not a plan that can be applied"))
}

/// Refuses a saved plan that was made from something else than what is there now. `fresh` is
/// the plan made from what is there now, and `rendered` its document.
pub fn check(
    saved: &PlanDocument,
    fresh: &Planned,
    rendered: &PlanDocument,
    configuration: &Configuration,
    scope: &Scope,
) -> anyhow::Result<()> {
    let stale =
        |why: String| anyhow::anyhow!("the plan is stale: {why}; make a new plan and look at it");
    let theirs = Scope {
        project: saved.project.clone(),
        environment: saved.environment.clone().unwrap_or_default(),
    };
    if theirs != *scope {
        bail!("this plan is for {theirs}, not for {scope}");
    }
    if saved.config.sha256 != configuration.sha256 {
        return Err(stale(
            "the configuration is not the one it was made from".to_owned(),
        ));
    }
    let lineage = fresh.snapshot.lineage.as_deref();
    if saved.registry.lineage.as_deref() != lineage {
        return Err(stale("it was made against another registry".to_owned()));
    }
    if saved.registry.serial != fresh.snapshot.serial {
        return Err(stale(format!(
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
        return Err(stale(format!(
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

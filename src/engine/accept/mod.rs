//! Live values that are written into the configuration, so that a pull request can accept them.
//!
//! Nothing is written here: the result holds the new texts. They are read again as a whole, and
//! what they declare is compared with what the old ones declare and with what is live. Only then
//! are they a result.

mod attempt;
mod records;
mod wanted;

use std::collections::BTreeMap;

use self::attempt::Attempt;
use self::wanted::wanted_at;
use crate::config::Input;
use crate::engine::chosen::Chosen;
use crate::engine::context::Workspace;
use crate::engine::drift::DriftOutcome;
use crate::engine::error::RunError;
use crate::model::Address;
use crate::report::place::Located;
use crate::yaml::SourceId;

/// What to accept.
pub struct AcceptRequest<'a> {
    /// The addresses and patterns.
    pub addresses: &'a [String],
    /// The files of the configuration, as they were read.
    pub input: Input,
    /// The names of the overlays among them.
    pub overlays: &'a [String],
}

/// The new texts of the files, and what is not accepted.
#[derive(Debug, Default)]
pub struct Accepted {
    /// The files that change, each with its new text.
    pub files: Vec<(SourceId, String)>,
    /// The keys that change.
    pub changes: Vec<AcceptedChange>,
    /// What is not accepted, and why.
    pub refused: Vec<NotAccepted>,
    /// The names of the files among them that every environment reads.
    pub shared: Vec<String>,
}

/// A key that declares what is live.
#[derive(Debug)]
pub struct AcceptedChange {
    /// The address of the object.
    pub address: Address,
    /// The key below it, dotted.
    pub key: String,
    /// The value in YAML; empty if the key is removed.
    pub value: String,
    /// The place in the new text; `None` if the key is removed.
    pub place: Option<Located>,
    /// The name of the file.
    pub file: String,
}

/// An object whose live values are not accepted.
#[derive(Debug)]
pub struct NotAccepted {
    /// The address of the object.
    pub address: Address,
    /// Why.
    pub why: String,
    /// What to do about it.
    pub help: String,
}

/// Works out the texts that declare the drifted values of these addresses as they are live. Reads
/// and writes nothing.
pub fn accept(
    workspace: &Workspace<'_>,
    found: &DriftOutcome,
    request: &AcceptRequest<'_>,
) -> Result<Accepted, RunError> {
    let recorded = &found.seen.snapshot.state;
    let (of_records, own): (Vec<String>, Vec<String>) = request
        .addresses
        .iter()
        .cloned()
        .partition(|text| records::is_of_record(text));
    let mut accepted = Accepted {
        refused: records::refused(&found.drift.resources, &of_records)?,
        ..Accepted::default()
    };
    if own.is_empty() && !of_records.is_empty() {
        return Ok(accepted);
    }
    let selection = Chosen::only(&own).selection(&workspace.desired, recorded)?;
    let mut wanted = BTreeMap::new();
    let resources = found.drift.resources.iter();
    for one in resources.filter(|one| selection.covers(&one.address)) {
        match wanted_at(workspace, found, one) {
            Ok(None) => {}
            Ok(Some(want)) => {
                wanted.insert(one.address.clone(), want);
            }
            Err(refused) => accepted.refused.push(refused),
        }
    }
    let attempt = Attempt {
        workspace,
        input: &request.input,
        overlays: request.overlays,
    };
    attempt.until_it_fits(wanted, &mut accepted)?;
    let sources = &workspace.origins.sources;
    let names = accepted.files.iter().map(|(id, _)| sources.name(*id));
    let shared = names.filter(|name| !request.overlays.iter().any(|overlay| overlay == name));
    accepted.shared = shared.map(str::to_owned).collect();
    accepted.refused.sort_by(|a, b| a.address.cmp(&b.address));
    Ok(accepted)
}

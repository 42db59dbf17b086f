//! Tries to write live values into the files, until the new configuration declares what is live and
//! nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::wanted::{Wanted, fits};
use super::{Accepted, AcceptedChange, NotAccepted};
use crate::config::{self, Acceptance, Accepting, Input, Loaded};
use crate::engine::context::Workspace;
use crate::engine::error::{RunError, RunErrorKind};
use crate::engine::placing::located;
use crate::model::Address;
use crate::yaml::{Diagnostic, SourceId, edit};

/// The attempts to write the new texts.
pub(super) struct Attempt<'a> {
    /// The configuration and its accounts.
    pub workspace: &'a Workspace<'a>,
    /// The files of the configuration, as they were read.
    pub input: &'a Input,
    /// The names of the overlays among them.
    pub overlays: &'a [String],
}

impl Attempt<'_> {
    /// Tries one way after the other for each object, until the new texts declare what is live and
    /// nothing else.
    pub(super) fn until_it_fits(
        &self,
        mut wanted: BTreeMap<Address, Wanted<'_>>,
        accepted: &mut Accepted,
    ) -> Result<(), RunError> {
        while !wanted.is_empty() {
            let failed = match self.texts(&wanted)? {
                Err(failed) => failed,
                Ok((files, edits)) => {
                    let loaded = config::load(self.with(&files));
                    let failed = self.misfits(&loaded, &wanted)?;
                    if failed.is_empty() {
                        accepted.changes = changes(&loaded, edits);
                        accepted.files = files;
                        return Ok(());
                    }
                    failed
                }
            };
            for (address, (why, help)) in failed {
                let way = wanted.get(&address).and_then(|want| want.way.next());
                if let (Some(want), Some(way)) = (wanted.get_mut(&address), way) {
                    want.way = way;
                } else {
                    wanted.remove(&address);
                    accepted.refused.push(NotAccepted { address, why, help });
                }
            }
        }
        Ok(())
    }

    /// The new texts and their edits, or the objects whose edits are refused, each with the reason.
    #[expect(clippy::type_complexity, reason = "it is used once")]
    fn texts(
        &self,
        wanted: &BTreeMap<Address, Wanted<'_>>,
    ) -> Result<Result<(Vec<(SourceId, String)>, Vec<(Address, Acceptance)>), Failed>, RunError>
    {
        // What is open keeps only the places of values.
        let loaded = config::load(self.input.clone());
        let Some(accepting) = Accepting::into(&loaded, self.overlays) else {
            return Err(nothing_written("the configuration cannot be read"));
        };
        let mut by_file: BTreeMap<SourceId, Vec<(Address, Acceptance)>> = BTreeMap::new();
        let mut failed = Failed::new();
        for (address, want) in wanted {
            let edits = accepting.edits(address, &want.yaml, want.way);
            if edits.is_empty() {
                failed.insert(address.clone(), already());
            }
            for one in edits {
                let file = by_file.entry(one.source).or_default();
                file.push((address.clone(), one));
            }
        }
        let mut files = Vec::new();
        let mut done = Vec::new();
        for (source, edits) in by_file {
            let asked: Vec<_> = edits.iter().map(|(_, one)| one.edit.clone()).collect();
            match edit(loaded.origins.sources.text(source), &asked) {
                Ok(text) => files.push((source, text)),
                Err(refused) => {
                    for one in refused {
                        let Some((address, _)) = edits.get(one.edit) else {
                            continue;
                        };
                        let file = loaded.origins.sources.name(source);
                        let why = format!("{file}: {one}");
                        let help = one.reason.help().to_owned();
                        failed.insert(address.clone(), (why, help));
                    }
                }
            }
            done.extend(edits);
        }
        Ok(if failed.is_empty() {
            Ok((files, done))
        } else {
            Err(failed)
        })
    }

    /// The files of the configuration, with the new texts.
    fn with(&self, files: &[(SourceId, String)]) -> Input {
        let sources = &self.workspace.origins.sources;
        let mut input = self.input.clone();
        for (source, text) in files {
            let name = sources.name(*source);
            let texts = input.base.iter_mut().chain(&mut input.overlays);
            for one in texts.filter(|one| one.name == name) {
                one.bytes = text.clone().into_bytes();
            }
        }
        input
    }

    /// The objects for which the new configuration does not declare exactly what is live. Fails if
    /// it declares anything else than before.
    fn misfits(
        &self,
        loaded: &Loaded,
        wanted: &BTreeMap<Address, Wanted<'_>>,
    ) -> Result<Failed, RunError> {
        let mut failed = Failed::new();
        for error in loaded.diagnostics.iter().filter(|one| one.is_error()) {
            let about = error.address.as_deref().and_then(Address::parse);
            let Some(address) = about.filter(|address| wanted.contains_key(address)) else {
                return Err(nothing_written(&in_words(error, loaded)));
            };
            let help = "change the configuration by hand".to_owned();
            failed.insert(address, (in_words(error, loaded), help));
        }
        let Some(configuration) = &loaded.configuration else {
            if failed.is_empty() {
                return Err(nothing_written("the new configuration cannot be read"));
            }
            return Ok(failed);
        };
        let old = &self.workspace.desired;
        let new = self.workspace.desired_by(configuration);
        let mut all: BTreeSet<&Address> = old.resources.keys().collect();
        all.extend(new.resources.keys());
        for address in all {
            match (wanted.get(address), old.get(address), new.get(address)) {
                (None, before, after) if before == after => {}
                (Some(want), Some(before), Some(after)) if fits(want, address, before, after) => {}
                (Some(_), ..) => {
                    failed.insert(address.clone(), unlike());
                }
                (None, ..) => {
                    return Err(nothing_written(&format!(
                        "the new configuration would change {address}, too"
                    )));
                }
            }
        }
        Ok(failed)
    }
}

/// Why objects are not accepted, and what to do about it.
type Failed = BTreeMap<Address, (String, String)>;

fn changes(loaded: &Loaded, edits: Vec<(Address, Acceptance)>) -> Vec<AcceptedChange> {
    let change = |(address, one): (Address, Acceptance)| {
        let removed = one.value.is_empty();
        let place = located(&loaded.origins, &address, Some(&one.key));
        AcceptedChange {
            file: loaded.origins.sources.name(one.source).to_owned(),
            place: place.filter(|_| !removed),
            address,
            key: one.key,
            value: one.value,
        }
    };
    let mut changes: Vec<AcceptedChange> = edits.into_iter().map(change).collect();
    changes.sort_by(|a, b| (&a.address, &a.key).cmp(&(&b.address, &b.key)));
    changes
}

fn in_words(error: &Diagnostic, loaded: &Loaded) -> String {
    let place = error.span().map(|span| {
        let sources = &loaded.origins.sources;
        let (start, _) = sources.position(span);
        format!(" ({}:{})", sources.name(span.source), start.line)
    });
    format!(
        "the new configuration would be wrong: {} {}{}",
        error.code,
        error.summary,
        place.unwrap_or_default()
    )
}

fn unlike() -> (String, String) {
    (
        "no edit of the file declares exactly what is live and nothing else".to_owned(),
        "change the configuration by hand".to_owned(),
    )
}

fn already() -> (String, String) {
    (
        "the configuration declares what is live already".to_owned(),
        "run `switchboard apply`: it records the live value without a write at the provider"
            .to_owned(),
    )
}

fn nothing_written(why: &str) -> RunError {
    RunError::new(
        RunErrorKind::Input,
        format!("nothing was accepted, and no file was written: {why}"),
    )
    .help("change the configuration by hand, or accept fewer addresses at a time")
}

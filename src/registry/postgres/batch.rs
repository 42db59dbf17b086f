//! What one record writes, as columns: however many changes there are, a few statements carry
//! them all, because each costs a way to the server and back. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Address, Fields, Kind, Name, Outcome, Resource};
use crate::registry::codec::{json, optional, without_passwords};
use crate::registry::error::Trouble;
use crate::registry::{Claim, Intent, Settlement};

/// The changes of a run that were noted and are not settled, by address: their numbers, the
/// latest last.
pub(super) type Open = BTreeMap<String, Vec<i64>>;

/// What one record writes.
#[derive(Default)]
pub(super) struct Batch {
    /// Addresses whose entries are replaced or taken out, in lower case.
    pub(super) touched: Vec<String>,
    /// Phone numbers that have an owner after this; whoever has them now gives them up.
    pub(super) numbers: Vec<String>,
    /// The identifiers of messaging services of which the same is true.
    pub(super) services: Vec<String>,
    /// What the intents lay claim to.
    pub(super) claims: Vec<Claim>,
    /// Whether anything is kept, be it only until a later change of the same record.
    pub(super) keeps: bool,
    pub(super) resources: Resources,
    pub(super) changes: Changes,
    /// The number of the run's latest change after this.
    pub(super) seq: i64,
    /// What is open after this.
    pub(super) open: Open,
}

/// Entries of `resources`, a column each.
#[derive(Default)]
pub(super) struct Resources {
    pub(super) addresses: Vec<String>,
    pub(super) kinds: Vec<&'static str>,
    pub(super) providers: Vec<Option<String>>,
    pub(super) names: Vec<String>,
    pub(super) ids: Vec<Option<String>>,
    pub(super) keys: Vec<Option<String>>,
    pub(super) fields: Vec<String>,
}

/// Entries of `changes`, a column each.
#[derive(Default)]
pub(super) struct Changes {
    pub(super) seqs: Vec<i64>,
    pub(super) addresses: Vec<String>,
    pub(super) actions: Vec<&'static str>,
    pub(super) befores: Vec<Option<String>>,
    pub(super) afters: Vec<Option<String>>,
    pub(super) outcomes: Vec<&'static str>,
    pub(super) errors: Vec<Option<String>>,
    pub(super) claims: Vec<Option<String>>,
}

impl Batch {
    /// What these changes come to, in their order.
    pub(super) fn of(
        settled: &[Settlement],
        intents: &[Intent],
        seq: i64,
        open: &Open,
    ) -> Result<Self, Trouble> {
        let mut batch = Self {
            seq,
            open: open.clone(),
            ..Self::default()
        };
        let mut kept: BTreeMap<String, (&Address, &Resource)> = BTreeMap::new();
        let mut touched = BTreeSet::new();
        for settlement in settled {
            batch.settle(settlement)?;
            let folded = settlement.address.to_string().to_ascii_lowercase();
            match (settlement.kept(), &settlement.result) {
                (Some(resource), _) => {
                    if let Some(owned) = owned(&settlement.address, resource) {
                        kept.retain(|_, (address, other)| {
                            self::owned(address, other) != Some(owned)
                        });
                    }
                    batch.keeps = true;
                    touched.insert(folded.clone());
                    kept.insert(folded, (&settlement.address, resource));
                }
                (None, Ok(_)) => {
                    kept.remove(&folded);
                    touched.insert(folded);
                }
                (None, Err(_)) => {}
            }
        }
        for (address, resource) in kept.into_values() {
            batch.keep(address, resource)?;
        }
        batch.touched = touched.into_iter().collect();
        for intent in intents {
            batch.note(intent)?;
        }
        Ok(batch)
    }

    fn keep(&mut self, address: &Address, resource: &Resource) -> Result<(), Trouble> {
        match owned(address, resource) {
            Some((Kind::Number, number)) => self.numbers.push(number.to_owned()),
            Some((_, id)) => self.services.push(id.to_owned()),
            None => {}
        }
        let columns = &mut self.resources;
        columns.addresses.push(address.to_string());
        columns.kinds.push(address.kind().as_str());
        let provider = address.provider().map(Name::as_str);
        columns.providers.push(provider.map(str::to_owned));
        columns.names.push(address.name().to_owned());
        columns.ids.push(resource.id.clone());
        columns.keys.push(resource.key.clone());
        columns.fields.push(json(&resource.fields)?);
        Ok(())
    }

    /// Closes the address's latest open intent, or notes what needed none.
    fn settle(&mut self, settlement: &Settlement) -> Result<(), Trouble> {
        let (outcome, error) = match &settlement.result {
            Ok(_) => (Outcome::Done, None),
            // No database text holds a zero byte, and a provider's answer may.
            Err(failed) => (
                Outcome::Failed,
                Some(without_passwords(&failed.why).replace('\0', "\u{fffd}")),
            ),
        };
        let address = settlement.address.to_string();
        let intent = self.open.get_mut(&address).and_then(Vec::pop);
        let seq = intent.unwrap_or_else(|| self.next());
        let (before, after) = (settlement.before.as_ref(), settlement.after.as_ref());
        let action = settlement.action.as_str();
        self.changes.claims.push(None);
        self.change(seq, address, action, before, after, outcome, error)
    }

    fn note(&mut self, intent: &Intent) -> Result<(), Trouble> {
        let (seq, address) = (self.next(), intent.address.to_string());
        self.open.entry(address.clone()).or_default().push(seq);
        let (before, after) = (intent.before.as_ref(), intent.after.as_ref());
        let action = intent.action.as_str();
        let claim = intent.claim.as_ref().map(ToString::to_string);
        self.changes.claims.push(claim);
        self.claims.extend(intent.claim.clone());
        self.change(seq, address, action, before, after, Outcome::Intended, None)
    }

    #[expect(clippy::too_many_arguments, reason = "a column each")]
    fn change(
        &mut self,
        seq: i64,
        address: String,
        action: &'static str,
        before: Option<&Fields>,
        after: Option<&Fields>,
        outcome: Outcome,
        error: Option<String>,
    ) -> Result<(), Trouble> {
        let columns = &mut self.changes;
        columns.seqs.push(seq);
        columns.addresses.push(address);
        columns.actions.push(action);
        columns.befores.push(optional(before)?);
        columns.afters.push(optional(after)?);
        columns.outcomes.push(outcome.as_str());
        columns.errors.push(error);
        Ok(())
    }

    fn next(&mut self) -> i64 {
        self.seq += 1;
        self.seq
    }
}

/// The phone number or the messaging service that a resource owns.
fn owned<'a>(address: &Address, resource: &'a Resource) -> Option<(Kind, &'a str)> {
    let kind = address.kind();
    let owned = match kind {
        Kind::Number => resource.key.as_deref(),
        Kind::MessagingService => resource.id.as_deref(),
        Kind::Provider | Kind::Keyword => None,
    };
    Some((kind, owned?))
}

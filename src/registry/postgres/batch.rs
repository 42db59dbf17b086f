//! The changes of one record as columns, so that a few statements write any number of them: each
//! statement costs a round trip to the server. Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::counterpart_records::CounterpartRows;
use crate::model::{Address, Fields, Kind, Name, Outcome, Part, Resource, without_passwords};
use crate::registry::codec::{Damaged, json, optional};
use crate::registry::settlement::{Claim, Intent, Settlement};

/// The sequence numbers of a run's open intents, by address, the latest last.
pub(super) type Open = BTreeMap<String, Vec<i64>>;

/// The changes of one record.
#[derive(Default)]
pub(super) struct Batch {
    /// Addresses whose entries are replaced or deleted, in lower case.
    pub(super) touched: Vec<String>,
    /// Phone numbers that the kept entries own; their present entries are deleted.
    pub(super) numbers: Vec<String>,
    /// The groups that the kept entries own, likewise.
    pub(super) groups: Groups,
    /// The claims of the intents, each with the kind of the claimed object.
    pub(super) claims: Vec<(Kind, Claim)>,
    /// The parts in which a change keeps a resource, even if a later change of the same record
    /// drops it.
    pub(super) kept: BTreeSet<Part>,
    pub(super) resources: Resources,
    /// What is kept of counterparts, and what is dropped.
    pub(super) counterparts: CounterpartRows,
    pub(super) changes: Changes,
    /// The sequence number of the run's latest change, this record included.
    pub(super) seq: i64,
    /// The open intents after this record.
    pub(super) open: Open,
}

/// Groups, column by column.
#[derive(Default)]
pub(super) struct Groups {
    pub(super) kinds: Vec<&'static str>,
    pub(super) ids: Vec<String>,
}

/// New entries of `resources`, column by column.
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

/// New entries of `changes`, column by column.
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
    /// The batch of these changes, in their order.
    pub(super) fn of(
        settled: &[Settlement],
        intents: &[Intent],
        seq: i64,
        open: &Open,
    ) -> Result<Self, Damaged> {
        let mut batch = Self {
            seq,
            open: open.clone(),
            ..Self::default()
        };
        let mut kept: BTreeMap<String, (&Address, &Resource)> = BTreeMap::new();
        let mut owners: HashMap<(Kind, &str), String> = HashMap::new();
        let mut touched = BTreeSet::new();
        let mut rows: BTreeMap<String, (&Address, Option<&Resource>)> = BTreeMap::new();
        for settlement in settled {
            batch.settle(settlement)?;
            let folded = settlement.address.to_string().to_ascii_lowercase();
            let there = settlement.address.counterpart().is_some();
            match (settlement.kept(), &settlement.result) {
                (Some(row), _) if there => {
                    batch.kept.insert(Part::of(&settlement.address));
                    rows.insert(folded, (&settlement.address, Some(row)));
                }
                (None, Ok(_)) if there => {
                    rows.insert(folded, (&settlement.address, None));
                }
                (Some(resource), _) => {
                    if let Some(owned) = owned(&settlement.address, resource)
                        && let Some(other) = owners.insert(owned, folded.clone())
                        // It may have been replaced by a resource that owns something else.
                        && kept.get(&other).and_then(|(at, kept)| self::owned(at, kept))
                            == Some(owned)
                    {
                        kept.remove(&other);
                    }
                    batch.kept.insert(Part::of(&settlement.address));
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
        for (address, row) in rows.into_values() {
            match row {
                Some(row) => batch.counterparts.keep(address, row)?,
                None => batch.counterparts.drop_one(address),
            }
        }
        batch.touched = touched.into_iter().collect();
        for intent in intents {
            batch.intend(intent)?;
        }
        Ok(batch)
    }

    fn keep(&mut self, address: &Address, resource: &Resource) -> Result<(), Damaged> {
        match owned(address, resource) {
            Some((Kind::Number, number)) => self.numbers.push(number.to_owned()),
            Some((kind, id)) => {
                self.groups.kinds.push(kind.as_str());
                self.groups.ids.push(id.to_owned());
            }
            None => {}
        }
        let columns = &mut self.resources;
        columns.addresses.push(address.to_string());
        columns.kinds.push(address.kind().as_str());
        let provider = address.provider().map(Name::as_str);
        columns.providers.push(provider.map(str::to_owned));
        columns.names.push(address.name().to_owned());
        columns.ids.push(resource.id.as_deref().map(str::to_owned));
        columns
            .keys
            .push(resource.key.as_deref().map(str::to_owned));
        columns.fields.push(json(&resource.fields)?);
        Ok(())
    }

    /// Closes the address's latest open intent, or records a change that needed none.
    fn settle(&mut self, settlement: &Settlement) -> Result<(), Damaged> {
        let (outcome, error) = match &settlement.result {
            Ok(_) => (Outcome::Done, None),
            // A text in the database cannot contain a zero byte; a provider's answer can.
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

    fn intend(&mut self, intent: &Intent) -> Result<(), Damaged> {
        let (seq, address) = (self.next(), intent.address.to_string());
        self.open.entry(address.clone()).or_default().push(seq);
        let (before, after) = (intent.before.as_ref(), intent.after.as_ref());
        let action = intent.action.as_str();
        let claim = intent.claim.as_ref().map(ToString::to_string);
        self.changes.claims.push(claim);
        let kind = intent.address.kind();
        self.claims
            .extend(intent.claim.clone().map(|claim| (kind, claim)));
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
    ) -> Result<(), Damaged> {
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

/// The phone number or the group that a resource owns.
fn owned<'a>(address: &Address, resource: &'a Resource) -> Option<(Kind, &'a str)> {
    let kind = address.kind();
    let owned = match kind {
        Kind::Number => resource.key.as_deref(),
        Kind::Handler(_) | Kind::Group(_) => resource.id.as_deref(),
        Kind::Provider | Kind::Keyword | Kind::Counterpart(..) => None,
    };
    Some((kind, owned?))
}

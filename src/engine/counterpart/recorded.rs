//! The rows of the counterpart that agreed when an apply last looked.

use std::collections::BTreeMap;

use crate::counterpart::{RecordSight, Records};
use crate::engine::context::{Context, Workspace};
use crate::engine::error::RunError;
use crate::engine::plan::Agreement;
use crate::model::{Address, Drifted, Kind, Resource, Selection, Sight, State};
use crate::plan;
use crate::registry::RegistryError;

/// What no longer agrees with the counterpart, and what still does.
pub(in crate::engine) async fn drifted(
    workspace: &Workspace<'_>,
    records: &dyn Records,
    terms: &plan::DriftTerms<'_>,
) -> Result<Vec<Drifted>, RunError> {
    let context = workspace.context;
    let recorded = covered(context, terms).await?;
    let sights = records.observe(&recorded);
    let mut drifted = Vec::new();
    for (address, have) in &recorded {
        let compare =
            |sight: Sight<'_>| plan::drifted_record(address, have, sight, terms.exemptions);
        let mut one = match sights.get(address) {
            Some(RecordSight::There(fields)) => compare(Sight::Seen(&Resource {
                fields: fields.clone(),
                ..have.clone()
            })),
            Some(RecordSight::Gone) => compare(Sight::Absent),
            Some(RecordSight::Unknown) => compare(Sight::Unread),
            // The configuration leaves such rows out of the comparison.
            None => continue,
        };
        one.declared = workspace.desired.get(about(address)).is_some();
        drifted.push(one);
    }
    Ok(drifted)
}

/// The number of recorded rows that a drift check covers and did not compare, because the
/// counterpart was not read.
pub(in crate::engine) async fn unread(
    workspace: &Workspace<'_>,
    terms: &plan::DriftTerms<'_>,
) -> Result<usize, RunError> {
    Ok(covered(workspace.context, terms).await?.len())
}

/// The recorded rows that a drift check covers.
async fn covered(
    context: &Context,
    terms: &plan::DriftTerms<'_>,
) -> Result<BTreeMap<Address, Resource>, RunError> {
    let mut recorded = context.registry.counterpart_records(&context.scope).await?;
    recorded.retain(|address, _| terms.selection.covers(about(address)));
    Ok(recorded)
}

/// Drops every record of a counterpart that is no longer declared.
pub(in crate::engine) async fn forget(context: &Context) -> Result<(), RegistryError> {
    let registry = context.registry.as_ref();
    let recorded = registry.counterpart_records(&context.scope).await?;
    if recorded.is_empty() {
        return Ok(());
    }
    let gone: Vec<Address> = recorded.into_keys().collect();
    registry
        .note_counterpart(&context.scope, &BTreeMap::new(), &gone)
        .await
}

/// Records what agrees, and drops the records of what is no longer declared. What no longer agrees
/// stays recorded, so that drift continues to report it.
pub(in crate::engine) async fn record(
    context: &Context,
    desired: &State,
    selection: &Selection,
    agreement: &Agreement,
) -> Result<(), RegistryError> {
    let registry = context.registry.as_ref();
    let recorded = registry.counterpart_records(&context.scope).await?;
    let is_gone = |address: &&Address| {
        selection.covers(about(address)) && desired.get(about(address)).is_none()
    };
    let gone: Vec<Address> = recorded.keys().filter(is_gone).cloned().collect();
    let mut agreeing = agreement.agreeing.clone();
    for (address, row) in &mut agreeing {
        // What was not readable this time was not seen to change.
        let known = recorded.get(address).filter(|known| known.id == row.id);
        for (field, value) in known.iter().flat_map(|known| known.fields.iter()) {
            if row.fields.find(field).is_none() {
                row.fields.insert(field.clone(), value.clone());
            }
        }
    }
    // A number that only got another name here keeps its record.
    for (address, row) in gone.iter().filter_map(|at| recorded.get_key_value(at)) {
        if let Some(renamed) = renamed(address, row, desired)
            && !recorded.contains_key(&renamed)
        {
            agreeing.entry(renamed).or_insert_with(|| row.clone());
        }
    }
    agreeing.retain(|address, row| recorded.get(address) != Some(row));
    if agreeing.is_empty() && gone.is_empty() {
        return Ok(());
    }
    registry
        .note_counterpart(&context.scope, &agreeing, &gone)
        .await
}

/// The address under which the number of a record is declared now.
fn renamed(address: &Address, row: &Resource, desired: &State) -> Option<Address> {
    let (Address::Counterpart { system, of }, Some(key)) = (address, &row.key) else {
        return None;
    };
    let of_number = of.as_ref()?.kind() == Kind::Number;
    let mut declared = desired.resources.iter().filter(|_| of_number);
    let (now, _) = declared
        .find(|(now, number)| now.kind() == Kind::Number && number.key.as_ref() == Some(key))?;
    Some(now.at_counterpart(*system))
}

/// The resource that a record is about.
fn about(address: &Address) -> &Address {
    match address {
        Address::Counterpart { of: Some(of), .. } => of,
        own => own,
    }
}

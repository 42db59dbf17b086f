//! The rows of the counterpart that agreed when an apply last looked.

use std::collections::BTreeMap;

use crate::counterpart::{RecordSight, Records};
use crate::engine::context::{Context, Workspace};
use crate::engine::error::RunError;
use crate::engine::plan::Agreement;
use crate::model::{Address, Drifted, Resource, Selection, Sight, State};
use crate::plan;
use crate::registry::RegistryError;

/// What no longer agrees with the counterpart, and what still does.
pub(in crate::engine) async fn drifted(
    workspace: &Workspace<'_>,
    records: &dyn Records,
    terms: &plan::DriftTerms<'_>,
) -> Result<Vec<Drifted>, RunError> {
    let context = workspace.context;
    let mut recorded = context.registry.counterpart_records(&context.scope).await?;
    recorded.retain(|address, _| terms.selection.covers(about(address)));
    let sights = records.observe(&recorded);
    let seen: BTreeMap<&Address, Resource> = sights
        .iter()
        .filter_map(|(address, sight)| match sight {
            RecordSight::There(fields) => {
                let known = recorded.get(address)?;
                Some((
                    address,
                    Resource {
                        fields: fields.clone(),
                        ..known.clone()
                    },
                ))
            }
            RecordSight::Gone | RecordSight::Unknown => None,
        })
        .collect();
    let mut drifted = Vec::new();
    for (address, have) in &recorded {
        let sight = match (seen.get(address), sights.get(address)) {
            (Some(seen), _) => Sight::Seen(seen),
            (None, Some(RecordSight::Gone)) => Sight::Absent,
            (None, _) => Sight::Unread,
        };
        let mut one = plan::drifted_record(address, have, sight, terms.exemptions);
        one.declared = workspace.desired.get(about(address)).is_some();
        drifted.push(one);
    }
    Ok(drifted)
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
    agreeing.retain(|address, row| recorded.get(address) != Some(row));
    if agreeing.is_empty() && gone.is_empty() {
        return Ok(());
    }
    registry
        .note_counterpart(&context.scope, &agreeing, &gone)
        .await
}

/// The resource that a record is about.
fn about(address: &Address) -> &Address {
    match address {
        Address::Counterpart { of: Some(of), .. } => of,
        own => own,
    }
}

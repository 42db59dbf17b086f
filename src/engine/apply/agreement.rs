//! What agrees with the counterpart after an apply that read it, recorded for later comparison by
//! drift.

use crate::engine::context::Workspace;
use crate::engine::counterpart;
use crate::engine::plan::Planned;
use crate::model::{Address, Counterpart, CounterpartCode, Finding, Severity};
use crate::reconcile::Applied;

/// Records what agrees, if the counterpart was read. If that fails, drift reports nothing about what
/// is not recorded.
pub(super) async fn record(workspace: &Workspace<'_>, planned: &Planned, applied: &mut Applied) {
    if workspace.declares_no_counterpart() {
        // If this fails, drift says that they were not compared, and the next apply drops them.
        let _ = counterpart::forget(workspace.context).await;
    }
    let (Some(agreement), Some(comparison)) = (&planned.agreement, &planned.plan.comparison) else {
        return;
    };
    let selection = &planned.plan.selection;
    let (context, desired) = (workspace.context, &workspace.desired);
    if let Err(error) = counterpart::record(context, desired, selection, agreement).await {
        let finding = unrecorded(comparison.system, &error.to_string());
        applied.findings.push(finding);
    }
}

fn unrecorded(system: Counterpart, why: &str) -> Finding {
    let title = system.title();
    Finding {
        severity: Severity::Warning,
        code: CounterpartCode::SnapshotNotRecorded.into(),
        address: Some(Address::Counterpart { system, of: None }),
        key: None,
        summary: format!("what agrees with {title} could not be recorded: {why}"),
        help: "until the next apply, drift compares with what was recorded before".to_owned(),
        blocks: false,
    }
}

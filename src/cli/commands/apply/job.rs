//! One run of `apply`: its inputs, its request to the engine, and its plan as output.

use std::time::Duration;

use jiff::Timestamp;

use crate::cli::commands::apply::Apply;
use crate::cli::commands::test::UNSIGNED;
use crate::cli::input::run_identity;
use crate::cli::opened::Opened;
use crate::cli::output::notifier::Notifier;
use crate::cli::output::plan_output::PlanOutput;
use crate::cli::signals::Signals;
use crate::engine::{
    ApplyRequest, Approval, Approved, Chosen, PlanRequest, Planned, Probe, Rollout, UndoneRun,
};
use crate::plan::Reverted;
use crate::policy::Policy;
use crate::report::plan::document::PlanDocument;

/// The inputs of a run of `apply`.
pub(super) struct Job<'a> {
    pub options: &'a Apply,
    pub opened: Opened<'a>,
    pub saved: Option<&'a PlanDocument>,
    pub chosen: Chosen<'a>,
    pub policy: Option<&'a Policy>,
    pub signals: &'a Signals,
    pub notifier: &'a Notifier,
}

impl Job<'_> {
    /// Reports an error that prevents a plan.
    pub(super) fn unplanned(&self, error: anyhow::Error) -> anyhow::Error {
        self.options.unplanned(self.opened.inputs.project, error)
    }

    /// What to apply, and what is allowed.
    pub(super) fn request<'a>(
        &'a self,
        undo: Option<&'a UndoneRun>,
        revert: Option<&'a Reverted>,
    ) -> ApplyRequest<'a> {
        let options = self.options;
        // A person or pipeline that approved a plan in which a number moves approved the move.
        let moves = |plan: &PlanDocument| {
            let mut changes = plan.resource_changes.iter();
            changes.any(|change| !change.detaches.is_empty())
        };
        ApplyRequest {
            plan: PlanRequest {
                chosen: self.chosen,
                allow_detach: options.allow_detach || self.saved.is_some_and(moves),
                carrier_checks: false,
                create_keywords: options.creates_keywords(self.saved),
                policy: self.policy,
            },
            undo,
            revert,
            approval: Approval {
                expected: options.expect_plan.as_deref(),
                mass_change: options.allow_mass_change,
                purchases: options.allow_purchases,
                approved: self.approved(),
            },
            run: run_identity::describe(self.opened.inputs.project.folder.as_deref(), ""),
            lock_timeout: Duration::from_secs(options.lock_timeout),
            parallelism: usize::from(options.parallelism),
            rollout: options.rollout.as_ref().map(|sizes| Rollout {
                sizes: sizes.clone(),
                pause: options.rollout_pause,
                max_alerts: options.rollout_max_alerts,
                revert: options.rollout_revert,
                now: Timestamp::now,
            }),
            verify: options.verify,
            probe: match (options.probe_callback, self.opened.session.is_sandbox()) {
                (false, _) => Probe::No,
                (true, false) => Probe::Yes,
                (true, true) => Probe::Unsigned(UNSIGNED),
            },
        }
    }

    /// Which plans are approved without asking.
    pub(super) fn approved(&self) -> Approved {
        if self.saved.is_some() {
            Approved::ThisPlan
        } else if self.options.auto_approve {
            Approved::AnyPlan
        } else {
            Approved::None
        }
    }

    /// The plan, ready to be reported.
    pub(super) fn output<'a>(&'a self, planned: &'a Planned) -> PlanOutput<'a> {
        PlanOutput::new(
            self.opened.inputs,
            self.opened.session,
            planned,
            self.chosen,
            false,
        )
        .each_if_verbose(self.opened.inputs.global)
    }
}

//! `drift --out`: the plan that reverts the drift.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cli::global_options::Global;
use crate::cli::input::project::Project;
use crate::cli::opened::Inputs;
use crate::cli::output::plan_output::PlanOutput;
use crate::cli::session::Session;
use crate::engine::{self, Chosen, DriftOutcome, Workspace};
use crate::model::{Address, FindingCode};
use crate::policy::Policy;
use crate::report::plan::document::PlanDocument;
use crate::yaml::Diagnostic;

/// A plan that reverts drift, ready to be saved.
pub(crate) struct RevertPlan {
    /// The document.
    pub document: PlanDocument,
    /// What is said once it is saved.
    pub said: String,
    /// What it leaves as it is, and why, and what it violates of the policy.
    pub left: Vec<Diagnostic>,
}

/// What a plan that reverts drift is made from.
pub(super) struct Made<'a> {
    pub global: &'a Global,
    pub project: &'a Project,
    pub workspace: &'a Workspace<'a>,
    pub session: &'a Session,
    /// What the drift check was limited to.
    pub chosen: Chosen<'a>,
    /// The policy that the plan must keep.
    pub policy: Option<&'a Policy>,
    /// The addresses that are accepted and stay as they are.
    pub without: BTreeSet<Address>,
}

impl Made<'_> {
    /// The plan that reverts the drift; `None` if the configuration has errors.
    pub(super) fn plan(&self, path: &Path, found: &DriftOutcome) -> Option<RevertPlan> {
        let configuration = self.project.loaded.configuration.as_ref()?;
        let planned = engine::revert_of(self.workspace, found, &self.without);
        let planned = engine::judged(self.workspace, planned, self.policy);
        let origins = &self.project.loaded.origins;
        let findings = planned.plan.findings.iter();
        let left = findings.filter(|one| one.code == FindingCode::NotReverted);
        let left = left.map(|finding| engine::placed(finding, origins));
        let violations = planned.plan.policy.iter().flat_map(|one| &one.violations);
        let violations = violations.map(|one| engine::violated(one, origins));
        let left = left.chain(violations).collect();
        let inputs = Inputs {
            global: self.global,
            project: self.project,
            configuration,
        };
        let output = PlanOutput::new(inputs, self.session, &planned, self.chosen, false);
        Some(RevertPlan {
            document: output.document(),
            said: output.saved_as(path),
            left,
        })
    }
}

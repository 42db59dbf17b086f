//! What is done about drift: live values are accepted into the configuration's files, and a plan
//! that reverts the rest is made.

use std::collections::BTreeSet;
use std::path::Path;

use super::accept;
use super::revert::{Made, RevertPlan};
use crate::cli::global_options::Global;
use crate::cli::input::project::Project;
use crate::cli::session::Session;
use crate::engine::{Chosen, DriftOutcome, Workspace};
use crate::policy::Policy;

/// What to do about drift. The default is nothing.
#[derive(Clone, Copy, Default)]
pub(crate) struct WantedAnswers<'a> {
    /// The addresses whose live values are written into the configuration.
    pub accept: &'a [String],
    /// Where the plan that reverts the drift will be saved.
    pub out: Option<&'a Path>,
    /// The policy that the plan must keep.
    pub policy: Option<&'a Policy>,
}

impl WantedAnswers<'_> {
    /// Accepts, and then makes the plan from the files as they are then. If nothing could be
    /// accepted because of an error, there is no plan.
    pub(super) async fn done(
        self,
        session: &Session,
        global: &Global,
        project: &Project,
        chosen: Chosen<'_>,
        workspace: &Workspace<'_>,
        found: &DriftOutcome,
    ) -> anyhow::Result<(Option<anyhow::Result<accept::Outcome>>, Option<RevertPlan>)> {
        let accepted = (!self.accept.is_empty())
            .then(|| accept::accept(workspace, found, global, project, self.accept));
        let revert = match (self.out, &accepted) {
            (None, _) | (_, Some(Err(_))) => None,
            (Some(path), Some(Ok(accept::Outcome { accepted, .. })))
                if !accepted.changes.is_empty() =>
            {
                let edited = Project::read(global)?;
                let changed = accepted.changes.iter().map(|one| one.address.clone());
                let opened = session.workspace(&edited, chosen).await?;
                opened.ok().and_then(|workspace| {
                    let made = Made {
                        global,
                        project: &edited,
                        workspace: &workspace,
                        session,
                        chosen,
                        policy: self.policy,
                        without: changed.collect(),
                    };
                    made.plan(path, found)
                })
            }
            (Some(path), _) => {
                let made = Made {
                    global,
                    project,
                    workspace,
                    session,
                    chosen,
                    policy: self.policy,
                    without: BTreeSet::new(),
                };
                made.plan(path, found)
            }
        };
        Ok((accepted, revert))
    }
}

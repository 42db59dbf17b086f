//! The beginning of `apply`: the saved plan if there is one, the configuration, the accounts.

use std::path::Path;
use std::time::Duration;

use crate::cli::commands::apply::job::Job;
use crate::cli::commands::apply::{Apply, INTERRUPTED};
use crate::cli::commands::plan::keywords_can_be_created;
use crate::cli::exit_code::Exit;
use crate::cli::failure::{fail, fail_with_help};
use crate::cli::global_options::Global;
use crate::cli::input::plan_file;
use crate::cli::input::plan_policy;
use crate::cli::input::project::Project;
use crate::cli::local_sandbox::Access;
use crate::cli::opened::{Inputs, Opened};
use crate::cli::output::notifier::Notifier;
use crate::cli::output::problems::Problems;
use crate::cli::output::{suggestions, terminal};
use crate::cli::runtime;
use crate::cli::signals::Signals;
use crate::engine::RunErrorKind;
use crate::provider::{ProviderError, Settings};
use crate::report::plan::document::PlanDocument;

/// A wait that is longer than this is reported.
const LONG_WAIT: Duration = Duration::from_secs(5);

impl Apply {
    pub(super) fn start(&self, global: &Global, notifier: &Notifier) -> anyhow::Result<Exit> {
        let saved = self.plan.as_deref().map(plan_file::read).transpose();
        let saved = saved.map_err(|error| match Project::read(global) {
            Ok(project) => self.unplanned(&project, error),
            Err(_) => error,
        })?;
        let global = match (&self.plan, &saved) {
            (Some(path), Some(document)) => &meant_by(path, document, global)?,
            _ => global,
        };
        if let (Some(asked), Some(document)) = (self.shard, &saved)
            && document.shard != Some(asked)
        {
            let of = document.shard.map(|shard| format!("shard {shard}"));
            return fail(
                RunErrorKind::Options,
                format!(
                    "this plan is for {}, not for shard {asked}",
                    of.as_deref().unwrap_or("every provider")
                ),
            );
        }
        if global.no_dynamics && self.creates_keywords(saved.as_ref()) {
            return fail_with_help(
                RunErrorKind::Options,
                "this plan creates keywords in Dynamics 365, which --no-dynamics forbids",
                "leave out --no-dynamics, or apply a plan that was made without --create-dynamics-keywords",
            );
        }
        // The files and the environment that the plan names count for suggested commands, too.
        suggestions::remember(global);
        let mut project = Project::read(global)?;
        notifier.about(project.known_scope());
        if let Some(path) = &self.plan {
            project.protect(path, "the plan that is being applied");
        }
        if let Some(document) = &saved {
            let made_from = plan_file::made_from(document, &project, global);
            made_from.map_err(|error| self.unplanned(&project, error))?;
        }
        let policy = self.policy.read(&mut project)?;
        let project = project;
        let inputs = match Inputs::of(global, &project) {
            Ok(inputs) => inputs,
            Err(problems) => return self.reject(problems, global, notifier),
        };
        if let Some(document) = &saved {
            let judged_by = plan_policy::check(document, policy.as_ref());
            judged_by.map_err(|error| self.unplanned(&project, error))?;
        }
        let unplanned = |error| self.unplanned(&project, error);
        runtime::block_on(async {
            let signals = Signals::listen(INTERRUPTED);
            let settings = Settings {
                parallelism: usize::from(self.parallelism),
                waiting: report_waits(global),
                ..runtime::settings(&signals)
            };
            let opening = inputs.open(Access::Writes, settings);
            let opened = signals.unless(opening).await.transpose();
            let Some(mut session) = opened.map_err(unplanned)? else {
                return self.interrupted(&project, &signals);
            };
            if self.create_dynamics_keywords {
                keywords_can_be_created(inputs.configuration).map_err(unplanned)?;
            }
            session.context.compares = self.compares(&inputs, saved.as_ref());
            let chosen = self.chosen(saved.as_ref());
            let opening = session.workspace(&project, chosen);
            let exit = match signals.unless(opening).await.transpose() {
                Ok(Some(Ok(workspace))) => {
                    let job = Job {
                        options: self,
                        opened: Opened {
                            inputs,
                            session: &session,
                            workspace: &workspace,
                        },
                        saved: saved.as_ref(),
                        chosen,
                        policy: policy.as_ref(),
                        signals: &signals,
                        notifier,
                    };
                    job.run().await
                }
                Ok(Some(Err(problems))) => {
                    self.reject(Problems::new(&project, problems), global, notifier)
                }
                Ok(None) => self.interrupted(&project, &signals),
                Err(error) => Err(unplanned(error)),
            };
            session.close(exit).await
        })
    }
}

/// Reports long waits; `None` with `-q`, and where a progress bar shows that work
/// goes on.
fn report_waits(global: &Global) -> Option<fn(&ProviderError, Duration)> {
    let report: fn(&ProviderError, Duration) = |error, wait| {
        if wait > LONG_WAIT {
            terminal::eprint(&format!(
                "{error}: trying again in {} s\n",
                wait.as_secs_f32().round()
            ));
        }
    };
    (!global.quiet && !terminal::shows_progress(global)).then_some(report)
}

/// The options with the environment and the files that a saved plan names, so that `apply PLAN`
/// needs neither option.
fn meant_by(path: &Path, document: &PlanDocument, global: &Global) -> anyhow::Result<Global> {
    let mut global = global.clone();
    // Files that the plan found without `-f` are found again, and the registry with them.
    if global.files.is_empty() && !document.config.found {
        global.files = plan_file::sources(path, document)?;
    }
    if global.env.is_none() {
        global.env.clone_from(&document.environment);
    }
    Ok(global)
}

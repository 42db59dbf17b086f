//! One environment of `drift` or `watch`: its configuration, its expected differences, and what
//! drifted there.

use anyhow::Context as _;
use jiff::Timestamp;

use super::answers::WantedAnswers;
use super::revert::RevertPlan;
use crate::cli::exit_code::Exit;
use crate::cli::failure::{OfKind as _, fail};
use crate::cli::global_options::Global;
use crate::cli::input::config_files;
use crate::cli::input::project::Project;
use crate::cli::local_sandbox::Access;
use crate::cli::output::problems;
use crate::cli::output::remedies;
use crate::cli::output::suggestions;
use crate::cli::session::{self, Session};
use crate::config;
use crate::engine::RunErrorKind;
use crate::engine::{self, Chosen, DriftOutcome, DriftRequest};
use crate::model::{Drift, Exemption};
use crate::provider::Settings;
use crate::report::drift::input::DriftMeta;
use crate::yaml::{Diagnostic, diagnostic};

/// The largest `.switchboardignore` that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// One environment, and the differences expected there.
pub(crate) struct Environment {
    /// The options, with this environment chosen.
    pub global: Global,
    /// Its configuration.
    pub project: Project,
    /// Differences that are expected.
    pub exemptions: Vec<Exemption>,
    /// The file that lists them.
    pub ignore_file: Option<String>,
}

/// What drifted in one environment.
pub(crate) struct EnvironmentDrift {
    /// The drift that was found.
    pub drift: Drift,
    /// The circumstances: time, registry, targets and the number of reads.
    pub meta: DriftMeta,
    /// Further findings to report.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether there was a configuration, and its accounts could be opened.
    pub configured: bool,
    /// True if no account could be read. If that holds in every environment, it is an error;
    /// otherwise the check is incomplete.
    pub blind: bool,
    /// The contribution to the exit code.
    pub exit: Exit,
    /// What was accepted into the configuration, or why nothing was; `None` if nothing was asked.
    pub accepted: Option<anyhow::Result<super::accept::Outcome>>,
    /// The plan that reverts the drift, if it was asked for.
    pub revert: Option<RevertPlan>,
}

impl Environment {
    /// Reads an environment's configuration, and what is expected to differ there.
    pub(crate) fn read(global: Global) -> anyhow::Result<Self> {
        let mut environment = Self {
            exemptions: Vec::new(),
            ignore_file: None,
            project: Project::read(&global)?,
            global,
        };
        environment.expect()?;
        Ok(environment)
    }

    fn expect(&mut self) -> anyhow::Result<()> {
        let Some(path) = self
            .project
            .folder
            .as_ref()
            .map(|f| f.join(config_files::IGNORE_FILE))
        else {
            return Ok(());
        };
        if !path.exists() {
            return Ok(());
        }
        let name = config_files::shown(&path);
        let loaded = &mut self.project.loaded;
        let problems = match config_files::read_at_most(&path, LARGEST) {
            Ok(Some(bytes)) => {
                let (kept, problems) =
                    config::exemptions(&mut loaded.origins.sources, &name, bytes);
                self.exemptions = kept;
                problems
            }
            Ok(None) => return fail(RunErrorKind::Input, format!("{name} is larger than 1 MiB")),
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("{name} cannot be read"))
                    .of_kind(RunErrorKind::Input);
            }
        };
        self.ignore_file = Some(name);
        loaded.diagnostics.extend(problems);
        Ok(())
    }
}

/// The drift of an environment that was not checked.
pub(crate) fn unchecked(environment: &Environment) -> Drift {
    let configuration = environment.project.loaded.configuration.as_ref();
    let project = configuration.map_or("default", |configuration| &configuration.project);
    Drift::unseen(session::scope(&environment.global, project))
}

/// The circumstances of [`unchecked`].
pub(crate) fn unchecked_meta(environment: &Environment) -> DriftMeta {
    meta(environment, now())
}

impl EnvironmentDrift {
    fn nothing(environment: &Environment, diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            blind: true,
            drift: unchecked(environment),
            meta: unchecked_meta(environment),
            diagnostics,
            configured: false,
            exit: Exit::ERROR,
            accepted: None,
            revert: None,
        }
    }

    /// A check that failed with an error. Other environments are not affected by it.
    pub(crate) fn failed(environment: &Environment, error: &anyhow::Error) -> Self {
        let mut diagnostics = environment.project.loaded.diagnostics.clone();
        diagnostics.push(problems::of_error(error));
        diagnostic::sort(&mut diagnostics);
        Self {
            configured: true,
            ..Self::nothing(environment, diagnostics)
        }
    }
}

/// The combined end of the checks of all environments.
pub(crate) fn exit(checked: &[EnvironmentDrift]) -> Exit {
    let blind = checked.iter().all(|one| one.blind);
    let start = Exit::error_if(blind);
    checked.iter().fold(start, |all, one| all.and(one.exit))
}

/// What to check.
#[derive(Clone, Copy)]
pub(crate) struct DriftQuery<'a> {
    /// What is checked: a shard, or addresses and what is under them.
    pub chosen: Chosen<'a>,
    /// Whether to ask providers who made the changes that are drift.
    pub events: bool,
    /// Whether to compare with the counterpart.
    pub compares: bool,
    /// What to do about the drift.
    pub wanted: WantedAnswers<'a>,
}

/// Checks one environment for drift.
pub(crate) async fn check(
    environment: &Environment,
    query: DriftQuery<'_>,
    settings: Settings,
) -> anyhow::Result<EnvironmentDrift> {
    let project = &environment.project;
    let Some(configuration) = &project.loaded.configuration else {
        let diagnostics = project.loaded.diagnostics.clone();
        return Ok(EnvironmentDrift::nothing(environment, diagnostics));
    };
    let global = &environment.global;
    let mut session =
        Session::open(global, project, configuration, Access::Reads, settings).await?;
    session.context.compares = query.compares && !global.no_dynamics;
    let checked = within(&session, environment, query).await;
    let exit = match &checked {
        Ok(checked) => Ok(checked.exit),
        Err(_) => Ok(Exit::ERROR),
    };
    let exit = session.close(exit).await?;
    checked.map(|checked| EnvironmentDrift { exit, ..checked })
}

async fn within(
    session: &Session,
    environment: &Environment,
    query: DriftQuery<'_>,
) -> anyhow::Result<EnvironmentDrift> {
    let project = &environment.project;
    let mut diagnostics = project.loaded.diagnostics.clone();
    let workspace = match session.workspace(project, query.chosen).await? {
        Ok(workspace) => workspace,
        Err(problems) => {
            diagnostics.extend(problems);
            return Ok(EnvironmentDrift::nothing(environment, diagnostics));
        }
    };
    let request = DriftRequest {
        chosen: query.chosen,
        exemptions: &environment.exemptions,
        events: query.events,
        compares: query.compares,
        now: now(),
    };
    let found = engine::drift(&workspace, &request).await?;
    diagnostics.extend(session.notices.iter().cloned());
    for finding in &found.drift.findings {
        let placed = engine::placed(finding, &project.loaded.origins);
        diagnostics.push(if found.drift.unapplied && finding.address.is_none() {
            remedies::where_looked(placed, session).await
        } else {
            placed
        });
    }
    diagnostics.extend(found.unrecorded.clone());
    let (global, chosen) = (&environment.global, query.chosen);
    let (accepted, revert) = query
        .wanted
        .done(session, global, project, chosen, &workspace, &found)
        .await?;
    if let Some(revert) = &revert {
        diagnostics.extend(revert.left.iter().cloned());
    }
    diagnostic::sort(&mut diagnostics);
    Ok(EnvironmentDrift {
        blind: found.blind,
        exit: Exit {
            error: false,
            incomplete: !found.drift.complete || !is_compared(&found.drift),
            differences: found.drift.drifted(),
            signal: None,
        },
        meta: meta_of(environment, &request, &found),
        drift: found.drift,
        diagnostics,
        configured: true,
        accepted,
        revert,
    })
}

fn meta_of(
    environment: &Environment,
    request: &DriftRequest<'_>,
    found: &DriftOutcome,
) -> DriftMeta {
    DriftMeta {
        lineage: found.lineage.clone(),
        serial: found.serial,
        shard: request.chosen.shard,
        targets: request.chosen.targets.to_vec(),
        reads: found.reads,
        unattributed: found.unattributed.clone(),
        ..meta(environment, request.now)
    }
}

/// The circumstances of a report on nothing.
fn meta(environment: &Environment, timestamp: Timestamp) -> DriftMeta {
    DriftMeta {
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        timestamp,
        lineage: None,
        serial: 0,
        shard: None,
        shards: Vec::new(),
        targets: Vec::new(),
        ignore_file: environment.ignore_file.clone(),
        options: suggestions::options(&environment.global),
        reads: 0,
        unattributed: None,
        files: environment.project.names.clone(),
    }
}

/// The current time, with the registry's precision.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

/// Whether the counterpart could be compared, if it was to be.
fn is_compared(drift: &Drift) -> bool {
    let comparison = drift.comparison.as_ref();
    comparison.is_none_or(|comparison| comparison.complete)
}

//! Looking for drift in one environment: the registry and the accounts are read, compared, and
//! what is new among the differences is noted.

use jiff::Timestamp;

use crate::cli::blaming::{self, Blamed};
use crate::cli::commands::drift::Environment;
use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::input::config_files;
use crate::cli::local_sandbox::Access;
use crate::cli::output::problems;
use crate::cli::output::remedies;
use crate::cli::output::suggestions;
use crate::cli::planning;
use crate::cli::session::{self, Project, World};
use crate::config::{self, Configuration};
use crate::model::{Drift, Sightings, Snapshot, State};
use crate::plan::{self, DriftTerms};
use crate::provider::Settings;
use crate::reconcile::{self, Missed};
use crate::report::drift::input::DriftMeta;
use crate::yaml::{Diagnostic, diagnostic};

/// The most bytes it may have.
const MOST: u64 = 1 << 20;

/// What was found in one environment.
pub struct Looked {
    /// What drifted.
    pub drift: Drift,
    /// How that came about.
    pub meta: DriftMeta,
    /// What is to be told besides.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether there was a configuration, and its accounts could be opened.
    pub configured: bool,
    /// Whether no account could be read at all. Where that is so of every environment, it is an
    /// error; else the look is incomplete.
    pub blind: bool,
    /// What it means for the exit code.
    pub exit: Exit,
}

impl Environment {
    /// Reads an environment's configuration, and what is expected to differ there.
    pub fn read(global: Global) -> anyhow::Result<Self> {
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
        let problems = match config_files::read_at_most(&path, MOST) {
            Ok(Some(bytes)) => {
                let (kept, problems) =
                    config::exemptions(&mut loaded.origins.sources, &name, bytes);
                self.exemptions = kept;
                problems
            }
            Ok(None) => anyhow::bail!("{name} is larger than 1 MiB"),
            Err(error) => {
                return Err(anyhow::Error::from(error).context(format!("{name} cannot be read")));
            }
        };
        self.ignore_file = Some(name);
        loaded.diagnostics.extend(problems);
        Ok(())
    }
}

/// Nothing looked at yet.
pub fn unseen(environment: &Environment) -> Drift {
    let configuration = environment.project.loaded.configuration.as_ref();
    let project = configuration.map_or("default", |configuration| &configuration.project);
    Drift::unseen(session::scope(&environment.global, project))
}

/// How that came about.
pub fn unlooked(environment: &Environment) -> DriftMeta {
    meta(environment, now(), &Snapshot::default(), &[])
}

impl Looked {
    fn nothing(environment: &Environment, diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            blind: true,
            drift: unseen(environment),
            meta: unlooked(environment),
            diagnostics,
            configured: false,
            exit: Exit::ERROR,
        }
    }

    /// Where looking came to an error, of which the other environments are to know nothing.
    pub fn failed(environment: &Environment, error: &anyhow::Error) -> Self {
        let mut diagnostics = environment.project.loaded.diagnostics.clone();
        diagnostics.push(problems::of_error(error));
        diagnostic::sort(&mut diagnostics);
        Self {
            configured: true,
            ..Self::nothing(environment, diagnostics)
        }
    }
}

/// What the looks at all environments mean for the exit code.
pub fn exit(looked: &[Looked]) -> Exit {
    let blind = looked.iter().all(|one| one.blind);
    let start = Exit::error_if(blind);
    looked.iter().fold(start, |all, one| all.and(one.exit))
}

/// What is to be looked at.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// Where there are any, only these addresses and what is under them.
    pub targets: &'a [String],
    /// Whether providers are asked who is behind what drifted.
    pub events: bool,
}

/// Looks at one environment.
pub async fn look(
    environment: &Environment,
    asked: Asked<'_>,
    settings: Settings,
) -> anyhow::Result<Looked> {
    let project = &environment.project;
    let Some(configuration) = &project.loaded.configuration else {
        let told = project.loaded.diagnostics.clone();
        return Ok(Looked::nothing(environment, told));
    };
    let global = &environment.global;
    let world = World::open(global, project, configuration, Access::Reads, settings).await?;
    let looked = within(&world, environment, configuration, asked).await;
    let exit = match &looked {
        Ok(looked) => Ok(looked.exit),
        Err(_) => Ok(Exit::ERROR),
    };
    let exit = world.close(exit).await?;
    looked.map(|looked| Looked { exit, ..looked })
}

async fn within(
    world: &World,
    environment: &Environment,
    configuration: &Configuration,
    asked: Asked<'_>,
) -> anyhow::Result<Looked> {
    let target_texts = asked.targets;
    let project = &environment.project;
    let origins = &project.loaded.origins;
    let mut diagnostics = project.loaded.diagnostics.clone();
    let desk = match planning::open(world, configuration, origins, target_texts).await? {
        Ok(desk) => desk,
        Err(problems) => {
            diagnostics.extend(problems);
            return Ok(Looked::nothing(environment, diagnostics));
        }
    };
    let snapshot = world.registry.snapshot(&world.scope).await?;
    let terms = DriftTerms {
        targets: planning::targets(target_texts, &desk.desired, &snapshot.state)?,
        routers: desk.routers.clone(),
        exemptions: &environment.exemptions,
        silences: desk.silences.clone(),
    };
    // A name that means something else by now says nothing about what was applied under it, so
    // what is declared has no part in what belongs to which address.
    let nothing = State::default();
    let shown = world.reading();
    let (observed, missed) =
        reconcile::observe(&desk.accounts, &nothing, &snapshot.state, &terms.targets).await;
    drop(shown);
    let mut drift = plan::drift(&world.scope, &desk.desired, &snapshot, &observed, &terms);
    let timestamp = now();
    let noted = world.registry.differences(&world.scope).await?;
    let sightings = plan::date(&mut drift, &snapshot.state, &noted, timestamp);
    let blamed = if asked.events {
        blaming::blame(world, &desk.accounts, &mut drift, timestamp).await
    } else {
        Blamed::default()
    };
    diagnostics.extend(world.notices.iter().cloned());
    let unapplied = drift.unapplied;
    for finding in &drift.findings {
        let told = planning::placed(finding, origins);
        diagnostics.push(if unapplied && finding.address.is_none() {
            remedies::where_looked(told, world).await
        } else {
            told
        });
    }
    diagnostics.extend(note(world, &noted, &sightings).await);
    diagnostic::sort(&mut diagnostics);
    Ok(Looked {
        blind: missed == Missed::Everything || drift.findings.iter().any(|one| one.blocks),
        exit: Exit {
            error: false,
            incomplete: !drift.complete,
            differences: drift.drifted(),
            signal: None,
        },
        meta: DriftMeta {
            reads: observed.reads + blamed.reads,
            unattributed: blamed.note,
            ..meta(environment, timestamp, &snapshot, target_texts)
        },
        drift,
        diagnostics,
        configured: true,
    })
}

/// Notes what changed among the differences. That it cannot be noted spoils nothing but the
/// times of the next report.
async fn note(world: &World, noted: &Sightings, sightings: &Sightings) -> Option<Diagnostic> {
    if noted == sightings {
        return None;
    }
    let written = world
        .registry
        .note_differences(&world.scope, sightings)
        .await;
    let error = written.err()?;
    let help = error.help().unwrap_or_else(|| {
        "let drift write to the registry, which it does for nothing else".to_owned()
    });
    Some(
        Diagnostic::warning(
            "W0744",
            format!("when differences were first seen cannot be noted: {error}"),
        )
        .help(help),
    )
}

fn meta(
    environment: &Environment,
    timestamp: Timestamp,
    snapshot: &Snapshot,
    targets: &[String],
) -> DriftMeta {
    DriftMeta {
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        timestamp,
        lineage: snapshot.lineage.clone(),
        serial: snapshot.serial,
        targets: targets.to_vec(),
        ignore_file: environment.ignore_file.clone(),
        options: suggestions::options(&environment.global),
        reads: 0,
        unattributed: None,
        files: environment.project.names.clone(),
    }
}

/// The time, as exactly as the registry keeps it.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

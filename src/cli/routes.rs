//! Reading who answers, for `explain` and `graph`: the accounts are read as for a plan, and
//! nothing is written or locked.

use crate::cli::global_options::Global;
use crate::cli::output::problems::{self, Problems};
use crate::cli::planning::{self, Desk, Read};
use crate::cli::session::{Project, World};
use crate::config::Configuration;
use crate::model::{Address, Change, NumberRoutes, Plan, Unread};
use crate::plan;
use crate::provider::{Settings, Tally};
use crate::report::place::Located;
use crate::yaml::Diagnostic;

/// Everything that was read, and who answers for each number.
pub struct Seen {
    /// Each number's routes.
    pub numbers: Vec<NumberRoutes>,
    /// What an apply would do.
    pub plan: Plan,
    /// What could not be read of the accounts that were asked.
    pub unread: Vec<Unread>,
}

/// Reads the accounts that these addresses need; without any, all.
pub async fn read(world: &World, desk: &Desk, needed: Vec<Address>) -> anyhow::Result<Seen> {
    let snapshot = world.registry.snapshot(&world.scope).await?;
    let read = planning::read(world, desk, snapshot, needed.into_iter().collect()).await;
    Ok(seen(world, desk, read))
}

fn seen(world: &World, desk: &Desk, read: Read) -> Seen {
    let numbers = plan::routes(
        &desk.desired,
        &read.snapshot.state,
        &read.observed,
        &desk.routers,
    );
    Seen {
        unread: read.observed.unread.clone(),
        numbers,
        plan: planning::decide(world, desk, read).plan,
    }
}

/// What an apply would do with a number.
pub fn change<'a>(plan: &'a Plan, number: &NumberRoutes) -> Option<&'a Change> {
    let address = number.address.as_ref()?;
    let mut changes = plan.changes.iter();
    changes.find(|change| change.address == *address)
}

/// Tells on stderr what could not be read, each cause once; says whether there was any.
pub fn tell_unread<'a>(
    unread: impl Iterator<Item = &'a Unread>,
    project: &Project,
    global: &Global,
) -> bool {
    let told = unread_told(unread, project);
    problems::tell(&told, &project.loaded.origins.sources, global);
    !told.is_empty()
}

/// What could not be read as diagnostics, each cause once.
pub fn unread_told<'a>(
    unread: impl Iterator<Item = &'a Unread>,
    project: &Project,
) -> Vec<Diagnostic> {
    let mut told: Vec<Diagnostic> = Vec::new();
    for unread in unread {
        if told.iter().any(|told| told.summary == unread.why) {
            continue;
        }
        let provider = Address::Provider(unread.provider.clone());
        let mut diagnostic = Diagnostic::error(unread.code, unread.why.clone())
            .help(unread.help.clone())
            .address(provider.to_string());
        if let Some(span) = project.loaded.origins.place(&provider, None) {
            diagnostic = diagnostic.at(span, "declared here");
        }
        told.push(diagnostic);
    }
    told
}

/// Where an address, or a key under it that stands there, is declared.
pub fn located(project: &Project, address: &Address, key: Option<&str>) -> Option<Located> {
    let origins = &project.loaded.origins;
    let span = origins.place(address, key)?;
    // A key that is not there is answered with the place of the whole.
    if key.is_some() && origins.place(address, None) == Some(span) {
        return None;
    }
    let (start, _) = origins.sources.position(span);
    Some(Located {
        file: origins.sources.name(span.source).to_owned(),
        line: u32::try_from(start.line).unwrap_or(u32::MAX),
        column: u32::try_from(start.column).unwrap_or(u32::MAX),
    })
}

/// How accounts are called where they are only read.
pub fn settings() -> Settings {
    Settings {
        parallelism: crate::cli::commands::apply::PARALLELISM,
        tally: Some(Tally::default()),
        ..Settings::default()
    }
}

/// Opens the accounts; what is wrong with credentials is told.
pub async fn open(
    world: &World,
    project: &Project,
    configuration: &Configuration,
    global: &Global,
) -> anyhow::Result<Option<Desk>> {
    match planning::open(world, configuration, &project.loaded.origins, &[]).await? {
        Ok(desk) => Ok(Some(desk)),
        Err(problems) => {
            Problems::new(project, problems).tell(global);
            Ok(None)
        }
    }
}

//! A registry in a `SQLite` file. It holds only the path: every call opens the file again, so
//! that nothing is locked between two calls.

mod connect;
mod counterpart_records;
mod create;
mod differences;
mod error;
mod file_lock;
mod files;
mod history;
mod leader;
mod liveness;
mod lock;
mod log;
mod migrate;
mod operations;
mod prune;
mod query;
mod read;
mod reading;
mod record;
mod routes;
mod serials;
mod session;
mod settings;
mod slots;
mod unlocked_writes;
mod waves;
mod writer;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use history::RecordedRun;
use lock::Taken;
use session::HeldScope;

pub(super) use files::files_of;

use jiff::Timestamp;

use super::error::RegistryError;
use super::holder::Holder;
use super::interface::{Answer, Contents, Leadership, NewRun, OutcomeCount, Registry, Session};
use super::operation::OpenOperation;
use super::prune::{Keep, Prunable, prunable, unclear_since};
use crate::http::Slots;
use crate::model::{
    Address, Covered, LeftRoute, LeftRoutes, Resource, Run, Scope, Serials, Settled, Sightings,
    Snapshot, Wave,
};

/// How long to wait before checking again whether a living holder is gone.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// The registry in the file at a path.
pub(super) struct Sqlite {
    path: PathBuf,
}

impl Sqlite {
    /// The registry at a path. Does not access it yet.
    pub(super) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    async fn take(
        &self,
        scope: &Scope,
        run: &NewRun,
        wait: Duration,
    ) -> Result<HeldScope, RegistryError> {
        let mut writer = connect::open_to_write(&self.path)?;
        log::start(&writer, writer.db());
        let began = Instant::now();
        loop {
            let taken = lock::take(&mut writer, scope, run)
                .map_err(|trouble| trouble.at("taking the lock in", &self.path))?;
            let holder = match taken {
                Taken::Held(holder) => holder,
                Taken::Ours {
                    run_id,
                    proof,
                    lineage,
                    serials,
                } => {
                    return Ok(HeldScope {
                        writer,
                        scope: scope.clone(),
                        run_id,
                        lineage,
                        serials,
                        seq: 0,
                        proof: Some(proof),
                    });
                }
            };
            let waited = began.elapsed();
            if waited >= wait {
                return Err(RegistryError::held_by(scope, holder, waited));
            }
            tokio::time::sleep(LOOK_AGAIN.min(wait.saturating_sub(waited))).await;
        }
    }
}

impl Registry for Sqlite {
    fn snapshot<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Snapshot> {
        Box::pin(async move { self.read(|reading| read::snapshot(&reading.connection, scope)) })
    }

    fn left_routes<'a>(&'a self, scope: &'a Scope) -> Answer<'a, LeftRoutes> {
        Box::pin(async move { self.read(|reading| routes::of(&reading.connection, scope)) })
    }

    fn begin<'a>(
        &'a self,
        scope: &'a Scope,
        run: &'a NewRun,
        wait: Duration,
    ) -> Answer<'a, Box<dyn Session>> {
        Box::pin(async move {
            let held = self.take(scope, run, wait).await?;
            Ok(Box::new(held) as Box<dyn Session>)
        })
    }

    fn contents<'a>(&'a self, scope: Option<&'a Scope>) -> Answer<'a, Vec<Contents>> {
        Box::pin(async move { self.read(|reading| read::contents(&reading.connection, scope)) })
    }

    fn runs<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Vec<Run>> {
        Box::pin(async move {
            let runs: Vec<RecordedRun> = self.read(|reading| {
                let runs = history::runs(&reading.connection, scope)?;
                runs.into_iter()
                    .map(|run| RecordedRun::of(reading, run))
                    .collect()
            })?;
            runs.into_iter().map(|run| self.actual(run)).collect()
        })
    }

    fn changes<'a>(&'a self, run_id: &'a str) -> Answer<'a, Option<(Run, Vec<Settled>)>> {
        Box::pin(async move {
            let found = self.read(|reading| {
                let connection = &reading.connection;
                let Some(id) = history::whole_id(connection, run_id)? else {
                    return Ok(None);
                };
                let Some(run) = history::run_of(connection, &id)? else {
                    return Ok(None);
                };
                Ok(Some((
                    RecordedRun::of(reading, run)?,
                    history::changes(connection, &id)?,
                )))
            })?;
            found
                .map(|(run, changes)| Ok((self.actual(run)?, changes)))
                .transpose()
        })
    }

    fn outcomes<'a>(&'a self, run_ids: &'a [&'a str]) -> Answer<'a, Vec<OutcomeCount>> {
        Box::pin(
            async move { self.read(|reading| history::outcomes(&reading.connection, run_ids)) },
        )
    }

    fn waves<'a>(&'a self, run_ids: &'a [&'a str]) -> Answer<'a, BTreeMap<String, Vec<Wave>>> {
        Box::pin(async move { self.read(|reading| waves::of(&reading.connection, run_ids)) })
    }

    fn prunable<'a>(&'a self, scope: &'a Scope, keep: Keep) -> Answer<'a, Vec<Prunable>> {
        Box::pin(async move {
            let since = unclear_since(Timestamp::now());
            let runs =
                self.read(|reading| prune::candidates(&reading.connection, scope, &since))?;
            Ok(prunable(runs, keep))
        })
    }

    fn prune<'a>(&'a self, runs: &'a [Prunable]) -> Answer<'a, ()> {
        Box::pin(async move {
            let Some(mut writer) = connect::open_existing_to_write(&self.path)? else {
                return Ok(());
            };
            prune::remove(&mut writer, runs)
                .map_err(|trouble| trouble.at("removing runs from", &self.path))
        })
    }

    fn holders<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Vec<Holder>> {
        Box::pin(async move {
            let find = || {
                let everything = &Covered::Everything;
                self.read(|r| lock::holders(&r.connection, &r.db, scope, everything))
            };
            let found = find()?;
            // A run that seems dead may have ended just now; then its row is gone as well.
            if found.iter().all(|holder| holder.alive) {
                return Ok(found);
            }
            find()
        })
    }

    fn unlock<'a>(&'a self, scope: &'a Scope, force: bool) -> Answer<'a, Vec<Holder>> {
        Box::pin(async move {
            let Some(mut writer) = connect::open_existing_to_write(&self.path)? else {
                return Ok(Vec::new());
            };
            lock::unlock(&mut writer, scope, force)
                .map_err(|trouble| trouble.at("unlocking", &self.path))
        })
    }

    fn differences<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Sightings> {
        Box::pin(async move { self.read(|reading| differences::of(&reading.connection, scope)) })
    }

    fn note_differences<'a>(
        &'a self,
        scope: &'a Scope,
        before: &'a Sightings,
        now: &'a Sightings,
    ) -> Answer<'a, ()> {
        Box::pin(async move { unlocked_writes::differences(&self.path, scope, before, now) })
    }

    fn note_routes<'a>(
        &'a self,
        scope: &'a Scope,
        serials: &'a Serials,
        routes: &'a BTreeMap<Address, LeftRoute>,
    ) -> Answer<'a, ()> {
        Box::pin(async move { unlocked_writes::routes(&self.path, scope, serials, routes) })
    }

    fn counterpart_records<'a>(
        &'a self,
        scope: &'a Scope,
    ) -> Answer<'a, BTreeMap<Address, Resource>> {
        Box::pin(
            async move { self.read(|reading| counterpart_records::of(&reading.connection, scope)) },
        )
    }

    fn note_counterpart<'a>(
        &'a self,
        scope: &'a Scope,
        agreeing: &'a BTreeMap<Address, Resource>,
        gone: &'a [Address],
    ) -> Answer<'a, ()> {
        Box::pin(async move { unlocked_writes::counterpart(&self.path, scope, agreeing, gone) })
    }

    fn operations<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Vec<OpenOperation>> {
        Box::pin(async move { self.read(|reading| operations::open(&reading.connection, scope)) })
    }

    fn close_operations<'a>(&'a self, ended: &'a [OpenOperation]) -> Answer<'a, ()> {
        Box::pin(async move { unlocked_writes::operations(&self.path, ended) })
    }

    fn lead<'a>(&'a self, scopes: &'a [Scope]) -> Answer<'a, Option<Box<dyn Leadership>>> {
        Box::pin(async move { leader::take(&self.path, scopes) })
    }

    fn slots(&self, creates: bool) -> Arc<dyn Slots> {
        Arc::new(slots::FileSlots::beside(self.path.clone(), creates))
    }
}

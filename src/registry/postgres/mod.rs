//! A registry in a `PostgreSQL` database. It holds only the target; every call connects again, so
//! that nothing is locked between two calls.
//!
//! Everything is in the schema `switchboard`. A session's locks belong to its connection: a proxy
//! that shares connections between transactions (`PgBouncer` can) breaks them.

mod batch;
mod claims;
mod connect;
mod counterpart_records;
mod differences;
mod error;
mod history;
mod leader;
mod liveness;
mod lock;
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
mod slots;
mod target;
mod unlocked_writes;
mod waves;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use connect::{Line, within};
use error::Trouble;
use lock::{Candidate, Holding, Taken};
use session::HeldScope;
use target::Target;

use jiff::Timestamp;

use super::error::RegistryError;
use super::holder::Holder;
use super::interface::{Answer, Contents, Leadership, NewRun, OutcomeCount, Registry, Session};
use super::operation::OpenOperation;
use super::prune::{Keep, Prunable, prunable, unclear_since};
use crate::http::Slots;
use crate::model::{
    Address, LeftRoute, LeftRoutes, Resource, Run, Scope, Serials, Settled, Sightings, Snapshot,
    Wave,
};

/// How long to wait before checking again whether a living holder is gone: at first, and at most.
const LOOK_AGAIN: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(1));

/// The registry in a database.
pub(super) struct Postgres {
    target: Target,
}

impl Postgres {
    /// The registry at a URL; the password is used if the URL has none.
    pub(super) fn at(url: &str, password: Option<String>) -> Result<Self, RegistryError> {
        let target = Target::parse(url, password)?;
        Ok(Self { target })
    }

    /// Turns what went wrong into the refusal.
    fn refusal(&self, doing: &'static str) -> impl FnOnce(Trouble) -> RegistryError {
        move |trouble| trouble.at(doing, &self.target.place)
    }

    async fn take(
        &self,
        scope: &Scope,
        run: &NewRun,
        wait: Duration,
    ) -> Result<HeldScope, RegistryError> {
        let began = Instant::now();
        let mut line = Line::open(&self.target).await?;
        within(migrate::migrate(&mut line.client, &self.target.place))
            .await
            .map_err(self.refusal("opening"))?;
        let candidate = within(Candidate::create(&line.client))
            .await
            .map_err(self.refusal("taking the lock in"))?;
        liveness::refuse_sharing(&self.target, candidate.backend)
            .await
            .map_err(self.refusal("taking the lock in"))?;
        let (mut pause, longest) = LOOK_AGAIN;
        loop {
            let taken = within(candidate.take(&mut line.client, scope, run))
                .await
                .map_err(self.refusal("taking the lock in"))?;
            let holder = match taken {
                Taken::Held(holder) => holder,
                Taken::Ours { lineage, serials } => {
                    return Ok(HeldScope {
                        place: self.target.place.clone(),
                        line: Ok(line),
                        holding: Holding {
                            scope: scope.clone(),
                            run_id: candidate.run_id,
                            backend: candidate.backend,
                        },
                        lineage,
                        serials,
                        seq: 0,
                        open: batch::Open::new(),
                    });
                }
            };
            let waited = began.elapsed();
            if waited >= wait {
                return Err(RegistryError::held_by(scope, holder, waited));
            }
            tokio::time::sleep(pause.min(wait.saturating_sub(waited))).await;
            pause = (pause * 3 / 2).min(longest);
        }
    }
}

impl Registry for Postgres {
    fn snapshot<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Snapshot> {
        Box::pin(self.read(move |line| async move { read::snapshot(&line.client, scope).await }))
    }

    fn left_routes<'a>(&'a self, scope: &'a Scope) -> Answer<'a, LeftRoutes> {
        Box::pin(self.read(move |line| async move { routes::of(&line.client, scope).await }))
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
        Box::pin(self.read(move |line| async move { read::contents(&line.client, scope).await }))
    }

    fn runs<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Vec<Run>> {
        Box::pin(async move {
            let first = self.all_runs(scope).await?;
            let later = if history::in_doubt(&first) {
                self.all_runs(scope).await?
            } else {
                Vec::new()
            };
            Ok(history::actual(first, &later))
        })
    }

    fn changes<'a>(&'a self, run_id: &'a str) -> Answer<'a, Option<(Run, Vec<Settled>)>> {
        Box::pin(async move {
            let Some((run, changes)) = self.found(run_id).await? else {
                return Ok(None);
            };
            let first = vec![run];
            let later = if history::in_doubt(&first) {
                self.found(run_id).await?.map(|(run, _)| run)
            } else {
                None
            };
            let run = history::actual(first, later.as_slice()).pop();
            Ok(run.map(|run| (run, changes)))
        })
    }

    fn outcomes<'a>(&'a self, run_ids: &'a [&'a str]) -> Answer<'a, Vec<OutcomeCount>> {
        Box::pin(
            self.read(move |line| async move { history::outcomes(&line.client, run_ids).await }),
        )
    }

    fn waves<'a>(&'a self, run_ids: &'a [&'a str]) -> Answer<'a, BTreeMap<String, Vec<Wave>>> {
        Box::pin(self.read(move |line| async move { waves::of(&line.client, run_ids).await }))
    }

    fn prunable<'a>(&'a self, scope: &'a Scope, keep: Keep) -> Answer<'a, Vec<Prunable>> {
        Box::pin(self.read(move |line| async move {
            let since = unclear_since(Timestamp::now());
            let runs = prune::candidates(&line.client, scope, &since).await?;
            Ok(prunable(runs, keep))
        }))
    }

    fn prune<'a>(&'a self, runs: &'a [Prunable]) -> Answer<'a, ()> {
        Box::pin(async move {
            let mut line = Line::open(&self.target).await?;
            let done = async {
                if migrate::version(&line.client, &self.target.place)
                    .await?
                    .is_none()
                {
                    return Ok(());
                }
                migrate::migrate(&mut line.client, &self.target.place).await?;
                prune::remove(&line.client, runs).await
            };
            done.await.map_err(self.refusal("removing runs from"))
        })
    }

    fn holders<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Vec<Holder>> {
        Box::pin(self.all_holders(scope))
    }

    fn differences<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Sightings> {
        Box::pin(self.read(move |line| async move { differences::of(&line.client, scope).await }))
    }

    fn note_differences<'a>(
        &'a self,
        scope: &'a Scope,
        before: &'a Sightings,
        now: &'a Sightings,
    ) -> Answer<'a, ()> {
        let target = &self.target;
        Box::pin(unlocked_writes::differences(target, scope, before, now))
    }

    fn note_routes<'a>(
        &'a self,
        scope: &'a Scope,
        serials: &'a Serials,
        routes: &'a BTreeMap<Address, LeftRoute>,
    ) -> Answer<'a, ()> {
        let target = &self.target;
        Box::pin(unlocked_writes::routes(target, scope, serials, routes))
    }

    fn counterpart_records<'a>(
        &'a self,
        scope: &'a Scope,
    ) -> Answer<'a, BTreeMap<Address, Resource>> {
        Box::pin(
            self.read(
                move |line| async move { counterpart_records::of(&line.client, scope).await },
            ),
        )
    }

    fn note_counterpart<'a>(
        &'a self,
        scope: &'a Scope,
        agreeing: &'a BTreeMap<Address, Resource>,
        gone: &'a [Address],
    ) -> Answer<'a, ()> {
        let target = &self.target;
        Box::pin(unlocked_writes::counterpart(target, scope, agreeing, gone))
    }

    fn operations<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Vec<OpenOperation>> {
        Box::pin(self.read(move |line| async move { operations::open(&line.client, scope).await }))
    }

    fn close_operations<'a>(&'a self, ended: &'a [OpenOperation]) -> Answer<'a, ()> {
        Box::pin(unlocked_writes::operations(&self.target, ended))
    }

    fn unlock<'a>(&'a self, scope: &'a Scope, force: bool) -> Answer<'a, Vec<Holder>> {
        Box::pin(async move {
            let mut line = Line::open(&self.target).await?;
            within(async {
                match migrate::version(&line.client, &self.target.place).await? {
                    None => return Ok(Vec::new()),
                    Some(migrate::KNOWN) => {}
                    Some(_) => migrate::migrate(&mut line.client, &self.target.place).await?,
                }
                lock::unlock(&mut line.client, scope, force).await
            })
            .await
            .map_err(self.refusal("unlocking"))
        })
    }

    fn lead<'a>(&'a self, scopes: &'a [Scope]) -> Answer<'a, Option<Box<dyn Leadership>>> {
        Box::pin(leader::take(&self.target, scopes))
    }

    fn slots(&self, _creates: bool) -> Arc<dyn Slots> {
        Arc::new(slots::LockSlots::at(self.target.clone()))
    }
}

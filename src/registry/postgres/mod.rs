//! A registry in a `PostgreSQL` database: each question asked of the part that knows. Holds
//! nothing but the way there; every question connects anew, so nothing is locked between two.
//!
//! Everything is in the schema `switchboard`. What a session holds, it holds by its connection:
//! whoever shares connections between transactions (`PgBouncer` can) takes the locks away.

mod batch;
mod claims;
mod connect;
mod differences;
pub(super) mod error;
mod history;
mod leader;
mod lock;
mod migrate;
mod read;
mod record;
mod routes;
mod session;
mod target;
mod unlocked_writes;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use connect::{Line, within};
use lock::{Claim, Holding, Taken};
use session::Held;
use target::Target;

use super::codec::held_by;
use super::error::Trouble;
use super::{Answer, Contents, Holder, Leadership, NewRun, Registry, RegistryError, Session};
use crate::model::{Address, LeftRoute, Run, Scope, Settled, Sightings, Snapshot};

/// How long to sleep before looking again whether a living holder is gone: at first, and at most.
const LOOK_AGAIN: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(1));

/// One instant of the database, from which nothing can be written.
const ONE_INSTANT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// The same, for an older registry that is brought up to date for as long as it is read.
const ONE_INSTANT_BROUGHT_UP: &str = "ROLLBACK; BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE";

/// The registry in a database.
pub(super) struct Postgres {
    target: Target,
}

impl Postgres {
    /// The registry at a URL, with the password to use where the URL has none.
    pub(super) fn at(url: &str, password: Option<String>) -> Result<Self, RegistryError> {
        let target = Target::parse(url, password)?;
        Ok(Self { target })
    }

    fn told(&self, doing: &'static str) -> impl FnOnce(Trouble) -> RegistryError {
        move |trouble| trouble.told_of(doing, &self.target.place)
    }

    /// A connection that sees one instant; `None` where there is no registry. What is done in it
    /// is undone when it is dropped.
    async fn reading(&self) -> Result<Option<Line>, RegistryError> {
        let line = Line::open(&self.target).await?;
        let found = within(async {
            line.client.batch_execute(ONE_INSTANT).await?;
            let found = migrate::version(&line.client, &self.target.place).await?;
            if found.is_some_and(|found| found < migrate::KNOWN) {
                line.client.batch_execute(ONE_INSTANT_BROUGHT_UP).await?;
                migrate::bring_up(&line.client, found).await?;
            }
            Ok(found)
        });
        let found = found.await.map_err(self.told("opening"))?;
        Ok(found.map(|_| line))
    }

    async fn take(
        &self,
        scope: &Scope,
        run: &NewRun,
        wait: Duration,
    ) -> Result<Held, RegistryError> {
        let began = Instant::now();
        let mut line = Line::open(&self.target).await?;
        within(migrate::migrate(&mut line.client, &self.target.place))
            .await
            .map_err(self.told("opening"))?;
        let claim = within(Claim::stake(&line.client))
            .await
            .map_err(self.told("taking the lock in"))?;
        self.refuse_sharing(&claim).await?;
        let (mut pause, longest) = LOOK_AGAIN;
        loop {
            let taken = within(claim.take(&mut line.client, scope, run))
                .await
                .map_err(self.told("taking the lock in"))?;
            let holder = match taken {
                Taken::Held(holder) => holder,
                Taken::Ours { lineage, serial } => {
                    return Ok(Held {
                        place: self.target.place.clone(),
                        line: Ok(line),
                        holding: Holding {
                            scope: scope.clone(),
                            run_id: claim.run_id,
                            backend: claim.backend,
                        },
                        lineage,
                        serial,
                        seq: 0,
                        open: batch::Open::new(),
                    });
                }
            };
            let waited = began.elapsed();
            if waited >= wait {
                return Err(held_by(scope, holder, waited));
            }
            tokio::time::sleep(pause.min(wait.saturating_sub(waited))).await;
            pause = (pause * 3 / 2).min(longest);
        }
    }

    /// Refuses a proxy that shares connections, where one is found out. Where no second connection
    /// can be had, every record still makes sure that it comes by the first.
    async fn refuse_sharing(&self, claim: &Claim) -> Result<(), RegistryError> {
        let Ok(second) = Line::open(&self.target).await else {
            return Ok(());
        };
        match within(claim.is_shared_with(&second.client)).await {
            Ok(true) => Err(self.told("taking the lock in")(Trouble::Pooled)),
            _ => Ok(()),
        }
    }

    async fn all_runs(&self, scope: &Scope) -> Result<Vec<history::Noted>, RegistryError> {
        let Some(line) = self.reading().await? else {
            return Ok(Vec::new());
        };
        within(history::runs(&line.client, scope))
            .await
            .map_err(self.told("reading"))
    }

    async fn found(
        &self,
        prefix: &str,
    ) -> Result<Option<(history::Noted, Vec<Settled>)>, RegistryError> {
        let Some(line) = self.reading().await? else {
            return Ok(None);
        };
        let client = &line.client;
        let found = within(async {
            let Some(id) = history::whole_id(client, prefix).await? else {
                return Ok(None);
            };
            let Some(run) = history::run_of(client, &id).await? else {
                return Ok(None);
            };
            Ok(Some((run, history::changes(client, &id).await?)))
        });
        found.await.map_err(self.told("reading"))
    }
}

impl Registry for Postgres {
    fn snapshot<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Snapshot> {
        Box::pin(async move {
            let Some(line) = self.reading().await? else {
                return Ok(Snapshot::default());
            };
            within(read::snapshot(&line.client, scope))
                .await
                .map_err(self.told("reading"))
        })
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
        Box::pin(async move {
            let Some(line) = self.reading().await? else {
                return Ok(Vec::new());
            };
            within(read::contents(&line.client, scope))
                .await
                .map_err(self.told("reading"))
        })
    }

    fn runs<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Vec<Run>> {
        Box::pin(async move {
            let first = self.all_runs(scope).await?;
            let later = if history::in_doubt(&first) {
                self.all_runs(scope).await?
            } else {
                Vec::new()
            };
            Ok(history::told(first, &later))
        })
    }

    fn changes<'a>(&'a self, run_id: &'a str) -> Answer<'a, Option<(Run, Vec<Settled>)>> {
        Box::pin(async move {
            let Some((noted, changes)) = self.found(run_id).await? else {
                return Ok(None);
            };
            let first = vec![noted];
            let later = if history::in_doubt(&first) {
                self.found(run_id).await?.map(|(noted, _)| noted)
            } else {
                None
            };
            let run = history::told(first, later.as_slice()).pop();
            Ok(run.map(|run| (run, changes)))
        })
    }

    fn holder<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Option<Holder>> {
        Box::pin(async move {
            for last in [false, true] {
                let Some(line) = self.reading().await? else {
                    return Ok(None);
                };
                let found = within(lock::row(&line.client, scope))
                    .await
                    .map_err(self.told("reading"))?;
                // It may have ended just now; then the row is gone, too.
                if last || found.as_ref().is_none_or(|holder| holder.alive) {
                    return Ok(found);
                }
            }
            Ok(None)
        })
    }

    fn differences<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Sightings> {
        Box::pin(async move {
            let Some(line) = self.reading().await? else {
                return Ok(Sightings::default());
            };
            within(differences::of(&line.client, scope))
                .await
                .map_err(self.told("reading"))
        })
    }

    fn note_differences<'a>(
        &'a self,
        scope: &'a Scope,
        sightings: &'a Sightings,
    ) -> Answer<'a, ()> {
        Box::pin(self.write_differences(scope, sightings))
    }

    fn note_routes<'a>(
        &'a self,
        scope: &'a Scope,
        serial: u64,
        routes: &'a BTreeMap<Address, LeftRoute>,
    ) -> Answer<'a, ()> {
        Box::pin(self.write_routes(scope, serial, routes))
    }

    fn unlock<'a>(&'a self, scope: &'a Scope, force: bool) -> Answer<'a, Option<Holder>> {
        Box::pin(async move {
            let mut line = Line::open(&self.target).await?;
            within(async {
                match migrate::version(&line.client, &self.target.place).await? {
                    None => return Ok(None),
                    Some(migrate::KNOWN) => {}
                    Some(_) => migrate::migrate(&mut line.client, &self.target.place).await?,
                }
                lock::unlock(&mut line.client, scope, force).await
            })
            .await
            .map_err(self.told("unlocking"))
        })
    }

    fn lead<'a>(&'a self, scopes: &'a [Scope]) -> Answer<'a, Option<Box<dyn Leadership>>> {
        Box::pin(self.take_lead(scopes))
    }
}

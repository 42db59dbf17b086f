//! A registry in a `SQLite` file: each question asked of the part that knows. Holds nothing but
//! the path; every question opens the file anew, so nothing is locked between two of them.

mod connect;
mod create;
mod differences;
mod file_lock;
mod history;
mod leader;
mod liveness;
mod lock;
mod migrate;
mod read;
mod record;
mod routes;
mod session;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use connect::Reading;
use lock::Taken;
use session::Held;

use super::codec::held_by;
use super::error::Trouble;
use super::{Answer, Contents, Holder, Leadership, NewRun, Registry, RegistryError, Session};
use crate::model::{Address, LeftRoute, Run, RunStatus, Scope, Settled, Sightings, Snapshot};

/// How long to sleep before looking again whether a living holder is gone.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// The registry in the file at a path.
pub(super) struct Sqlite {
    path: PathBuf,
}

impl Sqlite {
    pub(super) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// What `ask` reads in one instant; the default where there is no registry.
    fn read<T: Default>(
        &self,
        ask: impl FnOnce(&Reading) -> Result<T, Trouble>,
    ) -> Result<T, RegistryError> {
        let Some(reading) = connect::open_to_read(&self.path)? else {
            return Ok(T::default());
        };
        ask(&reading).map_err(|trouble| trouble.told("reading", &self.path))
    }

    async fn take(
        &self,
        scope: &Scope,
        run: &NewRun,
        wait: Duration,
    ) -> Result<Held, RegistryError> {
        let (mut connection, db) = connect::open_to_write(&self.path)?;
        let began = Instant::now();
        loop {
            let taken = lock::take(&mut connection, &db, scope, run)
                .map_err(|trouble| trouble.told("taking the lock in", &self.path))?;
            let holder = match taken {
                Taken::Held(holder) => holder,
                Taken::Ours {
                    run_id,
                    proof,
                    lineage,
                    serial,
                } => {
                    return Ok(Held {
                        db,
                        connection,
                        scope: scope.clone(),
                        run_id,
                        lineage,
                        serial,
                        seq: 0,
                        proof: Some(proof),
                    });
                }
            };
            let waited = began.elapsed();
            if waited >= wait {
                return Err(held_by(scope, holder, waited));
            }
            tokio::time::sleep(LOOK_AGAIN.min(wait.saturating_sub(waited))).await;
        }
    }

    /// The run as it stands. One that holds its scope without proof of life is looked at again:
    /// it may have ended just now, and notes its end before it takes the proof away. To be called
    /// after the reading that found it; a second one within it could wait for a writer who
    /// waits for the first.
    fn told(&self, Noted { run, held_in }: Noted) -> Result<Run, RegistryError> {
        if run.status != RunStatus::Running {
            return Ok(run);
        }
        if let Some(db) = held_in {
            if liveness::lives(&db, &run.id) {
                return Ok(run);
            }
            let later = self.read(|reading| history::run_of(&reading.connection, &run.id))?;
            if let Some(ended) = later.filter(|run| run.status != RunStatus::Running) {
                return Ok(ended);
            }
        }
        Ok(Run {
            status: RunStatus::Interrupted,
            ..run
        })
    }
}

/// A run as it is noted.
struct Noted {
    run: Run,
    /// The registry's real path, where the run holds its scope: proof of life is found by it.
    held_in: Option<PathBuf>,
}

impl Noted {
    fn of(reading: &Reading, run: Run) -> Result<Self, Trouble> {
        let holds = history::holds(&reading.connection, &run.id)?;
        let held_in = holds.then(|| reading.db.clone());
        Ok(Self { run, held_in })
    }
}

impl Registry for Sqlite {
    fn snapshot<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Snapshot> {
        Box::pin(async move { self.read(|reading| read::snapshot(&reading.connection, scope)) })
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
            let noted: Vec<Noted> = self.read(|reading| {
                let runs = history::runs(&reading.connection, scope)?;
                runs.into_iter()
                    .map(|run| Noted::of(reading, run))
                    .collect()
            })?;
            noted.into_iter().map(|noted| self.told(noted)).collect()
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
                    Noted::of(reading, run)?,
                    history::changes(connection, &id)?,
                )))
            })?;
            found
                .map(|(noted, changes)| Ok((self.told(noted)?, changes)))
                .transpose()
        })
    }

    fn holder<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Option<Holder>> {
        Box::pin(async move {
            let look = || self.read(|reading| lock::row(&reading.connection, &reading.db, scope));
            match look()? {
                // It may have ended just now; then the row is gone, too.
                Some(holder) if !holder.alive => look(),
                other => Ok(other),
            }
        })
    }

    fn unlock<'a>(&'a self, scope: &'a Scope, force: bool) -> Answer<'a, Option<Holder>> {
        Box::pin(async move {
            let Some((mut connection, db)) = connect::open_existing_to_write(&self.path)? else {
                return Ok(None);
            };
            lock::unlock(&mut connection, &db, scope, force)
                .map_err(|trouble| trouble.told("unlocking", &self.path))
        })
    }

    fn differences<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Sightings> {
        Box::pin(async move { self.read(|reading| differences::of(&reading.connection, scope)) })
    }

    fn note_differences<'a>(
        &'a self,
        scope: &'a Scope,
        sightings: &'a Sightings,
    ) -> Answer<'a, ()> {
        Box::pin(async move {
            let Some(mut connection) = connect::open_as_it_is(&self.path)? else {
                return Ok(());
            };
            differences::note(&mut connection, scope, sightings)
                .map_err(|trouble| trouble.told("noting differences in", &self.path))
        })
    }

    fn note_routes<'a>(
        &'a self,
        scope: &'a Scope,
        serial: u64,
        routes: &'a BTreeMap<Address, LeftRoute>,
    ) -> Answer<'a, ()> {
        Box::pin(async move {
            let Some(mut connection) = connect::open_as_it_is(&self.path)? else {
                return Ok(());
            };
            routes::note(&mut connection, scope, serial, routes)
                .map_err(|trouble| trouble.told("noting who answers in", &self.path))
        })
    }

    fn lead<'a>(&'a self, scopes: &'a [Scope]) -> Answer<'a, Option<Box<dyn Leadership>>> {
        Box::pin(async move { leader::take(&self.path, scopes) })
    }
}

//! A registry in a `SQLite` file: each question asked of the part that knows. Holds nothing but
//! the path; every question opens the file anew, so nothing is locked between two of them.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::error::Trouble;
use super::file::{self, Reading};
use super::lock::{self, Taken};
use super::session::Held;
use super::{
    Answer, Contents, Holder, NewRun, Registry, RegistryError, Session, history, proof, read,
};
use crate::model::{Run, RunStatus, Scope, Settled, Snapshot};

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
        let Some(reading) = file::open_to_read(&self.path)? else {
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
        let (mut connection, db) = file::open_to_write(&self.path)?;
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
                return Err(lock::held_by(scope, holder, waited));
            }
            tokio::time::sleep(LOOK_AGAIN.min(wait.saturating_sub(waited))).await;
        }
    }

    /// The run as it stands. A run noted as running that holds its scope is looked at again when
    /// it gives no proof of life: it may have ended just now, and ends before it takes the proof away.
    fn told(&self, reading: &Reading, run: Run) -> Result<Run, Trouble> {
        let running = |run: &Run| run.status == RunStatus::Running;
        if !running(&run) {
            return Ok(run);
        }
        let interrupted = |run: Run| Run {
            status: RunStatus::Interrupted,
            ..run
        };
        if !history::holds(&reading.connection, &run.id)? {
            return Ok(interrupted(run));
        }
        if proof::lives(&reading.db, &run.id) {
            return Ok(run);
        }
        let later = self.read(|later| history::run_of(&later.connection, &run.id))?;
        Ok(match later {
            Some(later) if !running(&later) => later,
            _ => interrupted(run),
        })
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
            self.read(|reading| {
                history::runs(&reading.connection, scope)?
                    .into_iter()
                    .map(|run| self.told(reading, run))
                    .collect()
            })
        })
    }

    fn changes<'a>(&'a self, run_id: &'a str) -> Answer<'a, Option<(Run, Vec<Settled>)>> {
        Box::pin(async move {
            self.read(|reading| {
                let connection = &reading.connection;
                let Some(id) = history::whole_id(connection, run_id)? else {
                    return Ok(None);
                };
                let Some(run) = history::run_of(connection, &id)? else {
                    return Ok(None);
                };
                Ok(Some((
                    self.told(reading, run)?,
                    history::changes(connection, &id)?,
                )))
            })
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
            let Some((mut connection, db)) = file::open_existing_to_write(&self.path)? else {
                return Ok(None);
            };
            lock::unlock(&mut connection, &db, scope, force)
                .map_err(|trouble| trouble.told("unlocking", &self.path))
        })
    }
}

//! What is read in one instant, whatever it is.

use super::connect::Reading;
use super::error::Trouble;
use super::history::RecordedRun;
use super::{Sqlite, connect, history, liveness};
use crate::model::{Run, RunStatus};
use crate::registry::error::RegistryError;

impl Sqlite {
    /// What `ask` reads in one instant; the default if there is no registry.
    pub(super) fn read<T: Default>(
        &self,
        ask: impl FnOnce(&Reading) -> Result<T, Trouble>,
    ) -> Result<T, RegistryError> {
        let Some(reading) = connect::open_to_read(&self.path)? else {
            return Ok(T::default());
        };
        ask(&reading).map_err(|trouble| trouble.at("reading", &self.path))
    }

    /// The run with its actual status. A run that holds its scope without proof of life is read
    /// again: it may have ended just now, and it records its end before it removes the proof. Must
    /// be called after the reading that found the run has closed: a second reading inside the
    /// first could wait for a writer that waits for the first.
    pub(super) fn actual(
        &self,
        RecordedRun { run, held_in }: RecordedRun,
    ) -> Result<Run, RegistryError> {
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

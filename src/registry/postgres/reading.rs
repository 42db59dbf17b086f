//! What is read in one instant, whatever it is.

use super::connect::{Line, within};
use super::error::Trouble;
use super::{Postgres, history, lock, migrate};
use crate::model::{Covered, Scope, Settled};
use crate::registry::error::RegistryError;
use crate::registry::holder::Holder;

/// One instant of the database, read-only.
const ONE_INSTANT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// The same for an older registry, which is migrated while it is read, and then rolled back.
const ONE_INSTANT_BROUGHT_UP: &str = "ROLLBACK; BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE";

impl Postgres {
    /// A connection that sees one instant; `None` if there is no registry. Dropping it rolls back.
    pub(super) async fn reading(&self) -> Result<Option<Line>, RegistryError> {
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
        let found = found.await.map_err(self.refusal("opening"))?;
        Ok(found.map(|_| line))
    }

    /// What a query reads in one instant; the default if there is no registry.
    pub(super) async fn read<T: Default, Answering: Future<Output = Result<T, Trouble>>>(
        &self,
        query: impl FnOnce(Line) -> Answering,
    ) -> Result<T, RegistryError> {
        let Some(line) = self.reading().await? else {
            return Ok(T::default());
        };
        within(query(line)).await.map_err(self.refusal("reading"))
    }

    /// Those that hold a scope's locks.
    pub(super) async fn all_holders(&self, scope: &Scope) -> Result<Vec<Holder>, RegistryError> {
        for last in [false, true] {
            let Some(line) = self.reading().await? else {
                return Ok(Vec::new());
            };
            let found = within(lock::holders(&line.client, scope, &Covered::Everything))
                .await
                .map_err(self.refusal("reading"))?;
            // A run that seems dead may have ended just now; then its row is gone as well.
            if last || found.iter().all(|holder| holder.alive) {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }

    pub(super) async fn all_runs(
        &self,
        scope: &Scope,
    ) -> Result<Vec<history::RecordedRun>, RegistryError> {
        self.read(move |line| async move { history::runs(&line.client, scope).await })
            .await
    }

    pub(super) async fn found(
        &self,
        prefix: &str,
    ) -> Result<Option<(history::RecordedRun, Vec<Settled>)>, RegistryError> {
        self.read(move |line| async move {
            let client = &line.client;
            let Some(id) = history::whole_id(client, prefix).await? else {
                return Ok(None);
            };
            let Some(run) = history::run_of(client, &id).await? else {
                return Ok(None);
            };
            Ok(Some((run, history::changes(client, &id).await?)))
        })
        .await
    }
}

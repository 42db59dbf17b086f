//! What a run holds in a `PostgreSQL` registry. Every record is one transaction that first checks
//! that it is still ours. A lost connection is never replaced: the locks ended with it, and another
//! run may hold the same parts by now.

use std::time::Duration;

use tokio_postgres::Client;

use super::batch::{Batch, Open};
use super::connect::{Line, within};
use super::error::{self, Trouble};
use super::lock::{self, Holding};
use super::{history, operations, query, record, waves};
use crate::model::{RunStatus, Serials, Wave};
use crate::registry::attempt::{self, Attempt, Trace};
use crate::registry::codec::now;
use crate::registry::error::RegistryError;
use crate::registry::interface::{Answer, Session};
use crate::registry::operation::Accepted;
use crate::registry::settlement::{Intent, Settlement};

/// How long releasing a scope may take when a session is dropped.
const FAREWELL: Duration = Duration::from_secs(5);

/// The session. Its lock lives as long as `line`.
pub(super) struct HeldScope {
    pub(super) place: String,
    /// The connection, or why there is none any more.
    pub(super) line: Result<Line, String>,
    pub(super) holding: Holding,
    pub(super) lineage: String,
    pub(super) serials: Serials,
    /// The number of the run's latest change.
    pub(super) seq: i64,
    pub(super) open: Open,
}

impl Session for HeldScope {
    fn run_id(&self) -> &str {
        &self.holding.run_id
    }

    fn lineage(&self) -> &str {
        &self.lineage
    }

    fn serials(&self) -> &Serials {
        &self.serials
    }

    fn record<'a>(
        &'a mut self,
        settled: &'a [Settlement],
        intents: &'a [Intent],
    ) -> Answer<'a, ()> {
        Box::pin(async move {
            let written = within(self.write(settled, intents)).await;
            written.map_err(|trouble| self.refusal(trouble, "recording changes in"))
        })
    }

    fn accept<'a>(&'a mut self, accepted: &'a [Accepted]) -> Answer<'a, ()> {
        Box::pin(async move {
            let noted = within(self.note_operations(accepted)).await;
            noted.map_err(|trouble| self.refusal(trouble, "recording operations in"))
        })
    }

    fn unclear<'a>(&'a mut self, since: &'a str) -> Answer<'a, Vec<Attempt>> {
        Box::pin(async move {
            let noted = within(self.noted_since(since)).await;
            noted
                .map(|noted| attempt::unclear(&noted))
                .map_err(|trouble| self.refusal(trouble, "reading"))
        })
    }

    fn note_wave<'a>(&'a mut self, wave: &'a Wave) -> Answer<'a, ()> {
        Box::pin(async move {
            let noted = within(self.write_wave(wave)).await;
            noted.map_err(|trouble| self.refusal(trouble, "recording a wave in"))
        })
    }

    fn replan<'a>(&'a mut self, plan_sha256: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let noted = within(self.note_plan(plan_sha256)).await;
            noted.map_err(|trouble| self.refusal(trouble, "recording the plan in"))
        })
    }

    fn finish(&mut self, status: RunStatus) -> Answer<'_, ()> {
        Box::pin(async move {
            let ended = within(self.end(status, Some(&now()))).await;
            ended.map_err(|trouble| self.refusal(trouble, "closing the run in"))?;
            // Not earlier: a reader that finds no proof of life must find the run's end.
            self.line = Err("the run has ended".to_owned());
            Ok(())
        })
    }
}

impl Drop for HeldScope {
    fn drop(&mut self) {
        if self.line.is_err() {
            return;
        }
        // The caller's runtime must not be blocked, so a thread waits. If this fails, the missing
        // proof of life says the same.
        std::thread::scope(|threads| {
            let farewell = || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_time()
                    .build();
                if let Ok(runtime) = runtime {
                    runtime.block_on(async {
                        let end = self.end(RunStatus::Interrupted, None);
                        let _ = tokio::time::timeout(FAREWELL, end).await;
                    });
                }
            };
            let _ = std::thread::Builder::new().spawn_scoped(threads, farewell);
        });
    }
}

impl HeldScope {
    /// The connection, while there is one.
    fn client(&mut self) -> Result<(&mut Client, &Holding), Trouble> {
        match &mut self.line {
            Ok(line) => Ok((&mut line.client, &self.holding)),
            Err(why) => Err(self.holding.lost(why).into()),
        }
    }

    async fn write(&mut self, settled: &[Settlement], intents: &[Intent]) -> Result<(), Trouble> {
        let batch = Batch::of(settled, intents, self.seq, &self.open)?;
        let (client, holding) = self.client()?;
        let grown = record::write(client, holding, &batch).await?;
        (self.seq, self.open) = (batch.seq, batch.open);
        self.serials.parts.extend(grown);
        Ok(())
    }

    async fn note_operations(&mut self, accepted: &[Accepted]) -> Result<(), Trouble> {
        let intents = self.open.clone();
        let (client, holding) = self.client()?;
        operations::note(client, holding, &intents, accepted).await
    }

    async fn noted_since(&mut self, since: &str) -> Result<Vec<Trace>, Trouble> {
        let (client, holding) = self.client()?;
        history::noted_since(client, &holding.scope, &holding.run_id, since).await
    }

    async fn write_wave(&mut self, wave: &Wave) -> Result<(), Trouble> {
        let (client, holding) = self.client()?;
        waves::note(client, holding, wave).await
    }

    async fn note_plan(&mut self, plan_sha256: &str) -> Result<(), Trouble> {
        let (client, holding) = self.client()?;
        let tx = query::begin(client).await?;
        holding.confirm(&tx).await?;
        tx.execute(
            "UPDATE switchboard.runs SET plan_sha256 = $1 WHERE id = $2",
            &[&plan_sha256, &holding.run_id],
        )
        .await?;
        Ok(tx.commit().await?)
    }

    async fn end(&mut self, status: RunStatus, ended_at: Option<&str>) -> Result<(), Trouble> {
        let (client, holding) = self.client()?;
        let tx = query::begin(client).await?;
        holding.confirm(&tx).await?;
        lock::release(&tx, &holding.run_id, status, ended_at).await?;
        Ok(tx.commit().await?)
    }

    /// The refusal. If it means that the lock is lost, or may be, the connection is given up too.
    fn refusal(&mut self, trouble: Trouble, doing: &'static str) -> RegistryError {
        let lost = match (&trouble, &self.line) {
            (Trouble::Server(error), Ok(line)) if error::is_gone(error) => line.ended(error),
            (Trouble::Silent, _) => "the registry no longer answered".to_owned(),
            (Trouble::Pooled, _) => "the connection leads elsewhere".to_owned(),
            (Trouble::Refused(RegistryError::LostLock { why, .. }), _) => why.clone(),
            _ => return trouble.at(doing, &self.place),
        };
        let refusal = match trouble {
            Trouble::Server(_) => self.holding.lost(&lost),
            other => other.at(doing, &self.place),
        };
        self.line = Err(lost);
        refusal
    }
}

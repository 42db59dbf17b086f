//! The lead among those who watch, in a `PostgreSQL` registry: an advisory lock of a connection
//! that is kept for nothing else. The server lets go of it when the connection ends, however it
//! ends. It needs no table and no right but to connect.

use tokio_postgres::Client;
use tokio_postgres::types::{ToSql, Type};

use super::Postgres;
use super::connect::{Line, within};
use crate::model::Scope;
use crate::registry::error::Trouble;
use crate::registry::{Leadership, Pending, RegistryError, leader};

/// The lead. It ends with the connection.
struct Lead {
    line: Line,
    key: i64,
    /// The server's process at the other end of our connection.
    backend: i32,
}

impl Postgres {
    /// Takes the lead; `None` while another connection has it.
    pub(super) async fn take_lead(
        &self,
        scopes: &[Scope],
    ) -> Result<Option<Box<dyn Leadership>>, RegistryError> {
        let key = leader::digest(scopes)
            .iter()
            .take(8)
            .fold(0, |number: i64, byte| number << 8 | i64::from(*byte));
        let line = Line::open(&self.target).await?;
        let taken = within(take(&line.client, key)).await;
        let Some(backend) = taken.map_err(self.told("taking the lead in"))? else {
            return Ok(None);
        };
        // A proxy that shares connections would let everybody lead.
        if let Ok(second) = Line::open(&self.target).await {
            let other = within(backend_of(&second.client)).await;
            if other.map_err(self.told("taking the lead in"))? == backend {
                return Err(self.told("taking the lead in")(Trouble::Pooled));
            }
        }
        let mut lead = Lead { line, key, backend };
        Ok(if lead.lasts().await {
            Some(Box::new(lead))
        } else {
            None
        })
    }
}

async fn backend_of(client: &Client) -> Result<i32, Trouble> {
    let row = client
        .query_typed_one("SELECT pg_backend_pid()", &[])
        .await?;
    Ok(row.try_get(0)?)
}

/// The server's process that has taken the lock, if it could.
async fn take(client: &Client, key: i64) -> Result<Option<i32>, Trouble> {
    let row = client
        .query_typed_one(
            "SELECT pg_try_advisory_lock($1), pg_backend_pid()",
            &[(&key, Type::INT8)],
        )
        .await?;
    let (taken, backend): (bool, i32) = (row.try_get(0)?, row.try_get(1)?);
    Ok(taken.then_some(backend))
}

impl Leadership for Lead {
    fn lasts(&mut self) -> Pending<'_, bool> {
        const HELD: &str = "SELECT pg_backend_pid() = $2 AND EXISTS (SELECT 1 FROM pg_locks
              WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND pid = $2
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND (classid::bigint << 32 | objid::bigint) = $1)";
        Box::pin(async move {
            let ours: [(&(dyn ToSql + Sync), Type); 2] =
                [(&self.key, Type::INT8), (&self.backend, Type::INT4)];
            let held = within(async {
                let row = self.line.client.query_typed_one(HELD, &ours).await?;
                Ok(row.try_get(0)?)
            });
            // A connection that does not answer proves nothing any more.
            held.await.unwrap_or(false)
        })
    }
}

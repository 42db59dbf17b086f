//! The leader among the watchers of the same scopes: an advisory lock of a connection that is kept
//! for this alone. The server releases it when the connection ends, however it ends. It needs no
//! table, and no right but to connect.

use tokio_postgres::Client;
use tokio_postgres::types::{ToSql, Type};

use super::connect::{Line, within};
use super::error::Trouble;
use super::liveness::{backend_of, key};
use super::target::Target;
use crate::model::Scope;
use crate::registry::error::RegistryError;
use crate::registry::interface::{Leadership, Pending};
use crate::registry::leader;

/// The leadership of this process. It ends with the connection.
struct Leader {
    line: Line,
    key: i64,
    /// The server's process at the other end of our connection.
    backend: i32,
}

/// Makes this process the leader; `None` while another connection leads.
pub(super) async fn take(
    target: &Target,
    scopes: &[Scope],
) -> Result<Option<Box<dyn Leadership>>, RegistryError> {
    let refusal = |trouble: Trouble| trouble.at("taking the lead in", &target.place);
    let key = key(&leader::digest(scopes));
    let line = Line::open(target).await?;
    let locked = within(lock(&line.client, key)).await;
    let Some(backend) = locked.map_err(refusal)? else {
        return Ok(None);
    };
    // Through a proxy that shares connections, every process would lead.
    if let Ok(second) = Line::open(target).await {
        let other = within(backend_of(&second.client)).await;
        if other.map_err(refusal)? == backend {
            return Err(refusal(Trouble::Pooled));
        }
    }
    let mut leader = Leader { line, key, backend };
    Ok(if leader.lasts().await {
        Some(Box::new(leader))
    } else {
        None
    })
}

/// The server's process that holds the lock, if it was free.
async fn lock(client: &Client, key: i64) -> Result<Option<i32>, Trouble> {
    let row = client
        .query_typed_one(
            "SELECT pg_try_advisory_lock($1), pg_backend_pid()",
            &[(&key, Type::INT8)],
        )
        .await?;
    let (taken, backend): (bool, i32) = (row.try_get(0)?, row.try_get(1)?);
    Ok(taken.then_some(backend))
}

impl Leadership for Leader {
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
            // A connection that does not answer proves nothing.
            held.await.unwrap_or(false)
        })
    }
}

//! Proof that a run's process lives: an advisory lock, which the server releases when the holder's
//! connection ends, however it ends.

use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::connect::{Line, within};
use super::error::Trouble;
use super::target::Target;

/// A condition: a connection holds the advisory lock that proves that the holder in `l` lives.
pub(super) const LIVES: &str = "EXISTS (
    SELECT 1 FROM pg_locks p
     WHERE p.locktype = 'advisory' AND p.objsubid = 1 AND p.granted
       AND p.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (p.classid::bigint << 32 | p.objid::bigint) = l.proof)";

/// The key of the advisory lock for a digest: the digest's first eight bytes.
pub(super) fn key(digest: &[u8]) -> i64 {
    digest
        .iter()
        .take(8)
        .fold(0, |key: i64, byte| key << 8 | i64::from(*byte))
}

/// Takes an advisory lock for as long as the connection lasts, and returns the server's process
/// that holds it.
pub(super) async fn prove(client: &Client, key: i64) -> Result<i32, Trouble> {
    let row = client
        .query_typed_one(
            "SELECT pg_backend_pid() FROM pg_advisory_lock($1)",
            &[(&key, Type::INT8)],
        )
        .await?;
    Ok(row.try_get(0)?)
}

/// The server's process at the other end of a connection. If two connections lead to the same
/// one, a proxy shares connections between transactions, and no lock lasts longer than one.
pub(super) async fn backend_of(client: &Client) -> Result<i32, Trouble> {
    let row = client
        .query_typed_one("SELECT pg_backend_pid()", &[])
        .await?;
    Ok(row.try_get(0)?)
}

/// Refuses a proxy that shares connections, if one is detected. Without a second connection none
/// is; every record still checks that it uses the first.
pub(super) async fn refuse_sharing(target: &Target, backend: i32) -> Result<(), Trouble> {
    let Ok(second) = Line::open(target).await else {
        return Ok(());
    };
    match within(backend_of(&second.client)).await {
        Ok(other) if other == backend => Err(Trouble::Pooled),
        _ => Ok(()),
    }
}

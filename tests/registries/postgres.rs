//! Stories about a `PostgreSQL` registry alone: what reading leaves behind, whose schema it is,
//! who may do what, and connections that end.

use std::time::Duration;

use switchboard::model::{RunStatus, Snapshot};
use switchboard::registry::{self, Registry, RegistryError};

use crate::sample::{begin, keep, number, phone, run, scope};
use crate::support::postgres::{Server, name_in, server};

/// The server, a database of its own, and the registry in it.
fn empty() -> Option<(&'static Server, String, Box<dyn Registry>)> {
    let server = server()?;
    let url = server.database();
    let registry = registry::open(&url).unwrap();
    Some((server, url, registry))
}

#[tokio::test]
async fn reading_makes_nothing() {
    let Some((server, url, registry)) = empty() else {
        return;
    };
    let scope = scope("prod");
    assert_eq!(
        registry.snapshot(&scope).await.unwrap(),
        Snapshot::default()
    );
    registry.runs(&scope).await.unwrap();
    registry.holder(&scope).await.unwrap();
    assert!(registry.unlock(&scope, true).await.unwrap().is_none());
    let schemas = "SELECT nspname FROM pg_namespace WHERE nspname = 'switchboard'";
    assert!(server.run(name_in(&url), schemas).is_empty());
}

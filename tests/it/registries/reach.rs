//! Stories about connecting to a `PostgreSQL` registry: permissions, and servers that cannot be
//! reached or refuse us. Every refusal says what to do and shows no password.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use switchboard::registry::{self, RegistryError};

use super::postgres::{empty, fill};
use super::sample::{begin, run, scope};
use crate::support::postgres::{PASSWORD, name_in, server};

/// The refusal of a first apply, which says what to do.
async fn refusal(url: &str) -> String {
    let registry = registry::open(url).unwrap();
    let begun = registry.begin(&scope("prod"), &run(), Duration::ZERO).await;
    let error = begun.err().unwrap();
    let help = error
        .help()
        .unwrap_or_else(|| panic!("{error} has no help"));
    let reported = format!("{error}\n{error:?}\n{help}");
    for secret in [PASSWORD, "not-a-secret", "wrong-one", "its-own"] {
        assert!(!reported.contains(secret), "{reported}");
    }
    reported
}

#[tokio::test]
async fn refusals_say_what_to_do() {
    let Some((server, url, _)) = empty() else {
        return;
    };
    let database = name_in(&url);
    let port = server.port;
    let reported = refusal(&format!(
        "postgres://tester:wrong-one@127.0.0.1:{port}/{database}"
    ))
    .await;
    assert!(
        reported.contains("password authentication failed") && reported.contains("PGPASSWORD"),
        "{reported}"
    );
    let reported = refusal(&format!("postgres://tester@127.0.0.1:{port}/{database}")).await;
    assert!(reported.contains("PGPASSWORD"), "{reported}");
    let reported = refusal(&server.url("nowhere")).await;
    assert!(
        reported.contains("\"nowhere\" does not exist") && reported.contains("create the database"),
        "{reported}"
    );
    let nobody = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let reported = refusal(&format!("postgres://tester:wrong-one@{nobody}/d")).await;
    assert!(
        reported.contains("refused") && reported.contains("check the host"),
        "{reported}"
    );
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let begun = Instant::now();
    let reported = refusal(&format!(
        "postgres://tester:wrong-one@{address}/d?connect_timeout=1"
    ))
    .await;
    assert!(reported.contains("in time"), "{reported}");
    assert!(begun.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn through_a_socket_no_password_is_needed() {
    let Some(server) = server() else { return };
    let url = server.database();
    let registry = registry::open(&server.socket_url(name_in(&url))).unwrap();
    fill(registry.as_ref()).await;
    let state = registry.snapshot(&scope("prod")).await.unwrap().state;
    assert_eq!(state.resources.len(), 1);
}

#[tokio::test]
async fn rights_to_the_rows_are_enough_for_an_existing_registry() {
    let Some((server, url, owners)) = empty() else {
        return;
    };
    let database = name_in(&url);
    let no_rights = server.url_as_role(database, "REVOKE CREATE ON DATABASE template1 FROM $role");
    let reported = refusal(&no_rights).await;
    assert!(
        reported.contains("permission denied") && reported.contains("docs/registry.md"),
        "{reported}"
    );
    fill(owners.as_ref()).await;

    let role = registry::open(&no_rights).unwrap();
    let error = role.snapshot(&scope("prod")).await.unwrap_err();
    assert!(matches!(error, RegistryError::Server { .. }), "{error:?}");
    let name = format!("role_{database}");
    let may_read = "GRANT USAGE ON SCHEMA switchboard TO $role; GRANT SELECT ON ALL TABLES IN SCHEMA switchboard TO $role";
    server.run(database, &may_read.replace("$role", &name));
    assert_eq!(
        role.snapshot(&scope("prod"))
            .await
            .unwrap()
            .serials
            .of(None),
        1
    );
    let reported = refusal(&no_rights).await;
    assert!(reported.contains("permission denied"), "{reported}");

    let may_write = "GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA switchboard TO $role";
    server.run(database, &may_write.replace("$role", &name));
    fill(role.as_ref()).await;

    // A holder whose connection this role may not end loses its lock all the same.
    let scope = scope("prod");
    let mut holder = begin(owners.as_ref(), &scope).await;
    let taken = role.unlock(&scope, true).await.unwrap().remove(0);
    assert_eq!(
        (taken.run_id.as_str(), taken.alive),
        (holder.run_id(), true)
    );
    let error = holder.record(&[], &[]).await.unwrap_err();
    assert!(error.to_string().contains("taken away"), "{error}");
    fill(role.as_ref()).await;
}

#[tokio::test]
async fn an_existing_empty_schema_is_filled() {
    let Some((server, url, _)) = empty() else {
        return;
    };
    let made = "CREATE SCHEMA switchboard AUTHORIZATION $role";
    let registry = registry::open(&server.url_as_role(name_in(&url), made)).unwrap();
    assert_eq!(
        registry
            .snapshot(&scope("prod"))
            .await
            .unwrap()
            .serials
            .of(None),
        0
    );
    fill(registry.as_ref()).await;
}

#[tokio::test]
async fn a_role_that_usually_only_reads_may_write_all_the_same() {
    let Some((server, url, registry)) = empty() else {
        return;
    };
    fill(registry.as_ref()).await;
    let only = "ALTER ROLE $role SET default_transaction_read_only = on;
                GRANT USAGE ON SCHEMA switchboard TO $role;
                GRANT ALL ON ALL TABLES IN SCHEMA switchboard TO $role";
    // The setting is only a default: a transaction can set its own mode.
    let role = registry::open(&server.url_as_role(name_in(&url), only)).unwrap();
    fill(role.as_ref()).await;
}

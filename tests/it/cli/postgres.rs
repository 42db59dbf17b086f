//! The real binary with its registry in `PostgreSQL`: from an empty database to nothing to do, two
//! applies at once, applies that die or lose their connection, and the identity of the server.

use std::process::{Command, Stdio};

use super::locks::hanging;
use crate::support::fixture::{NUMBERS, unwritten};
use crate::support::postgres::{PASSWORD, Server, name_in, server};
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

/// A world whose registry is a database of its own, which is empty.
fn shared() -> Option<(&'static Server, World, Sandbox, String)> {
    let server = server()?;
    let (mut world, sandbox) = NUMBERS.fresh();
    let url = server.database();
    let registry = ("SWITCHBOARD_REGISTRY".to_owned(), url.clone());
    world.variables.extend([registry]);
    Some((server, world, sandbox, url))
}

fn applied() -> Option<(&'static Server, World, Sandbox, String)> {
    let shared = shared()?;
    shared.1.run(&["apply", "--auto-approve"]).exits(0);
    shared.2.clear_calls();
    Some(shared)
}

#[test]
fn an_empty_database_is_filled_until_nothing_is_left_to_do() {
    let Some((server, world, sandbox, url)) = shared() else {
        return;
    };
    let schemas = "SELECT nspname FROM pg_namespace WHERE nspname = 'switchboard'";
    world.run(&["plan", "--detailed-exitcode"]).exits(2);
    world.run(&["registry", "show"]).exits(0);
    assert!(server.run(name_in(&url), schemas).is_empty());
    world.run(&["apply", "--auto-approve"]).exits(0);
    sandbox.clear_calls();
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    let again = world.run(&["apply", "--auto-approve"]).exits(0);
    assert!(again.stdout.contains("No changes"), "{}", again.stdout);
    unwritten(&sandbox);

    let shown = world
        .run(&["registry", "show", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(shown["numbers"].as_array().unwrap().len(), 3);
    let runs = world
        .run(&["registry", "history", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(runs["runs"][0]["status"], "succeeded");
    let id = runs["runs"][0]["id"].as_str().unwrap();
    world.run(&["registry", "history", id]).exits(0);
    let nobody = world.run(&["registry", "unlock"]).exits(0);
    assert!(
        nobody.stdout.contains("No apply holds"),
        "{}",
        nobody.stdout
    );
    // No file is left where the configuration is.
    assert!(!world.path(".switchboard").exists());
}

#[test]
fn a_second_apply_is_refused_and_names_the_holder() {
    let Some((_, world, sandbox, _)) = applied() else {
        return;
    };
    NUMBERS.edit(&world);
    let mut first = hanging(&world, &sandbox, 4_000);
    let second = world
        .run(&["apply", "--auto-approve", "--lock-timeout", "1"])
        .exits(1);
    for named in ["tester", &first.id().to_string()] {
        assert!(second.stderr.contains(named), "{named}\n{}", second.stderr);
    }
    let unlock = world.run(&["registry", "unlock"]).exits(1);
    assert!(unlock.stderr.contains("--force"), "{}", unlock.stderr);
    let third = world.run(&["apply", "--auto-approve"]).exits(0);
    assert!(third.stdout.contains("No changes"), "{}", third.stdout);
    assert!(first.wait().unwrap().success());
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_killed_apply_is_finished_by_the_next_at_once() {
    let Some((_, world, sandbox, _)) = shared() else {
        return;
    };
    let mut first = hanging(&world, &sandbox, 60_000);
    first.kill().unwrap();
    first.wait().unwrap();
    sandbox.clear_faults();
    world
        .run(&["apply", "--auto-approve", "--lock-timeout", "5"])
        .exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    let runs = world
        .run(&["registry", "history", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(runs["runs"][0]["status"], "succeeded");
    assert_eq!(runs["runs"][1]["status"], "interrupted");
}

/// However the lock is lost, the apply stops, reports it, and writes nothing more.
fn loses_its_lock(lose: impl Fn(&Server, &World, &str), said: &str) {
    let Some((server, world, sandbox, url)) = shared() else {
        return;
    };
    let first = hanging(&world, &sandbox, 2_500);
    lose(server, &world, name_in(&url));
    let first = first.wait_with_output().unwrap();
    let (stdout, stderr) = (
        String::from_utf8(first.stdout).unwrap(),
        String::from_utf8(first.stderr).unwrap(),
    );
    assert_eq!(first.status.code(), Some(1), "{stdout}{stderr}");
    assert!(stderr.contains(said), "{stderr}");
    assert!(stdout.contains("not recorded"), "{stdout}");
    let writes = sandbox
        .calls()
        .into_iter()
        .filter(|call| call.method == "POST");
    assert_eq!(writes.count(), 1);
    assert!(!(stdout + &stderr).contains(PASSWORD));
    world
        .run(&["apply", "--auto-approve", "--lock-timeout", "0"])
        .exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn an_apply_that_loses_its_connection_stops() {
    let disconnect = |server: &Server, _: &World, database: &str| {
        let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                       WHERE datname = current_database() AND pid <> pg_backend_pid()
                         AND backend_type = 'client backend'";
        assert_eq!(server.run(database, others).len(), 1);
    };
    loses_its_lock(disconnect, "connection to the registry was lost");
}

#[test]
fn an_apply_whose_lock_is_taken_away_stops() {
    let unlock = |_: &Server, world: &World, _: &str| {
        let unlock = world.run(&["registry", "unlock", "--force"]).exits(0);
        assert!(unlock.stdout.contains("tester"), "{}", unlock.stdout);
    };
    loses_its_lock(unlock, "no longer holds");
}

/// `registry show` with this URL and these variables: its stderr, or nothing.
fn show(world: &World, url: &str, variables: &[(&str, &str)]) -> Result<(), String> {
    let mut command: Command = world.command(&["registry", "show", "--registry", url]);
    let shown = command
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let stderr = String::from_utf8(shown.stderr).unwrap();
    assert!(
        !stderr.contains(PASSWORD) && !stderr.contains("not-a-secret"),
        "{stderr}"
    );
    if shown.status.success() {
        Ok(())
    } else {
        Err(stderr)
    }
}

#[test]
fn a_server_has_to_prove_who_it_is() {
    let Some((server, world, _, url)) = shared() else {
        return;
    };
    let authority = server.authority.to_str().unwrap();
    let by_name = url.replace("127.0.0.1", "localhost");
    for mode in ["require", "verify-full"] {
        for url in [&url, &by_name] {
            let url = format!("{url}?sslmode={mode}");
            show(&world, &url, &[("SSL_CERT_FILE", authority)]).unwrap();
            let refused = show(&world, &url, &[]).unwrap_err();
            assert!(
                refused.contains("certificate") && refused.contains("SSL_CERT_FILE"),
                "{refused}"
            );
        }
    }
    // The certificate is of another host.
    let elsewhere = url.replace("127.0.0.1", "postgres.contoso.example")
        + "?sslmode=require&hostaddr=127.0.0.1";
    let refused = show(&world, &elsewhere, &[("SSL_CERT_FILE", authority)]).unwrap_err();
    assert!(refused.contains("certificate"), "{refused}");
    let plain = url.replace("127.0.0.1", "postgres.contoso.example") + "?sslmode=disable";
    let refused = show(&world, &plain, &[]).unwrap_err();
    assert!(refused.contains("in the clear"), "{refused}");
}

#[test]
fn the_password_may_come_from_the_environment() {
    let Some((server, world, _, url)) = shared() else {
        return;
    };
    let bare = format!(
        "postgres://tester@127.0.0.1:{}/{}",
        server.port,
        name_in(&url)
    );
    show(&world, &bare, &[("PGPASSWORD", PASSWORD)]).unwrap();
    let refused = show(&world, &bare, &[("PGPASSWORD", "not-a-secret, and wrong")]).unwrap_err();
    assert!(
        refused.contains("password authentication failed"),
        "{refused}"
    );
}

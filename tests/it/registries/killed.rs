//! Stories about a killed process. The process is this test's own binary, started again to do
//! nothing but hold a scope.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use switchboard::model::{Outcome, RunStatus};
use switchboard::registry::Registry;

use super::sample::{begin, intend, keep, number, phone, scope, sqlite_in};

const FOLDER: &str = "REGISTRIES_HOLD_IN";

/// Not a test of its own: the part of the process that is killed. It does nothing in any other
/// process.
#[tokio::test]
async fn hold_until_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let registry = sqlite_in(Path::new(&folder));
    let mut session = begin(registry.as_ref(), &scope("prod")).await;
    let thing = phone("+15017122661", "https://example.com/");
    session
        .record(&[], &[intend(&number("a"), &thing.fields)])
        .await
        .unwrap();
    session
        .record(
            &[keep(&number("a"), &thing)],
            &[intend(&number("b"), &thing.fields)],
        )
        .await
        .unwrap();
    println!("\nheld {}", session.run_id());
    // Ends when the parent does, in case the parent forgets to kill it.
    let _ = std::io::stdin().read(&mut [0]);
}

/// A process that holds the scope and has an open intent, and its run.
fn holding(folder: &Path) -> (Child, String) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "registries::killed::hold_until_killed",
            "--nocapture",
        ])
        .env(FOLDER, folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let run_id = lines
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("held ").map(str::to_owned))
        .unwrap();
    (child, run_id)
}

fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

fn lock_files(folder: &Path) -> usize {
    let names = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    names
        .filter(|name| name.to_string_lossy().ends_with(".lock"))
        .count()
}

#[tokio::test]
async fn the_lock_of_a_dead_process_is_taken_over() {
    let (folder, scope) = (tempfile::tempdir().unwrap(), scope("prod"));
    let registry: Box<dyn Registry> = sqlite_in(folder.path());
    let (child, run_id) = holding(folder.path());
    let holder = registry.holders(&scope).await.unwrap().remove(0);
    assert_eq!((&holder.run_id, holder.alive), (&run_id, true));
    assert_eq!(
        registry.runs(&scope).await.unwrap()[0].status,
        RunStatus::Running
    );

    kill(child);
    assert!(!registry.holders(&scope).await.unwrap().remove(0).alive);
    assert_eq!(
        registry.runs(&scope).await.unwrap()[0].status,
        RunStatus::Interrupted
    );
    let mut session = begin(registry.as_ref(), &scope).await;
    assert_eq!(session.serials().of(None), 1);
    assert_eq!(lock_files(folder.path()), 1);
    session.finish(RunStatus::Succeeded).await.unwrap();
    assert_eq!(lock_files(folder.path()), 0);
    let runs = registry.runs(&scope).await.unwrap();
    assert_eq!(
        (&runs[1].id, runs[1].status),
        (&run_id, RunStatus::Interrupted)
    );
}

#[tokio::test]
async fn an_intent_of_a_killed_run_stays_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let registry = sqlite_in(folder.path());
    let (child, run_id) = holding(folder.path());
    kill(child);
    drop(begin(registry.as_ref(), &scope("prod")).await);
    let (run, changes) = registry.changes(&run_id).await.unwrap().unwrap();
    assert_eq!(run.status, RunStatus::Interrupted);
    let outcomes: Vec<_> = changes.iter().map(|change| change.outcome).collect();
    assert_eq!(outcomes, [Outcome::Done, Outcome::Intended]);
    let state = registry.snapshot(&scope("prod")).await.unwrap().state;
    assert!(state.get(&number("a")).is_some() && state.get(&number("b")).is_none());
}

#[tokio::test]
async fn the_lock_of_a_dead_process_is_removed_without_force() {
    let (folder, scope) = (tempfile::tempdir().unwrap(), scope("prod"));
    let registry = sqlite_in(folder.path());
    let (child, run_id) = holding(folder.path());
    kill(child);
    let holder = registry.unlock(&scope, false).await.unwrap().remove(0);
    assert_eq!((&holder.run_id, holder.alive), (&run_id, false));
    assert_eq!(lock_files(folder.path()), 0);
    assert!(registry.holders(&scope).await.unwrap().is_empty());
}

/// A run can also be killed between making its lock file and committing its lock.
#[tokio::test]
async fn a_lock_file_without_a_lock_is_swept_and_the_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    let registry = sqlite_in(folder.path());
    let other = begin(registry.as_ref(), &scope("test")).await;
    let in_folder = |name: &str| folder.path().join(name);
    let left = in_folder("registry.db.01a20886-7d6d-77f4-b2b1-e7012aa1d6f3.lock");
    let foreign = in_folder("registry.db.mine.lock");
    for path in [&left, &foreign] {
        std::fs::write(path, "").unwrap();
    }
    let _held = begin(registry.as_ref(), &scope("prod")).await;
    assert!(!left.exists() && foreign.exists());
    assert_eq!(lock_files(folder.path()), 3);
    let holder = registry.holders(&scope("test")).await.unwrap().remove(0);
    assert_eq!(
        (holder.run_id.as_str(), holder.alive),
        (other.run_id(), true)
    );
}

//! Stories about the file of a `SQLite` registry: who may read it, what reading leaves in the
//! folder, and the content that people find in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rusqlite::Connection;
use switchboard::model::{RunStatus, Snapshot};
use switchboard::registry::{self, Registry};

use super::sample::{begin, fail, intend, keep, number, phone, scope, sqlite_in, texts};

/// A registry with a number in it.
pub async fn filled(folder: &Path) -> Box<dyn Registry> {
    let registry = sqlite_in(folder);
    let mut session = begin(registry.as_ref(), &scope("prod")).await;
    session
        .record(&[keep(&number("a"), &phone("+15017122661", ""))], &[])
        .await
        .unwrap();
    session.finish(RunStatus::Succeeded).await.unwrap();
    registry
}

/// Every file of a folder with its bytes.
pub fn bytes_in(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect()
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("a/b");
    let mut session = begin(sqlite_in(&inner).as_ref(), &scope("prod")).await;
    session.record(&[], &[]).await.unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(
        (mode(&folder.path().join("a")), mode(&inner)),
        (0o700, 0o700)
    );
    let names: Vec<_> = bytes_in(&inner).into_keys().collect();
    // The database, the run's lock and what SQLite keeps beside the database meanwhile.
    assert!(names.len() >= 2, "{names:?}");
    for name in names {
        assert_eq!(mode(&inner.join(&name)), 0o600, "{name}");
    }
}

#[tokio::test]
async fn reading_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let registry = filled(folder.path()).await;
    let before = bytes_in(folder.path());
    assert_eq!(before.keys().collect::<Vec<_>>(), ["registry.db"]);
    assert_eq!(
        registry
            .snapshot(&scope("prod"))
            .await
            .unwrap()
            .state
            .resources
            .len(),
        1
    );
    registry.contents(None).await.unwrap();
    registry.runs(&scope("prod")).await.unwrap();
    registry.holders(&scope("prod")).await.unwrap();
    assert_eq!(bytes_in(folder.path()), before);
    let nowhere = folder.path().join("none");
    assert_eq!(
        sqlite_in(&nowhere).snapshot(&scope("prod")).await.unwrap(),
        Snapshot::default()
    );
    assert!(!nowhere.exists());
}

#[tokio::test]
async fn no_password_is_in_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let registry = sqlite_in(folder.path());
    let url = "https://u:hunter2@example.com/sms";
    let (line, thing) = (number("a"), phone("+15017122661", url));
    let mut session = begin(registry.as_ref(), &scope("prod")).await;
    let intent = registry::Intent {
        before: Some(texts(&[("was", url)])),
        ..intend(&line, &thing.fields)
    };
    session.record(&[], &[intent]).await.unwrap();
    session
        .record(
            &[
                keep(&line, &thing),
                fail(&number("b"), &format!("bad url \"{url}\", try {url}")),
            ],
            &[],
        )
        .await
        .unwrap();
    let holds = |needle: &[u8]| {
        bytes_in(folder.path())
            .values()
            .any(|bytes| bytes.windows(needle.len()).any(|w| w == needle))
    };
    assert!(!holds(b"hunter2"));
    assert!(holds(b"https://u:***@example.com/sms"));
}

#[tokio::test]
async fn people_can_read_it_with_sqlite3() {
    let folder = tempfile::tempdir().unwrap();
    let registry = sqlite_in(folder.path());
    let account = texts(&[
        ("type", "twilio"),
        ("callback_url", "https://u:p@example.com/"),
        ("account_sid", "AC1"),
    ]);
    let mut session = begin(registry.as_ref(), &scope("prod")).await;
    let provider = switchboard::model::Resource {
        fields: account,
        ..Default::default()
    };
    let line = phone("+15017122661", "https://example.com/");
    let settled = [
        keep(&super::sample::address("providers.us"), &provider),
        keep(&number("a"), &line),
        keep(
            &super::sample::address("providers.us.messaging_services.news"),
            &line,
        ),
        keep(
            &super::sample::address("providers.us.applications.bot"),
            &line,
        ),
        keep(&super::sample::address("keywords.JOIN"), &provider),
    ];
    session.record(&settled, &[]).await.unwrap();
    let file = Connection::open(folder.path().join("registry.db")).unwrap();
    let line = |query: &str| -> String { file.query_row(query, [], |row| row.get(0)).unwrap() };
    assert_eq!(
        line(
            "SELECT name || ' ' || type || ' ' || account_sid || ' ' || callback_url FROM providers"
        ),
        "us twilio AC1 https://u:***@example.com/"
    );
    assert_eq!(
        line("SELECT provider || ' ' || name || ' ' || phone_number || ' ' || sid FROM numbers"),
        "us a +15017122661 PN15017122661"
    );
    assert_eq!(
        line("SELECT name || ' ' || friendly_name FROM messaging_services"),
        "news +15017122661"
    );
    assert_eq!(
        line(
            "SELECT provider || ' ' || name || ' ' || friendly_name || ' ' || sid FROM applications"
        ),
        "us bot +15017122661 PN15017122661"
    );
    assert_eq!(line("SELECT keyword FROM keywords"), "JOIN");
}

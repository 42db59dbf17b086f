//! The seam to what we own and what we did: resources as the last apply left them, runs and
//! their changes, and the lock that keeps two applies apart.
//!
//! Expected flow: a plan is made from a [`Registry::snapshot`]. An apply calls
//! [`Registry::begin`] and thereby holds its scope (a project in an environment); around every
//! write at a provider it calls [`Session::record`], before with an intent and after with how it
//! ended; [`Session::finish`] closes the run and gives the scope back.
//!
//! Guarantees: what `record` was given is committed, wholly or not at all, before it returns.
//! Reading never writes and never creates a registry; each answer is of one instant. One session
//! holds a scope at a time; a holder that died is noticed without waiting and its lock taken
//! over; a session whose lock was taken away can change nothing any more. A phone number and a
//! messaging service have at most one owner in a registry; a service also while it is being made,
//! as `record` refuses an intent whose claim another scope owns or holds. Passwords in URLs never reach the storage.
//!
//! Assumptions: the caller holds one session per scope at most, sends each address's changes one
//! after another, and drops what it read when it begins a session at another serial.
//!
//! Caveats: futures may block for the length of a disk write and need a runtime with timers. An
//! intent that stays open is evidence that a run died near a write, not that the write was made.

mod attempt;
mod codec;
mod error;
mod folder;
mod leader;
mod postgres;
mod settlement;
mod sqlite;

use std::collections::BTreeMap;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::Duration;

use serde::Serialize;

pub use attempt::Attempt;
pub use error::RegistryError;
pub use folder::{OWN, make_folder};
pub use settlement::{Claim, Intent, Record, Settlement, Unfinished};

use crate::model::{
    Address, LeftRoute, Run, RunStatus, Scope, Settled, Sightings, Snapshot, State, mask_userinfo,
};

/// A future that a trait object returns.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a registry answers, in time.
pub type Answer<'a, T> = Pending<'a, Result<T, RegistryError>>;

/// Where it is kept what we own and what we did.
pub trait Registry: Send + Sync {
    /// What the last apply left. A registry that doesn't exist yet is empty and is not created.
    fn snapshot<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Snapshot>;

    /// Takes the scope's lock and notes the run as running. Creates the registry where there is
    /// none and brings an older one up to date. Waits up to `wait` for a living holder, then
    /// names it in [`RegistryError::HeldBy`].
    fn begin<'a>(
        &'a self,
        scope: &'a Scope,
        run: &'a NewRun,
        wait: Duration,
    ) -> Answer<'a, Box<dyn Session>>;

    /// What is recorded in a scope, or in every scope, in the order of project and environment.
    /// A scope that nobody ever began a run in is left out.
    fn contents<'a>(&'a self, scope: Option<&'a Scope>) -> Answer<'a, Vec<Contents>>;

    /// The scope's runs, the one that began last first, whatever the clocks said. One that is noted as running but whose process is gone
    /// reads as interrupted.
    fn runs<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Vec<Run>>;

    /// A run of any scope with its changes, in the order in which they were noted. The beginning
    /// of the run's identifier is enough where no other run has the same.
    fn changes<'a>(&'a self, run_id: &'a str) -> Answer<'a, Option<(Run, Vec<Settled>)>>;

    /// Who holds the scope's lock, if anybody.
    fn holder<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Option<Holder>>;

    /// Takes the scope's lock away from whoever holds it, and says from whom. A living holder is
    /// refused with [`RegistryError::HeldBy`] unless `force` is given; it then finds out at its
    /// next record, which fails with [`RegistryError::LostLock`].
    fn unlock<'a>(&'a self, scope: &'a Scope, force: bool) -> Answer<'a, Option<Holder>>;

    /// When drift first saw each difference of the scope that it still saw when it last looked.
    fn differences<'a>(&'a self, scope: &'a Scope) -> Answer<'a, Sightings>;

    /// Notes exactly these, in the place of those noted before. Takes no scope's lock. Never
    /// creates a registry, and never brings an older one up to date, which would shut out the
    /// older programs that apply with it: that is refused with [`RegistryError::Older`].
    fn note_differences<'a>(&'a self, scope: &'a Scope, sightings: &'a Sightings)
    -> Answer<'a, ()>;

    /// Notes who answers for numbers now that an apply has ended, unless the scope has another
    /// serial by then: somebody else's apply knows it better. Addresses that are not recorded are
    /// passed over. Like [`Registry::note_differences`], it takes no lock, creates no registry and
    /// refuses an older one.
    fn note_routes<'a>(
        &'a self,
        scope: &'a Scope,
        serial: u64,
        routes: &'a BTreeMap<Address, LeftRoute>,
    ) -> Answer<'a, ()>;

    /// Takes the lead among those who watch exactly these scopes; `None` while another process
    /// that lives has it. Writes nothing and creates no registry. An apply never waits for it.
    fn lead<'a>(&'a self, scopes: &'a [Scope]) -> Answer<'a, Option<Box<dyn Leadership>>>;
}

/// The lead among those who watch. Dropping it gives it up, and so does the end of the process.
pub trait Leadership: Send {
    /// Whether it is still ours. Once it is not, it never is again.
    fn lasts(&mut self) -> Pending<'_, bool>;
}

/// A scope, held for one run. Dropping it unfinished gives the scope back too; the run then
/// reads as interrupted.
pub trait Session: Send {
    /// The run's identifier (UUID v7).
    fn run_id(&self) -> &str;

    /// Identifies the registry.
    fn lineage(&self) -> &str;

    /// The scope's serial as of now. It grows by one with every `record` that changes resources.
    fn serial(&self) -> u64;

    /// One transaction: settles what ended, then notes what is about to be written. Committed
    /// when it returns; on an error nothing of it is.
    fn record<'a>(&'a mut self, settled: &'a [Settlement], intents: &'a [Intent])
    -> Answer<'a, ()>;

    /// What earlier runs of this scope were to make since a time (RFC 3339 in UTC), and whose end
    /// nobody knows: it may be there, and it may still come into being.
    fn unclear<'a>(&'a mut self, since: &'a str) -> Answer<'a, Vec<Attempt>>;

    /// Notes that the run carries out another plan than the one it began with.
    fn replan<'a>(&'a mut self, plan_sha256: &'a str) -> Answer<'a, ()>;

    /// Closes the run with its final status and gives the scope back.
    fn finish(&mut self, status: RunStatus) -> Answer<'_, ()>;
}

/// A run that is about to begin. Its identifier and times are the registry's to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRun {
    /// The user's login name.
    pub user: String,
    /// The host's name.
    pub host: String,
    /// The process id on that host.
    pub pid: u32,
    /// The commit of the configuration's repository, where there is one.
    pub git_commit: Option<String>,
    /// The plan's hash.
    pub plan_sha256: String,
}

/// Everything recorded in one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Whose it is.
    pub scope: Scope,
    /// Identifies the registry.
    pub lineage: String,
    /// The scope's serial.
    pub serial: u64,
    /// The recorded resources.
    pub state: State,
}

/// Who holds a scope's lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holder {
    /// The run it is held for.
    pub run_id: String,
    /// The user's login name.
    pub user: String,
    /// The host's name.
    pub host: String,
    /// The process id on that host.
    pub pid: u32,
    /// When it was taken, RFC 3339 in UTC.
    pub since: String,
    /// Whether the process is still there. The lock of one that isn't may be taken over.
    pub alive: bool,
}

/// The registry at a URL: `sqlite:PATH`, a bare path, or `postgres://USER@HOST/DATABASE`. Touches
/// nothing yet.
pub fn open(url: &str) -> Result<Box<dyn Registry>, RegistryError> {
    let path = match scheme(url) {
        None => url,
        Some("sqlite") => sqlite_path(url),
        Some("postgres" | "postgresql") => {
            let password = std::env::var("PGPASSWORD").ok();
            return Ok(Box::new(postgres::Postgres::at(url, password)?));
        }
        Some(_) => {
            return Err(RegistryError::Url {
                url: mask_userinfo(url).into_owned(),
                why: "its scheme is not known".to_owned(),
            });
        }
    };
    let refuse = |why: &str| {
        Err(RegistryError::Url {
            url: url.to_owned(),
            why: why.to_owned(),
        })
    };
    match path {
        "" => refuse("it names no file"),
        ":memory:" => refuse("a registry in memory would be gone with the process"),
        _ => Ok(in_file(PathBuf::from(path))),
    }
}

/// The registry in the file at a path. Touches nothing yet.
pub fn in_file(path: PathBuf) -> Box<dyn Registry> {
    Box::new(sqlite::Sqlite::at(path))
}

/// The files of the registry at a URL: the database's own, and the locks beside it. None where it
/// is a server's.
pub fn files(url: &str) -> Vec<PathBuf> {
    let path = match scheme(url) {
        None => url,
        Some("sqlite") => sqlite_path(url),
        Some(_) => return Vec::new(),
    };
    files_of(Path::new(path))
}

/// The same of the registry in the file at a path.
pub fn files_of(path: &Path) -> Vec<PathBuf> {
    // What lies beside it lies beside the real file, wherever a link to it is.
    let db = std::fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path));
    let beside = |ending: &str| {
        let mut name = db.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let mut files: Vec<PathBuf> = ["", "-wal", "-shm", "-journal"].map(beside).to_vec();
    if let (Some(folder), Some(name)) = (db.parent(), db.file_name().and_then(|name| name.to_str()))
    {
        let locks = std::fs::read_dir(folder).into_iter().flatten().flatten();
        files.extend(locks.map(|entry| entry.path()).filter(|path| {
            let file = path.file_name().and_then(|file| file.to_str());
            let rest = file.and_then(|file| file.strip_prefix(name)?.strip_prefix('.'));
            rest.is_some_and(|rest| rest.ends_with(".lock"))
        }));
    }
    files
}

/// The path in a `sqlite:` URL.
fn sqlite_path(url: &str) -> &str {
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    path.strip_prefix("//").unwrap_or(path)
}

/// The scheme of a URL. One letter is a drive on Windows, and a colon after a slash is a path's.
fn scheme(url: &str) -> Option<&str> {
    let (scheme, _) = url.split_once(':')?;
    let letters = scheme
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let first = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    (scheme.len() > 1 && first && letters).then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::open;

    #[test]
    fn paths_and_sqlite_urls_open() {
        for url in [
            "a.db",
            "/x/a:b.db",
            "./c:d",
            "C:\\x\\a.db",
            "sqlite:a.db",
            "sqlite:/x/a.db",
            "sqlite:///x/a.db",
        ] {
            assert!(open(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn what_cannot_be_opened_is_told_without_its_password() {
        for url in [
            "",
            "sqlite:",
            "sqlite::memory:",
            "mysql://u:hunter2@h/d",
            "postgres:u:hunter2@h/d",
            "postgres://u:hunter2@h:port/d",
            "postgres://u:hun@ter2:hunter2@h/d",
            "postgres://u@h/d?sslmode=hunter2",
            "postgres://u:hunter2@h/d?sslmode=disable",
        ] {
            let error = open(url).err().unwrap();
            assert!(!error.to_string().contains("hunter2"), "{error}");
            assert!(error.help().is_some(), "{error}");
        }
    }
}

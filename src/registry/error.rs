//! What a registry can answer instead of doing what it was asked: only as many kinds as callers
//! tell apart. The text says what and where, [`RegistryError::help`] what to do.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Holder;
use super::postgres::error as server;
use crate::model::Scope;

/// How a lock is lost to somebody else.
pub(super) const TAKEN_AWAY: &str = "its lock was taken away";

/// A refusal. No text of it holds a password.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The registry's URL can't be used.
    #[error("`{url}` is not the URL of a registry: {why}")]
    Url {
        /// The URL, its password masked.
        url: String,
        /// What is wrong with it.
        why: String,
    },
    /// Another living process holds the scope.
    #[error(
        "{scope} is held by {user}@{host}, process {pid}, run {run}, for {held}{waited}",
        user = holder.user, host = holder.host, pid = holder.pid, run = holder.run_id,
        held = in_words(*held), waited = after_waiting(*waited)
    )]
    HeldBy {
        /// What is held.
        scope: Scope,
        /// By whom.
        holder: Box<Holder>,
        /// For how long already.
        held: Duration,
        /// How long we waited for it.
        waited: Duration,
    },
    /// This run no longer holds its scope.
    #[error("run {run_id} no longer holds {scope}: {why}")]
    LostLock {
        /// What was held.
        scope: Scope,
        /// The run that held it.
        run_id: String,
        /// How it was lost.
        why: String,
    },
    /// A newer version of the program has written this registry.
    #[error("the registry {place} has schema version {found}; this program knows version {known}")]
    Newer {
        /// The registry: its file, or its URL without the password.
        place: String,
        /// The version found.
        found: i64,
        /// The newest version known.
        known: i64,
    },
    /// An older version of the program has written this registry, and it is to stay so.
    #[error("the registry {place} has schema version {found}, and this needs version {known}")]
    Older {
        /// The registry: its file, or its URL without the password.
        place: String,
        /// The version found.
        found: i64,
        /// The version needed.
        known: i64,
    },
    /// A number or a service belongs to another project or environment.
    #[error("{key} is owned by {scope}, as {address}, in the same registry")]
    OwnedElsewhere {
        /// The number; or the service's identifier, or its name and account ([`super::Claim`]).
        key: String,
        /// Its owner.
        scope: Scope,
        /// Its address there.
        address: String,
    },
    /// There is something else.
    #[error("{place} is not a registry: {why}")]
    NotARegistry {
        /// The file, or the database's URL without the password.
        place: String,
        /// What it is instead.
        why: &'static str,
    },
    /// It was there when the run began, and is not there any more.
    #[error("the registry {place} was removed or replaced while it was written")]
    Gone {
        /// The registry.
        place: String,
    },
    /// It is a registry, and part of it can't be read.
    #[error("the registry {place} is damaged: {what}")]
    Damaged {
        /// The registry.
        place: String,
        /// What is wrong.
        what: String,
    },
    /// The beginning of a run's identifier fits several runs.
    #[error("{count} runs begin with `{prefix}`")]
    AmbiguousRun {
        /// The beginning.
        prefix: String,
        /// How many runs it fits.
        count: usize,
    },
    /// The file system refused.
    #[error("{doing} {path}: {source}", path = path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The database server can't be reached, or does not let us do what has to be done.
    #[error("{doing} {place}: {why}")]
    Server {
        /// What was being done.
        doing: &'static str,
        /// The database's URL without the password.
        place: String,
        /// What the server or the network said.
        why: String,
        /// What to do about it.
        help: &'static str,
    },
    /// Something between us and the server gives our transactions to different connections.
    #[error(
        "{place} is reached through a proxy that shares connections between transactions, so no lock can be held there"
    )]
    Pooled {
        /// The database's URL without the password.
        place: String,
    },
    /// The database refused.
    #[error("{doing} {place}: {source}")]
    Sql {
        /// What was being done.
        doing: &'static str,
        /// The registry.
        place: String,
        /// Why it failed.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl RegistryError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::Url { url, .. } if url.starts_with("postgres") => "write `postgres://USER@HOST/DATABASE`; docs/registry.md tells what else it may say".to_owned(),
            Self::Url { .. } => "write `sqlite:PATH`, such as `sqlite:.switchboard/registry.db`, or `postgres://USER@HOST/DATABASE`".to_owned(),
            Self::HeldBy { .. } => "wait for that run or raise --lock-timeout; if it hangs for good, stop it and run `switchboard registry unlock`".to_owned(),
            Self::LostLock { .. } => "plan again: another run may have changed things meanwhile".to_owned(),
            Self::Newer { .. } => "update switchboard to the version that wrote it, or a later one".to_owned(),
            Self::Older { .. } => "the next `switchboard apply` of this version brings it up to date".to_owned(),
            Self::OwnedElsewhere { scope, .. } => format!("take it out of the configuration of {scope} and apply there first, or leave it there"),
            Self::NotARegistry { .. } => "name another file with --registry, or move this one out of the way".to_owned(),
            Self::Gone { .. } => "put it back from a backup and plan again; without it nothing says what this run did, and what is in the accounts as declared is adopted by the next apply".to_owned(),
            Self::Damaged { .. } => "restore it from a backup, or move it away and apply: what is in the accounts is then adopted again".to_owned(),
            Self::AmbiguousRun { .. } => "give more of the run's identifier".to_owned(),
            Self::Io { .. } => "check that the path is right and that you may read and write it".to_owned(),
            Self::Server { help, .. } => (*help).to_owned(),
            Self::Pooled { .. } => "give the server's own address, or the proxy's port for session pooling".to_owned(),
            Self::Sql { .. } => return None,
        };
        Some(help)
    }
}

/// What goes wrong inside, before it is known what was being done and where.
#[derive(Debug)]
pub(super) enum Trouble {
    /// `SQLite` refused.
    Sql(rusqlite::Error),
    /// `PostgreSQL` refused, or is gone.
    Server(tokio_postgres::Error),
    /// `PostgreSQL` did not answer in time.
    Silent,
    /// The connection no longer leads to the process that holds our lock.
    Pooled,
    /// What was read is not what we write.
    Damaged(String),
    /// Already told in full.
    Told(RegistryError),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<tokio_postgres::Error> for Trouble {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Server(error)
    }
}

impl From<RegistryError> for Trouble {
    fn from(error: RegistryError) -> Self {
        Self::Told(error)
    }
}

impl Trouble {
    /// The refusal, with what was being done and to which file.
    pub(super) fn told(self, doing: &'static str, path: &Path) -> RegistryError {
        self.told_of(doing, &path.display().to_string())
    }

    /// The refusal, with what was being done and to which registry.
    pub(super) fn told_of(self, doing: &'static str, place: &str) -> RegistryError {
        let place = place.to_owned();
        match self {
            Self::Told(error) => error,
            Self::Damaged(what) => RegistryError::Damaged { place, what },
            Self::Server(error) => server::of_server(&error, doing, place),
            Self::Silent => server::silent(doing, place),
            Self::Pooled => RegistryError::Pooled { place },
            Self::Sql(error) if has_moved(&error) => RegistryError::Gone { place },
            Self::Sql(error) => match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::NotADatabase) => RegistryError::NotARegistry {
                    place,
                    why: "it is no SQLite database",
                },
                Some(rusqlite::ErrorCode::DatabaseCorrupt) => RegistryError::Damaged {
                    place,
                    what: error.to_string(),
                },
                _ => RegistryError::Sql {
                    doing,
                    place,
                    source: Box::new(error),
                },
            },
        }
    }
}

/// Whether the file that is open is no longer the one at its path.
fn has_moved(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    code == Some(rusqlite::ffi::SQLITE_READONLY_DBMOVED)
}

/// A refusal of the file system.
pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> RegistryError {
    let path = path.to_owned();
    move |source| RegistryError::Io {
        doing,
        path,
        source,
    }
}

/// A length of time in its largest whole unit.
fn in_words(time: Duration) -> String {
    match time.as_secs() {
        seconds @ ..60 => format!("{seconds} s"),
        seconds @ 60..3600 => format!("{} min", seconds / 60),
        seconds @ 3600..86400 => format!("{} h", seconds / 3600),
        seconds => format!("{} d", seconds / 86400),
    }
}

fn after_waiting(waited: Duration) -> String {
    if waited.as_secs() == 0 {
        String::new()
    } else {
        format!(" (waited {})", in_words(waited))
    }
}

#[cfg(test)]
mod tests {
    use super::in_words;
    use std::time::Duration;

    #[test]
    fn times_are_told_in_their_largest_unit() {
        let told = |seconds| in_words(Duration::from_secs(seconds));
        assert_eq!(
            [told(0), told(59), told(60), told(7199), told(90_000)],
            ["0 s", "59 s", "1 min", "1 h", "1 d"]
        );
    }
}

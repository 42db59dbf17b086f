//! What a registry can answer instead of doing what it was asked: only as many kinds as callers
//! tell apart. The text says what and where, [`RegistryError::help`] what to do.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Holder;
use crate::model::Scope;

/// A refusal. No text of it holds a password.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The registry's URL can't be used.
    #[error("`{url}` is not the URL of a registry: {why}")]
    Url {
        /// The URL, its password masked.
        url: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A `PostgreSQL` registry was asked for.
    #[error("`{url}` is a PostgreSQL registry, and this build keeps registries in SQLite only")]
    NoPostgres {
        /// The URL, its password masked.
        url: String,
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
    /// Somebody took the scope's lock away from this run.
    #[error("run {run_id} no longer holds {scope}: its lock was taken away")]
    LostLock {
        /// What was held.
        scope: Scope,
        /// The run that held it.
        run_id: String,
    },
    /// A newer version of the program has written this registry.
    #[error("the registry {path} has schema version {found}; this program knows version {known}", path = path.display())]
    Newer {
        /// The registry's file.
        path: PathBuf,
        /// The version found.
        found: i64,
        /// The newest version known.
        known: i64,
    },
    /// An older version of the program has written this registry, and it is to stay so.
    #[error("the registry {path} has schema version {found}, and this needs version {known}", path = path.display())]
    Older {
        /// The registry's file.
        path: PathBuf,
        /// The version found.
        found: i64,
        /// The version needed.
        known: i64,
    },
    /// A number belongs to another project or environment.
    #[error("{key} is owned by {scope}, as {address}, in the same registry")]
    OwnedElsewhere {
        /// The number.
        key: String,
        /// Its owner.
        scope: Scope,
        /// Its address there.
        address: String,
    },
    /// The file is something else.
    #[error("{path} is not a registry: {why}", path = path.display())]
    NotARegistry {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        why: &'static str,
    },
    /// The file is a registry, and part of it can't be read.
    #[error("the registry {path} is damaged: {what}", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
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
    /// The database refused.
    #[error("{doing} {path}: {source}", path = path.display())]
    Sql {
        /// What was being done.
        doing: &'static str,
        /// The registry's file.
        path: PathBuf,
        /// Why it failed.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl RegistryError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::Url { .. } => "write `sqlite:PATH`, such as `sqlite:.switchboard/registry.db`".to_owned(),
            Self::NoPostgres { .. } => "use `sqlite:PATH` on a disk that every apply can reach".to_owned(),
            Self::HeldBy { .. } => "wait for that run or raise --lock-timeout; if it hangs for good, stop it and run `switchboard registry unlock`".to_owned(),
            Self::LostLock { .. } => "plan again: another run may have changed things meanwhile".to_owned(),
            Self::Newer { .. } => "update switchboard to the version that wrote it, or a later one".to_owned(),
            Self::Older { .. } => "the next `switchboard apply` of this version brings it up to date".to_owned(),
            Self::OwnedElsewhere { scope, .. } => format!("take it out of the configuration of {scope} and apply there first, or leave it there"),
            Self::NotARegistry { .. } => "name another file with --registry, or move this one out of the way".to_owned(),
            Self::Damaged { .. } => "restore it from a backup, or move it away and apply: what is in the accounts is then adopted again".to_owned(),
            Self::AmbiguousRun { .. } => "give more of the run's identifier".to_owned(),
            Self::Io { .. } => "check that the path is right and that you may read and write it".to_owned(),
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

impl From<RegistryError> for Trouble {
    fn from(error: RegistryError) -> Self {
        Self::Told(error)
    }
}

impl Trouble {
    /// The refusal, with what was being done and where.
    pub(super) fn told(self, doing: &'static str, path: &Path) -> RegistryError {
        let path = path.to_owned();
        match self {
            Self::Told(error) => error,
            Self::Damaged(what) => RegistryError::Damaged { path, what },
            Self::Sql(error) => match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::NotADatabase) => RegistryError::NotARegistry {
                    path,
                    why: "it is no SQLite database",
                },
                Some(rusqlite::ErrorCode::DatabaseCorrupt) => RegistryError::Damaged {
                    path,
                    what: error.to_string(),
                },
                _ => RegistryError::Sql {
                    doing,
                    path,
                    source: Box::new(error),
                },
            },
        }
    }
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

//! The errors of a registry, with as many variants as callers distinguish. The text says what is
//! wrong and where, [`RegistryError::help`] what to do.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use super::holder::Holder;
use crate::model::Scope;

/// Why a run lost its lock to an unlock or to another run.
pub(super) const TAKEN_AWAY: &str = "its lock was taken away";

/// An error of a registry. No text of it contains a password.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The registry's URL cannot be used.
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
        /// The scope that is held.
        scope: Scope,
        /// Its holder.
        holder: Box<Holder>,
        /// For how long it has been held.
        held: Duration,
        /// How long we waited for it.
        waited: Duration,
    },
    /// This run no longer holds its scope.
    #[error("run {run_id} no longer holds {scope}: {why}")]
    LostLock {
        /// The scope that was held.
        scope: Scope,
        /// The run that held it.
        run_id: String,
        /// How the lock was lost.
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
    /// An older version of the program has written this registry. This call does not migrate it.
    #[error("the registry {place} has schema version {found}, and this needs version {known}")]
    Older {
        /// The registry: its file, or its URL without the password.
        place: String,
        /// The version found.
        found: i64,
        /// The version needed.
        known: i64,
    },
    /// A number or a group belongs to another project or environment.
    #[error("{key} is owned by {scope}, as {address}, in the same registry")]
    OwnedElsewhere {
        /// The number; or the group's identifier, or its name and account
        /// ([`Claim`](super::Claim)).
        key: String,
        /// Its owner.
        scope: Scope,
        /// Its address there.
        address: String,
    },
    /// The file or database is not a registry.
    #[error("{place} is not a registry: {why}")]
    NotARegistry {
        /// The file, or the database's URL without the password.
        place: String,
        /// What it is instead.
        why: &'static str,
    },
    /// The registry existed when the run began and no longer does.
    #[error("the registry {place} was removed or replaced while this run was writing to it")]
    Gone {
        /// The registry.
        place: String,
    },
    /// A run writes to the registry's file under another name.
    #[error("a run writes to the registry {place} under another name of the file")]
    OtherName {
        /// The registry.
        place: String,
    },
    /// Part of the registry cannot be read.
    #[error("the registry {place} is damaged: {what}")]
    Damaged {
        /// The registry.
        place: String,
        /// What is wrong.
        what: String,
    },
    /// The prefix of a run's identifier matches several runs.
    #[error("{count} runs begin with `{prefix}`")]
    AmbiguousRun {
        /// The prefix.
        prefix: String,
        /// The number of runs that it matches.
        count: usize,
    },
    /// The file system reported an error.
    #[error("{doing} {path}: {source}", path = path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The database server cannot be reached, or denies what has to be done.
    #[error("{doing} {place}: {why}")]
    Server {
        /// What was being done.
        doing: &'static str,
        /// The database's URL without the password.
        place: String,
        /// What the server or the network reported.
        why: String,
        /// What to do about it.
        help: &'static str,
    },
    /// A proxy in front of the server sends our transactions over different connections.
    #[error(
        "{place} is reached through a proxy that shares connections between transactions, so no lock can be held there"
    )]
    Pooled {
        /// The database's URL without the password.
        place: String,
    },
    /// The database reported an error.
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
    /// The refusal that names a living holder.
    pub(super) fn held_by(scope: &Scope, holder: Holder, waited: Duration) -> Self {
        let held = holder
            .since
            .parse::<Timestamp>()
            .ok()
            .and_then(|since| Duration::try_from(Timestamp::now().duration_since(since)).ok())
            .unwrap_or_default();
        Self::HeldBy {
            scope: scope.clone(),
            holder: Box::new(holder),
            held,
            waited,
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::Url { url, .. } if url.starts_with("postgres") => "write `postgres://USER@HOST/DATABASE`; docs/registry.md lists the parameters".to_owned(),
            Self::Url { .. } => "write `sqlite:PATH`, such as `sqlite:.switchboard/registry.db`, or `postgres://USER@HOST/DATABASE`".to_owned(),
            Self::HeldBy { .. } => "wait for that run or raise --lock-timeout; if it hangs for good, stop it and run `switchboard registry unlock`".to_owned(),
            Self::LostLock { .. } => "plan again: another run may have changed things meanwhile".to_owned(),
            Self::Newer { .. } => "update switchboard to the version that wrote it, or a later one".to_owned(),
            Self::Older { .. } => "the next `switchboard apply` of this version brings it up to date".to_owned(),
            Self::OwnedElsewhere { scope, .. } => format!("remove it from the configuration of {scope} and apply there first, or leave it there"),
            Self::NotARegistry { .. } => "name another file with --registry, or move this one out of the way".to_owned(),
            Self::Gone { .. } => "restore it from a backup and plan again; without one there is no record of what this run did, and the next apply adopts what is in the accounts as declared".to_owned(),
            Self::OtherName { .. } => "wait until that run has ended; give the file one name, and mount its folder rather than the file (docs/registry.md)".to_owned(),
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
    fn times_are_shown_in_their_largest_unit() {
        let shown = |seconds| in_words(Duration::from_secs(seconds));
        assert_eq!(
            [shown(0), shown(59), shown(60), shown(7199), shown(90_000)],
            ["0 s", "59 s", "1 min", "1 h", "1 d"]
        );
    }
}

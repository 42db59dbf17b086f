//! The errors of a `PostgreSQL` server and of the network, and the refusals that they become, each
//! with what to do. No text contains a password: neither the server's messages nor the network's
//! errors do.

use std::error::Error;

use tokio_postgres::error::SqlState;

use crate::registry::codec::Damaged;
use crate::registry::error::RegistryError;

const CREDENTIALS: &str =
    "check the user and the password: `user:password@` in the URL, or PGPASSWORD";
const REACH: &str = "check the host and the port, and that the server can be reached from here";
const CERTIFICATE: &str = "the server must prove that it is the host of the URL: for a certificate authority of your own, name its file in SSL_CERT_FILE";
const STANDBY: &str =
    "name the primary server: this one is read-only, and does not know who holds a lock";
const RIGHTS: &str = "give the role the rights that docs/registry.md lists";

/// What went wrong, before it is known what was being done and to which registry.
#[derive(Debug)]
pub(in crate::registry) enum Trouble {
    /// The server reported an error, or the connection is gone.
    Server(tokio_postgres::Error),
    /// The server did not answer in time.
    Silent,
    /// The connection no longer leads to the process that holds our lock.
    Pooled,
    /// A stored value is not one that we write.
    Damaged(String),
    /// The refusal is complete already.
    Refused(RegistryError),
}

impl From<tokio_postgres::Error> for Trouble {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Server(error)
    }
}

impl From<Damaged> for Trouble {
    fn from(Damaged(what): Damaged) -> Self {
        Self::Damaged(what)
    }
}

impl From<RegistryError> for Trouble {
    fn from(error: RegistryError) -> Self {
        Self::Refused(error)
    }
}

impl Trouble {
    /// The refusal, with what was being done and to which registry.
    pub(super) fn at(self, doing: &'static str, place: &str) -> RegistryError {
        let place = place.to_owned();
        match self {
            Self::Refused(error) => error,
            Self::Damaged(what) => RegistryError::Damaged { place, what },
            Self::Server(error) => of_server(&error, doing, place),
            Self::Silent => silent(doing, place),
            Self::Pooled => RegistryError::Pooled { place },
        }
    }
}

/// The refusal for an error of the server or of the network on the way to it.
pub(super) fn of_server(
    error: &tokio_postgres::Error,
    doing: &'static str,
    place: String,
) -> RegistryError {
    let why = words(error);
    let help = match error.code() {
        Some(_) if why.contains("during recovery") => Some(STANDBY),
        Some(code) => of_state(code),
        None => of_network(error),
    };
    match help {
        Some(help) => RegistryError::Server {
            doing,
            place,
            why,
            help,
        },
        None => RegistryError::Sql {
            doing,
            place,
            source: why.into(),
        },
    }
}

/// The refusal if no answer came in time.
pub(super) fn silent(doing: &'static str, place: String) -> RegistryError {
    RegistryError::Server {
        doing,
        place,
        why: "no answer came in time".to_owned(),
        help: REACH,
    }
}

fn of_state(code: &SqlState) -> Option<&'static str> {
    Some(match *code {
        SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION => CREDENTIALS,
        SqlState::INVALID_CATALOG_NAME => {
            "create the database, or name another one at the end of the URL"
        }
        SqlState::INSUFFICIENT_PRIVILEGE => RIGHTS,
        SqlState::READ_ONLY_SQL_TRANSACTION => STANDBY,
        SqlState::TOO_MANY_CONNECTIONS | SqlState::CANNOT_CONNECT_NOW => {
            "try again later: the server accepts no connections at the moment"
        }
        SqlState::QUERY_CANCELED | SqlState::LOCK_NOT_AVAILABLE => {
            "try again later: the server is busy, or another session has locked these tables"
        }
        _ => return None,
    })
}

fn of_network(error: &tokio_postgres::Error) -> Option<&'static str> {
    let text = words(error);
    if text.contains("password missing") {
        return Some(CREDENTIALS);
    }
    if text.contains("certificate") {
        return Some(CERTIFICATE);
    }
    if text.contains("does not support TLS") {
        return Some("turn on TLS at the server (`ssl = on`), or reach it on this machine");
    }
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<std::io::Error>() {
            return Some(REACH);
        }
        cause = error.source();
    }
    is_gone(error).then_some(REACH)
}

/// True if the connection has ended.
pub(super) fn is_gone(error: &tokio_postgres::Error) -> bool {
    let ended = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
    ];
    error.is_closed()
        || error.code().is_some_and(|code| ended.contains(code))
        || Error::source(error).is_some_and(<dyn Error>::is::<std::io::Error>)
}

/// An error with its causes, each mentioned once.
pub(super) fn words(error: &tokio_postgres::Error) -> String {
    if let Some(said) = error.as_db_error() {
        return said.message().to_owned();
    }
    let mut causes: Vec<String> = Vec::new();
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        let text = error.to_string();
        if !causes.iter().any(|said| said.contains(&text)) {
            causes.push(text);
        }
        cause = error.source();
    }
    if causes.len() > 1 {
        // The message says already that connecting failed.
        causes.retain(|text| text != "error connecting to server");
    }
    causes.join(": ")
}

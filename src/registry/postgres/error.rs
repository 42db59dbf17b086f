//! What a `PostgreSQL` server or the network on the way to it said, as a refusal that tells what
//! to do. No text of it holds a password: neither the server's messages nor errors of the
//! network do.

use std::error::Error;

use tokio_postgres::error::SqlState;

use crate::registry::RegistryError;

const CREDENTIALS: &str =
    "check the user and the password: `user:password@` in the URL, or PGPASSWORD";
const REACH: &str = "check the host and the port, and that the server can be reached from here";
const CERTIFICATE: &str = "the server has to prove that it is the host of the URL: for a certificate authority of your own, name its file in SSL_CERT_FILE";
const STANDBY: &str =
    "name the primary server: this one can only be read, and does not know who holds a lock";
const RIGHTS: &str = "give the role the rights that docs/registry.md lists";

/// The refusal of a server, or of whatever is between us and it.
pub(in crate::registry) fn of_server(
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

/// The refusal where nothing came in time.
pub(in crate::registry) fn silent(doing: &'static str, place: String) -> RegistryError {
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
            "try again in a while: the server takes no connection right now"
        }
        SqlState::QUERY_CANCELED | SqlState::LOCK_NOT_AVAILABLE => {
            "try again in a while: the server is busy, or somebody else holds these tables"
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

/// Whether the connection is no more.
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

/// An error with its causes, each said once.
pub(super) fn words(error: &tokio_postgres::Error) -> String {
    if let Some(said) = error.as_db_error() {
        return said.message().to_owned();
    }
    let mut told: Vec<String> = Vec::new();
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        let text = error.to_string();
        if !told.iter().any(|told| told.contains(&text)) {
            told.push(text);
        }
        cause = error.source();
    }
    if told.len() > 1 {
        // That it failed is being said already; why is what matters.
        told.retain(|text| text != "error connecting to server");
    }
    told.join(": ")
}

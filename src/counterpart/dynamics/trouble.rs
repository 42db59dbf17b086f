//! Why a request to an environment failed, in words that may be shown, and what to do about it.
//! Pure.

use crate::http::entra::{SignInError, SignInFailure};
use crate::model::CounterpartCode;
use crate::provider::{Failure, ProviderError, VendorCode};

use super::tables::Table;

/// The code of an environment in which the application has no user.
const NOT_A_USER: &str = "0x80072560";
/// The code of a privilege that the user does not have.
const NO_PRIVILEGE: &str = "0x80040220";
/// The code of an entity set or a function that does not exist.
const NO_SEGMENT: &str = "0x8006088a";

/// A failed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    /// The kind of failure.
    pub code: CounterpartCode,
    /// What was being done, such as `reading the keywords`.
    pub doing: String,
    /// What happened, as a clause. No credential is in it.
    pub message: String,
    /// What to do.
    pub help: String,
    /// HTTP status, if the environment answered.
    pub status: Option<u16>,
    /// Whether a write may have been carried out nevertheless.
    pub unclear: bool,
}

/// Where requests go, for messages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<'a> {
    /// The environment's URL as declared.
    pub url: &'a str,
    /// The environment's host.
    pub host: &'a str,
    /// Whether the run signs in; otherwise a command gave the token.
    pub signs_in: bool,
}

impl Trouble {
    /// The failure of a request to the environment.
    pub(super) fn of_request(error: ProviderError, named: Named<'_>, unclear: bool) -> Self {
        let word = match &error.code {
            Some(VendorCode::Word(word)) => word.to_ascii_lowercase(),
            _ => String::new(),
        };
        let Named { url, host, .. } = named;
        let (code, message, help) = match (error.failure, word.as_str()) {
            (Failure::Unauthorised, _) => (
                CounterpartCode::SignInFailed,
                format!("{host} does not accept the token"),
                if named.signs_in {
                    format!(
                        "check that `tenant_id` is the environment's tenant, and that {url} is the environment's own URL"
                    )
                } else {
                    format!(
                        "the token may have expired, or be for something else: make the command of `access_token` print a token for {url}"
                    )
                },
            ),
            (Failure::Denied, NOT_A_USER) => (
                CounterpartCode::NotAUser,
                format!("the application is not a user of the environment {host}"),
                "in the Power Platform admin center, open the environment, then Settings > Users + permissions > Application users, add the app registration, and give it a security role that can read the tables".to_owned(),
            ),
            (Failure::Denied, NO_PRIVILEGE) => {
                let privilege = privilege(&error.message).unwrap_or("a privilege");
                (
                    CounterpartCode::NoPrivilege,
                    format!("the application user is missing {privilege}"),
                    grant(privilege),
                )
            }
            (Failure::NotFound, NO_SEGMENT) => (
                CounterpartCode::NoTable,
                error.message.clone(),
                INSTALL.to_owned(),
            ),
            (Failure::Throttled, _) => (
                CounterpartCode::Busy,
                format!("{host} is too busy: {}", error.message),
                "run again in a few minutes; other programs with the same application user count too".to_owned(),
            ),
            (Failure::Unreachable | Failure::Unclear | Failure::Pending, _) => (
                CounterpartCode::Unreachable,
                format!("{host} could not be reached: {}", stated(&error)),
                error.advice.map_or_else(
                    || format!("check that {url} is right and that this machine can call it, then run again"),
                    str::to_owned,
                ),
            ),
            (Failure::Unintelligible, _) => (
                CounterpartCode::NotUnderstood,
                format!("something answers in the place of {host}: {}", stated(&error)),
                error.advice.map_or_else(
                    || format!("check that {url} is the URL of an environment, and HTTPS_PROXY: a proxy, a firewall or a sign-in page may have answered"),
                    str::to_owned,
                ),
            ),
            _ => (
                CounterpartCode::Refused,
                format!("{host} refused a request: {}", stated(&error)),
                "Microsoft's documentation of the Dataverse Web API describes the code; `-vv` logs each request".to_owned(),
            ),
        };
        Self {
            code,
            doing: error.doing,
            message,
            help,
            status: error.status,
            unclear,
        }
    }

    /// The failure of a sign-in.
    pub(super) fn of_sign_in(error: &SignInError, doing: &str, named: Named<'_>) -> Self {
        let url = named.url;
        let help = match (error.number, error.kind) {
            (Some(700_016), _) => {
                "the app is not in this tenant: check `client_id` and `tenant_id`".to_owned()
            }
            (Some(7_000_215), _) => {
                "the client secret is wrong: use the secret's value, not its id".to_owned()
            }
            (Some(7_000_222), _) => {
                "the client secret has expired: create another one in the app registration"
                    .to_owned()
            }
            (Some(90002), _) => {
                "the tenant was not found: check `tenant_id`, and `authority` for a national cloud"
                    .to_owned()
            }
            (Some(500_011), _) => {
                format!("{url} is not an environment of this tenant: check `url` and `tenant_id`")
            }
            (_, SignInFailure::Unreachable) => error.advice.map_or_else(
                || {
                    format!(
                        "check that this machine can call {}, then run again",
                        error.host
                    )
                },
                str::to_owned,
            ),
            _ => error
                .advice
                .unwrap_or("check `tenant_id`, `client_id` and the client secret")
                .to_owned(),
        };
        Self {
            code: CounterpartCode::SignInFailed,
            doing: doing.to_owned(),
            message: error.to_string(),
            help,
            status: None,
            unclear: false,
        }
    }

    /// A table that the environment does not have.
    pub(super) fn no_table(table: &Table, host: &str) -> Self {
        Self::of_metadata(
            table,
            format!(
                "the environment {host} does not have the table {}",
                table.logical
            ),
        )
    }

    /// An environment without any of the tables.
    pub(super) fn not_installed(host: &str) -> Self {
        Self {
            code: CounterpartCode::NoTable,
            doing: "reading which tables there are".to_owned(),
            message: format!(
                "Customer Insights - Journeys with text messages is not installed in the environment {host}"
            ),
            help: INSTALL.to_owned(),
            status: None,
            unclear: false,
        }
    }

    /// A column that the rows of a table mean nothing without.
    pub(super) fn no_column(table: &Table, column: &str) -> Self {
        Self::of_metadata(
            table,
            format!(
                "the table {} has no column {column}, without which its rows cannot be compared",
                table.logical
            ),
        )
    }

    fn of_metadata(table: &Table, message: String) -> Self {
        Self {
            code: CounterpartCode::NoTable,
            doing: format!("reading {}", table.rows),
            message,
            help: INSTALL.to_owned(),
            status: None,
            unclear: false,
        }
    }

    /// Whether the environment itself says that something does not exist.
    pub(super) fn is_absence(&self) -> bool {
        self.status == Some(404) && self.code != CounterpartCode::NotUnderstood
    }

    /// The message with what was being done, for an error that stands alone.
    pub(super) fn sentence(&self) -> String {
        format!("{}: {}", self.doing, self.message)
    }
}

const INSTALL: &str = "check that `url` is the environment in which Customer Insights - Journeys is installed, and that the app is up to date";

/// The message, the status and Dataverse's code.
fn stated(error: &ProviderError) -> String {
    let status = error.status.map(|status| format!("HTTP {status}"));
    let code = error.code.as_ref().map(|code| format!("code {code}"));
    let details: Vec<String> = status.into_iter().chain(code).collect();
    if details.is_empty() {
        return error.message.clone();
    }
    format!("{} ({})", error.message, details.join(", "))
}

/// The name of the privilege in a message such as `… is missing prvReadmsdyn_ChannelInstance privilege …`.
fn privilege(message: &str) -> Option<&str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut words = message.split(|c: char| !is_part(c));
    words.find(|word| word.starts_with("prv") && (4..=128).contains(&word.len()))
}

/// How to grant a privilege.
fn grant(privilege: &str) -> String {
    let named = [
        ("prvRead", "Read"),
        ("prvCreate", "Create"),
        ("prvWrite", "Write"),
    ];
    let found = named
        .iter()
        .find_map(|(start, right)| Some((*right, privilege.strip_prefix(start)?)));
    match found {
        Some((right, table)) => format!(
            "in the Power Platform admin center, open the security role of the application user and grant {right} on {} at organization level",
            table.to_ascii_lowercase()
        ),
        None => "in the Power Platform admin center, grant the privilege to the security role of the application user".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{grant, privilege};

    #[test]
    fn a_missing_privilege_is_named_and_the_help_says_how_to_grant_it() {
        let message = "Principal user (Id=5a0c, type=8), is missing prvReadmsdyn_ChannelInstance privilege (Id=1) on OTC=1";
        let name = privilege(message).unwrap();
        assert_eq!(name, "prvReadmsdyn_ChannelInstance");
        assert!(grant(name).contains("grant Read on msdyn_channelinstance at"));
        assert!(grant("prvCreatemsdynmkt_keyword").contains("Create on msdynmkt_keyword"));
        assert_eq!(privilege("no prv here"), None);
    }
}

//! Opens the account of a declaration: which account, which credentials, which host. Everything
//! that is missing is reported at once, by name; no value is ever repeated.

use std::sync::Arc;

use super::account::TwilioAccount;
use super::client::{Client, Credentials};
use super::codes::TwilioCode;
use super::declaration::{AccountSidRef, Declaration};
use super::declared_hosts::hosts;
use super::probe::Prober;
use crate::model::{FindingCode, RequestRate, Secret, Unfit};
use crate::provider::credentials::{resolve, unfit};
use crate::provider::missing::Missing;
use crate::provider::twilio::sid::AccountSid;
use crate::provider::{Misdeclared, Settings, Vault};

/// The variable that holds the account's SID if none is declared.
pub(super) const ACCOUNT_SID: &str = "TWILIO_ACCOUNT_SID";
/// The variable that holds the account's token if no credentials are declared.
pub(super) const AUTH_TOKEN: &str = "TWILIO_AUTH_TOKEN";
const API_KEY: &str = "TWILIO_API_KEY";
const API_SECRET: &str = "TWILIO_API_SECRET";

/// Opens the account; nothing is sent.
///
/// | Code  | Means |
/// |-------|-------|
/// | E0602 | an environment variable that is needed is not set |
/// | E0603 | the environment variable does not hold an account SID |
/// | E0604 | a secret could not be found where its reference says |
/// | E0605 | credentials must not be sent to the API URL that was set |
/// | E0606 | no HTTPS client could be made |
/// | E0608 | a credential is in quotes, or holds a line break or a control character |
pub fn open(
    declaration: &Declaration,
    vault: &dyn Vault,
    settings: &Settings,
) -> Result<Arc<TwilioAccount>, Vec<Misdeclared>> {
    let mut missing = Missing::default();
    let sid = account_sid(declaration, vault, &mut missing);
    let key = sid.as_ref().and_then(|sid| vault.key_of(sid.as_str()));
    let login = match &key {
        Some(key) => Some(Login::Key(Credentials {
            user: key.key.clone(),
            password: key.secret.clone(),
        })),
        None => login(declaration, sid.as_ref(), vault, &mut missing),
    };
    let place = key.and_then(|key| key.place);
    let hosts = hosts(declaration, place, settings, &mut missing.others);
    let (Some(sid), Some(login), Some(hosts)) = (sid, login, hosts) else {
        return Err(missing.into_problems());
    };
    let token = match &login {
        Login::Token(token) => Some(token.clone()),
        Login::Key(_) => None,
    };
    let credentials = match login {
        Login::Token(password) => Credentials {
            user: Secret::new(sid.as_str()),
            password,
        },
        Login::Key(credentials) => credentials,
    };
    let client = Client::new(hosts, &credentials, settings);
    let client = client.map_err(|why| {
        vec![Misdeclared::new(
            FindingCode::NoHttpsClient,
            "",
            format!("no HTTPS client could be made: {why}"),
            "install the system's CA certificates, or name them in SSL_CERT_FILE",
        )]
    })?;
    let own = declaration.requests_per_second.map(RequestRate::interval);
    let client = client.capped(settings.caps.of(sid.as_str(), own));
    let prober = token.map(|token| Prober {
        authorities: settings.authorities.clone(),
        ..Prober::new(sid.as_str(), &token)
    });
    Ok(TwilioAccount::probing(sid, client, prober))
}

/// Where the credentials are found, in words; the order is that of [`open`].
pub(super) fn credentials(declaration: &Declaration) -> String {
    match (
        &declaration.api_key,
        &declaration.api_secret,
        &declaration.auth_token,
    ) {
        (Some(key), Some(secret), _) => format!("api_key, {key}, and api_secret, {secret}"),
        (_, _, Some(token)) => format!("auth_token, {token}"),
        _ => format!(
            "the environment variables {API_KEY} and {API_SECRET} where both are set, else {AUTH_TOKEN}"
        ),
    }
}

/// The credentials that open the account.
enum Login {
    /// The token of the account itself.
    Token(Secret),
    /// An API key.
    Key(Credentials),
}

/// The value of a variable; `help` says what to do if it is not set.
fn of_variable(
    path: &str,
    variable: &str,
    help: String,
    vault: &dyn Vault,
    missing: &mut Missing,
) -> Option<Secret> {
    let value = vault.variable(variable);
    match value.map_or(Err(Unfit::Empty), |value| Secret::given(value.expose())) {
        Ok(secret) => return Some(secret),
        Err(Unfit::Empty) => missing.unset(path, variable, help),
        Err(why) => missing.push(unfit(
            path,
            &format!("environment variable {variable}"),
            why,
        )),
    }
    None
}

fn account_sid(
    declaration: &Declaration,
    vault: &dyn Vault,
    missing: &mut Missing,
) -> Option<AccountSid> {
    let variable = match &declaration.account_sid {
        Some(AccountSidRef::Literal(sid)) => return Some(sid.clone()),
        Some(AccountSidRef::Variable(variable)) => variable.env.as_str(),
        None => ACCOUNT_SID,
    };
    let help = format!("set {variable} to the account's SID, or declare account_sid");
    let value = of_variable("account_sid", variable, help, vault, missing)?;
    let sid = AccountSid::parse(value.expose());
    if sid.is_err() {
        missing.push(Misdeclared::new(
            TwilioCode::NoAccountSid,
            "account_sid",
            format!("the environment variable {variable} does not hold an account SID"),
            format!("set {variable} to the SID from the Twilio console: AC and 32 hex digits"),
        ));
    }
    sid.ok()
}

fn login(
    declaration: &Declaration,
    account: Option<&AccountSid>,
    vault: &dyn Vault,
    missing: &mut Missing,
) -> Option<Login> {
    if let Some(token) = account.and_then(|sid| vault.token_of(sid.as_str())) {
        return Some(Login::Token(token));
    }
    match (
        &declaration.api_key,
        &declaration.api_secret,
        &declaration.auth_token,
    ) {
        (Some(key), Some(secret), _) => {
            let (user, password) = (
                resolve("api_key", key, vault, missing),
                resolve("api_secret", secret, vault, missing),
            );
            Some(Login::Key(Credentials {
                user: user?,
                password: password?,
            }))
        }
        (_, _, Some(token)) => resolve("auth_token", token, vault, missing).map(Login::Token),
        (Some(_), None, None) => half_a_key("api_key", "api_secret", missing),
        (None, Some(_), None) => half_a_key("api_secret", "api_key", missing),
        (None, None, None) => login_from_environment(vault, missing),
    }
}

/// Reports half an API key. A declaration with half a key does not pass the checks, so this is for
/// callers that skip them.
fn half_a_key(there: &str, absent: &str, missing: &mut Missing) -> Option<Login> {
    let summary = format!("{there} is declared without {absent}");
    missing.push(Misdeclared::new(
        TwilioCode::HalfApiKey,
        there,
        summary,
        format!("declare {absent} too"),
    ));
    None
}

fn login_from_environment(vault: &dyn Vault, missing: &mut Missing) -> Option<Login> {
    // A credential that is set and unusable is reported, not skipped in favour of another.
    let mut wrong = false;
    let mut set =
        |path: &str, variable: &str| match Secret::given(vault.variable(variable)?.expose()) {
            Ok(secret) => Some(secret),
            Err(Unfit::Empty) => None,
            Err(why) => {
                missing.push(unfit(
                    path,
                    &format!("environment variable {variable}"),
                    why,
                ));
                wrong = true;
                None
            }
        };
    let (key, secret) = (set("api_key", API_KEY), set("api_secret", API_SECRET));
    let whole_key = key.is_some() && secret.is_some();
    let token = if whole_key {
        None
    } else {
        set("auth_token", AUTH_TOKEN)
    };
    if wrong {
        return None;
    }
    match (key, secret, token) {
        (Some(user), Some(password), _) => Some(Login::Key(Credentials { user, password })),
        (_, _, Some(token)) => Some(Login::Token(token)),
        (key, secret, None) => {
            let (path, variable, help) = if key.is_some() {
                (
                    "api_secret",
                    API_SECRET,
                    format!("set it to the secret that belongs to {API_KEY}"),
                )
            } else if secret.is_some() {
                (
                    "api_key",
                    API_KEY,
                    format!("set it to the SID of the key that {API_SECRET} belongs to"),
                )
            } else {
                let help = format!(
                    "set {AUTH_TOKEN}, or {API_KEY} and {API_SECRET}, or declare where the credentials are"
                );
                ("auth_token", AUTH_TOKEN, help)
            };
            missing.unset(path, variable, help);
            None
        }
    }
}

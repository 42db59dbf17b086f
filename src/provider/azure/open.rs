//! Opens the resource of a declaration: which credentials, which hosts. Everything that is missing is
//! reported at once, by name; no value is ever repeated.

use std::sync::Arc;

use url::Url;

use super::KIND;
use super::account::{AzureAccount, NumbersAt};
use super::client::{Access, Client};
use super::codes::AzureCode;
use super::connection_string::ConnectionString;
use super::declaration::Declaration;
use super::identity;
use crate::http::entra::SignIn;
use crate::model::{FindingCode, RequestRate, Secret, Unfit};
use crate::provider::credentials::{resolve, unfit};
use crate::provider::missing::Missing;
use crate::provider::{Misdeclared, Settings, Vault, entra};

/// The variable that holds a connection string where none is declared.
pub(super) const CONNECTION_STRING: &str = "ACS_CONNECTION_STRING";
/// Azure Resource Manager of the public cloud.
const MANAGEMENT: &str = "https://management.azure.com";

/// Opens the resource; nothing is sent.
///
/// | Code  | Means |
/// |-------|-------|
/// | E0602 | an environment variable that is needed is not set |
/// | E0604 | a secret could not be found where its reference says |
/// | E0605 | credentials must not be sent to the API URL that was set |
/// | E0606 | no HTTPS client could be made |
/// | E0608 | a credential is in quotes, or holds a line break or a control character |
/// | E0610 | a connection string has the wrong form |
/// | E0611 | nothing says how to sign in to Entra |
/// | E0612 | the API URL was set without the one for the sign-in |
pub(super) fn open(
    declaration: &Declaration,
    vault: &dyn Vault,
    settings: &Settings,
) -> Result<Arc<AzureAccount>, Vec<Misdeclared>> {
    let mut missing = Missing::default();
    let account = declaration.resource_id.folded();
    let stand_in = vault.token_of(&account);
    let text = match &stand_in {
        Some(all) => Some(all.clone()),
        None => connection_string(declaration, vault, &mut missing),
    };
    let parsed = text.and_then(|text| match ConnectionString::parse(&text) {
        Ok(parsed) => Some(parsed),
        Err(why) => {
            missing.push(Misdeclared::new(
                AzureCode::MalformedConnectionString,
                "connection_string",
                format!("the connection string is not one: {why}"),
                "copy it from the Azure portal: Keys, in the Communication Services resource",
            ));
            None
        }
    });
    let application = match &stand_in {
        Some(all) => entra::of_stand_in(all),
        None => identity::application(declaration, vault, &mut missing),
    };
    let overridden = settings.api_urls.get(KIND.name);
    if overridden.is_some() && settings.entra_url.is_none() && stand_in.is_none() {
        missing.push(Misdeclared::new(
            FindingCode::NoEntraUrl,
            "",
            "SWITCHBOARD_AZURE_API_URL is set without SWITCHBOARD_ENTRA_URL",
            "set SWITCHBOARD_ENTRA_URL too: otherwise the sign-in would go to Entra itself, and its token to the other URL",
        ));
    }
    let problems = missing.into_problems();
    let (Some(application), true) = (application, problems.is_empty()) else {
        return Err(problems);
    };
    // A stand-in serves both.
    let authority = match settings.entra_url.as_ref().or(overridden) {
        Some(url) => url.clone(),
        None => Url::parse(entra::AUTHORITY).map_err(|error| no_client(&error))?,
    };
    let management = match overridden {
        Some(url) => url.clone(),
        None => Url::parse(MANAGEMENT).map_err(|error| no_client(&error))?,
    };
    let authorities = settings.authorities.as_deref();
    let client_id = application.client_id.clone();
    let sign_in = SignIn::new(
        authority,
        application,
        &settings.limits,
        authorities,
        settings.cancel.clone(),
    );
    let sign_in = Arc::new(sign_in.map_err(|why| untrusted(&why))?);
    let is_found = declaration.connection_string.is_none() && stand_in.is_none();
    let otherwise = is_found.then(|| Arc::clone(&sign_in));
    let known = |parsed: &ConnectionString| NumbersAt::Known {
        host: parsed.endpoint.host_str().unwrap_or_default().to_owned(),
        otherwise,
    };
    let (numbers, at) = match (overridden, &parsed) {
        (Some(url), Some(parsed)) => (url.clone(), known(parsed)),
        (Some(url), None) => (url.clone(), NumbersAt::Overridden),
        (None, Some(parsed)) => (parsed.endpoint.clone(), known(parsed)),
        (None, None) => (management.clone(), NumbersAt::Named(Arc::clone(&sign_in))),
    };
    let access = Access {
        numbers,
        management,
        key: parsed.map(|parsed| parsed.key),
        sign_in: Some(sign_in),
    };
    let client = Client::new(access, settings).map_err(|why| untrusted(&why))?;
    let own = declaration.requests_per_second.map(RequestRate::interval);
    let client = client.capped(settings.caps.of(&account, own).as_ref());
    let resource = declaration.resource_id.clone();
    let account = AzureAccount::new(resource, client, at, client_id, settings);
    Ok(Arc::new(account))
}

fn no_client(why: &dyn std::fmt::Display) -> Vec<Misdeclared> {
    vec![Misdeclared::new(
        FindingCode::NoHttpsClient,
        "",
        format!("no HTTPS client could be made: {why}"),
        "install the system's CA certificates, or name them in SSL_CERT_FILE",
    )]
}

fn untrusted(why: &str) -> Vec<Misdeclared> {
    vec![Misdeclared::new(
        FindingCode::UntrustedApiUrl,
        "",
        why.to_owned(),
        "it must be https, or http to this machine (127.0.0.1, ::1, localhost), without a user or query",
    )]
}

/// Where the credentials are found, in words; the order is that of [`open`].
pub(super) fn credentials(declaration: &Declaration) -> String {
    let numbers = match &declaration.connection_string {
        Some(reference) => format!("connection_string, {reference}"),
        None => format!("the environment variable {CONNECTION_STRING} where it is set"),
    };
    format!("{numbers}, and Entra: {}", identity::source(declaration))
}

/// The connection string; `None` if there is none, or if it was reported.
fn connection_string(
    declaration: &Declaration,
    vault: &dyn Vault,
    missing: &mut Missing,
) -> Option<Secret> {
    match &declaration.connection_string {
        Some(reference) => resolve("connection_string", reference, vault, missing),
        None => match Secret::given(vault.variable(CONNECTION_STRING)?.expose()) {
            Ok(secret) => Some(secret),
            Err(Unfit::Empty) => None,
            Err(why) => {
                missing.push(unfit(
                    "connection_string",
                    &format!("environment variable {CONNECTION_STRING}"),
                    why,
                ));
                None
            }
        },
    }
}

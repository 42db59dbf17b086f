//! The application that reads and changes event subscriptions, and how it proves who it is
//! (docs/azure.md: Sign-in). The environment is searched in the order of Azure's own tools.

use std::path::PathBuf;

use url::Url;

use super::codes::AzureCode;
use super::declaration::Declaration;
use super::names::{ClientId, Tenant};
use crate::http::entra::{Application, Proof};
use crate::model::{Secret, Unfit};
use crate::provider::credentials::{resolve, unfit};
use crate::provider::missing::Missing;
use crate::provider::{Misdeclared, Vault};

/// Entra of the public cloud.
pub(super) const AUTHORITY: &str = "https://login.microsoftonline.com";

const TENANT: &str = "AZURE_TENANT_ID";
const CLIENT: &str = "AZURE_CLIENT_ID";
const SECRET: &str = "AZURE_CLIENT_SECRET";
const TOKEN_FILE: &str = "AZURE_FEDERATED_TOKEN_FILE";
const GITHUB_URL: &str = "ACTIONS_ID_TOKEN_REQUEST_URL";
const GITHUB_TOKEN: &str = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";
const AUTHORITY_HOST: &str = "AZURE_AUTHORITY_HOST";

/// The application of a declaration. What is missing is reported.
pub(super) fn application(
    declaration: &Declaration,
    vault: &dyn Vault,
    missing: &mut Missing,
) -> Option<Application> {
    let cloud = vault.variable(AUTHORITY_HOST);
    let other = cloud.filter(|host| host.expose().trim_end_matches('/') != AUTHORITY);
    if other.is_some() {
        missing.push(Misdeclared::new(
            AzureCode::NoIdentity,
            "",
            format!("{AUTHORITY_HOST} names another cloud than Azure's public one"),
            format!("only the public cloud is supported: unset it, or set it to {AUTHORITY}"),
        ));
    }
    let declared = declaration.tenant_id.as_ref();
    let tenant = declared.map(|tenant| tenant.as_str().to_owned());
    let tenant = tenant.or_else(|| {
        let of = |text: &str| Tenant::parse(text).is_ok();
        of_variable("tenant_id", TENANT, "the tenant's id", of, vault, missing)
    });
    let declared = declaration.client_id.as_ref();
    let client = declared.map(|client| client.as_str().to_owned());
    let client = client.or_else(|| {
        let of = |text: &str| ClientId::parse(text).is_ok();
        let what = "the application's (client) id";
        of_variable("client_id", CLIENT, what, of, vault, missing)
    });
    let proof = proof(declaration, vault, missing);
    Some(Application {
        tenant: tenant?,
        client_id: client?,
        proof: proof?,
    })
}

/// The proof: a declared secret, else what the environment has.
fn proof(declaration: &Declaration, vault: &dyn Vault, missing: &mut Missing) -> Option<Proof> {
    const PATH: &str = "client_secret";
    if let Some(reference) = &declaration.client_secret {
        return resolve(PATH, reference, vault, missing).map(Proof::Secret);
    }
    if let Some(text) = vault.variable(SECRET) {
        match Secret::given(text.expose()) {
            Ok(secret) => return Some(Proof::Secret(secret)),
            Err(Unfit::Empty) => {}
            Err(why) => {
                let of = format!("environment variable {SECRET}");
                missing.push(unfit(PATH, &of, why));
                return None;
            }
        }
    }
    if let Some(file) = vault.variable(TOKEN_FILE) {
        return Some(Proof::TokenFile(PathBuf::from(file.expose())));
    }
    if let (Some(url), Some(token)) = (vault.variable(GITHUB_URL), vault.variable(GITHUB_TOKEN)) {
        if let Ok(url) = Url::parse(url.expose()) {
            return Some(Proof::GitHub { url, token });
        }
        missing.push(Misdeclared::new(
            AzureCode::NoIdentity,
            "",
            format!("{GITHUB_URL} does not hold a URL"),
            "GitHub sets it in jobs with `permissions: id-token: write`",
        ));
        return None;
    }
    missing.push(Misdeclared::new(
        AzureCode::NoIdentity,
        PATH,
        "nothing says how to sign in to Entra, which event subscriptions need",
        format!("declare client_secret, or set {SECRET} or {TOKEN_FILE}; in a GitHub job, `permissions: id-token: write` is enough"),
    ));
    None
}

/// Where the sign-in comes from, in words; the order is that of [`application`].
pub(super) fn source(declaration: &Declaration) -> String {
    match &declaration.client_secret {
        Some(reference) => format!("client_secret, {reference}"),
        None => {
            format!("the environment variable {SECRET}, else {TOKEN_FILE}, else GitHub's id-token")
        }
    }
}

/// The application of a local stand-in: its connection string has three more parts.
pub(super) fn of_stand_in(text: &Secret) -> Option<Application> {
    let part = |name: &str| {
        let mut parts = text
            .expose()
            .split(';')
            .filter_map(|part| part.split_once('='));
        parts
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.to_owned())
    };
    Some(Application {
        tenant: part("tenantid")?,
        client_id: part("clientid")?,
        proof: Proof::Secret(Secret::new(part("clientsecret")?)),
    })
}

/// The value of a variable that must be set and fit.
fn of_variable(
    path: &str,
    variable: &str,
    what: &str,
    fits: impl Fn(&str) -> bool,
    vault: &dyn Vault,
    missing: &mut Missing,
) -> Option<String> {
    let text = vault.variable(variable);
    let text = text.map(|text| text.expose().trim().to_owned());
    match text.filter(|text| !text.is_empty()) {
        None => missing.unset(
            path,
            variable,
            format!("set {variable} to {what}, or declare {path}"),
        ),
        Some(text) if fits(&text) => return Some(text),
        Some(_) => missing.push(Misdeclared::new(
            AzureCode::InvalidTenant,
            path,
            format!("the environment variable {variable} does not hold {what}"),
            format!("set {variable} to {what}"),
        )),
    }
    None
}

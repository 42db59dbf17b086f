//! The application that reads and changes event subscriptions, and how it proves who it is
//! (docs/azure.md: Sign-in). The environment is searched in the order of Azure's own tools.

use std::path::PathBuf;

use url::Url;

use super::codes::AzureCode;
use super::declaration::Declaration;
use super::names::{ClientId, Tenant};
use crate::http::entra::{Application, Proof};
use crate::model::{FindingCode, Secret, SecretReference, Unfit};
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

/// The secret that a reference names.
pub(super) fn resolve(
    path: &str,
    reference: &SecretReference,
    vault: &dyn Vault,
    missing: &mut Missing,
) -> Option<Secret> {
    if let SecretReference::Env(name) = reference {
        let value = vault.variable(name);
        match value.map_or(Err(Unfit::Empty), |value| Secret::given(value.expose())) {
            Ok(secret) => return Some(secret),
            Err(Unfit::Empty) => missing.unset(path, name, format!("set {name}")),
            Err(why) => missing.push(unfit(path, &format!("environment variable {name}"), why)),
        }
        return None;
    }
    let why = match vault.resolve(reference) {
        Ok(secret) => match Secret::given(secret.expose()) {
            Ok(secret) => return Some(secret),
            Err(Unfit::Empty) => format!("the {reference} gave nothing"),
            Err(why) => {
                missing.push(unfit(path, &reference.to_string(), why));
                return None;
            }
        },
        Err(why) => why,
    };
    missing.push(Misdeclared::new(
        FindingCode::SecretNotFound,
        path,
        format!("{path} could not be found: {why}"),
        format!("make sure that the {reference} gives the secret"),
    ));
    None
}

/// A credential that cannot be sent. `of` names its source; its value is never shown.
pub(super) fn unfit(path: &str, of: &str, why: Unfit) -> Misdeclared {
    Misdeclared::new(
        FindingCode::MalformedCredential,
        path,
        format!("the {of} {why}"),
        why.help(),
    )
}

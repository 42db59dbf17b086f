//! Finds an application and how it proves who it is. The environment is searched in the order of
//! Microsoft's own tools.

use std::path::PathBuf;

use url::Url;

use super::names::{ClientId, ClientIdRef, Tenant, TenantRef};
use crate::http::entra::{Application, Proof};
use crate::model::{FindingCode, Secret, SecretReference, Unfit};
use crate::provider::credentials::{resolve, unfit};
use crate::provider::missing::Missing;
use crate::provider::{Misdeclared, Vault};

/// Entra of the public cloud.
pub(crate) const AUTHORITY: &str = "https://login.microsoftonline.com";

const TENANT: &str = "AZURE_TENANT_ID";
const CLIENT: &str = "AZURE_CLIENT_ID";
const SECRET: &str = "AZURE_CLIENT_SECRET";
const TOKEN_FILE: &str = "AZURE_FEDERATED_TOKEN_FILE";
const GITHUB_URL: &str = "ACTIONS_ID_TOKEN_REQUEST_URL";
const GITHUB_TOKEN: &str = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

/// What a declaration says about its application, under the keys `tenant_id`, `client_id` and
/// `client_secret`.
pub(crate) struct Identity<'a> {
    /// The tenant.
    pub tenant: Id<'a>,
    /// The application.
    pub client: Id<'a>,
    /// Where its secret is.
    pub secret: Option<&'a SecretReference>,
    /// What the sign-in is for, as a clause: `event subscriptions need`.
    pub needed_by: &'a str,
}

/// An id, as it is declared.
pub(crate) enum Id<'a> {
    /// The id itself.
    Literal(&'a str),
    /// The variable that holds it.
    Variable(&'a str),
    /// Nothing is declared, so the usual variable holds it.
    Default,
}

impl<'a> Id<'a> {
    /// The tenant that a declaration names.
    pub(crate) fn of_tenant(declared: Option<&'a TenantRef>) -> Self {
        match declared {
            Some(TenantRef::Literal(tenant)) => Self::Literal(tenant.as_str()),
            Some(TenantRef::Variable(variable)) => Self::Variable(&variable.env),
            None => Self::Default,
        }
    }

    /// The application that a declaration names.
    pub(crate) fn of_client(declared: Option<&'a ClientIdRef>) -> Self {
        match declared {
            Some(ClientIdRef::Literal(client)) => Self::Literal(client.as_str()),
            Some(ClientIdRef::Variable(variable)) => Self::Variable(&variable.env),
            None => Self::Default,
        }
    }
}

/// The application. What is missing is reported.
pub(crate) fn application(
    identity: &Identity<'_>,
    vault: &dyn Vault,
    missing: &mut Missing,
) -> Option<Application> {
    let tenant = {
        let of = |text: &str| Tenant::parse(text).is_ok();
        let what = "the tenant's id";
        found(
            &identity.tenant,
            "tenant_id",
            TENANT,
            what,
            of,
            vault,
            missing,
        )
    };
    let client = {
        let of = |text: &str| ClientId::parse(text).is_ok();
        let what = "the application's (client) id";
        found(
            &identity.client,
            "client_id",
            CLIENT,
            what,
            of,
            vault,
            missing,
        )
    };
    let proof = proof(identity, vault, missing);
    Some(Application {
        tenant: tenant?,
        client_id: client?,
        proof: proof?,
    })
}

/// Where the proof comes from, in words; the order is that of [`application`].
pub(crate) fn source(secret: Option<&SecretReference>) -> String {
    match secret {
        Some(reference) => format!("client_secret, {reference}"),
        None => {
            format!("the environment variable {SECRET}, else {TOKEN_FILE}, else GitHub's id-token")
        }
    }
}

/// The proof: a declared secret, else what the environment has.
fn proof(identity: &Identity<'_>, vault: &dyn Vault, missing: &mut Missing) -> Option<Proof> {
    const PATH: &str = "client_secret";
    if let Some(reference) = identity.secret {
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
            FindingCode::NoIdentity,
            "",
            format!("{GITHUB_URL} does not hold a URL"),
            "GitHub sets it in jobs with `permissions: id-token: write`",
        ));
        return None;
    }
    missing.push(Misdeclared::new(
        FindingCode::NoIdentity,
        PATH,
        format!("nothing says how to sign in to Entra, which {}", identity.needed_by),
        format!("declare client_secret, or set {SECRET} or {TOKEN_FILE}; in a GitHub job, `permissions: id-token: write` is enough"),
    ));
    None
}

/// The application of a local stand-in: its token is a text of parts, three of which matter here.
pub(crate) fn of_stand_in(text: &Secret) -> Option<Application> {
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

/// The id itself, or the value of its variable, which must be set and fit.
fn found(
    id: &Id<'_>,
    path: &str,
    usual: &str,
    what: &str,
    fits: impl Fn(&str) -> bool,
    vault: &dyn Vault,
    missing: &mut Missing,
) -> Option<String> {
    let variable = match id {
        Id::Literal(text) => return Some((*text).to_owned()),
        Id::Variable(variable) => variable,
        Id::Default => usual,
    };
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
            FindingCode::InvalidTenant,
            path,
            format!("the environment variable {variable} does not hold {what}"),
            format!("set {variable} to {what}"),
        )),
    }
    None
}

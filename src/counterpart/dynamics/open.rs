//! Opens the environment of a declaration: which credentials, which hosts. Everything that is
//! missing is reported at once, by name; no value is ever repeated.

use std::sync::Arc;

use url::Url;

use super::client::{Access, Client, Place};
use super::connection::DynamicsConnection;
use super::declaration::Declaration;
use super::options::Options;
use crate::http::entra::{Application, SignIn};
use crate::model::{Counterpart, CounterpartCode, FindingCode, Secret};
use crate::provider::credentials::resolve;
use crate::provider::entra::{self, Id, Identity};
use crate::provider::missing::Missing;
use crate::provider::{Misdeclared, Settings, Vault};

/// Opens the environment; nothing is sent.
///
/// | Code  | Means |
/// |-------|-------|
/// | E0463 | the host does not say which authority signs in to it, and none is declared |
/// | E0602 | an environment variable that is needed is not set |
/// | E0604 | a secret could not be found where its reference says |
/// | E0605 | credentials must not be sent to the URL that was set |
/// | E0608 | a credential is in quotes, or holds a line break or a control character |
/// | E0611 | nothing says how to sign in to Entra |
/// | E0612 | the API URL was set without the one for the sign-in |
pub(super) fn open(
    declaration: &Declaration,
    vault: &dyn Vault,
    settings: &Settings,
) -> Result<Arc<DynamicsConnection>, Vec<Misdeclared>> {
    let mut missing = Missing::default();
    let overridden = settings.api_urls.get(Counterpart::DYNAMICS.as_str());
    let stand_in = vault.token_of(Counterpart::DYNAMICS.as_str());
    let proof = proof(declaration, stand_in.as_ref(), vault, &mut missing);
    let needs_entra = matches!(proof, Some(Proof::Application(_)));
    if overridden.is_some() && needs_entra && settings.entra_url.is_none() && stand_in.is_none() {
        missing.push(Misdeclared::new(
            FindingCode::NoEntraUrl,
            "url",
            "SWITCHBOARD_DYNAMICS_API_URL is set without SWITCHBOARD_ENTRA_URL",
            "set SWITCHBOARD_ENTRA_URL too: otherwise the sign-in would go to Entra itself, and its token to the other URL",
        ));
    }
    // The stand-in is its own authority.
    let own = overridden.filter(|_| stand_in.is_some());
    let authority = own.or(settings.entra_url.as_ref()).cloned();
    let authority = authority.or_else(|| declared_authority(declaration));
    if authority.is_none() && needs_entra {
        missing.push(no_authority(declaration));
    }
    let problems = missing.into_problems();
    let (Some(proof), true) = (proof, problems.is_empty()) else {
        return Err(problems);
    };
    let access = match (proof, authority) {
        (Proof::Token(token), _) => Access::Token(token),
        (Proof::Application(_), None) => return Err(vec![no_authority(declaration)]),
        (Proof::Application(application), Some(authority)) => {
            let authorities = settings.authorities.as_deref();
            let limits = &settings.limits;
            let cancel = settings.cancel.clone();
            let sign_in = SignIn::new(authority, *application, limits, authorities, cancel);
            Access::SignIn {
                sign_in: Box::new(sign_in.map_err(|why| untrusted(&why))?),
                scope: declaration.url.scope(),
            }
        }
    };
    let url = declaration.url.url();
    let place = Place {
        url: url.clone(),
        api: overridden.unwrap_or(url).clone(),
    };
    let client = Client::new(place, access, settings).map_err(|why| untrusted(&why))?;
    let options = Options::of(declaration);
    Ok(Arc::new(DynamicsConnection { client, options }))
}

/// What authorises requests.
enum Proof {
    /// A token as it is.
    Token(Secret),
    /// An application that gets tokens.
    Application(Box<Application>),
}

fn proof(
    declaration: &Declaration,
    stand_in: Option<&Secret>,
    vault: &dyn Vault,
    missing: &mut Missing,
) -> Option<Proof> {
    let application = |application: Application| Proof::Application(Box::new(application));
    if let Some(all) = stand_in {
        return entra::of_stand_in(all).map(application);
    }
    if let Some(reference) = &declaration.access_token {
        return resolve("access_token", reference, vault, missing).map(Proof::Token);
    }
    let identity = Identity {
        tenant: Id::of_tenant(declaration.tenant_id.as_ref()),
        client: Id::of_client(declaration.client_id.as_ref()),
        secret: declaration.client_secret.as_ref(),
        needed_by: "the comparison with Dynamics 365 needs",
    };
    entra::application(&identity, vault, missing).map(application)
}

/// The authority that is declared, or that the host names.
fn declared_authority(declaration: &Declaration) -> Option<Url> {
    match &declaration.authority {
        Some(authority) => Some(authority.url().clone()),
        None => Url::parse(declaration.url.authority()?).ok(),
    }
}

/// The error that nothing says where to sign in.
pub(super) fn no_authority(declaration: &Declaration) -> Misdeclared {
    Misdeclared::new(
        CounterpartCode::NoAuthority,
        "url",
        format!(
            "{} is not a host of Dynamics 365 whose sign-in is known",
            declaration.url
        ),
        "correct url, or declare authority, such as https://login.microsoftonline.com",
    )
}

fn untrusted(why: &str) -> Vec<Misdeclared> {
    vec![Misdeclared::new(
        FindingCode::UntrustedApiUrl,
        "url",
        why.to_owned(),
        "it must be https, or http to this machine (127.0.0.1, ::1, localhost), without a user or query",
    )]
}

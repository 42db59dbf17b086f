//! The sign-in at Entra against the stand-in: how an app proves who it is, how long a token is used,
//! what is repeated, and that no secret is ever shown.

mod failures;
mod proofs;
mod tokens;

use std::path::Path;

use switchboard::http::entra::{Application, Proof, SignIn};
use switchboard::model::Secret;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::support::azure::{Azure, hasty};

const ARM: &str = "https://management.azure.com/.default";
const DATA: &str = "https://communication.azure.com//.default";

fn open(authority: Url, azure: &Azure, proof: Proof) -> SignIn {
    let application = Application {
        tenant: azure.access.tenant_id.clone(),
        client_id: azure.access.client_id.clone(),
        proof,
    };
    SignIn::new(
        authority,
        application,
        &hasty(),
        None,
        CancellationToken::new(),
    )
    .unwrap()
}

fn with_secret(azure: &Azure) -> SignIn {
    let secret = Secret::new(azure.access.client_secret.clone());
    open(azure.url(), azure, Proof::Secret(secret))
}

fn with_file(azure: &Azure, path: &Path) -> SignIn {
    open(azure.url(), azure, Proof::TokenFile(path.to_owned()))
}

fn with_github(azure: &Azure) -> SignIn {
    let url = azure.url().join("/github/oidc?v=1").unwrap();
    let token = Secret::new(azure.running.github_request_token());
    open(azure.url(), azure, Proof::GitHub { url, token })
}

/// The number of exchanges so far.
fn exchanges(azure: &Azure) -> usize {
    azure.calls("/oauth2/v2.0/token").len()
}

//! The application that reads and changes event subscriptions, and how it proves who it is
//! (docs/azure.md: Sign-in).

use super::declaration::Declaration;
use crate::http::entra::Application;
use crate::model::FindingCode;
use crate::provider::entra::{self, AUTHORITY, Id, Identity};
use crate::provider::missing::Missing;
use crate::provider::{Misdeclared, Vault};

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
            FindingCode::NoIdentity,
            "",
            format!("{AUTHORITY_HOST} names another cloud than Azure's public one"),
            format!("only the public cloud is supported: unset it, or set it to {AUTHORITY}"),
        ));
    }
    let tenant = declaration.tenant_id.as_ref();
    let client = declaration.client_id.as_ref();
    let identity = Identity {
        tenant: tenant.map_or(Id::Default, |tenant| Id::Literal(tenant.as_str())),
        client: client.map_or(Id::Default, |client| Id::Literal(client.as_str())),
        secret: declaration.client_secret.as_ref(),
        needed_by: "event subscriptions need",
    };
    entra::application(&identity, vault, missing)
}

/// Where the sign-in comes from, in words; the order is that of [`application`].
pub(super) fn source(declaration: &Declaration) -> String {
    entra::source(declaration.client_secret.as_ref())
}

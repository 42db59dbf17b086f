//! Secrets that a declaration refers to: found where the reference says, and fit to be sent. What is
//! wrong is reported by name; no value is ever shown.

use super::missing::Missing;
use super::{Misdeclared, Vault};
use crate::model::{FindingCode, Secret, SecretReference, Unfit};

/// The secret that a reference names.
pub(crate) fn resolve(
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
pub(crate) fn unfit(path: &str, of: &str, why: Unfit) -> Misdeclared {
    Misdeclared::new(
        FindingCode::MalformedCredential,
        path,
        format!("the {of} {why}"),
        why.help(),
    )
}

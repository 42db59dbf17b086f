//! A declaration as YAML: the environment, and how to sign in to it. Pure.

use super::declaration::Declaration;
use crate::model::SecretReference;
use crate::provider::entra::{ClientIdRef, TenantRef};
use crate::yaml::{DraftMap, Part};

/// The keys of an application, and where each comes from without its key.
const APPLICATION: [(&str, &str); 3] = [
    ("tenant_id", "AZURE_TENANT_ID"),
    ("client_id", "AZURE_CLIENT_ID"),
    (
        "client_secret",
        "AZURE_CLIENT_SECRET (or a federated token)",
    ),
];

/// A declaration with a comment that says where the credentials come from that it does not name.
pub(super) fn block(declaration: &Declaration) -> Part {
    let keys = keys(declaration);
    let comment = from_the_environment(&keys);
    let part = Part::new(keys);
    match comment {
        Some(comment) => part.above(comment),
        None => part,
    }
}

/// A sentence about the credentials that the environment holds; `None` if all are declared.
fn from_the_environment(keys: &DraftMap) -> Option<String> {
    let has = |key: &str| keys.entries().iter().any(|(own, _)| own == key);
    if has("access_token") {
        return None;
    }
    let missing = APPLICATION.iter().filter(|(key, _)| !has(key));
    let missing: Vec<&str> = missing.map(|(_, source)| *source).collect();
    let named = match missing.split_last()? {
        (last, []) => (*last).to_owned(),
        (last, rest) => format!("{} and {last}", rest.join(", ")),
    };
    Some(format!("The sign-in takes {named} from the environment."))
}

/// The keys of a declaration that say where the environment is and how to sign in. A secret in a
/// file is left out, because its path is relative to the file that names it; and so is one that a
/// program gives, because its arguments may be secret.
fn keys(declaration: &Declaration) -> DraftMap {
    let mut map = DraftMap::new().with("url", declaration.url.origin());
    match &declaration.tenant_id {
        Some(TenantRef::Literal(tenant)) => map.push("tenant_id", tenant.as_str()),
        Some(TenantRef::Variable(variable)) => map.push("tenant_id", of_variable(&variable.env)),
        None => {}
    }
    match &declaration.client_id {
        Some(ClientIdRef::Literal(client)) => map.push("client_id", client.as_str()),
        Some(ClientIdRef::Variable(variable)) => map.push("client_id", of_variable(&variable.env)),
        None => {}
    }
    let secrets = [
        ("client_secret", &declaration.client_secret),
        ("access_token", &declaration.access_token),
    ];
    for (key, reference) in secrets {
        if let Some(reference) = reference.as_ref().and_then(of_reference) {
            map.push(key, reference);
        }
    }
    if let Some(authority) = &declaration.authority {
        map.push("authority", authority.origin());
    }
    map
}

fn of_variable(name: &str) -> DraftMap {
    DraftMap::new().with("env", name).inline()
}

fn of_reference(reference: &SecretReference) -> Option<DraftMap> {
    match reference {
        SecretReference::Env(name) => Some(of_variable(name)),
        SecretReference::File(_) | SecretReference::Command(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{from_the_environment, keys};
    use crate::counterpart::dynamics::Declaration;
    use crate::yaml::emit;

    fn written(declaration: serde_json::Value) -> String {
        let declaration: Declaration = serde_json::from_value(declaration).unwrap();
        emit(keys(&declaration)).unwrap()
    }

    #[test]
    fn the_place_and_the_references_are_written_and_nothing_else() {
        let text = written(json!({
            "url": "https://contoso.crm4.dynamics.com/",
            "tenant_id": "contoso.onmicrosoft.com",
            "client_id": {"env": "APP"},
            "client_secret": {"env": "SECRET"},
            "keywords": "ignore",
            "check_on_apply": true,
        }));
        assert_eq!(
            text,
            "url: https://contoso.crm4.dynamics.com\ntenant_id: contoso.onmicrosoft.com\nclient_id: { env: APP }\nclient_secret: { env: SECRET }\n"
        );
    }

    #[test]
    fn a_program_and_a_file_are_not_written() {
        let text = written(json!({
            "url": "https://dynamics.example.com",
            "authority": "https://login.example.com",
            "access_token": {"command": ["az", "account", "get-access-token"]},
        }));
        assert_eq!(
            text,
            "url: https://dynamics.example.com\nauthority: https://login.example.com\n"
        );
        let text = written(json!({
            "url": "https://contoso.crm4.dynamics.com",
            "client_secret": {"file": "secret"},
        }));
        assert_eq!(text, "url: https://contoso.crm4.dynamics.com\n");
    }

    #[test]
    fn the_comment_names_what_is_not_declared() {
        let comment = |more: serde_json::Value| {
            let mut declared = json!({"url": "https://contoso.crm4.dynamics.com"});
            let keys = more.as_object().unwrap().clone();
            declared.as_object_mut().unwrap().extend(keys);
            let declaration: Declaration = serde_json::from_value(declared).unwrap();
            from_the_environment(&super::keys(&declaration))
        };
        let variable = json!({"env": "X"});
        assert_eq!(
            comment(json!({})).as_deref(),
            Some(
                "The sign-in takes AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET (or a federated token) from the environment."
            )
        );
        let two = json!({"client_id": variable, "client_secret": variable});
        assert_eq!(
            comment(two).as_deref(),
            Some("The sign-in takes AZURE_TENANT_ID from the environment.")
        );
        let all = json!({"tenant_id": variable, "client_id": variable, "client_secret": variable});
        assert_eq!(comment(all), None);
        assert_eq!(comment(json!({"access_token": variable})), None);
    }
}

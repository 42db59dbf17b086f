//! Names of keys that hold secrets or URLs, including misspelt ones.

use crate::suggestion::distance;

/// Parts of names that make a key's value secret.
const SECRET_PARTS: &[&str] = &[
    "token",
    "tokn",
    "secret",
    "passw",
    "passphrase",
    "apikey",
    "credential",
    "privatekey",
    "authkey",
    "authorization",
    "bearer",
];
/// Names that are secret as a whole, and how many letters of each may be wrong.
const SECRET_NAMES: &[(&str, usize)] = &[
    ("authtoken", 2),
    ("apikey", 1),
    ("apisecret", 2),
    ("password", 2),
    ("auth", 0),
    ("pwd", 0),
];

/// Whether a key's name says that its value is secret: `auth_token`, `api_key`, `db-password`, and
/// misspelt forms of them.
pub fn looks_secret(name: &str) -> bool {
    let plain: String = name
        .chars()
        .take(256)
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    SECRET_PARTS.iter().any(|part| plain.contains(part))
        || SECRET_NAMES.iter().any(|(secret, off)| {
            plain.chars().count().abs_diff(secret.len()) <= *off && distance(&plain, secret) <= *off
        })
}

/// Whether a key's name says that its value is a URL.
pub(crate) fn looks_like_url(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["url", "uri", "callback", "webhook"]
        .iter()
        .any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::looks_secret;

    #[test]
    fn names_that_look_secret() {
        for name in [
            "auth_token",
            "api_key",
            "api-secret",
            "auth_tokn",
            "DB_PASSWORD",
            "apikye",
        ] {
            assert!(looks_secret(name), "{name}");
        }
        for name in [
            "phone_number",
            "account_sid",
            "keywords",
            "keyword",
            "sid",
            "url",
            "numbers",
        ] {
            assert!(!looks_secret(name), "{name}");
        }
    }
}

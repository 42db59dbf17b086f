//! Names of keys that hold secrets or URLs, including misspelt ones.

use crate::suggestion::distance;

/// How many characters of a name are looked at.
const LONGEST: usize = 256;
/// Parts of names that make a key's value secret. `is_secret` looks for their first two letters.
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
///
/// Every key of a file is judged, the names of 100,000 numbers too, so this allocates nothing for
/// ASCII names and computes a distance only where it can be small enough.
pub fn looks_secret(name: &str) -> bool {
    if !name.is_ascii() {
        let letters = name.chars().take(LONGEST).filter(|c| c.is_alphanumeric());
        let plain: String = letters.flat_map(char::to_lowercase).collect();
        return is_secret(&plain);
    }
    let mut plain = [0; LONGEST];
    let letters = name.bytes().take(LONGEST);
    let letters = letters.filter(u8::is_ascii_alphanumeric);
    let mut length = 0;
    for (to, letter) in plain.iter_mut().zip(letters) {
        *to = letter.to_ascii_lowercase();
        length += 1;
    }
    let plain = plain.get(..length).unwrap_or_default();
    is_secret(std::str::from_utf8(plain).unwrap_or_default())
}

/// Whether a name without separators, in lower case, is a secret's.
fn is_secret(plain: &str) -> bool {
    let bytes = plain.as_bytes();
    let has_part = bytes.windows(2).enumerate().any(|(at, pair)| {
        let parts = SECRET_PARTS.iter().map(|part| part.as_bytes());
        matches!(
            pair,
            b"to" | b"se" | b"pa" | b"ap" | b"cr" | b"pr" | b"au" | b"be"
        ) && bytes
            .get(at..)
            .is_some_and(|rest| parts.into_iter().any(|part| rest.starts_with(part)))
    });
    let length = plain.chars().count();
    has_part
        || SECRET_NAMES
            .iter()
            .any(|(secret, off)| is_within(plain, length, secret, *off))
}

/// Whether at most `off` letters of a name with `length` characters differ from a secret's name.
fn is_within(plain: &str, length: usize, secret: &str, off: usize) -> bool {
    if length.abs_diff(secret.len()) > off {
        return false;
    }
    // Each letter that the secret's name does not have must be replaced or removed.
    let own = letters(secret);
    let foreign = plain.chars().filter(|c| letter(*c) & own == 0);
    foreign.count() <= off && distance(plain, secret) <= off
}

/// The letters of a text, one bit for each.
fn letters(text: &str) -> u32 {
    text.chars().fold(0, |all, c| all | letter(c))
}

fn letter(c: char) -> u32 {
    if c.is_ascii_lowercase() {
        1 << (u32::from(c) - u32::from('a'))
    } else {
        0
    }
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
    use proptest::prelude::*;

    use super::{SECRET_NAMES, SECRET_PARTS, looks_secret};
    use crate::suggestion::distance;

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
            "store-000123",
            "notaküche",
        ] {
            assert!(!looks_secret(name), "{name}");
        }
        assert!(looks_secret("Ünser-Tökn-token"));
    }

    /// The judgement without its shortcuts.
    fn plainly(name: &str) -> bool {
        let plain: String = name
            .chars()
            .take(256)
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        SECRET_PARTS.iter().any(|part| plain.contains(part))
            || SECRET_NAMES
                .iter()
                .any(|(secret, off)| distance(&plain, secret) <= *off)
    }

    #[test]
    fn every_part_is_found_by_its_first_letters() {
        for part in SECRET_PARTS {
            assert!(looks_secret(&format!("x{part}y")), "{part}");
        }
    }

    proptest! {
        #[test]
        fn shortcuts_change_no_judgement(
            name in "[a-z]{0,3}(auth|api|pass|pwd|tok|key|secret|word|cred)?[-_A-Zéİ0-9]{0,2}(token|key|secret|word|pwd|toekn)?[a-z]{0,2}",
        ) {
            prop_assert_eq!(looks_secret(&name), plainly(&name));
        }

        #[test]
        fn whatever_was_misspelt(at in 0_usize..10, which in 0_usize..6, letter in "[a-zé]") {
            let mut name = SECRET_NAMES[which].0.to_owned();
            name.insert_str(at.min(name.len()), &letter);
            prop_assert_eq!(looks_secret(&name), plainly(&name));
            let shorter: String = name.chars().enumerate().filter(|(n, _)| *n + 1 != at).map(|(_, c)| c).collect();
            prop_assert_eq!(looks_secret(&shorter), plainly(&shorter));
        }
    }
}

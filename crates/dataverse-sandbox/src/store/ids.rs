//! Identifiers that are the same on every machine: derived from names and counters, never random.

use sha2::{Digest as _, Sha256};

/// A GUID in lower case that depends on `parts` only.
pub(crate) fn guid(parts: &[&str]) -> String {
    let hex = digest(parts);
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().to_owned();
    format!(
        "{}-{}-4{}-a{}-{}",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}

/// A secret that depends on `parts` only, and that a test recognises.
pub(crate) fn secret(parts: &[&str]) -> String {
    format!("canary~{}", digest(parts).get(..40).unwrap_or_default())
}

/// True for a GUID without braces.
pub(crate) fn is_guid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12]
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// A hash in hexadecimal digits.
fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // A length before each part keeps ("a", "bc") from equalling ("ab", "c").
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digits = |text: String, byte: &u8| format!("{text}{byte:02x}");
    hash.finalize().iter().fold(String::new(), digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_has_its_form_and_depends_on_its_parts() {
        let one = guid(&["a", "bc"]);
        assert!(is_guid(&one) && !is_guid(&format!("{{{one}}}")) && !is_guid("a-b"));
        assert_eq!(one, guid(&["a", "bc"]));
        assert_ne!(one, guid(&["ab", "c"]));
    }
}

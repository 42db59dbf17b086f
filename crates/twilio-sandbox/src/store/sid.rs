//! Twilio's identifiers: two capital letters and 32 hex digits. They are derived from what they identify, never random,
//! so that the same seed gives the same account on every machine.

use sha2::{Digest, Sha256};

/// An identifier with `prefix` that depends only on `parts`.
pub(crate) fn derive(prefix: &str, parts: &[&str]) -> String {
    format!("{prefix}{}", hex32(parts))
}

/// 32 hex digits that depend only on `parts`: the form of an auth token.
pub(crate) fn hex32(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        // The separator keeps ("a", "bc") and ("ab", "c") apart.
        hash.update([0]);
    }
    let hash: [u8; 32] = hash.finalize().into();
    let half = hash.iter().take(16);
    half.fold(String::with_capacity(32), |mut hex, byte| {
        hex.push_str(&format!("{byte:02x}"));
        hex
    })
}

/// True if `text` is an identifier with `prefix` (Twilio's pattern: `^XX[0-9a-fA-F]{32}$`).
pub(crate) fn is_sid(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix)
        .is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// True if `text` is an identifier of any kind.
pub(crate) fn is_any_sid(text: &str) -> bool {
    text.get(..2).is_some_and(|prefix| {
        prefix.bytes().all(|b| b.is_ascii_uppercase()) && is_sid(text, prefix)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_identifiers_are_well_formed_and_stable() {
        let sid = derive("PN", &["AC1", "+15017122661"]);
        assert!(is_sid(&sid, "PN"));
        assert!(is_any_sid(&sid));
        assert_eq!(sid, derive("PN", &["AC1", "+15017122661"]));
        assert_ne!(sid, derive("PN", &["AC1+", "15017122661"]));
    }

    #[test]
    fn malformed_identifiers_are_recognised() {
        for text in ["", "PN", "é", "PN00", "pn00000000000000000000000000000001"] {
            assert!(!is_any_sid(text), "{text}");
        }
    }
}

//! Identifiers that are the same on every machine: derived from names and counters, never random.

use sha2::{Digest as _, Sha256};

/// A GUID in lower case that depends on `parts` only.
pub fn guid(parts: &[&str]) -> String {
    let hex = hex(&digest(parts));
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
pub fn secret(parts: &[&str]) -> String {
    let hex = hex(&digest(parts));
    format!("canary~{}", hex.get(..40).unwrap_or_default())
}

/// A hash of 32 bytes that depends on `parts` only.
pub fn digest(parts: &[&str]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in parts {
        // A length before each part keeps ("a", "bc") from equalling ("ab", "c").
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    let digits = |text: String, byte: &u8| format!("{text}{byte:02x}");
    bytes.iter().fold(String::new(), digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_has_its_form_and_depends_on_its_parts() {
        let one = guid(&["a", "bc"]);
        let lengths: Vec<_> = one.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(one, guid(&["a", "bc"]));
        assert_ne!(one, guid(&["ab", "c"]));
    }
}

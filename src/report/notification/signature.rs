//! The signature of a notification, and identifiers by which a receiver recognises repetitions.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::model::{Secret, hex};

/// The signature of a body sent at a time, in Unix seconds: HMAC-SHA256 over the time, a full
/// stop and the body, in hex.
pub fn signature(secret: &Secret, at: i64, body: &str) -> String {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) else {
        return String::new();
    };
    mac.update(format!("{at}.{body}").as_bytes());
    format!("sha256={}", hex(&mac.finalize().into_bytes()))
}

/// 128 bits of a text's SHA-256, in hex.
pub(in crate::report) fn short(text: &str) -> String {
    let digest = Sha256::digest(text);
    hex(digest.get(..16).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::signature;
    use crate::model::Secret;

    #[test]
    fn the_documented_example_holds() {
        // printf '%s' '1795428000.{"a":1}' | openssl dgst -sha256 -hmac not-a-secret
        assert_eq!(
            signature(&Secret::new("not-a-secret"), 1_795_428_000, "{\"a\":1}"),
            "sha256=a778be02607098eb0f66fec49b28f8452e610aee6062b99854b2370f41ff4292"
        );
    }
}

//! The HMAC signature of the data plane.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// What is signed of a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signed<'a> {
    pub(crate) method: &'a str,
    /// Path and query as sent.
    pub(crate) target: &'a str,
    /// The header `x-ms-date`.
    pub(crate) date: &'a str,
    /// The header `host`.
    pub(crate) host: &'a str,
    /// The header `x-ms-content-sha256`.
    pub(crate) hash: &'a str,
}

impl Signed<'_> {
    /// The signature with an access key; none if the key is not base64.
    pub(crate) fn signature(&self, access_key: &str) -> Option<String> {
        let key = STANDARD.decode(access_key).ok()?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
        let text = format!(
            "{}\n{}\n{};{};{}",
            self.method, self.target, self.date, self.host, self.hash
        );
        mac.update(text.as_bytes());
        Some(STANDARD.encode(mac.finalize().into_bytes()))
    }
}

/// The hash of a body.
pub(crate) fn content_hash(body: &[u8]) -> String {
    STANDARD.encode(Sha256::digest(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "c3dpdGNoYm9hcmQtZXhhbXBsZS1hY2Nlc3Mta2V5LTAxMjM0NTY3ODlhYmNkZWYh";
    const HOST: &str = "contoso-sms.communication.azure.com";
    const LIST: &str = "/phoneNumbers?skip=0&top=100&api-version=2025-06-01";

    /// Values that the official Python client made of the same inputs.
    #[test]
    fn signatures_of_the_official_client() {
        let body = r#"{"from":"+18885550123","recipients":[{"to":"+15555550100"}]}"#;
        let check = "/sms/optouts:check?api-version=2026-01-23";
        let one = "/phoneNumbers/%2B15017122661?api-version=2025-06-01";
        for (method, target, host, body, expected) in [
            (
                "GET",
                LIST,
                HOST,
                "",
                "EHliTzxb8syfpVi1EalyaiNtW2GVP3jvJ3Y6jFK0hoA=",
            ),
            (
                "GET",
                one,
                HOST,
                "",
                "BDBo89mzS/IA5MdYDB/3K1RxVgYbPuFfPumwYZ0u4Qc=",
            ),
            (
                "POST",
                check,
                HOST,
                body,
                "W/jRxRVbWlch5KxZPS68dZaTWpxzaUNMMoW5ogamiUQ=",
            ),
            (
                "GET",
                LIST,
                "127.0.0.1:8321",
                "",
                "l/MRo9L2RrVFTxZfYpkMhKA6cDI4WFWfcwSOMUrzplM=",
            ),
        ] {
            let signed = Signed {
                method,
                target,
                date: "Sat, 28 Nov 2026 16:00:00 GMT",
                host,
                hash: &content_hash(body.as_bytes()),
            };
            assert_eq!(signed.signature(KEY).as_deref(), Some(expected), "{target}");
        }
        assert_eq!(
            content_hash(b""),
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        );
    }
}

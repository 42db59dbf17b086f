//! The HMAC signature of a request to the data plane. Pure: the date is an
//! argument.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::model::Secret;

/// An access key of a resource. It is never shown.
#[derive(Clone)]
pub struct AccessKey {
    /// The key as people copy it, to be kept out of messages.
    text: Secret,
    /// The signature of nothing yet.
    mac: Hmac<Sha256>,
}

impl AccessKey {
    /// Decodes a key. The error is a clause that follows the key's name and shows nothing of it.
    pub fn parse(text: &Secret) -> Result<Self, &'static str> {
        let bytes = STANDARD.decode(text.expose());
        let bytes = bytes.map_err(|_| "is not base64")?;
        if bytes.is_empty() {
            return Err("is empty");
        }
        // HMAC takes a key of any length.
        let mac = Hmac::new_from_slice(&bytes).map_err(|_| "has a length that cannot be used")?;
        Ok(Self {
            text: text.clone(),
            mac,
        })
    }

    /// The key as it was given, for the code that keeps it out of messages.
    pub(super) fn text(&self) -> &Secret {
        &self.text
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessKey(***)")
    }
}

/// What is signed of a request.
#[derive(Debug, Clone, Copy)]
pub struct Signable<'a> {
    /// The method, in upper case.
    pub method: &'a str,
    /// Path and query as sent.
    pub target: &'a str,
    /// The `Host` header as sent: with the port if it is not the scheme's default.
    pub host: &'a str,
    /// The body.
    pub body: &'a [u8],
}

/// The headers of a signed request.
pub struct Signature {
    /// `x-ms-date`.
    pub date: String,
    /// `x-ms-content-sha256`.
    pub content_hash: String,
    /// `Authorization`.
    pub authorization: Secret,
    /// The part of it that the key made.
    pub(super) mac: Secret,
}

/// Signs a request at this time.
pub fn sign(request: &Signable<'_>, key: &AccessKey, now: Timestamp) -> Signature {
    let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let content_hash = STANDARD.encode(Sha256::digest(request.body));
    let text = format!(
        "{}\n{}\n{date};{};{content_hash}",
        request.method, request.target, request.host
    );
    let mac = key.mac.clone().chain_update(text);
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    let authorization = format!(
        "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}"
    );
    Signature {
        date,
        content_hash,
        authorization: Secret::new(authorization),
        mac: Secret::new(signature),
    }
}

#[cfg(test)]
mod tests {
    use super::{AccessKey, Signable, sign};
    use crate::model::Secret;

    const KEY: &str = "c3dpdGNoYm9hcmQtZXhhbXBsZS1hY2Nlc3Mta2V5LTAxMjM0NTY3ODlhYmNkZWYh";
    const HOST: &str = "contoso-sms.communication.azure.com";
    const LIST: &str = "/phoneNumbers?skip=0&top=100&api-version=2025-06-01";
    const NOTHING: &str = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    /// Values that the official Python client makes of the same inputs.
    #[test]
    fn signatures_are_those_of_the_official_client() {
        let body = r#"{"from":"+18885550123","recipients":[{"to":"+15555550100"}]}"#;
        let check = "/sms/optouts:check?api-version=2026-01-23";
        let one = "/phoneNumbers/%2B15017122661?api-version=2025-06-01";
        let hash = "mrtj/SFAm+fVKM7Fckd5nHBAZOSi0Q94NOmSfzFtolA=";
        let list = "EHliTzxb8syfpVi1EalyaiNtW2GVP3jvJ3Y6jFK0hoA=";
        let encoded = "BDBo89mzS/IA5MdYDB/3K1RxVgYbPuFfPumwYZ0u4Qc=";
        let posted = "W/jRxRVbWlch5KxZPS68dZaTWpxzaUNMMoW5ogamiUQ=";
        let local = "l/MRo9L2RrVFTxZfYpkMhKA6cDI4WFWfcwSOMUrzplM=";
        let key = AccessKey::parse(&Secret::new(KEY)).unwrap();
        let now = "2026-11-28T16:00:00Z".parse().unwrap();
        for (method, target, host, body, content_hash, expected) in [
            ("GET", LIST, HOST, "", NOTHING, list),
            ("GET", one, HOST, "", NOTHING, encoded),
            ("POST", check, HOST, body, hash, posted),
            ("GET", LIST, "127.0.0.1:8321", "", NOTHING, local),
        ] {
            let request = Signable {
                method,
                target,
                host,
                body: body.as_bytes(),
            };
            let signed = sign(&request, &key, now);
            assert_eq!(signed.date, "Sat, 28 Nov 2026 16:00:00 GMT");
            assert_eq!(signed.content_hash, content_hash);
            assert_eq!(
                signed.authorization.expose(),
                format!(
                    "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={expected}"
                ),
                "{target}"
            );
        }
    }

    #[test]
    fn a_key_is_base64_and_never_shown() {
        let key = AccessKey::parse(&Secret::new(KEY)).unwrap();
        assert_eq!(format!("{key:?}"), "AccessKey(***)");
        for (text, why) in [
            ("", "is empty"),
            ("hunter2!", "is not base64"),
            ("c3dpdGNo=", "is not base64"),
        ] {
            assert_eq!(
                AccessKey::parse(&Secret::new(text)).unwrap_err(),
                why,
                "{text}"
            );
        }
    }
}

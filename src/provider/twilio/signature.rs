//! The signature of Twilio's webhooks (docs/twilio.md: Webhooks), by which a callback knows that
//! Twilio calls it. Pure.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::model::Secret;

/// The header that carries the signature.
pub(super) const HEADER: &str = "X-Twilio-Signature";

/// The signature of a request to `url` with these form parameters, none for a GET. `url` is the
/// configured one; its fragment is not signed.
pub fn sign(token: &Secret, url: &str, parameters: &[(&str, &str)]) -> String {
    let unfragmented = url.split('#').next().unwrap_or_default();
    let mut message = unfragmented.to_owned();
    let mut values: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, value) in parameters {
        values.entry(name).or_default().insert(value);
    }
    for (name, values) in values {
        for value in values {
            message.push_str(name);
            message.push_str(value);
        }
    }
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(token.expose().as_bytes()) else {
        return String::new();
    };
    mac.update(message.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::sign;
    use crate::model::Secret;

    const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
    const CALL: [(&str, &str); 5] = [
        ("To", "+18005551212"),
        ("CallSid", "CA1234567890ABCDE"),
        ("Digits", "1234"),
        ("Caller", "+14158675309"),
        ("From", "+14158675309"),
    ];

    fn signed(url: &str, parameters: &[(&str, &str)]) -> String {
        sign(&Secret::new("12345"), url, parameters)
    }

    #[test]
    fn the_published_vectors_hold() {
        assert_eq!(signed(URL, &CALL), "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
        let port = URL.replace(".com/", ".com:443/");
        assert_eq!(signed(&port, &CALL), "kvajT1Ptam85bY51eRf/AJRuM3w=");
        let plain = URL.replace("https", "http").replace(".com/", ".com:80/");
        assert_eq!(signed(&plain, &CALL), "0ZXoZLH/DfblKGATFgpif+LLRf4=");
        let repeated = [
            ("Sid", "CA123"),
            ("SidAccount", "AC123"),
            ("Digits", "5678"),
            ("Digits", "1234"),
            ("Digits", "1234"),
        ];
        assert_eq!(signed(URL, &repeated), "IK+Dwps556ElfBT0I3Rgjkr1wJU=");
        let body = "&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
        assert_eq!(
            signed(&format!("{URL}{body}"), &[]),
            "a9nBmqA0ju/hNViExpshrM61xv4="
        );
    }

    #[test]
    fn blank_values_count_and_fragments_do_not() {
        let parameters = [
            ("MessageSid", "SM00000000000000000000000000000001"),
            ("AccountSid", "AC00000000000000000000000000000001"),
            ("From", "+15555550100"),
            ("To", "+15555550199"),
            ("Body", "Hello there & bye = 100% ☃"),
            ("NumMedia", "0"),
            ("EmptyParam", ""),
        ];
        let url = "https://example.com/sms?tenant=a%20b";
        let expected = "ZGVU5IT08iwWgDa4e6uqcYGhnJM=";
        assert_eq!(signed(url, &parameters), expected);
        assert_eq!(signed(&format!("{url}#rc=2&rp=5xx"), &parameters), expected);
    }
}

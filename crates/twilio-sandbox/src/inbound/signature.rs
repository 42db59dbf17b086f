//! The value of `X-Twilio-Signature`, from Twilio's description of it. Shares no code with the client that checks it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::anyhow;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

/// Signs a request to `url` with an account's auth token. `params` are those of the form; a GET has none, as its
/// query is in the URL. The URL's fragment is not signed (Twilio, webhook connection overrides).
///
/// # Errors
/// Never with SHA-1, whose keys may have any length; the library cannot say so in its types.
pub(crate) fn sign(
    auth_token: &str,
    url: &str,
    params: &[(String, String)],
) -> anyhow::Result<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(auth_token.as_bytes())
        .map_err(|_| anyhow!("the auth token cannot be a key"))?;
    mac.update(without_fragment(url).as_bytes());
    // Names in the order of their bytes; of a repeated one its different values, sorted too.
    let mut sorted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, value) in params {
        sorted.entry(name).or_default().insert(value);
    }
    for (name, values) in sorted {
        for value in values {
            mac.update(name.as_bytes());
            mac.update(value.as_bytes());
        }
    }
    Ok(STANDARD.encode(mac.finalize().into_bytes()))
}

/// A URL up to its fragment.
pub(crate) fn without_fragment(url: &str) -> &str {
    url.split_once('#').map_or(url, |(url, _)| url)
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";

    fn signed(url: &str, params: &[(&str, &str)]) -> String {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let params: Vec<_> = params.iter().map(owned).collect();
        sign("12345", url, &params).unwrap()
    }

    #[test]
    fn published_vectors_of_forms() {
        let call = [
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+14158675309"),
            ("Digits", "1234"),
            ("From", "+14158675309"),
            ("To", "+18005551212"),
        ];
        assert_eq!(signed(URL, &call), "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
        let port = URL.replace(".com/", ".com:443/");
        assert_eq!(signed(&port, &call), "kvajT1Ptam85bY51eRf/AJRuM3w=");
        let plain = URL.replace("https", "http").replace(".com/", ".com:80/");
        assert_eq!(signed(&plain, &call), "0ZXoZLH/DfblKGATFgpif+LLRf4=");
        // The order of the fields does not matter, nor does a fragment.
        let mut backwards = call;
        backwards.reverse();
        let tuned = format!("{URL}#rc=2&rp=5xx");
        assert_eq!(signed(&tuned, &backwards), "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    }

    #[test]
    fn published_vector_of_a_repeated_name() {
        let params = [
            ("Sid", "CA123"),
            ("SidAccount", "AC123"),
            ("Digits", "5678"),
            ("Digits", "1234"),
            ("Digits", "1234"),
        ];
        assert_eq!(signed(URL, &params), "IK+Dwps556ElfBT0I3Rgjkr1wJU=");
    }

    #[test]
    fn published_vector_of_a_json_body() {
        let hash = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
        let url = format!("{URL}&bodySHA256={hash}");
        assert_eq!(signed(&url, &[]), "a9nBmqA0ju/hNViExpshrM61xv4=");
    }

    #[test]
    fn vector_with_spaces_signs_and_an_empty_value() {
        let params = [
            ("MessageSid", "SM00000000000000000000000000000001"),
            ("AccountSid", "AC00000000000000000000000000000001"),
            ("From", "+15555550100"),
            ("To", "+15555550199"),
            ("Body", "Hello there & bye = 100% ☃"),
            ("NumMedia", "0"),
            ("EmptyParam", ""),
        ];
        let url = "https://example.com/sms?tenant=a%20b";
        assert_eq!(signed(url, &params), "ZGVU5IT08iwWgDa4e6uqcYGhnJM=");
    }
}

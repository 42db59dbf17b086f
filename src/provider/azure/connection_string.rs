//! The connection string of a resource: `endpoint=https://…;accesskey=…`. Pure. No error shows anything of it.

use url::Url;

use super::signature::AccessKey;
use crate::http::may_receive_credentials;
use crate::model::Secret;

/// The endpoint of a resource's data plane and a key for it.
#[derive(Debug, Clone)]
pub struct ConnectionString {
    /// The base URL of the data plane.
    pub endpoint: Url,
    /// The access key.
    pub key: AccessKey,
}

/// Why a text is no connection string: a clause that follows its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// There is no part of this name.
    #[error(
        "has no `{0}=`: it begins with `endpoint=https://` and ends with `accesskey=` and the key"
    )]
    Missing(&'static str),
    /// Two parts have this name.
    #[error("has `{0}=` twice")]
    Twice(&'static str),
    /// The endpoint is not the base URL of a resource.
    #[error("has an endpoint that is not `https://`, a host name and nothing else")]
    Endpoint,
    /// The key cannot be decoded; holds why.
    #[error("has an access key that {0}: copy the whole text, with the `=` at its end")]
    Key(&'static str),
}

impl ConnectionString {
    /// Reads a connection string. Names are compared without regard to case, parts of other names
    /// are ignored.
    pub fn parse(text: &Secret) -> Result<Self, Malformed> {
        let endpoint = part(text, "endpoint")?;
        let key = part(text, "accesskey")?;
        let endpoint = Url::parse(endpoint).map_err(|_| Malformed::Endpoint)?;
        let is_base = endpoint.path() == "/" && endpoint.query().is_none();
        if !is_base || may_receive_credentials(&endpoint).is_err() {
            return Err(Malformed::Endpoint);
        }
        let key = AccessKey::parse(&Secret::new(key)).map_err(Malformed::Key)?;
        Ok(Self { endpoint, key })
    }
}

/// The value of a part. A value ends at the next `;` and may hold `=`.
fn part<'a>(text: &'a Secret, name: &'static str) -> Result<&'a str, Malformed> {
    let parts = text
        .expose()
        .split(';')
        .filter_map(|part| part.split_once('='));
    let mut named = parts.filter(|(key, _)| key.trim().eq_ignore_ascii_case(name));
    let value = named.next().map(|(_, value)| value.trim());
    if named.next().is_some() {
        return Err(Malformed::Twice(name));
    }
    value
        .filter(|value| !value.is_empty())
        .ok_or(Malformed::Missing(name))
}

#[cfg(test)]
mod tests {
    use super::{ConnectionString, Malformed};
    use crate::model::Secret;

    const KEY: &str = "c3dpdGNoYm9hcmQ=";

    fn parse(text: &str) -> Result<String, Malformed> {
        let parsed = ConnectionString::parse(&Secret::new(text));
        parsed.map(|parsed| {
            assert_eq!(parsed.key.text().expose(), KEY);
            parsed.endpoint.to_string()
        })
    }

    #[test]
    fn parts_have_any_order_and_case() {
        for text in [
            "endpoint=https://contoso-sms.communication.azure.com/;accesskey=c3dpdGNoYm9hcmQ=",
            "Endpoint=https://contoso-sms.communication.azure.com;AccessKey=c3dpdGNoYm9hcmQ=;",
            " accesskey = c3dpdGNoYm9hcmQ= ; endpoint = https://contoso-sms.communication.azure.com:443/ ;x=y",
        ] {
            assert_eq!(
                parse(text).unwrap(),
                "https://contoso-sms.communication.azure.com/"
            );
        }
        let here = "endpoint=http://127.0.0.1:8321/;accesskey=c3dpdGNoYm9hcmQ=";
        assert_eq!(parse(here).unwrap(), "http://127.0.0.1:8321/");
    }

    #[test]
    fn an_error_shows_nothing_of_the_text() {
        use Malformed::{Endpoint, Key, Missing, Twice};
        for (text, expected) in [
            ("", Missing("endpoint")),
            ("hunter2", Missing("endpoint")),
            ("endpoint=;accesskey=hunter2=", Missing("endpoint")),
            ("endpoint=https://hunter2.example", Missing("accesskey")),
            (
                "endpoint=https://hunter2.example;accesskey=",
                Missing("accesskey"),
            ),
            (
                "endpoint=https://hunter2.example;endpoint=https://hunter2.example;accesskey=x",
                Twice("endpoint"),
            ),
            ("endpoint=hunter2;accesskey=c3dpdGNoYm9hcmQ=", Endpoint),
            (
                "endpoint=http://hunter2.example;accesskey=c3dpdGNoYm9hcmQ=",
                Endpoint,
            ),
            (
                "endpoint=https://u:hunter2@a.example;accesskey=c3dpdGNoYm9hcmQ=",
                Endpoint,
            ),
            (
                "endpoint=https://a.example/hunter2;accesskey=c3dpdGNoYm9hcmQ=",
                Endpoint,
            ),
            (
                "endpoint=https://a.example/;accesskey=hunter2",
                Key("is not base64"),
            ),
        ] {
            let why = parse(text).unwrap_err();
            assert_eq!(why, expected, "{text}");
            assert!(!why.to_string().contains("hunter2"), "{why}");
        }
    }
}

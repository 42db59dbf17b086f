//! The URL of an environment, and what follows from its host. Pure.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use url::Url;

use crate::model::{CounterpartCode, Invalid};
use crate::yaml::shown;

/// The end of a host, and the authority that signs in to it (docs/dynamics.md: Clouds).
const CLOUDS: [(&str, &str); 4] = [
    (
        ".crm.microsoftdynamics.us",
        "https://login.microsoftonline.us",
    ),
    (".crm.appsplatform.us", "https://login.microsoftonline.us"),
    (
        ".crm.dynamics.cn",
        "https://login.partner.microsoftonline.cn",
    ),
    (".dynamics.com", "https://login.microsoftonline.com"),
];

/// The URL of an environment: `https` and a host, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct EnvironmentUrl(Url);

impl EnvironmentUrl {
    /// The format in the schema.
    pub const FORMAT: &'static str = "dynamics-url";

    /// Parses the URL as people copy it, without a path.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let invalid = |help: String| {
            let summary = format!("`{}` is not the URL of an environment", shown(text));
            Invalid::new(CounterpartCode::InvalidUrl, summary, help)
        };
        let example = "write the scheme and the host only: https://contoso.crm4.dynamics.com";
        let url = Url::parse(text).map_err(|_| invalid(example.to_owned()))?;
        let Some(host) = url.host_str().filter(|_| url.scheme() == "https") else {
            return Err(invalid(example.to_owned()));
        };
        let is_bare = matches!(url.path(), "" | "/")
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if is_bare {
            Ok(Self(url))
        } else {
            Err(invalid(format!("write https://{host}")))
        }
    }

    /// The URL.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// Scheme and host, without a slash at the end.
    pub fn origin(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// The scope of a token for it. Microsoft takes everything before the last slash as the
    /// resource, and knows an environment by its host without `.api`.
    pub fn scope(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        let host = match host.split_once(".api.") {
            Some((name, rest)) if !name.contains('.') => format!("{name}.{rest}"),
            _ => host.to_owned(),
        };
        match self.0.port() {
            Some(port) => format!("https://{host}:{port}/.default"),
            None => format!("https://{host}/.default"),
        }
    }

    /// The authority that signs in to it; `None` if its host says nothing about that.
    pub fn authority(&self) -> Option<&'static str> {
        let host = self.0.host_str()?;
        let cloud = CLOUDS.iter().find(|(end, _)| host.ends_with(end));
        cloud.map(|(_, authority)| *authority)
    }
}

impl TryFrom<String> for EnvironmentUrl {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl fmt::Display for EnvironmentUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.origin())
    }
}

impl JsonSchema for EnvironmentUrl {
    fn schema_name() -> Cow<'static, str> {
        "DynamicsUrl".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": Self::FORMAT,
            "pattern": "^https://[^/?#@]+/?$",
            "description": "Scheme and host of an environment.",
            "examples": ["https://contoso.crm4.dynamics.com"],
            "errorMessage": "Write the scheme and the host only, such as https://contoso.crm4.dynamics.com."
        })
    }
}

#[cfg(test)]
mod tests {
    use super::EnvironmentUrl;

    #[test]
    fn only_a_scheme_and_a_host_are_a_url_of_an_environment() {
        for right in [
            "https://contoso.crm4.dynamics.com",
            "https://contoso.crm4.dynamics.com/",
            "https://CONTOSO.crm4.dynamics.com",
        ] {
            let url = EnvironmentUrl::parse(right).unwrap();
            assert_eq!(url.origin(), "https://contoso.crm4.dynamics.com", "{right}");
        }
        for wrong in [
            "",
            "contoso.crm4.dynamics.com",
            "http://contoso.crm4.dynamics.com",
            "https://contoso.crm4.dynamics.com/main.aspx?appid=1",
            "https://user@contoso.crm4.dynamics.com",
            "https://contoso.crm4.dynamics.com#x",
            "mailto:a@b",
        ] {
            assert!(EnvironmentUrl::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_scope_is_that_of_the_environment_whichever_host_is_called() {
        for url in [
            "https://contoso.crm4.dynamics.com",
            "https://contoso.api.crm4.dynamics.com/",
        ] {
            let scope = EnvironmentUrl::parse(url).unwrap().scope();
            assert_eq!(scope, "https://contoso.crm4.dynamics.com/.default");
        }
    }

    #[test]
    fn the_host_names_the_authority() {
        for (host, authority) in [
            (
                "contoso.crm9.dynamics.com",
                Some("login.microsoftonline.com"),
            ),
            (
                "a.crm.microsoftdynamics.us",
                Some("login.microsoftonline.us"),
            ),
            ("a.crm.appsplatform.us", Some("login.microsoftonline.us")),
            (
                "a.crm.dynamics.cn",
                Some("login.partner.microsoftonline.cn"),
            ),
            ("dynamics.example.com", None),
            ("evildynamics.com", None),
        ] {
            let url = EnvironmentUrl::parse(&format!("https://{host}")).unwrap();
            let expected = authority.map(|host| format!("https://{host}"));
            assert_eq!(url.authority().map(str::to_owned), expected, "{host}");
        }
    }
}

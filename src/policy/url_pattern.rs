//! Patterns of hosts and paths, and URLs as the patterns see them.

use std::borrow::Cow;

use glob::{MatchOptions, Pattern};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use url::Url;

use crate::model::{FindingCode, Invalid};
use crate::yaml::shown;

/// A pattern of hosts, in lower case. `*` is any text, dots included.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct HostPattern(Pattern);

impl HostPattern {
    /// Parses a pattern of hosts.
    pub(super) fn parse(text: &str) -> Result<Self, Invalid> {
        let refuse = |why: &str| {
            Err(Invalid::new(
                FindingCode::InvalidPattern,
                format!("`{}` is not a pattern of hosts: {why}", shown(text)),
                "write a host without scheme, port and path, such as \"*.contoso.com\"",
            ))
        };
        if text.is_empty() {
            return refuse("it is empty");
        }
        if let Some(odd) = text
            .chars()
            .find(|c| c.is_whitespace() || "/:@\\".contains(*c))
        {
            return refuse(&format!("it contains `{}`", odd.escape_debug()));
        }
        match Pattern::new(text.to_lowercase().trim_end_matches('.')) {
            Ok(pattern) => Ok(Self(pattern)),
            Err(error) => refuse(error.msg),
        }
    }
}

/// A pattern of paths. `*` is any text without a slash, `**` any number of folders.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct PathPattern(Pattern);

impl PathPattern {
    /// Parses a pattern of paths.
    pub(super) fn parse(text: &str) -> Result<Self, Invalid> {
        let refuse = |why: &str| {
            Err(Invalid::new(
                FindingCode::InvalidPattern,
                format!("`{}` is not a pattern of paths: {why}", shown(text)),
                "write a path that begins with a slash, such as \"/sms/**\"",
            ))
        };
        if !text.starts_with('/') {
            return refuse("it does not begin with a slash");
        }
        match Pattern::new(text) {
            Ok(pattern) => Ok(Self(pattern)),
            Err(error) => refuse(error.msg),
        }
    }

    fn fits(&self, path: &str) -> bool {
        let options = MatchOptions {
            require_literal_separator: true,
            ..MatchOptions::new()
        };
        self.0.matches_with(path, options)
    }
}

impl TryFrom<String> for HostPattern {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl TryFrom<String> for PathPattern {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl JsonSchema for HostPattern {
    fn schema_name() -> Cow<'static, str> {
        "HostPattern".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "host-pattern",
            "errorMessage": "Write a host without scheme, port and path, such as \"*.contoso.com\".",
            "pattern": r"^[^\s/:@\\]+$",
            "examples": ["*.contoso.com"]
        })
    }
}

impl JsonSchema for PathPattern {
    fn schema_name() -> Cow<'static, str> {
        "PathPattern".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "path-pattern",
            "errorMessage": "Write a path that begins with a slash, such as \"/sms/**\".",
            "pattern": "^/",
            "examples": ["/sms/**"]
        })
    }
}

/// A URL as patterns see it.
pub(super) enum SeenUrl {
    /// Its parts.
    Known {
        https: bool,
        host: String,
        path: String,
    },
    /// Programs may disagree about which host is called.
    Unclear,
}

impl SeenUrl {
    /// Takes a URL apart. The host is in lower case, without a dot at its end; the path has no `..`.
    pub(super) fn of(text: &str) -> Self {
        // Some programs read a backslash as a slash, others as a part of the user's name.
        let authority = text.split(['?', '#']).next().unwrap_or(text);
        if authority.contains('\\') {
            return Self::Unclear;
        }
        let Ok(url) = Url::parse(text) else {
            return Self::Unclear;
        };
        match url.host_str() {
            Some(host) => Self::Known {
                https: url.scheme() == "https",
                host: host.to_lowercase().trim_end_matches('.').to_owned(),
                path: url.path().to_owned(),
            },
            None => Self::Unclear,
        }
    }

    /// Whether the URL has such a host and path; `None` if that is not clear.
    pub(super) fn fits(&self, on: &HostPattern, at: Option<&PathPattern>) -> Option<bool> {
        let Self::Known { host, path, .. } = self else {
            return None;
        };
        Some(on.0.matches(host) && at.is_none_or(|at| at.fits(path)))
    }

    /// Whether the URL is https; `None` if that is not clear.
    pub(super) fn is_https(&self) -> Option<bool> {
        match self {
            Self::Known { https, .. } => Some(*https),
            Self::Unclear => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{HostPattern, PathPattern, SeenUrl};

    fn fits(host: &str, path: Option<&str>, url: &str) -> Option<bool> {
        let host = HostPattern::parse(host).unwrap();
        let path = path.map(|path| PathPattern::parse(path).unwrap());
        SeenUrl::of(url).fits(&host, path.as_ref())
    }

    #[test]
    fn a_host_is_compared_as_programs_see_it() {
        for (host, url, is_it) in [
            ("*.contoso.com", "https://sms.contoso.com/x", true),
            ("*.contoso.com", "https://a.b.contoso.com", true),
            ("*.contoso.com", "https://contoso.com/", false),
            ("*.contoso.com", "https://SMS.CONTOSO.COM./x", true),
            ("*.CONTOSO.com", "https://sms.contoso.com:8443/x", true),
            (
                "*.contoso.com",
                "https://a.contoso.com@evil.example/x",
                false,
            ),
            ("*.contoso.com", "https://evil.example/.contoso.com", false),
            ("*.contoso.com", "https://evil.example?.contoso.com", false),
            ("contoso.com", "https://xcontoso.com/", false),
            ("sms.example.com", "https://u:p@sms.example.com/x", true),
        ] {
            assert_eq!(fits(host, None, url), Some(is_it), "{host} {url}");
        }
        assert_eq!(fits("*", None, "https://a.example\\@b.example/"), None);
        assert_eq!(fits("*", None, "no URL"), None);
    }

    #[test]
    fn a_path_is_compared_folder_by_folder() {
        for (path, url, is_it) in [
            ("/sms/**", "https://h.example/sms/a/b?x#y", true),
            ("/sms/**", "https://h.example/sms/../admin", false),
            ("/sms/**", "https://h.example/sms/%2e%2e/admin", false),
            ("/sms/*", "https://h.example/sms/a/b", false),
            ("/sms/*", "https://h.example/sms/a", true),
            ("/sms", "https://h.example/sms", true),
            ("/sms", "https://h.example/smsx", false),
            ("/**/incoming", "https://h.example/a/b/incoming", true),
        ] {
            assert_eq!(
                fits("h.example", Some(path), url),
                Some(is_it),
                "{path} {url}"
            );
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for host in [
            "",
            "https://a.example",
            "a.example:8443",
            "a b",
            "[a",
            "a@b",
        ] {
            assert!(HostPattern::parse(host).is_err(), "{host}");
        }
        for path in ["", "sms", "/a**", "/[a"] {
            assert!(PathPattern::parse(path).is_err(), "{path}");
        }
    }
}

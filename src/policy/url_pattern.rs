//! Patterns of hosts and paths, and URLs as the patterns see them.

use std::borrow::Cow;
use std::fmt::Write as _;

use glob::{MatchOptions, Pattern};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use url::{Host, Url};

use crate::model::{FindingCode, Invalid};
use crate::yaml::shown;

/// A pattern of hosts, in lower case. `*` is any text, dots included.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct HostPattern(Pattern);

impl HostPattern {
    /// Parses a pattern of hosts. It is spelled as URLs spell hosts: in lower case, and in Punycode
    /// where it is not ASCII.
    pub(super) fn parse(text: &str) -> Result<Self, Invalid> {
        let refuse = |why: &str| {
            Invalid::new(
                FindingCode::InvalidPattern,
                format!("`{}` is not a pattern of hosts: {why}", shown(text)),
                "write a host without scheme, port and path, such as \"*.contoso.com\", or an IPv6 address in brackets",
            )
        };
        if text.is_empty() {
            return Err(refuse("it is empty"));
        }
        let spelled = if text.starts_with('[') {
            let address = canonical(text).filter(|host| host.ends_with(']'));
            address.ok_or_else(|| refuse("it is not an IPv6 address in brackets"))?
        } else {
            let is_odd = |c: &char| c.is_ascii() && !is_of_a_host(*c) && *c != '*';
            if let Some(odd) = text.chars().find(|c| is_odd(c) || c.is_whitespace()) {
                return Err(refuse(&format!("it contains `{}`", odd.escape_debug())));
            }
            let text = text.strip_suffix('.').unwrap_or(text);
            let whole = if text.contains('*') {
                let labels = text.split('.').map(label);
                labels.collect::<Option<Vec<_>>>().map(|all| all.join("."))
            } else {
                canonical(text)
            };
            whole
                .filter(|whole| whole.split('.').all(|label| !label.is_empty()))
                .ok_or_else(|| refuse("no host can match it"))?
        };
        let parts: Vec<String> = spelled.split('*').map(Pattern::escape).collect();
        // Two wildcards in a row are one.
        let mut pattern = parts.join("*");
        while pattern.contains("**") {
            pattern = pattern.replace("**", "*");
        }
        match Pattern::new(&pattern) {
            Ok(pattern) => Ok(Self(pattern)),
            Err(error) => Err(refuse(error.msg)),
        }
    }
}

/// Characters that IDNA 2003 and IDNA 2008 turn into different hosts.
const DEVIATING: [char; 5] = ['ß', 'ẞ', 'ς', '\u{200c}', '\u{200d}'];

/// A character of a host that every program reads alike.
fn is_of_a_host(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// A host as URLs spell it; `None` if it is not one.
fn canonical(host: &str) -> Option<String> {
    let url = Url::parse(&format!("https://{host}/")).ok()?;
    url.host_str().map(str::to_owned)
}

/// One label of a pattern, as URLs spell it. A wildcard cannot be a part of a label in Punycode.
fn label(text: &str) -> Option<String> {
    if text.contains('*') || text.is_empty() {
        return text.is_ascii().then(|| text.to_ascii_lowercase());
    }
    let below = canonical(&format!("{text}.example"))?;
    below.strip_suffix(".example").map(str::to_owned)
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
        if let Some(odd) = text
            .chars()
            .find(|c| c.is_whitespace() || c.is_control() || "?#[]\"<>`{}".contains(*c))
        {
            return refuse(&format!(
                "it contains `{}`, which no path has",
                odd.escape_debug()
            ));
        }
        let Some(spelled) = plain_path(text) else {
            return refuse("programs may disagree about such a path, so no URL matches it");
        };
        if has_dots(&spelled) {
            return refuse("it contains a folder `.` or `..`, which no path has");
        }
        match Pattern::new(&spelled) {
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

/// Whether a folder of a path is `.` or `..`. Some programs resolve it, others send it.
fn has_dots(path: &str) -> bool {
    let mut folders = path.split('/');
    folders.any(|folder| matches!(folder, "." | ".."))
}

/// A path as patterns see it: bytes outside of ASCII as `%` and capital digits. `None` if programs may
/// disagree about it: some read `%2e`, `%2f` and `%5c` as what they stand for, some cut a folder at a
/// semicolon, and some take two slashes for one.
fn plain_path(path: &str) -> Option<String> {
    if path.contains([';', '\\']) || path.contains("//") {
        return None;
    }
    let mut spelled = String::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let byte = if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            let value = digit(rest.next())? * 16 + digit(rest.next())?;
            let byte = u8::try_from(value).ok()?;
            let stays = byte.is_ascii_alphanumeric() || b"-._~/\\;".contains(&byte);
            if stays {
                return None;
            }
            byte
        } else if byte.is_ascii() {
            spelled.push(char::from(byte));
            continue;
        } else {
            byte
        };
        let _ = write!(spelled, "%{byte:02X}");
    }
    Some(spelled)
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
            "pattern": r"^([A-Za-z0-9_.*\-]|[^\x00-\x7f])+$|^\[[0-9A-Fa-f:.]+\]$",
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
            "pattern": "^/[^\\s?#\\[\\]\"<>`{};\\\\]*$",
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
        /// `None` if programs may disagree about it.
        path: Option<String>,
    },
    /// Programs may disagree about which host is called.
    Unclear,
}

impl SeenUrl {
    /// Takes a URL apart. The host is in lower case, without a dot at its end.
    pub(super) fn of(text: &str) -> Self {
        let read = Self::read(text);
        read.unwrap_or(Self::Unclear)
    }

    fn read(text: &str) -> Option<Self> {
        let before_query = text.split(['?', '#']).next().unwrap_or(text);
        // Some programs read a backslash as a slash, others as a part of the user's name. Some leave
        // blanks out.
        let is_odd = |c: char| c == '\\' || c.is_whitespace() || c.is_control();
        if before_query.contains(is_odd) {
            return None;
        }
        let (_, rest) = before_query.split_once("://")?;
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (_, written) = authority.rsplit_once('@').unwrap_or(("", authority));
        if authority.matches('@').count() > 1 || written.contains('%') {
            return None;
        }
        let url = Url::parse(text).ok()?;
        let host = url.host_str()?.to_ascii_lowercase();
        let host = host.strip_suffix('.').unwrap_or(&host);
        let is_clear = match url.host()? {
            Host::Domain(_) => {
                let is_whole = host.split('.').all(|label| !label.is_empty());
                is_whole && host.chars().all(is_of_a_host) && !written.contains(DEVIATING)
            }
            // Some programs read 127.1 or 0x7f000001 as an address, others as a name.
            Host::Ipv4(_) => written.split(':').next() == Some(host),
            // The same address is also spelled as an IPv4 address.
            Host::Ipv6(address) => address.to_ipv4_mapped().is_none(),
        };
        is_clear.then(|| Self::Known {
            https: url.scheme() == "https",
            host: host.to_owned(),
            path: plain_path(path)
                .filter(|path| !has_dots(path))
                .and_then(|_| plain_path(url.path())),
        })
    }

    /// Whether the URL has such a host and path; `None` if that is not clear.
    pub(super) fn fits(&self, on: &HostPattern, at: Option<&PathPattern>) -> Option<bool> {
        let Self::Known { host, path, .. } = self else {
            return None;
        };
        match at {
            _ if !on.0.matches(host) => Some(false),
            None => Some(true),
            Some(at) => path.as_deref().map(|path| at.fits(path)),
        }
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
    fn a_path_about_which_programs_may_disagree_is_unclear() {
        for (path, is_it) in [
            ("/sms/../admin", None),
            ("/admin/../sms/a", None),
            ("/sms/./a", None),
            ("/sms/..", None),
            ("/sms/a..b/...", Some(true)),
            ("/sms/%2e%2e/admin", None),
            ("/sms%2Fadmin", None),
            ("/sms/%5Cadmin", None),
            ("/sms/..;/admin", None),
            ("/sms//admin", None),
            ("/sms/%61dmin", None),
            ("/sms/%zz", None),
            ("/sms/a%20b", Some(true)),
            ("/sms/%c3%bc", Some(true)),
            ("/sms/ü", Some(true)),
        ] {
            let url = format!("https://h.example{path}?a=//;");
            assert_eq!(fits("h.example", Some("/sms/**"), &url), is_it, "{url}");
            // Which host is called is clear.
            assert_eq!(fits("h.example", None, &url), Some(true), "{url}");
            assert_eq!(fits("other.example", Some("/**"), &url), Some(false));
        }
        assert_eq!(
            fits("h.example", Some("/ü/*"), "https://h.example/%C3%bc/x"),
            Some(true)
        );
    }

    #[test]
    fn a_host_about_which_programs_may_disagree_is_unclear() {
        for host in [
            "a.example;b.example",
            "a.example&b",
            "a.example,b.example",
            "%61.example",
            "a@b@c.example",
            "127.1",
            "0x7f000001",
            "a\t.example",
            "a.example..",
            "[::ffff:192.0.2.1]",
            "fa\u{df}.example",
            "a.\u{3c2}.example",
        ] {
            let url = format!("https://{host}/sms");
            assert_eq!(fits("*", None, &url), None, "{url}");
        }
        for (pattern, host) in [
            ("bücher.example", "xn--bcher-kva.example"),
            ("*.BÜCHER.example", "a.bücher.example"),
            ("xn--bcher-kva.example.", "bücher.example"),
            ("[::1]", "[0:0::1]:8443"),
            ("127.0.0.1", "127.0.0.1:80"),
            ("127.0.0.*", "127.0.0.1"),
            ("sms-*.a_b.example", "sms-1.a_b.example"),
            ("**.example", "a.b.example"),
        ] {
            let url = format!("https://{host}/sms");
            assert_eq!(fits(pattern, None, &url), Some(true), "{pattern} {url}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for host in [
            "",
            "a?.example",
            "[ab].example",
            "[::*]",
            "a..example",
            ".example",
            "b*ücher.example",
            "a%2eexample",
            "a;b",
            "https://a.example",
            "a.example:8443",
            "a b",
            "[a",
            "a@b",
        ] {
            assert!(HostPattern::parse(host).is_err(), "{host}");
        }
        for path in [
            "", "sms", "/a**", "/[a", "/a?b=c", "/a b", "/a/../b", "/./a", "/%61", "/a//b", "/a;b",
            "/a?",
        ] {
            assert!(PathPattern::parse(path).is_err(), "{path}");
        }
    }
}

//! Callback URLs: the administrator's data, checked and then kept byte for byte.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};
use url::{Host, ParseError, Url};

use super::parsed::Parsed;
use super::reachability::{is_local_name, is_private};
use super::{FindingCode, Invalid, Text};
use crate::yaml::encoded_passwords;

/// An absolute `https` URL without whitespace whose host the internet could reach.
///
/// The text is never normalised: fragments are meaningful to Twilio (docs/twilio.md: Numbers) and a
/// trailing slash is the administrator's decision. A host that is spelt as a number, in any of the
/// ways browsers accept, is judged by the address it means.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct HttpsUrl(Text);

impl HttpsUrl {
    /// Parses a callback URL.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let refuse =
            |summary: &str, help: &str| Err(Invalid::new(FindingCode::InvalidUrl, summary, help));
        if let Some(host) = plain_host(text) {
            return Self::at(Some(Host::Domain(host)), text);
        }
        if let Some(odd) = text
            .chars()
            .find(|c| c.is_whitespace() || c.is_control() || is_invisible(*c))
        {
            return refuse(
                &format!("the URL contains {}", describe(odd)),
                "remove it: the URL is written to the provider exactly as it is written here",
            );
        }
        let no_host = || Self::at(None, text);
        // The parser takes the path of `https:///path` for a host.
        let authority = text.get(8..).filter(|_| is_https(text));
        if authority.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '\\', '?', '#']))
        {
            return no_host();
        }
        let url = match Url::parse(text) {
            Ok(url) => url,
            Err(ParseError::EmptyHost) => return no_host(),
            Err(_) => {
                return refuse(
                    "this is not an absolute URL",
                    "write the whole address: https://host/path",
                );
            }
        };
        // The parser repairs `https:/host` and `https:\\host`, but the text is sent unchanged.
        if !is_https(text) || url.scheme() != "https" {
            return refuse(
                "a callback URL must start with https://",
                "use the https address: the texts of your customers travel over it",
            );
        }
        Self::at(url.host(), text)
    }

    /// The URL, unless a provider cannot reach this host.
    fn at(host: Option<Host<&str>>, text: &str) -> Result<Self, Invalid> {
        let refuse =
            |summary: &str, help: &str| Err(Invalid::new(FindingCode::InvalidUrl, summary, help));
        match host {
            Some(Host::Domain(name)) if is_local_name(name) => refuse(
                "the host of this callback URL has no dot in its name: only a local network knows it",
                "write the host's full name, such as sms.example.com: the provider calls it from the internet",
            ),
            Some(host) if is_private(&host) => refuse(
                "the host of this callback URL is loopback or private",
                "use a host name that the provider can reach from the internet",
            ),
            Some(_) => Ok(Self(text.into())),
            None => refuse(
                "the URL has no host",
                "write the whole address: https://host/path",
            ),
        }
    }

    /// The text, byte for byte as it was declared. It may carry `user:password@`; see [`mask_userinfo`].
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same text, which a copy shares.
    pub fn text(&self) -> &Text {
        &self.0
    }

    /// Returns the organisation in the path as `/orgs/<guid>`, in lower case. A Dynamics
    /// environment signs its callback URLs in this way.
    pub fn organisation(&self) -> Option<String> {
        let lower = self.0.to_ascii_lowercase();
        let path = lower.split(['?', '#']).next()?;
        path.split("/orgs/").skip(1).find_map(|rest| {
            let candidate = rest.split('/').next()?;
            is_guid(candidate).then(|| candidate.to_owned())
        })
    }
}

/// The host of a URL of the plainest form, which the parser would return unchanged. A fleet has such
/// a URL for each number, and the parser takes several times as long.
fn plain_host(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("https://")?;
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let label =
        |label: &str| !label.is_empty() && !label.starts_with("xn--") && label.bytes().all(letter);
    // A name that ends with a number is an address in one of its many spellings.
    let (_, last) = host.rsplit_once('.')?;
    let plain = last.starts_with(|c: char| c.is_ascii_lowercase())
        && host.split('.').all(label)
        && path.bytes().all(|b| b.is_ascii_graphic());
    plain.then_some(host)
}

/// Whether the text is a GUID in its usual form: 8-4-4-4-12 hex digits.
fn is_guid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|g| g.len()).eq([8, 4, 4, 4, 12])
        && groups
            .iter()
            .all(|g| g.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

fn describe(c: char) -> String {
    match c {
        ' ' => "a space".to_owned(),
        '\n' | '\r' => "a line break".to_owned(),
        '\t' => "a tab".to_owned(),
        other => format!("the invisible character U+{:04X}", other as u32),
    }
}

/// Whether a text begins with `https://`, in any case of letters.
fn is_https(text: &str) -> bool {
    text.get(..8)
        .is_some_and(|start| start.eq_ignore_ascii_case("https://"))
}

/// Returns a text in which each word is shown as [`mask_userinfo`] shows a URL. A provider may have
/// repeated the URL that it refused.
pub fn without_passwords(text: &str) -> String {
    let words: Vec<_> = text.split(' ').map(mask_userinfo).collect();
    words.join(" ")
}

/// Returns the URL as it may be shown. The password in `user:password@` becomes `***`, also in URLs
/// within it, as in a query, whether they are percent-encoded there or not.
///
/// It works on the bytes and not on a parsed URL, so that the shown URL differs in nothing else.
pub fn mask_userinfo(text: &str) -> Cow<'_, str> {
    let mut hidden = encoded_passwords(text);
    let mut from = 0;
    while let Some(start) = text[from..].find("://").map(|at| from + at + 3) {
        let rest = &text[start..];
        // In a URL within another URL's query, the next parameter also ends the authority.
        let ends: &[char] = if from == 0 {
            &['/', '?', '#']
        } else {
            &['/', '?', '#', '&']
        };
        let authority = &rest[..rest.find(ends).unwrap_or(rest.len())];
        if let Some(at) = authority.rfind('@')
            && let Some(colon) = authority[..at].find(':')
        {
            hidden.push(start + colon + 1..start + at);
        }
        from = start;
    }
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    hidden.sort_by_key(|range| range.start);
    let (mut shown, mut at) = (String::new(), 0);
    for range in hidden.into_iter().filter(|range| range.start <= range.end) {
        if range.start >= at {
            shown.push_str(&text[at..range.start]);
            shown.push_str("***");
            at = range.end;
        }
    }
    shown.push_str(&text[at..]);
    Cow::Owned(shown)
}

impl fmt::Display for HttpsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&mask_userinfo(&self.0))
    }
}

impl<'de> Deserialize<'de> for HttpsUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Parsed(Self::parse))
    }
}

impl From<HttpsUrl> for String {
    fn from(url: HttpsUrl) -> Self {
        url.0.into()
    }
}

impl JsonSchema for HttpsUrl {
    fn schema_name() -> Cow<'static, str> {
        "HttpsUrl".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "https-url",
            "errorMessage": "Write the whole address of a public host, beginning with https://, such as https://sms.example.com/incoming.",
            "pattern": r"^([Hh][Tt][Tt][Pp][Ss]://[^\s/?#\\]|\$\{)\S*$",
            "description": "An absolute https URL, sent to the provider byte for byte.",
            "examples": [
                "https://sms.example.com/incoming","https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e-0000-4000-8000-000000000000/sms/incoming"]
        })
    }
}

/// Returns a URL up to its query string.
pub(super) fn base(url: &str) -> &str {
    url.split_once('?').map_or(url, |(base, _)| base)
}

#[cfg(test)]
mod tests {
    use super::{HttpsUrl, mask_userinfo};

    #[test]
    fn the_text_survives_untouched() {
        for good in [
            "https://example.com",
            "https://example.com/",
            "https://EXAMPLE.com/a//b?x=1&y=%20#rc=2&rp=5xx",
            "https://user:secret@example.com/sms",
            "https://example.com:8443/sms",
            "https://93.184.216.34/sms",
        ] {
            assert_eq!(HttpsUrl::parse(good).unwrap().as_str(), good);
        }
    }

    #[test]
    fn what_twilio_could_not_reach_is_refused() {
        for bad in [
            "",
            "example.com/sms",
            "/sms",
            "http://example.com",
            "https:/example.com",
            "https:\\\\example.com",
            "https://",
            "https://localhost/x",
            "https://a.localhost/x",
            "https://127.0.0.1/x",
            "https://127.1/x",
            "https://0x7f000001/x",
            "https://10.1.2.3/",
            "https://172.20.0.1/",
            "https://192.168.1.1/",
            "https://169.254.169.254/",
            "https://100.64.0.1/",
            "https://[::1]/",
            "https://[fd00::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://intranet/",
            "https://sms.corp.internal/",
            "https://a b.com/",
            "https://example.com/\u{200b}",
            " https://example.com",
        ] {
            assert!(HttpsUrl::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_shortcut_agrees_with_the_parser() {
        for text in [
            "https://a.example",
            "https://a.example/x?y#z",
            "https://sms-1.a--b.example/\\%zz\"<>",
            "https://-a.1.b2/",
            "https://a.0x1/",
            "https://a.x0",
        ] {
            let Some(host) = super::plain_host(text) else {
                assert_eq!(text, "https://a.0x1/");
                continue;
            };
            let url = url::Url::parse(text).unwrap();
            assert_eq!(url.host_str(), Some(host), "{text}");
            assert!(matches!(url.host(), Some(url::Host::Domain(_))), "{text}");
        }
        for other in [
            "https://xn--a.example/",
            "https://A.example/",
            "https://a..example/",
            "https://a.example:443/",
            "https://u@a.example/",
            "https://a.example./",
            "https://a.example/ ",
            "https://a.example/é",
            "https://ab/",
            "http://a.example/",
        ] {
            assert_eq!(super::plain_host(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let said = |text: &str| HttpsUrl::parse(text).unwrap_err().summary;
        for empty in ["https:///x", "https://", "https://u:p@/x", "https://?x"] {
            assert_eq!(said(empty), "the URL has no host", "{empty}");
        }
        for local in ["https://h", "https://h./x", "https://user:pw@h/x"] {
            assert!(said(local).contains("has no dot"), "{local}");
        }
        for private in ["https://localhost/x", "https://127.1/", "https://a.local/"] {
            assert!(said(private).contains("loopback or private"), "{private}");
        }
    }

    #[test]
    fn the_organisation_is_read_from_the_path_only() {
        let guid = "3f2c0b7e-0000-4000-8000-000000000000";
        let org = |text: &str| HttpsUrl::parse(text).unwrap().organisation();
        assert_eq!(
            org(&format!(
                "https://h.com/api/orgs/{}/sms",
                guid.to_uppercase()
            ))
            .as_deref(),
            Some(guid)
        );
        assert_eq!(org(&format!("https://h.com/sms?next=/orgs/{guid}/")), None);
        assert_eq!(org("https://h.com/orgs/not-a-guid/sms"), None);
    }

    #[test]
    fn only_the_password_is_masked() {
        assert_eq!(
            mask_userinfo("https://u:p@h.com/a@b"),
            "https://u:***@h.com/a@b"
        );
        assert_eq!(
            mask_userinfo("https://u:p@ss@h.com/"),
            "https://u:***@h.com/"
        );
        assert_eq!(
            mask_userinfo("https://h.com/?a=x:y@z"),
            "https://h.com/?a=x:y@z"
        );
        assert_eq!(mask_userinfo("https://u@h.com/"), "https://u@h.com/");
    }

    #[test]
    fn passwords_of_urls_within_a_url_are_masked_too() {
        for (whole, shown) in [
            (
                "https://h/x?u=http://k:pw@z",
                "https://h/x?u=http://k:***@z",
            ),
            (
                "https://a:b@h/x?u=http://k:pw@z&v=ftp://l:pw@z/y",
                "https://a:***@h/x?u=http://k:***@z&v=ftp://l:***@z/y",
            ),
            (
                "https://h/x?u=http%3A%2F%2Fk%3Apw%40z",
                "https://h/x?u=http%3A%2F%2Fk%3A***%40z",
            ),
            (
                "https://h/x?u=http%3a%2f%2fk:pw@z%2Fy",
                "https://h/x?u=http%3a%2f%2fk:***@z%2Fy",
            ),
            (
                "https://h/x?u=http%3A%2F%2Fz%2Fa%3Ab%40c",
                "https://h/x?u=http%3A%2F%2Fz%2Fa%3Ab%40c",
            ),
            (
                "https://h/x?u=http://z&v=a:b@c",
                "https://h/x?u=http://z&v=a:b@c",
            ),
        ] {
            assert_eq!(mask_userinfo(whole), shown);
        }
    }
}

//! The base URLs of Twilio's APIs, and whether a link stays below them. Pure.
//!
//! Credentials go to these URLs, so this file decides who receives them.

use url::Url;

use super::host_label::HostLabel;
use crate::http::is_loopback;

/// The base URLs of the APIs in use. All are `https`, or `http` to loopback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosts {
    /// Accounts and phone numbers (`api.twilio.com`).
    pub api: Url,
    /// Messaging services (`messaging.twilio.com`).
    pub messaging: Url,
    /// The account's events and alerts (`monitor.twilio.com`).
    pub monitor: Url,
    /// Conversations (`conversations.twilio.com`).
    pub conversations: Url,
    /// Prices (`pricing.twilio.com`), which no region has a host of its own for.
    pub pricing: Url,
    /// Whether the hosts belong to a declared region, which has its own credentials.
    pub regional: bool,
}

impl Hosts {
    /// Twilio's own hosts, in the US or in a region (docs/twilio.md: Regions). The error says why
    /// the names make no host.
    pub fn of(place: Option<(&HostLabel, &HostLabel)>) -> Result<Self, String> {
        let url = |text: String| {
            Url::parse(&text).map_err(|error| format!("{text} is not a URL: {error}"))
        };
        let base = |product: &str| match place {
            Some((region, edge)) => url(format!("https://{product}.{edge}.{region}.twilio.com")),
            None => url(format!("https://{product}.twilio.com")),
        };
        Ok(Self {
            api: base("api")?,
            messaging: base("messaging")?,
            monitor: base("monitor")?,
            conversations: base("conversations")?,
            // No source has a regional host (docs/twilio.md: Prices).
            pricing: url("https://pricing.twilio.com".to_owned())?,
            regional: place.is_some(),
        })
    }

    /// One base URL in place of all hosts, those of a region or not. The error says why credentials
    /// must not be sent there.
    pub fn overridden(url: &Url, regional: bool) -> Result<Self, String> {
        let host = url.host_str().unwrap_or("nowhere");
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(url) => {}
            "http" => return Err(format!("the API URL points to {host} over plain http")),
            other => return Err(format!("the API URL has the scheme {other}")),
        }
        if has_userinfo(url) || url.query().is_some() || url.fragment().is_some() {
            return Err("the API URL holds more than a scheme, a host and a path".to_owned());
        }
        Ok(Self {
            api: url.clone(),
            messaging: url.clone(),
            monitor: url.clone(),
            conversations: url.clone(),
            pricing: url.clone(),
            regional,
        })
    }

    /// Whether requests go over plain `http`, which they do to loopback only.
    pub fn is_plain(&self) -> bool {
        self.api.scheme() == "http"
    }
}

/// A path under a base URL, which may have a path itself.
pub(super) fn at(base: &Url, path: &str, query: Option<&str>) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url.set_query(query);
    url
}

/// A link from an answer, resolved. The error names the other host that it leads to.
pub(super) fn follow(base: &Url, link: &str) -> Result<Url, String> {
    // Paths start at the root of Twilio's host, which may be below the root of the base URL.
    let resolved = if link.starts_with('/') && !link.starts_with("//") {
        Url::parse(&format!("{}{link}", base.as_str().trim_end_matches('/')))
    } else {
        base.join(link)
    };
    match resolved {
        Ok(url) if url.origin() == base.origin() && !has_userinfo(&url) => Ok(url),
        Ok(url) => Err(format!(
            "leads away to {}",
            url.host_str().unwrap_or("nowhere")
        )),
        Err(error) => Err(format!("is not a URL: {error}")),
    }
}

fn has_userinfo(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{Hosts, at, follow};
    use crate::provider::twilio::HostLabel;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_region_is_part_of_the_host() {
        assert_eq!(
            Hosts::of(None).unwrap().api.as_str(),
            "https://api.twilio.com/"
        );
        let label = |text: &str| HostLabel::try_from(text.to_owned()).unwrap();
        let hosts = Hosts::of(Some((&label("ie1"), &label("dublin")))).unwrap();
        assert_eq!(
            hosts.messaging.as_str(),
            "https://messaging.dublin.ie1.twilio.com/"
        );
        assert_eq!(hosts.pricing.as_str(), "https://pricing.twilio.com/");
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        for good in [
            "http://127.0.0.1:9/x",
            "http://[::1]:9",
            "http://localhost:9",
            "https://proxy.example",
        ] {
            assert!(Hosts::overridden(&url(good), false).is_ok(), "{good}");
        }
        for bad in [
            "http://example.com",
            "http://10.0.0.1",
            "http://localhost.example.com",
            "ftp://127.0.0.1",
            "https://u:p@proxy.example",
            "https://proxy.example/?a=b",
        ] {
            let why = Hosts::overridden(&url(bad), false).unwrap_err();
            assert!(!why.contains("u:p"), "{why}");
        }
    }

    #[test]
    fn a_link_stays_with_its_host() {
        let base = url("https://api.twilio.com");
        let next = follow(&base, "/2010-04-01/x.json?Page=1").unwrap();
        assert_eq!(
            next.as_str(),
            "https://api.twilio.com/2010-04-01/x.json?Page=1"
        );
        assert!(follow(&base, "https://api.twilio.com:443/x").is_ok());
        for bad in [
            "https://evil.example/x",
            "//evil.example/x",
            "http://api.twilio.com/x",
            "https://api.twilio.com:444/x",
            "https://u@api.twilio.com/x",
            "\\\\evil.example",
        ] {
            assert!(follow(&base, bad).is_err(), "{bad}");
        }
        assert_eq!(
            follow(&base, "/\\evil.example").unwrap().host_str(),
            Some("api.twilio.com")
        );
    }

    #[test]
    fn a_base_may_have_a_path() {
        let base = url("https://proxy.example/twilio/");
        assert_eq!(
            at(&base, "/a.json", Some("b=1")).as_str(),
            "https://proxy.example/twilio/a.json?b=1"
        );
        assert_eq!(
            follow(&base, "/a.json?b=2").unwrap().as_str(),
            "https://proxy.example/twilio/a.json?b=2"
        );
    }
}

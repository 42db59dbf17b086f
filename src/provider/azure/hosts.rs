//! URLs of the two planes, and whether a link stays on its plane. Pure.
//!
//! Credentials go to these URLs, so this file decides who receives them.

use url::Url;
use url::form_urlencoded::Serializer;

/// A path under a base URL, which may have a path itself, with these query parameters.
pub(super) fn at(base: &Url, path: &str, query: &[(&str, &str)]) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    let pairs = Serializer::new(String::new()).extend_pairs(query).finish();
    // A space as `+` is for forms, and ARM's own parameters begin with a plain `$`.
    let pairs = pairs.replace('+', "%20").replace("%24", "$");
    url.set_query((!query.is_empty()).then_some(&pairs));
    url
}

/// Whether a URL is at the host of a base URL, with the same scheme and port.
pub(super) fn is_at(base: &Url, url: &Url) -> bool {
    let plain = url.username().is_empty() && url.password().is_none();
    plain && url.origin() == base.origin()
}

/// A link from an answer, resolved. The error names the other host that it leads to, and nothing
/// else of the link.
pub(super) fn follow(base: &Url, link: &str) -> Result<Url, String> {
    // Paths start at the root of Azure's host, which may be below the root of the base URL.
    let resolved = if link.starts_with('/') && !link.starts_with("//") {
        Url::parse(&format!("{}{link}", base.as_str().trim_end_matches('/')))
    } else {
        base.join(link)
    };
    match resolved {
        Ok(url) if is_at(base, &url) => Ok(url),
        Ok(url) => Err(format!(
            "leads away to {}",
            url.host_str().unwrap_or("nowhere")
        )),
        Err(error) => Err(format!("is not a URL: {error}")),
    }
}

/// The Azure subscription that the path of a URL is under, in lower case; `None` where the path is
/// under none.
pub(super) fn subscription(url: &Url) -> Option<String> {
    let mut segments = url.path_segments()?;
    segments.find(|segment| segment.eq_ignore_ascii_case("subscriptions"))?;
    segments.next().map(str::to_lowercase)
}

/// Whether a URL is of one event subscription: its path ends with `/eventSubscriptions/` and a name.
pub(super) fn is_event_subscription(url: &Url) -> bool {
    let named = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let mut segments = url.path().rsplit('/');
    let (name, list) = (segments.next(), segments.next());
    name.is_some_and(named)
        && list.is_some_and(|list| list.eq_ignore_ascii_case("eventSubscriptions"))
}

/// Whether a URL is of a POST that only reads: the last part of its path says so.
pub(super) fn is_question(url: &Url) -> bool {
    let last = url.path().rsplit('/').next().unwrap_or_default();
    ["getFullUrl", "getDeliveryAttributes"]
        .iter()
        .any(|question| question.eq_ignore_ascii_case(last))
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{at, follow, is_event_subscription, is_question, subscription};

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_query_is_encoded_as_azure_writes_it() {
        let base = url("https://management.azure.com");
        let query = [
            ("api-version", "2015-04-01"),
            (
                "$filter",
                "eventTimestamp ge '2026-11-28T16:00:00Z' and a eq 'b+c&d'",
            ),
            ("$top", "100"),
        ];
        assert_eq!(
            at(&base, "/subscriptions/s/x", &query).as_str(),
            "https://management.azure.com/subscriptions/s/x?api-version=2015-04-01&$filter=eventTimestamp%20ge%20%272026-11-28T16%3A00%3A00Z%27%20and%20a%20eq%20%27b%2Bc%26d%27&$top=100"
        );
        let below = url("http://127.0.0.1:9/azure/");
        assert_eq!(
            at(&below, "/phoneNumbers/%2B15017122661?x#y", &[]).as_str(),
            "http://127.0.0.1:9/azure/phoneNumbers/%2B15017122661%3Fx%23y"
        );
    }

    #[test]
    fn a_link_stays_with_its_host() {
        let base = url("https://management.azure.com");
        for (link, expected) in [
            (
                "/phoneNumbers?skip=100",
                "https://management.azure.com/phoneNumbers?skip=100",
            ),
            (
                "https://management.azure.com:443/x",
                "https://management.azure.com/x",
            ),
            (
                "https://MANAGEMENT.azure.com/X",
                "https://management.azure.com/X",
            ),
        ] {
            assert_eq!(follow(&base, link).unwrap().as_str(), expected);
        }
        for (link, why) in [
            (
                "https://evil.example/x?code=1",
                "leads away to evil.example",
            ),
            ("//evil.example/x", "leads away to evil.example"),
            (
                "http://management.azure.com/x",
                "leads away to management.azure.com",
            ),
            (
                "https://management.azure.com:444/",
                "leads away to management.azure.com",
            ),
            (
                "https://u@management.azure.com/",
                "leads away to management.azure.com",
            ),
            ("\\\\evil.example", "leads away to evil.example"),
            ("data:text/plain,x", "leads away to nowhere"),
        ] {
            assert_eq!(follow(&base, link).unwrap_err(), why);
        }
        let below = url("https://proxy.example/azure/");
        assert_eq!(
            follow(&below, "/x?y=z").unwrap().as_str(),
            "https://proxy.example/azure/x?y=z"
        );
    }

    #[test]
    fn the_azure_subscription_of_a_url() {
        let of = |path: &str| subscription(&url(&format!("https://a.example{path}")));
        assert_eq!(
            of("/Subscriptions/AB-1/resourceGroups/g").as_deref(),
            Some("ab-1")
        );
        assert_eq!(of("/prefix/subscriptions/ab-1").as_deref(), Some("ab-1"));
        assert_eq!(of("/phoneNumbers"), None);
    }

    #[test]
    fn only_an_event_subscription_can_be_deleted() {
        let may = |path: &str| is_event_subscription(&url(&format!("https://a.example{path}")));
        let topic =
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.EventGrid/systemTopics/t";
        assert!(may(&format!(
            "{topic}/eventSubscriptions/incoming?api-version=1"
        )));
        assert!(may(&format!("{topic}/EVENTSUBSCRIPTIONS/a-1")));
        for path in [
            topic.to_owned(),
            format!("{topic}/eventSubscriptions"),
            format!("{topic}/eventSubscriptions/"),
            format!("{topic}/eventSubscriptions/a/"),
            format!("{topic}/eventSubscriptions/a/getFullUrl"),
            format!("{topic}/eventSubscriptions/.."),
            format!("{topic}/eventSubscriptions/%2e%2e"),
            format!("{topic}/eventSubscriptions/a%2Fb"),
            format!("{topic}/x/eventSubscriptions/../y"),
            "/phoneNumbers/%2B15017122661".to_owned(),
            "/phoneNumbers/x?y=/eventSubscriptions/z".to_owned(),
        ] {
            assert!(!may(&path), "{path}");
        }
    }

    #[test]
    fn only_two_posts_read() {
        let reads = |path: &str| is_question(&url(&format!("https://a.example{path}")));
        assert!(reads("/x/getFullUrl?api-version=1") && reads("/x/getdeliveryattributes"));
        for path in [
            "/x/listKeys",
            "/x/regenerateKey",
            "/getFullUrl/x",
            "/x?getFullUrl",
        ] {
            assert!(!reads(path), "{path}");
        }
    }
}

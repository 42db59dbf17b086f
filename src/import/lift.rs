//! The URL that most numbers of a provider share, which its `callback_url` can say once.

use std::collections::BTreeMap;

use crate::model::{HttpsUrl, mask_userinfo};

/// What a number calls when a text comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Callback<'a> {
    /// The URL; blank if there is none.
    pub url: &'a str,
    /// The method; blank means POST.
    pub method: &'a str,
}

/// The URL that a provider's numbers share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifted {
    /// The URL.
    pub url: HttpsUrl,
    /// Its most frequent method, in capitals.
    pub method: String,
    /// How many numbers have this URL.
    pub numbers: usize,
    /// How many numbers there are.
    pub of: usize,
}

impl Lifted {
    /// Whether the method is one that the configuration knows.
    pub fn is_declarable(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "POST")
    }
}

/// Returns the URL of more than half of the numbers, and of two at least.
///
/// `callbacks` has one entry for each number of the provider. A URL that the configuration language
/// refuses is never lifted, and neither is the demo that Twilio gives to new numbers.
pub fn lift(callbacks: &[Callback<'_>]) -> Option<Lifted> {
    let mut methods: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    for callback in callbacks {
        let method = match callback.method.trim() {
            "" => "POST".to_owned(),
            method => method.to_ascii_uppercase(),
        };
        *methods
            .entry(callback.url)
            .or_default()
            .entry(method)
            .or_default() += 1;
    }
    let (text, methods) = methods.into_iter().find(|(_, methods)| {
        let numbers: usize = methods.values().sum();
        numbers >= 2 && numbers * 2 > callbacks.len()
    })?;
    let url = HttpsUrl::parse(text).ok()?;
    if is_demo(text) || mask_userinfo(text) != text {
        return None;
    }
    let numbers = methods.values().sum();
    // Of two that are equally frequent the later in the alphabet: POST, the default.
    let (method, _) = methods.into_iter().max_by_key(|(_, count)| *count)?;
    Some(Lifted {
        url,
        method,
        numbers,
        of: callbacks.len(),
    })
}

/// Whether a URL is on the host of Twilio's demo.
fn is_demo(url: &str) -> bool {
    let rest = url.get("https://".len()..).unwrap_or_default();
    let host = rest
        .split(['/', '?', '#', ':', '\\'])
        .next()
        .unwrap_or_default();
    host.eq_ignore_ascii_case("demo.twilio.com")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Callback, lift};

    const A: &str = "https://a.example/sms";
    const B: &str = "https://b.example/sms";

    fn lifted(urls: &[&str]) -> Option<(String, usize)> {
        let method = "";
        let callbacks: Vec<Callback<'_>> =
            urls.iter().map(|url| Callback { url, method }).collect();
        lift(&callbacks).map(|lifted| (lifted.url.as_str().to_owned(), lifted.numbers))
    }

    #[test]
    fn more_than_half_and_two_at_least_share_it() {
        assert_eq!(lifted(&[A, B, A]), Some((A.to_owned(), 2)));
        assert_eq!(lifted(&[A, A]), Some((A.to_owned(), 2)));
        for urls in [&[][..], &[A], &[A, A, B, B], &[A, A, B, ""], &["", "", A]] {
            assert_eq!(lifted(urls), None, "{urls:?}");
        }
    }

    #[test]
    fn what_the_language_refuses_is_not_lifted() {
        for url in [
            "http://a.example/sms",
            "https://demo.twilio.com/welcome/sms/reply",
            "HTTPS://DEMO.twilio.com:443/welcome/sms/reply/",
            "https://user:password@a.example/sms",
            "https://localhost/sms",
            "https://10.0.0.1/sms",
            "",
        ] {
            assert_eq!(lifted(&[url, url, url]), None, "{url}");
        }
    }

    #[test]
    fn the_most_frequent_method_goes_with_it() {
        let method = |methods: &[&str]| {
            let callbacks = methods.iter().map(|method| Callback { url: A, method });
            lift(&callbacks.collect::<Vec<_>>()).unwrap().method
        };
        assert_eq!(method(&["GET", "get", "POST"]), "GET");
        assert_eq!(method(&["GET", "POST"]), "POST");
        assert_eq!(method(&["", "", "GET"]), "POST");
    }

    proptest! {
        #[test]
        fn the_order_does_not_matter(mut list in prop::collection::vec((prop::sample::select(vec![A, B, ""]), prop::sample::select(vec!["GET", "POST"])), 0..12)) {
            let lift_all = |list: &[(&str, &str)]| {
                let list: Vec<Callback<'_>> = list.iter().map(|(url, method)| Callback { url, method }).collect();
                lift(&list)
            };
            let before = lift_all(&list);
            list.reverse();
            prop_assert_eq!(&before, &lift_all(&list));
            list.sort_unstable();
            prop_assert_eq!(before, lift_all(&list));
        }
    }
}

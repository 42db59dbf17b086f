//! Pages that are requested early: as soon as the body of a page has arrived, the page that it links
//! to is requested, and only then is the body parsed. A list of many pages then takes as long as its
//! requests.
//!
//! The link is taken from the unparsed body, so it is a guess: the page counts only if the parsed
//! body has the same link.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use memchr::memmem;
use serde::de::DeserializeOwned;
use tokio_util::task::AbortOnDropHandle;
use tracing::{Instrument as _, Span};
use url::Url;

use super::{Call, Client};
use crate::http::Repeat;
use crate::provider::ProviderError;
use crate::provider::twilio::hosts;

/// A page of a list as JSON.
pub trait Page: DeserializeOwned + Send + 'static {
    /// The link to the next page.
    fn next(&self) -> Option<&str>;
}

/// How the pages of one list are requested.
pub(super) struct Fetcher {
    pub(super) client: Arc<Client>,
    pub(super) base: Url,
    /// The path of the first page, and of every other page: it belongs to one account's list.
    pub(super) path: String,
    pub(super) doing: String,
    pub(super) repeat: Repeat,
    /// Whether every page of the list will be read.
    pub(super) to_the_end: bool,
    /// What the list is read for, in a trace: no page is part of the one before it.
    pub(super) span: Span,
}

/// A page that was requested before the page that links to it was parsed. Dropping it ends the
/// request.
pub(super) struct Ahead<T> {
    pub(super) url: Url,
    page: AbortOnDropHandle<Fetched<T>>,
}

impl<T> Ahead<T> {
    /// The page; `None` if its task panicked, which the process reports by itself.
    pub(super) async fn page(self) -> Option<Fetched<T>> {
        self.page.await.ok()
    }
}

/// A page, the number of requests it took, and the page after it.
pub(super) struct Fetched<T> {
    pub(super) page: Result<T, ProviderError>,
    pub(super) reads: u64,
    pub(super) ahead: Option<Ahead<T>>,
}

impl Fetcher {
    /// Requests a page.
    pub(super) fn fetch<T: Page>(
        self: Arc<Self>,
        url: Url,
    ) -> Pin<Box<dyn Future<Output = Fetched<T>> + Send>> {
        Box::pin(async move {
            let ahead = Mutex::new(None);
            let glance = |body: &[u8]| {
                if let Some(next) = self.linked(body).filter(|next| *next != url) {
                    let page = Arc::clone(&self).fetch(next.clone());
                    let page = tokio::spawn(page.instrument(self.span.clone()));
                    let page = AbortOnDropHandle::new(page);
                    let requested = Ahead { url: next, page };
                    *ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some(requested);
                }
            };
            let call = Call {
                url: &url,
                form: None,
                doing: &self.doing,
                repeat: self.repeat,
                glance: Some(&glance),
            };
            let mut reads = 0;
            let answer = self.client.send_counting(&call, &mut reads).await;
            Fetched {
                page: answer.map(|answer| answer.value),
                reads,
                ahead: ahead.into_inner().unwrap_or_else(PoisonError::into_inner),
            }
        })
    }

    /// The page that a body links to, if all pages will be read and the link leads to this list.
    fn linked(&self, body: &[u8]) -> Option<Url> {
        let link = self.to_the_end.then(|| link_in(body)).flatten()?;
        let url = hosts::follow(&self.base, &link).ok()?;
        (url.path() == self.path).then_some(url)
    }
}

/// The keys under which Twilio's lists link to the next page (docs/twilio.md: Paging).
const KEYS: [&str; 2] = ["\"next_page_uri\"", "\"next_page_url\""];

/// The link to the next page in an unparsed body. Inside a text, a quote is escaped, so the quoted
/// key is not found in a name.
fn link_in(body: &[u8]) -> Option<String> {
    let after = KEYS.iter().find_map(|key| {
        let at = memmem::rfind(body, key.as_bytes())?;
        body.get(at + key.len()..)
    })?;
    let value = after.trim_ascii_start().strip_prefix(b":")?;
    let mut values = serde_json::Deserializer::from_slice(value).into_iter::<Option<String>>();
    values
        .next()?
        .ok()
        .flatten()
        .filter(|link| !link.is_empty())
}

#[cfg(test)]
mod tests {
    use super::link_in;

    #[test]
    fn the_link_is_found_wherever_it_is() {
        let found = |body: &str| link_in(body.as_bytes());
        let link = Some("/2010/x?Page=1&PageToken=a\"b".to_owned());
        for body in [
            r#"{"next_page_uri":"/2010/x?Page=1&PageToken=a\"b","list":[{"name":"x"}]}"#,
            r#"{"list":[{"name":"\"next_page_uri\": \"/no\""}],"next_page_uri" : "\/2010/x?Page=1&PageToken=a\"b"}"#,
            r#"{"list":[],"meta":{"next_page_url":"/2010/x?Page=1&PageToken=a\"b","key":"list"}}"#,
        ] {
            assert_eq!(found(body), link, "{body}");
        }
        for body in [
            "",
            "{}",
            r#"{"next_page_uri":null}"#,
            r#"{"next_page_uri":""}"#,
            r#"{"next_page_uri""#,
            r#"{"next_page_uri":"/2010"#,
            r#"{"name":"\"next_page_uri\":\"/no\""}"#,
        ] {
            assert_eq!(found(body), None, "{body}");
        }
    }
}

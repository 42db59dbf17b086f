//! Lists of several pages: each page once, each link checked before it is followed.

use std::collections::BTreeSet;
use std::marker::PhantomData;
use std::sync::Arc;

use tracing::Span;
use url::Url;

use super::Client;
use super::ahead::{Ahead, Fetched, Fetcher, Page};
use crate::http::Repeat;
use crate::provider::twilio::hosts;
use crate::provider::{Failure, ProviderError};

/// A list that is read page by page. It ends with the last page or with the first error.
pub struct Pages<T> {
    fetcher: Arc<Fetcher>,
    next: Option<Result<Url, ProviderError>>,
    /// The page that was requested while the one before it was parsed.
    ahead: Option<Ahead<T>>,
    seen: BTreeSet<String>,
    reads: u64,
    page: PhantomData<T>,
}

impl Client {
    /// Reads a list from its first page on.
    pub fn pages<T: Page>(self: &Arc<Self>, first: Url, doing: &str) -> Pages<T> {
        let base = self.hosts.api.clone();
        Pages::new(self, base, first, doing, Repeat::Reads)
    }

    /// Reads a list at the API of messaging services from its first page on.
    pub fn messaging_pages<T: Page>(self: &Arc<Self>, first: Url, doing: &str) -> Pages<T> {
        let base = self.hosts.messaging.clone();
        Pages::new(self, base, first, doing, Repeat::Reads)
    }

    /// Reads the list of addresses that Conversations handles. Its pages hold 50 at most.
    pub fn conversations_pages<T: Page>(self: &Arc<Self>, doing: &str) -> Pages<T> {
        let base = self.hosts.conversations.clone();
        let (path, query) = ("/v1/Configuration/Addresses", "Type=sms&PageSize=50");
        let first = hosts::at(&base, path, Some(query));
        Pages::new(self, base, first, doing, Repeat::Reads)
    }

    /// Reads a list at the API of events. Each page is requested once, without retries: events are
    /// not worth a wait.
    pub fn monitor_pages<T: Page>(self: &Arc<Self>, query: &str, doing: &str) -> Pages<T> {
        let base = self.hosts.monitor.clone();
        let first = hosts::at(&base, "/v1/Events", Some(query));
        Pages::new(self, base, first, doing, Repeat::Asks)
    }

    /// Reads a list of alerts from its first page on, with retries: a rollout stops if it cannot read
    /// them.
    pub fn alert_pages<T: Page>(self: &Arc<Self>, query: &str, doing: &str) -> Pages<T> {
        let base = self.hosts.monitor.clone();
        let first = hosts::at(&base, "/v1/Alerts", Some(query));
        Pages::new(self, base, first, doing, Repeat::Reads)
    }
}

impl<T: Page> Pages<T> {
    fn new(client: &Arc<Client>, base: Url, first: Url, doing: &str, repeat: Repeat) -> Self {
        Self {
            fetcher: Arc::new(Fetcher {
                client: Arc::clone(client),
                base,
                path: first.path().to_owned(),
                doing: doing.to_owned(),
                repeat,
                to_the_end: false,
                span: Span::current(),
            }),
            next: Some(Ok(first)),
            ahead: None,
            seen: BTreeSet::new(),
            reads: 0,
            page: PhantomData,
        }
    }

    /// The same list, of which all pages will be read: each is requested before the one that links
    /// to it is parsed.
    #[must_use]
    pub fn all(mut self) -> Self {
        if let Some(fetcher) = Arc::get_mut(&mut self.fetcher) {
            fetcher.to_the_end = true;
        }
        self
    }

    /// How many requests were made; each attempt of a page counts.
    pub fn reads(&self) -> u64 {
        self.reads
    }

    /// The next page.
    pub async fn next(&mut self) -> Option<Result<T, ProviderError>> {
        let url = match self.next.take()? {
            Ok(url) => url,
            Err(error) => return Some(Err(error)),
        };
        self.seen.insert(url.to_string());
        let requested = self.ahead.take().filter(|ahead| ahead.url == url);
        let fetched = match requested {
            Some(ahead) => ahead.page().await,
            None => None,
        };
        let Fetched { page, reads, ahead } = match fetched {
            Some(fetched) => fetched,
            None => Arc::clone(&self.fetcher).fetch(url).await,
        };
        self.reads += reads;
        let page: T = match page {
            Ok(page) => page,
            Err(error) => return Some(Err(error)),
        };
        self.next = page
            .next()
            .filter(|link| !link.is_empty())
            .map(|link| self.resolve(link));
        self.ahead = ahead;
        Some(Ok(page))
    }

    fn resolve(&self, link: &str) -> Result<Url, ProviderError> {
        let client = &self.fetcher.client;
        let refuse = |message: String| {
            Err(client.error(&self.fetcher.doing, Failure::Unintelligible, &message))
        };
        let url = match hosts::follow(&self.fetcher.base, link) {
            Ok(url) => url,
            Err(why) => return refuse(format!("the link to the next page {why}")),
        };
        // The credentials may also open other accounts, whose numbers are not wanted.
        if url.path() != self.fetcher.path {
            return refuse("the link to the next page leads to another list".to_owned());
        }
        if self.seen.contains(url.as_str()) {
            return refuse("the list leads back to a page that was read before".to_owned());
        }
        if self.seen.len() >= client.limits.pages {
            return refuse(format!(
                "the list has more than {} pages",
                client.limits.pages
            ));
        }
        Ok(url)
    }
}

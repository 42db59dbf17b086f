//! Lists of several pages: each page once, each link checked before it is followed.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use url::Url;

use super::Client;
use crate::http::Repeat;
use crate::provider::twilio::hosts;
use crate::provider::{Failure, ProviderError};

/// A list that is read page by page. It ends with the last page or with the first error.
pub struct Pages<'a> {
    client: &'a Client,
    base: &'a Url,
    /// The path of the first page, and of every other page: it belongs to one account's list.
    path: String,
    doing: String,
    next: Option<Result<Url, ProviderError>>,
    seen: BTreeSet<String>,
    reads: u64,
    repeat: Repeat,
}

impl Client {
    /// Reads a list from its first page on.
    pub fn pages(&self, first: Url, doing: &str) -> Pages<'_> {
        Pages::new(self, &self.hosts.api, first, doing)
    }

    /// Reads a list at the API of messaging services from its first page on.
    pub fn messaging_pages(&self, first: Url, doing: &str) -> Pages<'_> {
        Pages::new(self, &self.hosts.messaging, first, doing)
    }

    /// Reads the list of addresses that Conversations handles. Its pages hold 50 at most.
    pub fn conversations_pages(&self, doing: &str) -> Pages<'_> {
        let (path, query) = ("/v1/Configuration/Addresses", "Type=sms&PageSize=50");
        let first = hosts::at(&self.hosts.conversations, path, Some(query));
        Pages::new(self, &self.hosts.conversations, first, doing)
    }

    /// Reads a list at the API of events. Each page is requested once, without retries: events are
    /// not worth a wait.
    pub fn monitor_pages(&self, query: &str, doing: &str) -> Pages<'_> {
        let first = hosts::at(&self.hosts.monitor, "/v1/Events", Some(query));
        Pages::new(self, &self.hosts.monitor, first, doing).once()
    }
}

impl<'a> Pages<'a> {
    pub(super) fn new(client: &'a Client, base: &'a Url, first: Url, doing: &str) -> Self {
        Self {
            client,
            base,
            path: first.path().to_owned(),
            doing: doing.to_owned(),
            next: Some(Ok(first)),
            seen: BTreeSet::new(),
            reads: 0,
            repeat: Repeat::Reads,
        }
    }

    /// The same list, read without retries.
    pub(super) fn once(self) -> Self {
        Self {
            repeat: Repeat::Asks,
            ..self
        }
    }

    /// How many requests were made; each attempt of a page counts.
    pub fn reads(&self) -> u64 {
        self.reads
    }

    /// The next page. `link` finds the link to the page after it.
    pub async fn next<T: DeserializeOwned>(
        &mut self,
        link: fn(&T) -> Option<&str>,
    ) -> Option<Result<T, ProviderError>> {
        let url = match self.next.take()? {
            Ok(url) => url,
            Err(error) => return Some(Err(error)),
        };
        self.seen.insert(url.to_string());
        let answer = self
            .client
            .read(&url, &self.doing, self.repeat, &mut self.reads)
            .await;
        let page: T = match answer {
            Ok(answer) => answer.value,
            Err(error) => return Some(Err(error)),
        };
        self.next = link(&page)
            .filter(|link| !link.is_empty())
            .map(|link| self.resolve(link));
        Some(Ok(page))
    }

    fn resolve(&self, link: &str) -> Result<Url, ProviderError> {
        let refuse = |message: String| {
            let error = self
                .client
                .error(&self.doing, Failure::Unintelligible, &message);
            Err(error)
        };
        let url = match hosts::follow(self.base, link) {
            Ok(url) => url,
            Err(why) => return refuse(format!("the link to the next page {why}")),
        };
        // The credentials may also open other accounts, whose numbers are not wanted.
        if url.path() != self.path {
            return refuse("the link to the next page leads to another list".to_owned());
        }
        if self.seen.contains(url.as_str()) {
            return refuse("the list leads back to a page that was read before".to_owned());
        }
        if self.seen.len() >= self.client.limits.pages {
            return refuse(format!(
                "the list has more than {} pages",
                self.client.limits.pages
            ));
        }
        Ok(url)
    }
}

//! Lists of several pages: each page once, each link checked before it is followed.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use url::Url;

use super::Client;
use crate::provider::twilio::hosts;
use crate::provider::{Failure, ProviderError};

/// A list that is read page by page. It ends with the last page or with the first error.
pub struct Pages<'a> {
    client: &'a Client,
    base: &'a Url,
    doing: String,
    next: Option<Result<Url, ProviderError>>,
    seen: BTreeSet<String>,
}

impl<'a> Pages<'a> {
    pub(super) fn new(client: &'a Client, base: &'a Url, first: Url, doing: &str) -> Self {
        Self {
            client,
            base,
            doing: doing.to_owned(),
            next: Some(Ok(first)),
            seen: BTreeSet::new(),
        }
    }

    /// How many pages were asked for; a page that took several tries is one.
    pub fn reads(&self) -> u64 {
        self.seen.len() as u64
    }

    /// The next page. `link` says where in a page the link to the one after it stands.
    pub async fn next<T: DeserializeOwned>(
        &mut self,
        link: fn(&T) -> Option<&str>,
    ) -> Option<Result<T, ProviderError>> {
        let url = match self.next.take()? {
            Ok(url) => url,
            Err(error) => return Some(Err(error)),
        };
        self.seen.insert(url.to_string());
        let page: T = match self.client.get(&url, &self.doing).await {
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

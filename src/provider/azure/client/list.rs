//! Lists of several pages: each page once, each link checked before it is followed.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::{Client, Plane};
use crate::provider::azure::hosts;
use crate::provider::{Failure, ProviderError};

/// What was read of a list.
#[derive(Debug)]
pub struct Listed<T> {
    /// The items, in Azure's order.
    pub items: Vec<T>,
    /// The number of HTTP requests.
    pub requests: u64,
    /// Why the list is not complete; `None` if it is.
    pub failed: Option<ProviderError>,
}

/// A page of a list.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound = "T: DeserializeOwned")]
struct Page<T> {
    value: Option<Vec<T>>,
    phone_numbers: Option<Vec<T>>,
    next_link: Option<String>,
}

impl Client {
    /// Reads a list to its end, or to the first error. `items` is the key of the list in a page:
    /// `value`, or `phoneNumbers`.
    pub async fn list<T: DeserializeOwned + Send>(
        &self,
        plane: Plane,
        first: &Url,
        items: &'static str,
        doing: &str,
    ) -> Listed<T> {
        let mut listed = Listed {
            items: Vec::new(),
            requests: 0,
            failed: None,
        };
        let mut seen = BTreeSet::new();
        let mut next = Some(first.clone());
        while let Some(url) = next.take() {
            seen.insert(url.to_string());
            let page = self.page(plane, &url, items, doing, &mut listed.requests);
            let turned = match page.await {
                Ok((more, link)) => {
                    listed.items.extend(more);
                    link.map(|link| self.turn(plane, first, &link, &seen))
                        .transpose()
                }
                Err(error) => {
                    listed.failed = Some(error);
                    return listed;
                }
            };
            match turned {
                Ok(link) => next = link,
                Err(message) => {
                    listed.failed = Some(self.error(doing, Failure::Unintelligible, &message));
                }
            }
        }
        listed
    }

    /// The items of a page, and the link to the next one.
    async fn page<T: DeserializeOwned + Send>(
        &self,
        plane: Plane,
        url: &Url,
        items: &'static str,
        doing: &str,
        requests: &mut u64,
    ) -> Result<(Vec<T>, Option<String>), ProviderError> {
        let answer = self.get::<Page<T>>(plane, url, doing, requests).await?;
        let page = answer.value;
        let listed = match items {
            "phoneNumbers" => page.phone_numbers,
            _ => page.value,
        };
        let listed = listed.ok_or_else(|| ProviderError {
            status: Some(answer.status),
            request_id: answer.request_id,
            ..self.error(
                doing,
                Failure::Unintelligible,
                &format!("the answer has no list `{items}`"),
            )
        })?;
        Ok((listed, page.next_link.filter(|link| !link.is_empty())))
    }

    /// The URL of the next page.
    fn turn(
        &self,
        plane: Plane,
        first: &Url,
        link: &str,
        seen: &BTreeSet<String>,
    ) -> Result<Url, String> {
        let url = hosts::follow(self.base(plane), link)
            .map_err(|why| format!("the link to the next page {why}"))?;
        // The credentials may also open other Azure subscriptions, whose objects are not wanted.
        if hosts::subscription(&url) != hosts::subscription(first) {
            return Err("the link to the next page leads to another Azure subscription".to_owned());
        }
        if seen.contains(url.as_str()) {
            return Err("the list leads back to a page that was read before".to_owned());
        }
        if seen.len() >= self.limits.pages {
            return Err(format!(
                "the list has more than {} pages",
                self.limits.pages
            ));
        }
        Ok(url)
    }
}

//! Lists of several pages. Each link to a next page is checked before it is followed, and followed
//! as it is: its cookie must come back unchanged.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::attempt::{Call, Sort};
use super::{API, Run};
use crate::counterpart::dynamics::tables::AUTH_TOKEN;
use crate::counterpart::dynamics::trouble::Trouble;
use crate::http::may_receive_credentials;
use crate::provider::{Failure, ProviderError};

/// A page of a list.
#[derive(Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
struct Page<T> {
    value: Vec<T>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
}

impl Run<'_> {
    /// Reads an entity set to its end. `select` names the columns and is not empty.
    pub(in super::super) async fn list<T: DeserializeOwned + Send>(
        &self,
        set: &str,
        select: &[&str],
        doing: &str,
    ) -> Result<Vec<T>, Trouble> {
        let query = format!("$select={}", select.join(","));
        let first = self.client.at(set, Some(&query));
        let mut rows = Vec::new();
        let mut seen = BTreeSet::new();
        let mut next = Some(first.clone());
        while let Some(url) = next.take() {
            let page: Page<T> = self.send(&Call::reads(Sort::Rows, &url, doing)).await?;
            rows.extend(page.value);
            seen.insert(url.to_string());
            let link = page.next.filter(|link| !link.is_empty());
            let turned = link.map(|link| self.turn(&first, &link, &seen)).transpose();
            next = turned.map_err(|why| {
                let error = ProviderError::new(Failure::Unintelligible, doing, why);
                Trouble::of_request(error, self.client.named(), false)
            })?;
        }
        Ok(rows)
    }

    /// The URL of the next page.
    fn turn(&self, first: &Url, link: &str, seen: &BTreeSet<String>) -> Result<Url, String> {
        let url = follow(first, link)?;
        if seen.contains(url.as_str()) {
            return Err("the list leads back to a page that was read before".to_owned());
        }
        let most = self.client.limits.pages;
        if seen.len() >= most {
            return Err(format!("the list has more than {most} pages"));
        }
        Ok(url)
    }
}

/// The URL of a link to a next page, if it may be followed: it leads to the origin and the path of
/// the first page, and names its columns.
fn follow(first: &Url, link: &str) -> Result<Url, String> {
    let url = Url::parse(link).map_err(|_| "the link to the next page is not a URL".to_owned())?;
    if url.origin() != first.origin() {
        let origin = url.origin().ascii_serialization();
        return Err(format!(
            "the link to the next page leads to another host; if that is the environment's own, put {origin} into `url`"
        ));
    }
    may_receive_credentials(&url).map_err(|why| format!("the link to the next page {why}"))?;
    if !url.path().eq_ignore_ascii_case(first.path()) {
        return Err(format!(
            "the link to the next page leads away from {API} of this list"
        ));
    }
    let mut query = url.query_pairs();
    let selects = query.any(|(name, value)| name == "$select" && !value.trim().is_empty());
    if !selects || link.contains(AUTH_TOKEN) {
        return Err("the link to the next page names other columns".to_owned());
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::follow;

    const FIRST: &str = "https://contoso.crm4.dynamics.com/api/data/v9.2/rows?$select=a,_b_value";

    #[test]
    fn a_link_is_followed_as_it_is() {
        let first = Url::parse(FIRST).unwrap();
        let link = format!(
            "{FIRST}&$skiptoken=%3Ccookie%20pagenumber=%222%22%20pagingcookie=%22%253ccookie%2520page%253d%25221%2522%253e%22%20istracking=%22False%22%20/%3E"
        );
        assert_eq!(follow(&first, &link).unwrap().as_str(), link);
    }

    #[test]
    fn a_link_that_leads_away_is_not_followed() {
        let first = Url::parse(FIRST).unwrap();
        for (link, why) in [
            (
                "https://contoso.api.crm4.dynamics.com/api/data/v9.2/rows?$select=a",
                "put https://contoso.api.crm4.dynamics.com into `url`",
            ),
            (
                "http://contoso.crm4.dynamics.com/api/data/v9.2/rows?$select=a",
                "another host",
            ),
            (
                "https://contoso.crm4.dynamics.com:8443/api/data/v9.2/rows?$select=a",
                "another host",
            ),
            (
                "https://u:p@contoso.crm4.dynamics.com/api/data/v9.2/rows?$select=a",
                "holds a user name",
            ),
            (
                "https://contoso.crm4.dynamics.com/api/data/v9.2/others?$select=a",
                "leads away",
            ),
            (
                "https://contoso.crm4.dynamics.com/api/data/v9.2/rows?$skiptoken=x",
                "other columns",
            ),
            (
                "https://contoso.crm4.dynamics.com/api/data/v9.2/rows?$select=a,msdynmkt_authtoken",
                "other columns",
            ),
            ("/api/data/v9.2/rows?$select=a", "not a URL"),
        ] {
            let error = follow(&first, link).unwrap_err();
            assert!(error.contains(why), "{link}: {error}");
        }
    }
}

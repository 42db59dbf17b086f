//! Twilio's two forms of paging. A page token names the item next to the page, so that reading a list that changes
//! neither skips nor repeats an item. Only the requested page is built.

use std::collections::BTreeMap;
use std::ops::Bound;

use sandbox_server::Reply;
use serde::ser::{Serialize, SerializeMap, Serializer};
use url::form_urlencoded;

use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::response::json_reply;
use crate::store::sid;

/// The default and the largest page size (Twilio: 20007).
const DEFAULT_SIZE: usize = 50;
const LARGEST_SIZE: usize = 1000;

/// One page of a list whose keys are SIDs, or codes of countries.
pub(crate) struct Page<'a, T> {
    items: Vec<&'a T>,
    number: usize,
    size: usize,
    /// Token of the page after this one.
    next: Option<String>,
    /// Token of the page before this one.
    previous: Option<String>,
}

/// The page that `request` asks for, of the items that pass `keep`.
pub(crate) fn page<'a, T>(
    request: &Request,
    all: &'a BTreeMap<String, T>,
    keep: impl Fn(&T) -> bool,
) -> Result<Page<'a, T>, Refusal> {
    page_within(request, all, LARGEST_SIZE, keep)
}

/// The same for a list whose pages hold at most `largest` items.
pub(crate) fn page_within<'a, T>(
    request: &Request,
    all: &'a BTreeMap<String, T>,
    largest: usize,
    keep: impl Fn(&T) -> bool,
) -> Result<Page<'a, T>, Refusal> {
    let size = size(request, largest)?;
    let number = number(request)?;
    let token = request.query("PageToken").map(parse_token).transpose()?;
    let kept = |entry: &(&String, &'a T)| keep(entry.1);
    let mut found: Vec<(&String, &T)> = match &token {
        Some((Side::Before, key)) => all
            .range::<str, _>((Bound::Unbounded, Bound::Excluded(*key)))
            .rev()
            .filter(kept)
            .take(size)
            .collect(),
        Some((Side::After, key)) => all
            .range::<str, _>((Bound::Excluded(*key), Bound::Unbounded))
            .filter(kept)
            .take(size + 1)
            .collect(),
        None => all.iter().filter(kept).take(size + 1).collect(),
    };
    let backwards = matches!(token, Some((Side::Before, _)));
    if backwards {
        found.reverse();
    }
    let more = backwards || found.len() > size;
    found.truncate(size);
    let last = found.last().map(|(key, _)| format!("PA{key}"));
    let first = found.first().map(|(key, _)| format!("PB{key}"));
    Ok(Page {
        next: last.filter(|_| more),
        previous: first.filter(|_| number > 0),
        items: found.into_iter().map(|(_, item)| item).collect(),
        number,
        size,
    })
}

/// The answer with a page in the form of the v2010 API: paging keys beside the list, links relative to the host.
pub(crate) fn list_2010<'a, T, V: Serialize>(
    request: &Request,
    key: &'static str,
    page: &Page<'a, T>,
    view: impl Fn(&'a T) -> V,
) -> Result<Reply, Refusal> {
    let items: Vec<V> = page.items.iter().map(|item| view(item)).collect();
    json_reply(
        200,
        &Envelope2010 {
            request,
            key,
            page: &page.bare(),
            items,
        },
    )
}

/// The answer with a page in the form of the v1 APIs: a `meta` object with absolute links.
pub(crate) fn list_v1<'a, T, V: Serialize>(
    request: &Request,
    key: &'static str,
    page: &Page<'a, T>,
    view: impl Fn(&'a T) -> V,
) -> Result<Reply, Refusal> {
    let items: Vec<V> = page.items.iter().map(|item| view(item)).collect();
    json_reply(
        200,
        &EnvelopeV1 {
            request,
            key,
            page: &page.bare(),
            items,
        },
    )
}

/// A page without its items, for the links.
struct Bare<'a> {
    count: usize,
    number: usize,
    size: usize,
    next: Option<&'a str>,
    previous: Option<&'a str>,
}

impl<T> Page<'_, T> {
    fn bare(&self) -> Bare<'_> {
        Bare {
            count: self.items.len(),
            number: self.number,
            size: self.size,
            next: self.next.as_deref(),
            previous: self.previous.as_deref(),
        }
    }
}

struct Envelope2010<'a, V> {
    request: &'a Request,
    key: &'static str,
    page: &'a Bare<'a>,
    items: Vec<V>,
}

impl<V: Serialize> Serialize for Envelope2010<'_, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { request, page, .. } = self;
        let start = page.number * page.size;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("first_page_uri", &link(request, page, 0, None))?;
        map.serialize_entry("end", &(start + page.count.max(1) - 1))?;
        map.serialize_entry("previous_page_uri", &previous(request, page))?;
        map.serialize_entry(self.key, &self.items)?;
        map.serialize_entry("uri", &link(request, page, page.number, None))?;
        map.serialize_entry("page_size", &page.size)?;
        map.serialize_entry("start", &start)?;
        map.serialize_entry("next_page_uri", &next(request, page))?;
        map.serialize_entry("page", &page.number)?;
        map.end()
    }
}

struct EnvelopeV1<'a, V> {
    request: &'a Request,
    key: &'static str,
    page: &'a Bare<'a>,
    items: Vec<V>,
}

impl<V: Serialize> Serialize for EnvelopeV1<'_, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { request, page, .. } = self;
        let absolute = |path: String| format!("{}{path}", request.base);
        let meta = serde_json::json!({
            "page": page.number,
            "page_size": page.size,
            "first_page_url": absolute(link(request, page, 0, None)),
            "previous_page_url": previous(request, page).map(absolute),
            "url": absolute(link(request, page, page.number, None)),
            "next_page_url": next(request, page).map(absolute),
            "key": self.key,
        });
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("meta", &meta)?;
        map.serialize_entry(self.key, &self.items)?;
        map.end()
    }
}

fn next(request: &Request, page: &Bare<'_>) -> Option<String> {
    let token = page.next?;
    Some(link(request, page, page.number + 1, Some(token)))
}

fn previous(request: &Request, page: &Bare<'_>) -> Option<String> {
    let token = page.previous?;
    Some(link(
        request,
        page,
        page.number.saturating_sub(1),
        Some(token),
    ))
}

/// The link to a page: the filters as they were sent, then Twilio's three paging parameters.
fn link(request: &Request, page: &Bare<'_>, number: usize, token: Option<&str>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let filters = request
        .query
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "PageSize" | "Page" | "PageToken"));
    query.extend_pairs(filters);
    query.append_pair("PageSize", &page.size.to_string());
    query.append_pair("Page", &number.to_string());
    if let Some(token) = token {
        query.append_pair("PageToken", token);
    }
    format!("{}?{}", request.path, query.finish())
}

fn size(request: &Request, largest: usize) -> Result<usize, Refusal> {
    match request.query("PageSize").map(str::parse) {
        None => Ok(DEFAULT_SIZE),
        Some(Ok(size)) if (1..=largest).contains(&size) => Ok(size),
        Some(_) => Err(Refusal::bad(
            20007,
            format!("Page size must be a number from 1 to {largest}"),
        )),
    }
}

/// The value of `Page`. It is the client's own count; only `PageToken` selects the page.
fn number(request: &Request) -> Result<usize, Refusal> {
    request
        .query("Page")
        .map_or(Ok(0), str::parse)
        .ok()
        .filter(|number| *number <= usize::MAX / LARGEST_SIZE / 2)
        .ok_or_else(|| Refusal::parameter("Page must be a number"))
}

enum Side {
    Before,
    After,
}

/// Parses a token: a side and a SID. Anything else is refused (Twilio: 21481).
fn parse_token(token: &str) -> Result<(Side, &str), Refusal> {
    let side = match token.get(..2) {
        Some("PA") => Some(Side::After),
        Some("PB") => Some(Side::Before),
        _ => None,
    };
    let is_country = |key: &str| key.len() == 2 && key.bytes().all(|b| b.is_ascii_uppercase());
    let key = token
        .get(2..)
        .filter(|key| sid::is_any_sid(key) || is_country(key));
    side.zip(key)
        .ok_or_else(|| Refusal::bad(21481, "Invalid PageToken"))
}

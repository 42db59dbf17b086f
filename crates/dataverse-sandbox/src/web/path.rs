//! The path of a request below `/api/data/`.

use percent_encoding::percent_decode_str;
use sandbox_server::Request;

/// Where the Web API begins.
pub(crate) const API: &str = "/api/data/";
/// The versions that are served. They are the same.
const VERSIONS: [&str; 3] = ["v9.0", "v9.1", "v9.2"];

/// A path such as `msdynmkt_keywords(id)` or `WhoAmI`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Path {
    /// The version and the slash after it, for links.
    pub(crate) root: String,
    /// The entity set or the function.
    pub(crate) name: String,
    /// The text in parentheses.
    pub(crate) key: Option<String>,
    /// The segments that follow.
    pub(crate) rest: Option<String>,
}

impl Path {
    /// The path of a request; none if its version does not exist.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        let (version, segment) = request.path.strip_prefix(API)?.split_once('/')?;
        if !VERSIONS.contains(&version) {
            return None;
        }
        let text = percent_decode_str(segment).decode_utf8().ok()?;
        let root = format!("{API}{version}/");
        let opened = text.split_once('(');
        let closed = opened.and_then(|(name, rest)| Some((name, rest.rsplit_once(')')?)));
        let (name, key, rest) = match closed {
            Some((name, (key, rest))) => {
                let rest = rest.strip_prefix('/').filter(|rest| !rest.is_empty());
                (name, Some(key.to_owned()), rest)
            }
            None => match text.split_once('/') {
                Some((name, rest)) => (name, None, Some(rest)),
                None => (&*text, None, None),
            },
        };
        Some(Self {
            root,
            name: name.to_owned(),
            key,
            rest: rest.map(str::to_owned),
        })
    }
}

/// The arguments of a function: `UserId=…,PrivilegeName='…'`. A value `@p` stands for the query parameter of that name.
pub(crate) fn arguments(request: &Request, key: &str) -> Vec<(String, String)> {
    let pairs = key.split(',').filter_map(|pair| pair.split_once('='));
    let value = |value: &str| {
        let given = if value.starts_with('@') {
            request.query(value).unwrap_or_default()
        } else {
            value
        };
        given.trim().to_owned()
    };
    pairs
        .map(|(name, given)| (name.trim().to_owned(), value(given)))
        .collect()
}

/// The text in a literal such as `'it''s'`; none if it is not one.
pub(crate) fn unquoted(literal: &str) -> Option<String> {
    let inside = literal.strip_prefix('\'')?.strip_suffix('\'')?;
    Some(inside.replace("''", "'"))
}

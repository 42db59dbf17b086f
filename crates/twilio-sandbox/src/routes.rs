//! Which path is answered by whom. Each resource lists its own routes; this file lists the resources.

use std::collections::BTreeMap;

use super::error::Refusal;
use super::reply::Reply;
use super::request::Request;
use super::state::State;
use super::{
    accounts, addresses, applications, available, campaigns, events, numbers, purchases, senders,
    services, verifications,
};

/// All resources. Within one, a literal path stands before one with a named part.
const RESOURCES: &[&[Route]] = &[
    accounts::ROUTES,
    purchases::ROUTES,
    numbers::ROUTES,
    available::ROUTES,
    applications::ROUTES,
    services::ROUTES,
    senders::ROUTES,
    campaigns::ROUTES,
    verifications::ROUTES,
    addresses::ROUTES,
    events::ROUTES,
];

/// What a resource does with a request. On a refusal it must have left the state as it was.
pub(super) type Answer = fn(&mut State, &Request) -> Result<Reply, Refusal>;

/// One method of one path.
pub(super) struct Route {
    method: &'static str,
    pattern: &'static str,
    pub(super) answer: Answer,
}

impl Route {
    /// `pattern` is a path whose parts in braces match any one segment; `{x}.json` only one that ends so.
    pub(super) const fn new(method: &'static str, pattern: &'static str, answer: Answer) -> Self {
        Self {
            method,
            pattern,
            answer,
        }
    }
}

/// The named parts of a path.
pub(super) type Params = BTreeMap<&'static str, String>;

/// Finds who answers. Paths are case-sensitive (Twilio: 20404).
pub(super) fn find(method: &str, path: &str) -> Result<(&'static Route, Params), Refusal> {
    let mut other_method = false;
    for route in RESOURCES.iter().copied().flatten() {
        if let Some(params) = matches(route.pattern, path) {
            if route.method == method {
                return Ok((route, params));
            }
            other_method = true;
        }
    }
    if other_method {
        let message = format!("Method {method} is not allowed on {path}");
        return Err(Refusal::new(405, 20004, message));
    }
    Err(without_suffix(path).unwrap_or_else(|| Refusal::not_found(path)))
}

/// Twilio answers a v2010 path without `.json` in XML, which the sandbox does not speak; better said than guessed.
fn without_suffix(path: &str) -> Option<Refusal> {
    let json = format!("{path}.json");
    let known = RESOURCES.iter().copied().flatten();
    known
        .map(|route| route.pattern)
        .find(|pattern| matches(pattern, &json).is_some())?;
    Some(Refusal::new(
        404,
        20404,
        format!("The sandbox has no XML: ask for {json} instead of {path}"),
    ))
}

fn matches(pattern: &'static str, path: &str) -> Option<Params> {
    let mut params = Params::new();
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(params),
            (Some(wanted), Some(given)) => match wanted.strip_prefix('{') {
                None if wanted == given => {}
                None => return None,
                Some(named) => {
                    let (name, suffix) = named.split_once('}')?;
                    let value = given
                        .strip_suffix(suffix)
                        .filter(|value| !value.is_empty())?;
                    params.insert(name, value.to_owned());
                }
            },
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let found = |path| matches("/a/{x}/b/{y}.json", path);
        let params = found("/a/1/b/2.json").unwrap();
        assert_eq!((params["x"].as_str(), params["y"].as_str()), ("1", "2"));
        for path in [
            "/a/1/b/2",
            "/a//b/2.json",
            "/a/1/b/.json",
            "/a/1/B/2.json",
            "/a/1/b/2.json/",
        ] {
            assert!(found(path).is_none(), "{path}");
        }
    }
}

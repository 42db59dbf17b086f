//! One route: a method, a path pattern and the handler.

use sandbox_server::Reply;
use std::collections::BTreeMap;

use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::store::state::State;

/// Handles a request. A handler that refuses must leave the state unchanged.
pub(crate) type Handler = fn(&mut State, &Request) -> Result<Reply, Refusal>;

/// One method of one path.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) pattern: &'static str,
    pub(crate) handler: Handler,
}

impl Route {
    /// A route. In `pattern`, a part in braces matches any one segment; `{x}.json` matches a segment that ends in
    /// `.json`.
    pub(crate) const fn new(method: &'static str, pattern: &'static str, handler: Handler) -> Self {
        Self {
            method,
            pattern,
            handler,
        }
    }
}

/// The named parts of a path.
pub(crate) type Params = BTreeMap<&'static str, String>;

/// The named parts of `path`, if it matches `pattern`.
pub(crate) fn matches(pattern: &'static str, path: &str) -> Option<Params> {
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

//! Which resource a request of the data plane is about: a signature says it by its key, a token by its host or its app.

use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use sandbox_server::entra::Unaccepted;
use sandbox_server::{Reply, Request};

use crate::api::error::error;
use crate::entra::{self, DATA};
use crate::numbers::signature::{Signed, content_hash};
use crate::store::resource::Resource;
use crate::store::state::State;

/// The clock skew that is accepted.
const SKEW: SignedDuration = SignedDuration::from_mins(5);
const SCHEME: &str = "HMAC-SHA256 ";
const SIGNED_HEADERS: &str = "x-ms-date;host;x-ms-content-sha256";

/// The key of the resource that the request is about.
pub(crate) fn resource(state: &State, request: &Request) -> Result<String, Reply> {
    let authorization = request.header("authorization").unwrap_or_default();
    match authorization.strip_prefix(SCHEME) {
        Some(signature) => signed(state, request, signature),
        None => by_token(state, request),
    }
}

fn denied(message: &str) -> Reply {
    error(401, "Denied", message)
}

fn signed(state: &State, request: &Request, authorization: &str) -> Result<String, Reply> {
    let header = |name: &str| {
        request.header(name).ok_or_else(|| {
            request.breaks(format!("the header {name} is missing"));
            denied(&format!("Request '{name}' header is missing."))
        })
    };
    let (date, host, hash) = (
        header("x-ms-date")?,
        header("host")?,
        header("x-ms-content-sha256")?,
    );
    let mut parts = authorization.split('&');
    let listed = parts
        .next()
        .and_then(|part| part.strip_prefix("SignedHeaders="));
    let given = parts
        .next()
        .and_then(|part| part.strip_prefix("Signature="));
    let (Some(SIGNED_HEADERS), Some(given)) = (listed, given) else {
        request.breaks("the signature does not name the signed headers");
        return Err(denied("Denied by the resource provider."));
    };
    if hash != content_hash(&request.body) {
        request.breaks("the content hash is not that of the body");
        return Err(denied(
            "Request 'x-ms-content-sha256' differs from generated content hash.",
        ));
    }
    let time = rfc2822::parse(date).ok().map(|time| time.timestamp());
    // A client has no way to know that the sandbox's clock was advanced.
    let now = Timestamp::now();
    let is_near = time.is_some_and(|time| now.duration_since(time).abs() <= SKEW);
    if !is_near || !date.ends_with(" GMT") {
        request.breaks(format!("x-ms-date is {date:?}, at {now}"));
        return Err(denied("The request date is out of the accepted range."));
    }
    let signed = Signed {
        method: &request.method,
        target: &request.target,
        date,
        host,
        hash,
    };
    let fits = |key: &String| signed.signature(key).as_deref() == Some(given);
    let live = state.resources.values().filter(|resource| !resource.gone);
    let mut live = live.filter(|resource| resource.access_keys.iter().any(fits));
    live.next()
        .map(Resource::key)
        .ok_or_else(|| denied("Denied by the resource provider."))
}

fn by_token(state: &State, request: &Request) -> Result<String, Reply> {
    let app = entra::identify(state, request, DATA).map_err(|why| {
        if why == Unaccepted::Audience {
            request.breaks("the token on the data plane was issued for something else");
        }
        if why == Unaccepted::Missing {
            request.breaks("a request to the data plane has no credentials");
        }
        denied("Denied by the resource provider.")
    })?;
    let serving = |resource: &&Resource| !resource.gone && app.serves(resource);
    let served: Vec<&Resource> = state.resources.values().filter(serving).collect();
    let host = request.header("host").unwrap_or_default();
    let named = served.iter().find(|resource| resource.host_name == host);
    match (named, served.as_slice()) {
        (Some(resource), _) => Ok(resource.key()),
        (None, [only]) => Ok(only.key()),
        (None, _) => Err(denied(
            "The sandbox cannot tell which resource is meant: the app may use several",
        )),
    }
}

//! The interface between the server and a sandbox.
//!
//! For each request, the server calls [`StandIn::call`] and then, unless a fault answers instead,
//! [`StandIn::turn_away`] and [`StandIn::handle`]. [`StandIn::finish`] sees each answer that the stand-in itself could
//! have given. A fault may drop the future of `handle`, so a handler must not leave a state half changed at an await.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Bytes;
use axum::http::request::Parts;

use crate::calls::Call;
use crate::faults::effect::Code;
use crate::reply::Reply;

/// When a request arrived, and beside how many others.
#[derive(Debug, Clone, Copy)]
pub struct Arrival {
    /// Its number since the start, from 1.
    pub number: u64,
    /// The requests in progress, this one included.
    pub open: usize,
    /// The time of its arrival.
    pub at: Instant,
}

/// A request whose body has been read.
#[derive(Debug)]
pub struct Received {
    /// Method, URI and headers.
    pub parts: Parts,
    /// The body; empty if it was too large to be read.
    pub body: Bytes,
    /// When it arrived.
    pub arrival: Arrival,
}

impl Received {
    /// Path and query as sent.
    pub fn path(&self) -> &str {
        let path = self.parts.uri.path_and_query();
        path.map_or("/", |path| path.as_str())
    }

    /// A header's value; none if it is not text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }
}

/// A sandbox: what answers in place of a service.
pub trait StandIn: Send + Sync + Sized + 'static {
    /// The request as it is recorded: without credentials and without a status.
    fn call(&self, received: &Received) -> Call;

    /// The answer to a request that is refused before any fault of its own is found: too many are in progress.
    fn turn_away(&self, arrival: &Arrival) -> Option<Reply> {
        let _ = arrival;
        None
    }

    /// Handles a request.
    fn handle(&self, received: Received) -> impl Future<Output = Reply> + Send;

    /// An error in the service's own form; code and message are the service's usual ones if left out.
    fn error(&self, status: u16, code: Option<&Code>, message: Option<&str>) -> Reply;

    /// A list's body with its link to the next page replaced; None if it is not a list.
    fn with_next_page(&self, list: &[u8], url: &str) -> Option<Vec<u8>>;

    /// The answer with the headers that the service adds to each.
    fn finish(&self, reply: Reply, arrival: &Arrival) -> Reply {
        let _ = arrival;
        reply
    }

    /// Paths of its own, under `/_sandbox`.
    fn routes(self: Arc<Self>) -> Router {
        Router::new()
    }
}

//! A collector on loopback: it keeps the requests that came, and reads the spans in them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Uri};
use serde_json::Value;

use crate::support::fixture::Fixture;
use crate::support::loopback::serve;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

/// A request, as it came.
#[derive(Debug, Clone)]
pub struct Received {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// A collector.
pub struct Collector {
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
    _runtime: tokio::runtime::Runtime,
}

/// A span that was exported.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    pub trace: String,
    pub id: String,
    pub parent: String,
    pub name: String,
    /// 1 is internal, 3 a client's.
    pub kind: u64,
    pub failed: bool,
    pub attributes: BTreeMap<String, String>,
    pub events: Vec<String>,
}

impl Span {
    fn of(json: &Value) -> Self {
        let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
        let events = json["events"].as_array().into_iter().flatten();
        Self {
            trace: text("traceId"),
            id: text("spanId"),
            parent: text("parentSpanId"),
            name: text("name"),
            kind: json["kind"].as_u64().unwrap_or_default(),
            failed: json["status"]["code"] == 2,
            attributes: attributes(&json["attributes"]),
            events: events
                .map(|event| event["name"].as_str().unwrap().to_owned())
                .collect(),
        }
    }

    /// The value of an attribute; empty if it has none.
    pub fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// Attributes with their values as text. Each name is there once.
pub fn attributes(list: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for one in list.as_array().into_iter().flatten() {
        let (_, value) = one["value"].as_object().unwrap().iter().next().unwrap();
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let name = one["key"].as_str().unwrap().to_owned();
        let before = found.insert(name, value);
        assert_eq!(before, None, "twice in {list}");
    }
    found
}

impl Collector {
    pub fn start() -> Self {
        let received: Arc<Mutex<Vec<Received>>> = Arc::default();
        let kept = Arc::clone(&received);
        let router = Router::new().fallback(
            move |uri: Uri, headers: HeaderMap, body: Bytes| async move {
                kept.lock().unwrap().push(Received {
                    path: uri.path().to_owned(),
                    headers,
                    body,
                });
                "{}"
            },
        );
        let (url, runtime) = serve(router);
        Self {
            url,
            received,
            _runtime: runtime,
        }
    }

    /// A fresh world whose commands run as the binary does and export JSON here.
    pub fn and_world(fixture: &Fixture) -> (World, Sandbox, Self) {
        let (mut world, sandbox) = fixture.fresh();
        let collector = Self::start();
        world.by_binary = true;
        world.variables.extend(collector.variables());
        (world, sandbox, collector)
    }

    /// The variables by which a command exports JSON here.
    pub fn variables(&self) -> [(String, String); 2] {
        let variables = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", self.url.as_str()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"),
        ];
        variables.map(|(name, value)| (name.to_owned(), value.to_owned()))
    }

    /// Everything that came.
    pub fn all(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The parts of what came that belong to one resource each.
    pub fn resources(&self) -> Vec<Value> {
        let all = self.all().into_iter();
        all.flat_map(|one| {
            assert_eq!(one.path, "/v1/traces");
            let json: Value = serde_json::from_slice(&one.body).unwrap();
            json["resourceSpans"].as_array().unwrap().clone()
        })
        .collect()
    }

    /// Every span that came.
    pub fn spans(&self) -> Vec<Span> {
        let resources = self.resources();
        let scopes = resources
            .iter()
            .flat_map(|one| one["scopeSpans"].as_array().unwrap());
        let spans = scopes.flat_map(|one| one["spans"].as_array().unwrap());
        spans.map(Span::of).collect()
    }

    /// Every span that came. Asserts that they are one trace, whose root has this name, and that
    /// each has its parent among them.
    #[track_caller]
    pub fn one_trace(&self, root: &str) -> Trace {
        let spans = self.spans();
        let (roots, others): (Vec<Span>, Vec<Span>) =
            spans.into_iter().partition(|span| span.name == root);
        let [root] = roots.as_slice() else {
            panic!("{} spans are {root}: {others:#?}", roots.len());
        };
        let known = |id: &str| id == root.id || others.iter().any(|one| one.id == id);
        for span in &others {
            assert_eq!(span.trace, root.trace, "{span:#?}");
            assert!(known(&span.parent), "without a parent: {span:#?}");
        }
        Trace {
            root: root.clone(),
            others,
        }
    }
}

/// The spans of one run.
pub struct Trace {
    pub root: Span,
    pub others: Vec<Span>,
}

impl Trace {
    /// The spans with a name.
    pub fn named(&self, name: &str) -> Vec<&Span> {
        let named = |span: &&Span| span.name == name;
        self.others.iter().filter(named).collect()
    }

    /// The spans right below another, in the order of their ends.
    pub fn below(&self, parent: &Span) -> Vec<&Span> {
        let below = |span: &&Span| span.parent == parent.id;
        self.others.iter().filter(below).collect()
    }
}

//! The exporter of traces: OTLP over HTTP to the collector that the environment names.

use std::collections::HashMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry::{Key, KeyValue};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Span;
use tracing::level_filters::LevelFilter;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use url::Url;

use super::client::Courier;
use super::trouble;
use super::wanted::{ENDPOINT, TRACES_ENDPOINT};
use crate::cli::global_options::variable;
use crate::cli::input::authorities::authorities;
use crate::cli::output::logging::Receiver;
use crate::model::TRACES;

/// How long the end of a command waits for the export of what is left.
const LAST: Duration = Duration::from_secs(2);
/// How long one export may take unless the environment says otherwise. It is OpenTelemetry's
/// default.
const EXPORT: Duration = Duration::from_secs(10);

/// The provider of this process's spans, for [`flush`].
static PROVIDER: OnceLock<SdkTracerProvider> = OnceLock::new();
/// Whether a flush is under way.
static FLUSHES: AtomicBool = AtomicBool::new(false);

/// Exports spans in the background.
pub(super) struct Exporter(SdkTracerProvider);

impl Exporter {
    /// Prepares the exporter, and what receives the spans for it. Sends nothing. If it cannot be
    /// prepared, the reason is noted.
    pub(super) fn new() -> Option<(Self, Receiver)> {
        match Self::prepare() {
            Ok(prepared) => {
                // An error means that there is one, and a process has one only.
                let _ = PROVIDER.set(prepared.0.0.clone());
                Some(prepared)
            }
            Err(why) => {
                trouble::note(format!("no traces are exported: {why}"));
                None
            }
        }
    }

    fn prepare() -> Result<(Self, Receiver), String> {
        let url = endpoint()?;
        let protocol = protocol()?;
        let authorities = authorities().map_err(|error| format!("{error:#}"))?;
        let courier = Courier::new(&url, timeout(), authorities.as_deref())?;
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(courier)
            .with_endpoint(url)
            .with_protocol(protocol)
            .build()
            // The library's message may repeat the URL, which may hold a password.
            .map_err(|_| format!("{ENDPOINT} or {} cannot be used", either("COMPRESSION")))?;
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource())
            .build();
        let receiver = tracing_opentelemetry::layer()
            .with_tracer(provider.tracer("switchboard"))
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_level(false)
            .with_target(false)
            .with_context_activation(false)
            .with_filter(Targets::new().with_target(TRACES, LevelFilter::INFO));
        Ok((Self(provider), receiver.boxed()))
    }

    /// Exports what is left, in a short time.
    pub(super) fn end(self) {
        // The first reason counts, so one that the client has noted stays.
        if self.0.shutdown_with_timeout(LAST).is_err() {
            trouble::note(format!(
                "traces were not exported: no answer from the collector within {LAST:?}"
            ));
        }
    }
}

/// Begins to export what has ended, and does not wait for it: a collector that hangs must not
/// delay the caller. Does nothing while an earlier flush is under way.
pub(super) fn flush() {
    let Some(provider) = PROVIDER.get() else {
        return;
    };
    if FLUSHES.swap(true, Ordering::AcqRel) {
        return;
    }
    // Not a task of the runtime, whose end would wait for it.
    let flushing = std::thread::Builder::new().spawn(|| {
        // The client notes why nothing was exported.
        let _ = provider.force_flush();
        FLUSHES.store(false, Ordering::Release);
    });
    if flushing.is_err() {
        FLUSHES.store(false, Ordering::Release);
    }
}

/// Makes the span a child of the one that `TRACEPARENT` names, if it is valid.
pub(super) fn adopt(span: &Span) {
    let named = |name: &str| Some((name.to_ascii_lowercase(), variable(name)?));
    let given: HashMap<String, String> = ["TRACEPARENT", "TRACESTATE"]
        .into_iter()
        .filter_map(named)
        .collect();
    if !given.is_empty() {
        // An error means that nothing receives the span.
        let _ = span.set_parent(TraceContextPropagator::new().extract(&given));
    }
}

/// The variable for traces of this setting, or the one for every signal.
fn either(setting: &str) -> String {
    let own = format!("OTEL_EXPORTER_OTLP_TRACES_{setting}");
    if variable(&own).is_some() {
        own
    } else {
        format!("OTEL_EXPORTER_OTLP_{setting}")
    }
}

/// The URL that receives traces. The error names the variable and not its value, which may hold a
/// password.
fn endpoint() -> Result<String, String> {
    let (name, text, path) = match (variable(TRACES_ENDPOINT), variable(ENDPOINT)) {
        (Some(own), _) => (TRACES_ENDPOINT, own, ""),
        (None, Some(base)) => (ENDPOINT, base, "/v1/traces"),
        (None, None) => return Err(format!("{ENDPOINT} is not set")),
    };
    let url = Url::parse(&text).map_err(|error| format!("{name} is not a URL: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(format!(
            "{name} must begin with https:// or http://, followed by a host"
        ));
    }
    if path.is_empty() {
        return Ok(url.into());
    }
    let mut whole = url.clone();
    whole.set_path(&format!("{}{path}", url.path().trim_end_matches('/')));
    Ok(whole.into())
}

fn protocol() -> Result<Protocol, String> {
    let name = either("PROTOCOL");
    match variable(&name).as_deref() {
        None | Some("http/protobuf") => Ok(Protocol::HttpBinary),
        Some("http/json") => Ok(Protocol::HttpJson),
        Some(_) => Err(format!("{name} must be http/protobuf or http/json")),
    }
}

fn timeout() -> Duration {
    let set = variable(&either("TIMEOUT")).and_then(|time| time.trim().parse().ok());
    set.map_or(EXPORT, Duration::from_millis)
}

/// What the spans say about this program. The environment may add to it, and name it otherwise.
fn resource() -> Resource {
    let found = Resource::builder().build();
    let name = found.get(&Key::new("service.name"));
    // The library makes up a name that begins so.
    let is_unnamed = name.is_none_or(|name| name.as_str().starts_with("unknown_service"));
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    let resource = Resource::builder().with_attribute(version);
    if is_unnamed {
        resource.with_service_name("switchboard").build()
    } else {
        resource.build()
    }
}

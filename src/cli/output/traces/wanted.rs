//! Whether the environment asks for traces, by OpenTelemetry's variables
//! (<https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/>).

use crate::cli::global_options::variable;

/// The variable that names a collector. `/v1/traces` is added to its URL.
pub(super) const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
/// The variable that names the whole URL for traces; first choice.
pub(super) const TRACES_ENDPOINT: &str = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

/// Whether a collector is named and nothing turns traces off.
pub(super) fn is_wanted() -> bool {
    let is_off = |name: &str, value: &str| {
        variable(name).is_some_and(|set| set.trim().eq_ignore_ascii_case(value))
    };
    (variable(ENDPOINT).is_some() || variable(TRACES_ENDPOINT).is_some())
        && !is_off("OTEL_SDK_DISABLED", "true")
        && !is_off("OTEL_TRACES_EXPORTER", "none")
}

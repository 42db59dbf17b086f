//! The environment variables of the commands, in groups.

use crate::cli::help::Row;

/// Those that choose a configuration.
pub(in crate::cli) const CONFIGURATION: &[Row] = &[
    ("SWITCHBOARD_ENV", "the environment, unless --env is given"),
    (
        "SWITCHBOARD_VAR_NAME",
        "the value of NAME in `vars`, unless --var is given",
    ),
];

/// Those that open a registry.
pub(in crate::cli) const REGISTRY: &[Row] = &[
    (
        "SWITCHBOARD_REGISTRY",
        "the registry, unless --registry is given",
    ),
    ("PGPASSWORD", "the password of a PostgreSQL registry"),
];

/// Those that open accounts.
pub(in crate::cli) const ACCOUNTS: &[Row] = &[
    (
        "TWILIO_ACCOUNT_SID",
        "the account of a provider that declares none",
    ),
    (
        "TWILIO_API_KEY",
        "its API key, with TWILIO_API_SECRET; first choice",
    ),
    ("TWILIO_API_SECRET", "the secret of that key"),
    ("TWILIO_AUTH_TOKEN", "its auth token; second choice"),
    (
        "SWITCHBOARD_TWILIO_API_URL",
        "another server for the account's requests; http on loopback only",
    ),
    (
        "ACS_CONNECTION_STRING",
        "the connection string of a resource at Azure that declares none",
    ),
    (
        "AZURE_TENANT_ID",
        "the tenant for the sign-in to Azure or Dynamics 365, unless declared",
    ),
    (
        "AZURE_CLIENT_ID",
        "the application that signs in there, unless declared",
    ),
    (
        "AZURE_CLIENT_SECRET",
        "its secret, unless declared; first choice",
    ),
    (
        "AZURE_FEDERATED_TOKEN_FILE",
        "a file with the token of a workload identity; second choice",
    ),
    (
        "SWITCHBOARD_AZURE_API_URL",
        "another server for Azure's requests; needs SWITCHBOARD_ENTRA_URL",
    ),
    (
        "SWITCHBOARD_DYNAMICS_API_URL",
        "another server for Dynamics 365; needs SWITCHBOARD_ENTRA_URL",
    ),
    (
        "SWITCHBOARD_ENTRA_URL",
        "another server for sign-ins; http on loopback only",
    ),
    ("HTTPS_PROXY", "the proxy for requests"),
    (
        "SSL_CERT_FILE",
        "a file with the authorities to trust, instead of the system's",
    ),
];

/// Those that change what is printed.
pub(in crate::cli) const OUTPUT: &[Row] = &[
    ("NO_COLOR", "no colour, unless --color is given"),
    ("COLUMNS", "the width of a line, in place of the terminal's"),
    ("CLICOLOR_FORCE", "colour also where there is no terminal"),
    (
        "SWITCHBOARD_LOG",
        "what to log to stderr, such as debug or trace",
    ),
];

/// Those that change how progress is shown.
pub(in crate::cli) const PROGRESS: &[Row] = &[(
    "SWITCHBOARD_PROGRESS_SECONDS",
    "the interval of progress lines without a terminal; default 10",
)];

/// The policy of commands that make a plan.
const POLICY: &[Row] = &[(
    "SWITCHBOARD_POLICY",
    "the policy that a plan must keep, unless --policy is given",
)];

/// Those that export traces. docs/traces.md has the rest.
pub(in crate::cli) const TRACES: &[Row] = &[
    (
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "a collector for traces over HTTP, if this build exports them",
    ),
    (
        "OTEL_EXPORTER_OTLP_HEADERS",
        "headers for the collector, such as a key: NAME=VALUE,…",
    ),
    (
        "OTEL_SERVICE_NAME",
        "the program's name in traces; default switchboard",
    ),
    (
        "TRACEPARENT",
        "the span that a run belongs to, such as a job's",
    ),
];

/// Those of a command that reads files only.
pub(in crate::cli) const CHECKS: &[&[Row]] = &[CONFIGURATION, POLICY, OUTPUT];
/// Those of a command that reads accounts and the registry.
pub(in crate::cli) const ALL: &[&[Row]] =
    &[CONFIGURATION, REGISTRY, ACCOUNTS, OUTPUT, PROGRESS, TRACES];
/// Those of a command that makes a plan.
pub(in crate::cli) const PLANS: &[&[Row]] = &[
    CONFIGURATION,
    POLICY,
    REGISTRY,
    ACCOUNTS,
    OUTPUT,
    PROGRESS,
    TRACES,
];

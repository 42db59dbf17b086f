//! Probes of callbacks: a good one, and each kind of bad one, over plain HTTP and over TLS.

mod get;
mod plain;
mod secure;
mod tried;

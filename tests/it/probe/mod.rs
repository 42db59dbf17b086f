//! Callbacks probed: a good one, and each way to be a bad one, over plain HTTP and over TLS.

mod get;
mod plain;
mod secure;
mod tried;

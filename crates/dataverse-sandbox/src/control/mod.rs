//! What a person or a test does to the sandbox from outside: changes by somebody else, settings, time.

pub(crate) mod mutate;
pub(crate) mod routes;

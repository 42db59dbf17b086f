//! The sandbox against Twilio's own `OpenAPI` documents, over a tour of everything it serves: each
//! answer must match the document for that path, method and status, and each parameter sent must be
//! in it.
//!
//! The documents are looked for in `SWITCHBOARD_OPENAPI_DIR`, else in `../shared/twilio-openapi` beside the
//! repository. Without them the test says so and passes, unless `SWITCHBOARD_REQUIRE_ALL` is set.

mod alerts;
mod documents;
mod stop;
mod tour;

//! The sandbox against Microsoft's own `OpenAPI` documents, over a tour of everything it serves: each answer must match
//! the document for that path, method and status, and each parameter and field sent must be in it.
//!
//! The documents are looked for in `SWITCHBOARD_AZURE_OPENAPI_DIR`, else in `../shared/azure-openapi` beside the
//! repository. Without them the test says so and passes, unless `SWITCHBOARD_REQUIRE_ALL` is set.

mod documents;
mod tour;

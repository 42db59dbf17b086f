//! What people see while they edit: the schemas, in the language server that editors for YAML use.

mod files;
mod server;

mod diagnostics;
mod hover_and_completion;

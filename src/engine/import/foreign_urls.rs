//! Callback URLs that belong to another organisation than the declared one.

use crate::config::Loaded;
use crate::model::FindingCode;
use crate::yaml::Code;

/// Whether a URL of a configuration names another organisation than it declares.
pub(super) fn has_foreign_urls(loaded: &Loaded) -> bool {
    let code = Code::from(FindingCode::ForeignCallback);
    loaded.diagnostics.iter().any(|one| one.code == code)
}

//! Certificates of trusted authorities.

use std::sync::Arc;

use anyhow::Context as _;

use crate::cli::failure::OfKind as _;
use crate::cli::global_options::{CERTIFICATES, place_variable};
use crate::cli::input::read_file::read_at_most;
use crate::engine::RunErrorKind;

/// The largest file of certificates that is read, in bytes. A system's whole bundle takes 300 KB.
const BUNDLE: u64 = 16 * 1024 * 1024;

/// The authorities that `SSL_CERT_FILE` names, in PEM. On Linux they replace the system's own, as
/// in other programs; on macOS and Windows they are added.
pub(crate) fn authorities() -> anyhow::Result<Option<Arc<[u8]>>> {
    let Some(path) = place_variable(CERTIFICATES)? else {
        return Ok(None);
    };
    let unread =
        || format!("the environment variable {CERTIFICATES} names {path}, which cannot be read");
    let pem = read_at_most(path.as_ref(), BUNDLE)
        .with_context(unread)
        .of_kind(RunErrorKind::Variable)?;
    let pem = pem
        .with_context(|| format!("{path} is too large for a file of certificates"))
        .of_kind(RunErrorKind::Variable)?;
    Ok(Some(pem.into()))
}

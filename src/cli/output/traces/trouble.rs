//! The first reason why traces were not exported. Others are not reported: a collector that is out
//! of reach would add one for each batch.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

static FIRST: OnceLock<String> = OnceLock::new();
static REPORTED: AtomicBool = AtomicBool::new(false);

/// Keeps a reason, unless there is one already.
pub(super) fn note(text: String) {
    // An error means that there is one.
    let _ = FIRST.set(text);
}

/// The reason as a warning, the first time that it is asked for.
pub(crate) fn take() -> Option<String> {
    let first = FIRST.get()?;
    (!REPORTED.swap(true, Ordering::Relaxed)).then(|| first.clone())
}

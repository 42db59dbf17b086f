//! The slots for requests to an account that processes share through a registry. This file has what
//! the drivers have in common.
//!
//! Nothing of it is in the registry itself, and it is unrelated to the lock of an apply: a process
//! that waits for a slot keeps no run waiting.

use sha2::{Digest, Sha256};

/// Identifies an account among those that share slots.
pub(super) fn digest(account: &str) -> [u8; 32] {
    Sha256::digest(format!("switchboard requests\0{account}")).into()
}

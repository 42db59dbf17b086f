//! A key without a value, where a map or a list is expected. Pure.

use serde::{Deserialize, Deserializer};

/// A key with nothing after it is an empty map or list.
pub(super) fn null_is_empty<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

//! A number as the YAML that declares it. Pure.

use crate::model::{FindingCode, Object, Router as _};
use crate::provider::azure::route::AzureRouter;
use crate::yaml::{DraftList, DraftMap};

/// What declares a number. One that receives no texts says that it need not.
pub(super) fn declared(number: &Object) -> DraftMap {
    let key = if number.key.starts_with('+') {
        "phone_number"
    } else {
        "short_code"
    };
    let map = DraftMap::new().with(key, &*number.key);
    if AzureRouter.receives(&number.fields) == Some(false) {
        map.with("ignore", only_sends())
    } else {
        map
    }
}

/// The entry that accepts that a number receives no texts.
fn only_sends() -> DraftList {
    let entry = DraftMap::new()
        .with("code", FindingCode::CannotReceive.code().as_str())
        .with("reason", "the number only sends")
        .inline();
    DraftList::new().with(entry).inline()
}

//! What carriers require of a number before it may send, as far as Azure says it: no stable API shows
//! the state of a verification (docs/azure.md: Approvals). Pure.

use super::codes::AzureCode;
use crate::model::Text;
use crate::provider::Gate;

/// Area codes of toll-free numbers.
const TOLL_FREE: [&str; 7] = ["800", "833", "844", "855", "866", "877", "888"];

/// The gate of a toll-free number of North America. Whether it is open is not known, so it is a note.
pub(super) fn foreseen(number: &Text) -> Option<Gate> {
    let national = number.strip_prefix("+1")?;
    if national.len() != 10 || !TOLL_FREE.iter().any(|code| national.starts_with(code)) {
        return None;
    }
    Some(Gate {
        number: number.clone(),
        title: "Toll-free verification",
        code: AzureCode::TollFreeNotKnown.into(),
        by_group: false,
        open: false,
        summary: "whether the number is verified for sending is not known: Azure's stable API does not show it".into(),
        help: "look at Regulatory documents in the Azure portal; replies are sent only from a verified number".into(),
    })
}

//! Edits of a YAML text that a person wrote: only the bytes of the edits change.
//!
//! An [`Edit`] sets, inserts, appends, removes or quotes at a path. [`edit`] makes several of them
//! in one text and keeps everything else byte for byte: comments, order, indentation, quotes,
//! anchors, line ends and a byte-order mark. An edit that would change something else is refused
//! with a [`Reason`], and then no edit is made.
//!
//! In flow order: `outline` finds the nodes of the text, `paths` those that an edit names by a byte,
//! `wishes` puts the edits into a tree, `plan` walks along both and works out what to replace, `splice` replaces it, and `verify` parses
//! the result and compares it with what it must hold. Each step takes time linear in the text.
//!
//! ```
//! use spanned_yaml::{DraftMap, Edit, edit};
//!
//! let text = "numbers: # ours\n    store: {phone_number: +15017122661} # the main line\n";
//! let support = DraftMap::new().with("phone_number", "+18885550123");
//! let edited = edit(
//!     text,
//!     &[
//!         Edit::quote(["numbers", "store", "phone_number"]),
//!         Edit::insert(["numbers", "support"], support),
//!     ],
//! );
//! assert_eq!(
//!     edited.as_deref(),
//!     Ok(r#"numbers: # ours
//!     store: {phone_number: "+15017122661"} # the main line
//!     support:
//!         phone_number: "+18885550123"
//! "#)
//! );
//! ```

mod lines;
mod outline;
mod paths;
mod plan;
mod refusal;
mod request;
mod splice;
mod verify;
mod wishes;

pub use refusal::{Reason, Refused};
pub use request::{Edit, Spot};

use crate::edit::outline::Outline;
use crate::edit::plan::Plan;
use crate::source::encoding::decode;
use crate::tree::path::push_key;

/// The text after the edits, or the edits that cannot be made, in their order; then the text must
/// stay as it is.
pub fn edit(text: &str, edits: &[Edit]) -> Result<String, Vec<Refused>> {
    let all = |reason| (0..edits.len()).map(|edit| (edit, reason)).collect();
    let refused = |refused: Vec<(usize, Reason)>| Err(in_order(edits, refused));
    if edits.is_empty() {
        return Ok(text.to_owned());
    }
    let Ok(mut body) = decode(text.as_bytes().to_vec()) else {
        return refused(all(Reason::Unreadable));
    };
    let marks = text.len() - body.len();
    // A last line without a break gets one until the edits are made.
    let open = !body.is_empty() && lines::break_before(&body, body.len()) == 0;
    if open {
        body.push_str(lines::first_break(&body));
    }
    let outline = match Outline::of(&body) {
        Ok(outline) => outline,
        Err(reason) => return refused(all(reason)),
    };
    let edits = &*paths::found(&outline, edits);
    let refused = |refused: Vec<(usize, Reason)>| Err(in_order(edits, refused));
    let (wish, mut problems) = wishes::collect(edits);
    let plan = Plan::of(&outline, &wish);
    problems.extend(plan.refused);
    if !problems.is_empty() {
        return refused(problems);
    }
    let holds = |edited: &String| verify::holds(&outline, &plan.outcomes, edited);
    let edited = splice::apply(&body, plan.splices).and_then(|edited| {
        // The break may have become part of a text, if that is last now.
        let closed = || Some(edited.clone()).filter(holds);
        let cut = edited.len() - lines::break_before(&edited, edited.len());
        let same = edited.get(..cut).map(str::to_owned);
        same.filter(|same| open && holds(same)).or_else(closed)
    });
    let Some(mut edited) = edited else {
        // Where an entry with `?` begins and ends is not known in every case.
        let reason = if has_question_mark(&body) {
            Reason::UnusualKey
        } else {
            Reason::Internal
        };
        return refused(all(reason));
    };
    edited.insert_str(0, text.get(..marks).unwrap_or(""));
    Ok(edited)
}

/// Whether a key may be written with `?`.
fn has_question_mark(text: &str) -> bool {
    let marked = |line: &str| line.trim_start().starts_with('?');
    text.lines().any(marked) || text.contains("{?") || text.contains("{ ?") || text.contains(", ?")
}

/// The first reason for each edit, in the order of the edits.
fn in_order(edits: &[Edit], mut refused: Vec<(usize, Reason)>) -> Vec<Refused> {
    refused.sort_by_key(|(edit, _)| *edit);
    refused.dedup_by_key(|(edit, _)| *edit);
    refused
        .into_iter()
        .map(|(edit, reason)| Refused {
            edit,
            address: address(edits.get(edit)),
            reason,
        })
        .collect()
}

fn address(edit: Option<&Edit>) -> String {
    let mut address = String::new();
    for step in edit.map_or(&[][..], Edit::path) {
        push_key(&mut address, step);
    }
    address
}

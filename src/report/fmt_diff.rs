//! The difference between a file and its canonical layout, as a unified diff without secrets.

use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};

use crate::report::text::escape::neutral;
use crate::yaml::{SourceId, Sources, Span};

/// The number of lines that are shown around a difference.
const AROUND: usize = 3;

/// The difference between a file and its canonical layout, both among the sources; a sentence if
/// only line endings differ.
pub fn diff(sources: &Sources, file: SourceId, canonical: SourceId) -> String {
    let (old, new) = (lines(sources, file), lines(sources, canonical));
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    let groups = group_diff_ops(ops, AROUND);
    let mut text = String::new();
    if groups.is_empty() {
        return "  only line endings or a byte-order mark differ\n".to_owned();
    }
    let name = neutral(sources.name(file));
    text.push_str(&format!("--- {name}\n+++ {name} (formatted)\n"));
    for group in groups {
        let (Some(first), Some(last)) = (group.first(), group.last()) else {
            continue;
        };
        let old_range = first.old_range().start..last.old_range().end;
        let new_range = first.new_range().start..last.new_range().end;
        text.push_str(&format!(
            "@@ -{},{} +{},{} @@\n",
            old_range.start + 1,
            old_range.len(),
            new_range.start + 1,
            new_range.len()
        ));
        for op in group {
            let sign = if matches!(op, DiffOp::Equal { .. }) {
                ' '
            } else {
                '-'
            };
            op.old_range()
                .for_each(|n| put(&mut text, sign, sources, file, n));
            if sign == '-' {
                op.new_range()
                    .for_each(|n| put(&mut text, '+', sources, canonical, n));
            }
        }
    }
    text
}

/// The lines of a source without their breaks, for comparison only.
fn lines(sources: &Sources, id: SourceId) -> Vec<&str> {
    let end = u32::try_from(sources.text(id).len()).unwrap_or(u32::MAX);
    let at_end = Span {
        source: id,
        start: end,
        end,
    };
    let last = sources.position(at_end).0;
    // There is no line after the last line break.
    let count = last.line - usize::from(last.column == 1);
    (1..=count).map(|n| sources.line_text(id, n)).collect()
}

fn put(text: &mut String, sign: char, sources: &Sources, id: SourceId, number: usize) {
    let range = sources.line_range(id, number + 1);
    let shown = sources.shown_line(id, number + 1, range.start, usize::MAX);
    text.push_str(&format!("{sign}{}\n", neutral(&shown.text)));
}

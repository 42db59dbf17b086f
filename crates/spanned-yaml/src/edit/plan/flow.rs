//! Entries and items in brackets, added and removed.

use crate::edit::lines;
use crate::edit::outline::{Id, Kind};
use crate::edit::plan::Plan;
use crate::edit::plan::place::{Child, Place};
use crate::edit::plan::spots::{Gap, New};
use crate::emit::{Part, all_in, comment_lines, flow_entry, flow_value};

impl Plan<'_, '_> {
    /// Adds and removes entries between brackets.
    pub(super) fn change_flow(
        &mut self,
        id: Id,
        children: &[Child],
        removed: &[bool],
        gaps: &[Gap],
        place: Place,
    ) {
        let text = self.outline.text;
        let Some(node) = self.outline.node(id) else {
            return;
        };
        let list = matches!(node.kind, Kind::List(_));
        let all: Vec<&New> = gaps
            .iter()
            .enumerate()
            .flat_map(|(n, gap)| gap.all(n))
            .collect();
        if let Some(line) = place.inside(self.outline, node).flow {
            all.iter()
                .for_each(|(key, part)| self.comments_above(key, part, line));
        }
        let (open, close) = (node.body() + 1, node.end().saturating_sub(1));
        let inner = text.get(open..close).unwrap_or("");
        let over_lines = inner.contains(['\n', '\r']);
        let written = |new: &mut dyn Iterator<Item = &New>| {
            let new: Vec<String> = new
                .map(|(key, part)| {
                    if list {
                        flow_value(&part.value, over_lines)
                    } else {
                        flow_entry(key, part, over_lines)
                    }
                })
                .collect();
            new.join(", ")
        };
        if !removed.contains(&false) {
            let new = written(&mut all.into_iter());
            let padded = if list || new.is_empty() {
                new
            } else {
                format!(" {new} ")
            };
            if over_lines && padded.is_empty() {
                return self.remove_lines(children, removed);
            }
            return match (children.first(), children.last()) {
                (Some(first), Some(last)) if over_lines => {
                    self.splice(first.start, last.end, padded.trim());
                }
                _ => self.splice(open, close, padded),
            };
        }
        for (number, gap) in gaps.iter().enumerate().filter(|(_, gap)| !gap.is_empty()) {
            let new = written(&mut gap.all(number));
            let left = (0..number).rev().find(|n| removed.get(*n) == Some(&false));
            let left = left.and_then(|n| Some((n, children.get(n)?)));
            let right = (number..children.len()).find(|n| removed.get(*n) == Some(&false));
            match (left, right.and_then(|n| children.get(n))) {
                (Some((n, left)), None) if n + 1 == children.len() => {
                    self.append(*left, over_lines.then_some(close), &new);
                }
                (Some((_, left)), _) => {
                    let gap = self.gap(*left);
                    self.splice(left.end, left.end, format!("{gap}, {new}"));
                }
                (None, Some(right)) => {
                    self.splice(right.start, right.start, format!("{new}, "));
                }
                (None, None) => {}
            }
        }
        if over_lines {
            self.remove_lines(children, removed);
        } else {
            self.remove_on_the_line(children, removed);
        }
    }

    /// The comments of a new entry are above the line where the brackets open, each with its key.
    /// They are inserted behind its indentation: if the line moves up to a dash, they move with it.
    pub(super) fn comments_above(&mut self, key: &str, part: &Part, line: usize) {
        let text = self.outline.text;
        let at = lines::after_blanks(text, line);
        let pad = text.get(line..at).unwrap_or("");
        let newline = self.outline.style.newline;
        let lines: Vec<String> = all_in(key, part)
            .iter()
            .flat_map(|comment| comment_lines(comment))
            .map(|comment| format!("{comment}{newline}{pad}"))
            .collect();
        if !lines.is_empty() {
            self.splice(at, at, lines.concat());
        }
    }

    /// Adds entries after the last one; `close` is the bracket, if it may be on a later line.
    fn append(&mut self, last: Child, close: Option<usize>, new: &str) {
        let text = self.outline.text;
        let comma = lines::token(text, last.end);
        let comma = lines::is_at(text, comma, ',').then_some(comma + 1);
        let end = close.map(|close| (close, lines::end(text, comma.unwrap_or(last.end))));
        if let Some((_, end)) = end.filter(|(close, end)| end < close)
            && lines::begins(text, last.start)
        {
            // Each entry has a line of its own.
            let line = lines::start(text, last.start);
            let indent = text.get(line..last.start).unwrap_or("");
            let newline = self.outline.style.newline;
            if comma.is_none() {
                let gap = self.gap(last);
                self.splice(last.end, last.end, format!("{gap},"));
            }
            let comma = if comma.is_some() { "," } else { "" };
            return self.splice(end, end, format!("{newline}{indent}{new}{comma}"));
        }
        if let Some(comma) = comma {
            return self.splice(comma, comma, format!(" {new},"));
        }
        let gap = self.gap(last);
        self.splice(last.end, last.end, format!("{gap}, {new}"));
    }

    /// The blank that a comma needs after an alias, or after a colon without a value.
    fn gap(&self, child: Child) -> &'static str {
        let node = self.outline.node(child.value);
        let alias = node.is_some_and(|node| matches!(node.kind, Kind::Alias(_)));
        let before = self.outline.text.get(..child.end).unwrap_or("");
        let needs = alias || before.ends_with(':');
        if needs { " " } else { "" }
    }

    /// Removes entries of brackets that are on one line.
    fn remove_on_the_line(&mut self, children: &[Child], removed: &[bool]) {
        let last = removed.iter().rposition(|removed| !removed);
        for (number, child) in children.iter().enumerate() {
            if removed.get(number) != Some(&true) {
                continue;
            }
            match (children.get(number + 1), last) {
                (Some(next), Some(last)) if number < last => {
                    self.splice(child.start, next.start, "");
                }
                (_, Some(last)) => {
                    // The comma before the entry is removed with it.
                    let from = number.max(last + 1) - 1;
                    let from = children.get(from).map_or(child.start, |kept| kept.end);
                    self.splice(from, child.end, "");
                }
                (_, None) => {}
            }
        }
    }

    /// Removes entries of brackets that run over several lines, each with its comma, and with its
    /// line if nothing else is on it.
    fn remove_lines(&mut self, children: &[Child], removed: &[bool]) {
        let text = self.outline.text;
        for (number, child) in children.iter().enumerate() {
            if removed.get(number) != Some(&true) {
                continue;
            }
            let comma = lines::token(text, child.end);
            let end = if lines::is_at(text, comma, ',') {
                comma + 1
            } else {
                child.end
            };
            let rest = lines::after_blanks(text, end);
            let alone = rest == lines::end(text, end) || lines::is_at(text, rest, '#');
            if lines::begins(text, child.start) && alone {
                self.splice(lines::start(text, child.start), lines::next(text, end), "");
            } else {
                self.splice(child.start, rest.max(end), "");
            }
        }
    }
}

//! Entries and items on lines of their own, added and removed.

use crate::edit::lines;
use crate::edit::outline::{Id, Kind};
use crate::edit::plan::Plan;
use crate::edit::plan::place::{Child, Holder, Place};
use crate::edit::plan::spots::{Gap, New};
use crate::emit::Writer;

/// A map or list that is changed, with what is needed to write into it.
struct Block<'c> {
    children: &'c [Child],
    column: usize,
    list: bool,
    /// There is a blank line between the entries.
    spaced: bool,
    /// Comments below the last entry, in its column, belong to the map or list.
    closed: bool,
}

impl Plan<'_, '_> {
    /// Adds and removes lines. At least one entry or item stays.
    pub(super) fn change_block(
        &mut self,
        id: Id,
        children: &[Child],
        removed: &[bool],
        gaps: &[Gap],
        place: Place,
    ) {
        let text = self.outline.text;
        let Some(first) = children.first() else {
            return;
        };
        let list = self
            .outline
            .node(id)
            .is_some_and(|node| matches!(node.kind, Kind::List(_)));
        let column = lines::column(text, first.start);
        let block = Block {
            children,
            column,
            list,
            spaced: self.is_spaced(children, column),
            closed: match place.holder {
                Holder::Document => false,
                Holder::Key => column > place.column,
                Holder::Item => true,
            },
        };
        // The first entry may be on the line of a dash, with all that is before the first kept one.
        let kept = removed.iter().position(|removed| !removed).unwrap_or(0);
        let begun = !lines::begins(text, first.start);
        if begun {
            self.begun_line(&block, kept, gaps);
        }
        let done = if begun { kept + 1 } else { 0 };
        // The text above new lines is that of the last entry that stays.
        let mut above = None;
        for (number, gap) in gaps.iter().enumerate() {
            let child = number
                .checked_sub(1)
                .map(|n| (children.get(n), removed.get(n)));
            if let Some((Some(child), Some(false))) = child {
                above = Some(child.value);
            }
            if number < done {
                continue;
            }
            self.add_below(&block, number, &gap.after, above);
            self.add_above(&block, number, &gap.before, place);
        }
        let done = if begun { kept } else { 0 };
        self.remove_below(children, removed, done);
    }

    /// Removes the lines of children; those before `done` are gone already.
    fn remove_below(&mut self, children: &[Child], removed: &[bool], done: usize) {
        let text = self.outline.text;
        // Blank lines that come to follow a text that keeps them would be part of it.
        let mut keeps = None;
        let mut before = None;
        for (child, removed) in children.iter().zip(removed).skip(done) {
            if !removed {
                before = Some(child.value);
                keeps = None;
                continue;
            }
            let keeps = *keeps.get_or_insert_with(|| {
                before.is_some_and(|before| self.outline.keeps_blank_lines(before))
            });
            let start = lines::start(text, child.start);
            let tail = self
                .outline
                .tail(child.value, lines::column(text, child.start));
            self.splice(start, tail, "");
            let mut end = tail;
            while keeps && end < text.len() && lines::kind(text, end) == lines::Line::Blank {
                end = lines::next(text, end);
            }
            // What is added in the place of the child is before these lines.
            if end > tail {
                self.splice(tail, end, "");
            }
        }
    }

    /// The entries before and around a first entry that is on the line of a dash. All before the
    /// entry numbered `kept` are removed.
    fn begun_line(&mut self, block: &Block<'_>, kept: usize, gaps: &[Gap]) {
        let text = self.outline.text;
        let (Some(first), Some(next)) = (block.children.first(), block.children.get(kept)) else {
            return;
        };
        let mut new: Vec<&New> = Vec::new();
        for (number, gap) in gaps.iter().enumerate().take(kept + 1) {
            new.extend(gap.all(number));
        }
        let mut at = first.start;
        if let Some(last) = kept.checked_sub(1).and_then(|n| block.children.get(n)) {
            // A comment above what stays moves up to the dash.
            let tail = self.outline.tail(last.value, block.column);
            at = lines::token_or_comment(text, tail).min(next.start);
        }
        let mut written = String::new();
        if !new.is_empty() {
            written = self.written(block, new.iter().copied(), false);
            written.push_str(self.outline.style.newline);
            written.push_str(&" ".repeat(block.column));
        }
        self.splice(first.start, at, written);
    }

    /// Adds lines below the child before a gap; `above` is the last value that stays above them.
    fn add_below(&mut self, block: &Block<'_>, number: usize, new: &[New], above: Option<Id>) {
        let text = self.outline.text;
        let child = number.checked_sub(1).and_then(|n| block.children.get(n));
        let (Some(child), Some((_, part))) = (child, new.first()) else {
            return;
        };
        let mut at = self.outline.tail(child.value, block.column);
        if number == block.children.len() && block.closed {
            while at < self.outline.end
                && lines::kind(text, at) == lines::Line::Comment(block.column)
            {
                at = lines::next(text, at);
            }
        }
        let written = self.written(block, new.iter(), true);
        let newline = self.outline.style.newline;
        let pad = " ".repeat(block.column);
        let spaced = block.spaced || part.blank;
        // A blank line would be part of a text that keeps those after it.
        let keeps = above.is_some_and(|above| self.outline.keeps_blank_lines(above));
        let blank = if spaced && !keeps { newline } else { "" };
        let written = format!("{blank}{pad}{written}{newline}");
        self.splice(at, at, written);
    }

    /// Adds lines above the child after a gap, and above its comments.
    fn add_above(&mut self, block: &Block<'_>, number: usize, new: &[New], place: Place) {
        let text = self.outline.text;
        let Some(child) = block.children.get(number).filter(|_| !new.is_empty()) else {
            return;
        };
        let line = lines::start(text, child.start);
        let at = match number.checked_sub(1).and_then(|n| block.children.get(n)) {
            Some(last) => {
                let floor = self.outline.tail(last.value, block.column);
                self.outline.head(child.start, floor)
            }
            // What is above the first entry of a file is about the file.
            None if place.holder == Holder::Document => line,
            None => self
                .outline
                .head(child.start, lines::next(text, place.lead)),
        };
        let written = self.written(block, new.iter(), true);
        let newline = self.outline.style.newline;
        let pad = " ".repeat(block.column);
        let blank = if block.spaced { newline } else { "" };
        self.splice(at, at, format!("{pad}{written}{newline}{blank}"));
    }

    /// New entries or items as lines, without the indentation of the first and the end of the last.
    fn written<'n>(
        &self,
        block: &Block<'_>,
        new: impl Iterator<Item = &'n New>,
        spaced: bool,
    ) -> String {
        let mut writer = Writer::new(self.outline.style);
        for (number, (key, part)) in new.enumerate() {
            let mut part = std::borrow::Cow::Borrowed(part);
            if block.spaced && spaced {
                part.to_mut().blank = true;
            }
            if block.list {
                writer.item(&part, block.column, number == 0);
            } else {
                writer.entry(key, &part, block.column, number == 0);
            }
        }
        writer.finish()
    }

    /// Whether there is a blank line between the last two of several entries.
    fn is_spaced(&self, children: &[Child], column: usize) -> bool {
        let text = self.outline.text;
        let [.., above, last] = children else {
            return false;
        };
        let mut at = self.outline.tail(above.value, column);
        while at < last.start {
            match lines::kind(text, at) {
                lines::Line::Blank => return true,
                lines::Line::Comment(_) => at = lines::next(text, at),
                lines::Line::Other => return false,
            }
        }
        false
    }
}

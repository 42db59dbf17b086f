//! A value replaced by another, where it is.

use granit_parser::ScalarStyle;

use crate::edit::lines;
use crate::edit::outline::{Id, Kind, Node};
use crate::edit::plan::place::{Holder, Place};
use crate::edit::plan::{Outcome, Plan};
use crate::edit::refusal::Reason;
use crate::emit::{Draft, Part, Writer, check, flow_value, quoting};

impl Plan<'_, '_> {
    /// Replaces a value; what the value may be replaced by was checked, except its depth.
    pub(super) fn replace(&mut self, id: Id, draft: Draft, place: Place) -> Result<(), Reason> {
        check(&draft, place.depth).map_err(Reason::Unwritable)?;
        let outline = self.outline;
        let Some(node) = outline.node(id) else {
            return Err(Reason::Internal);
        };
        if place.holder == Holder::Document && node.is_absent() {
            self.fill_the_document(&draft);
        } else if place.flow.is_some() || !draft.is_block() {
            if let Some(line) = place.flow {
                self.comments_above("", &Part::new(draft.clone()), line);
            }
            self.on_the_line(id, node, &draft, place)?;
        } else if place.no_colon {
            return Err(Reason::UnusualKey);
        } else {
            self.on_lines(id, node, &draft, place);
        }
        self.outcomes.insert(id, Outcome::Value(draft));
        Ok(())
    }

    /// Writes a value that is on one line.
    fn on_the_line(
        &mut self,
        id: Id,
        node: &Node<'_>,
        draft: &Draft,
        place: Place,
    ) -> Result<(), Reason> {
        let text = self.outline.text;
        let lead = place.lead(node);
        if node.is_absent() {
            let colon = match (place.no_colon, place.flow) {
                (true, None) => return Err(Reason::UnusualKey),
                (true, Some(_)) => ":",
                _ => "",
            };
            let value = inline(text, lead, node, draft);
            self.splice(lead, lead, format!("{colon} {value}"));
            return Ok(());
        }
        if is_block_of_text(node) {
            let header = end_of_header(text, node);
            self.splice(node.body(), header, inline(text, header, node, draft));
            let line = lines::end(text, header);
            if line < node.end() {
                self.splice(line, node.end(), "");
            }
            return Ok(());
        }
        let later = place.holder != Holder::Document && lines::end(text, lead) < node.body();
        if node.is_block() && later {
            let value = inline(text, lead, node, draft);
            self.splice(lead, lead, format!(" {value}"));
            let end = self.end_of_lines(self.outline.tail(id, place.column));
            self.splice(lines::end(text, lead), end, "");
            return Ok(());
        }
        let value = inline(text, node.end(), node, draft);
        self.splice(node.body(), node.end(), value);
        Ok(())
    }

    /// Writes a value on lines of its own.
    fn on_lines(&mut self, id: Id, node: &Node<'_>, draft: &Draft, place: Place) {
        let outline = self.outline;
        let text = outline.text;
        let newline = outline.style.newline;
        let lead = place.lead(node);
        let list = matches!(draft, Draft::List(_));
        let column = place.inner(outline, list);
        let mut writer = Writer::new(outline.style);
        writer.value(draft, column);
        let written = writer.finish();
        let pad = " ".repeat(column);
        let commented = lines::comment(text, node.end()).is_some();
        // An anchor on the line of a key would be the key's.
        let joins = place.holder == Holder::Item && !commented && node.properties.is_none();
        // An item may begin on the line of its dash; a file begins on its first line.
        let on_the_lead = lines::end(text, lead) >= node.body();
        if node.is_block() {
            let end = match place.holder {
                Holder::Document => lines::end(text, node.end()),
                _ => self.end_of_lines(outline.tail(id, place.column)),
            };
            if on_the_lead || place.holder == Holder::Document {
                self.splice(node.body(), end, written);
            } else {
                self.splice(lines::start(text, node.body()), end, pad + &written);
            }
        } else if node.is_absent() {
            let deeper = outline.tail(id, place.column);
            let next = lines::next(text, lead);
            if joins && deeper == next {
                let blank = if lines::is_at(text, lead, ' ') {
                    ""
                } else {
                    " "
                };
                let at = lead + usize::from(blank.is_empty());
                self.splice(at, at, format!("{blank}{written}"));
            } else {
                self.splice(deeper, deeper, format!("{pad}{written}{newline}"));
            }
        } else if is_block_of_text(node) {
            let header = end_of_header(text, node);
            self.splice(lead, header, "");
            let line = lines::end(text, header);
            let end = node.end().max(line);
            self.splice(line, end, format!("{newline}{pad}{written}"));
        } else if on_the_lead && !(lead == 0 && place.holder == Holder::Document) {
            if joins {
                self.splice(node.body(), node.end(), written);
            } else {
                self.splice(lead, node.end(), "");
                let end = lines::end(text, node.end());
                self.splice(end, end, format!("{newline}{pad}{written}"));
            }
        } else if commented {
            let rest = lines::after_blanks(text, node.end());
            self.splice(node.body(), rest, "");
            let end = lines::end(text, node.end());
            self.splice(end, end, format!("{newline}{pad}{written}"));
        } else {
            let start = lines::start(text, node.body());
            self.splice(start, node.end(), pad + &written);
        }
    }

    /// Writes the value of a document in which nothing is.
    pub(super) fn fill_the_document(&mut self, draft: &Draft) {
        let outline = self.outline;
        let newline = outline.style.newline;
        let mut writer = Writer::new(outline.style);
        writer.value(draft, 0);
        let written = writer.finish();
        let at = outline.end;
        self.splice(at, at, format!("{written}{newline}"));
    }

    /// The end of the line above the line that begins at a byte.
    fn end_of_lines(&self, next: usize) -> usize {
        next - lines::break_before(self.outline.text, next)
    }
}

fn is_block_of_text(node: &Node<'_>) -> bool {
    matches!(
        node.kind,
        Kind::Scalar(_, ScalarStyle::Literal | ScalarStyle::Folded)
    )
}

/// The byte after the `|` or `>` of a block of text, and its indicators.
fn end_of_header(text: &str, node: &Node<'_>) -> usize {
    let rest = text.get(node.body()..).unwrap_or("");
    let length = rest.find(|c: char| !(c.is_ascii_digit() || "|>+-".contains(c)));
    node.body() + length.unwrap_or(rest.len())
}

/// A value on one line that replaces a node. Text keeps the quotes that were there; `end` is the
/// byte after which a comment may follow.
fn inline(text: &str, end: usize, old: &Node<'_>, draft: &Draft) -> String {
    let Draft::Text(new) = draft else {
        return flow_value(draft, false);
    };
    let quotes = match old.kind {
        Kind::Scalar(_, ScalarStyle::SingleQuoted) if !is_number(new) => quoting::single(new),
        Kind::Scalar(_, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) => None,
        _ => {
            let comment = lines::comment(text, end);
            let glued = |comment: &str| {
                let inner = comment.trim_start_matches('#');
                inner.starts_with(char::is_alphanumeric)
            };
            if quoting::is_plain(new) && !comment.is_some_and(glued) {
                return quoting::scalar(new, comment.is_some());
            }
            None
        }
    };
    quotes.unwrap_or_else(|| quoting::double(new))
}

/// Whether a text is written like a phone number.
fn is_number(text: &str) -> bool {
    text.strip_prefix('+')
        .is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
}

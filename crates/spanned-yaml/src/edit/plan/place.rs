//! Where a value is: what holds it, and where new lines for it would begin.

use granit_parser::ScalarStyle;

use crate::edit::lines;
use crate::edit::outline::{Id, Kind, Node, Outline};

/// What a value belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    Document,
    Key,
    Item,
}

/// The place of a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub holder: Holder,
    /// The byte after the colon or dash, or after `---`.
    pub lead: usize,
    /// The column of the key or dash.
    pub column: usize,
    /// A value in brackets: the line where the outermost bracket opens.
    pub flow: Option<usize>,
    /// There is no colon behind the key, as in `{a}`.
    pub no_colon: bool,
    /// An alias repeats something around the value, or the value.
    pub repeated: bool,
    /// The number of lists and maps around the value.
    pub depth: usize,
}

/// An entry or an item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Child {
    /// The first byte of its key, or its dash; in brackets of the item.
    pub start: usize,
    /// The byte after its value.
    pub end: usize,
    pub value: Id,
}

impl Place {
    pub(super) fn root(outline: &Outline<'_>) -> Self {
        Self {
            holder: Holder::Document,
            lead: outline.begin,
            column: 0,
            flow: None,
            no_colon: false,
            repeated: false,
            depth: 0,
        }
    }

    /// The place of a value directly in a map or list at this place.
    pub(super) fn inside(self, outline: &Outline<'_>, node: &Node<'_>) -> Self {
        let opens = || (!node.is_block()).then(|| lines::start(outline.text, node.start()));
        Self {
            flow: self.flow.or_else(opens),
            depth: self.depth + 1,
            no_colon: false,
            ..self
        }
    }

    /// The column of a key or dash at this place; in brackets it does not matter.
    pub(super) fn column_of(self, outline: &Outline<'_>, at: usize) -> usize {
        match self.flow {
            None => lines::column(outline.text, at),
            Some(_) => 0,
        }
    }

    /// The byte after which a value begins: after its anchor, or after its colon or dash.
    pub(super) fn lead(self, node: &Node<'_>) -> usize {
        node.properties.map_or(self.lead, |end| end as usize)
    }

    /// The column of a block that is the value here.
    pub(super) fn inner(self, outline: &Outline<'_>, list: bool) -> usize {
        match self.holder {
            Holder::Document => 0,
            Holder::Item => self.column + 2,
            Holder::Key if list && outline.style.flush => self.column,
            Holder::Key => self.column + outline.style.step,
        }
    }
}

impl Outline<'_> {
    /// The first byte of the line after a value and its comments: those on its last line, and those
    /// below that are further in than `column`.
    pub(super) fn tail(&self, value: Id, column: usize) -> usize {
        let mut found = self.below(value);
        let mut at = found;
        while at < self.end {
            match lines::kind(self.text, at) {
                lines::Line::Blank => at = lines::next(self.text, at),
                lines::Line::Comment(further) if further > column => {
                    at = lines::next(self.text, at);
                    found = at;
                }
                _ => break,
            }
        }
        found
    }

    /// The first byte of the line after a value, where a line may be added without a change of the
    /// value.
    pub(super) fn below(&self, value: Id) -> usize {
        let Some(node) = self.node(value) else {
            return self.end;
        };
        let last = (node.after as usize).saturating_sub(1);
        if let (Some(raw), Some(leaf)) = (self.blocks.get(&last), self.node(last)) {
            let raw = *raw as usize;
            let behind = self.text.get(leaf.end()..raw).unwrap_or("");
            // The blanks before what follows are not part of the text.
            let cut = if raw == self.text.len() {
                behind.len()
            } else {
                behind.rfind(['\n', '\r']).unwrap_or(0)
            };
            let rest = behind.get(..cut).unwrap_or("");
            if self.is_kept(leaf) || rest.contains([' ', '\t']) {
                let line = lines::start(self.text, raw);
                return if lines::begins(self.text, raw) && raw < self.text.len() {
                    line
                } else {
                    lines::next(self.text, raw)
                };
            }
        }
        lines::next(self.text, node.end())
    }

    /// Whether there is a block of text in a value that holds the blank lines after it: `|+`.
    pub(super) fn keeps_blank_lines(&self, value: Id) -> bool {
        self.within(value).any(|node| self.is_kept(node))
    }

    fn is_kept(&self, node: &Node<'_>) -> bool {
        let block = matches!(
            node.kind,
            Kind::Scalar(_, ScalarStyle::Literal | ScalarStyle::Folded)
        );
        let signs = self.text.get(node.body()..).unwrap_or("").chars();
        block
            && signs
                .take_while(|c| c.is_ascii_digit() || "|>+-".contains(*c))
                .any(|c| c == '+')
    }

    /// The first byte of the comments directly above a line, in its column, but not before `floor`.
    pub(super) fn head(&self, start: usize, floor: usize) -> usize {
        let text = self.text;
        let column = start - lines::start(text, start);
        let mut found = lines::start(text, start);
        while found > floor {
            let above = lines::start(text, found - lines::break_before(text, found));
            if above < floor || lines::kind(text, above) != lines::Line::Comment(column) {
                break;
            }
            found = above;
        }
        found
    }

    /// The items of a list: each with its dash, if it has dashes.
    pub(super) fn items(&self, list: Id, place: Place) -> Option<Vec<Child>> {
        let node = self.node(list)?;
        let block = node.is_block();
        let mut at = place.lead(node);
        let mut items = Vec::new();
        for value in self.children(list) {
            let item = self.node(value)?;
            let start = if block {
                let dash = lines::token(self.text, at);
                lines::is_at(self.text, dash, '-').then_some(dash)?
            } else {
                item.start()
            };
            at = item.end();
            items.push(Child {
                start,
                end: at.max(start + 1),
                value,
            });
        }
        Some(items)
    }

    /// Whether the key of an entry is written with `?`, or its colon is on another line.
    pub(super) fn is_unusual(&self, key: &Node<'_>, block: bool) -> bool {
        let before = self.text.get(..key.start()).unwrap_or("");
        let marked = before.trim_end_matches([' ', '\t']).ends_with('?');
        let colon = lines::after_blanks(self.text, key.end());
        let near = lines::is_at(self.text, colon, ':');
        let none = lines::token(self.text, key.end());
        let none = !lines::is_at(self.text, none, ':');
        !matches!(key.kind, Kind::Scalar(..)) || marked || !(near || (none && !block))
    }
}

//! How a text is written: how far blocks are indented, and what ends a line.

use crate::edit::lines;
use crate::edit::outline::{Form, Kind, Node};
use crate::emit::Style;

/// What is known of the indentation, from the first block of each kind.
#[derive(Default)]
pub(super) struct Habits {
    step: Option<usize>,
    flush: Option<bool>,
}

impl Habits {
    /// Looks at a value of a map.
    pub(super) fn learn(&mut self, text: &str, map: &Node<'_>, value: &Node<'_>) {
        let known = self.step.is_some() && self.flush.is_some();
        if known || !value.is_block() || !matches!(map.kind, Kind::Map(Form::Block)) {
            return;
        }
        let from = lines::column(text, map.body());
        match value.kind {
            Kind::List(_) if self.flush.is_none() => {
                let line = lines::start(text, value.body());
                let dash = lines::after_blanks(text, line);
                self.flush = Some(lines::column(text, dash) == from);
            }
            Kind::Map(_) if self.step.is_none() => {
                let to = lines::column(text, value.body());
                self.step = to.checked_sub(from).filter(|step| *step > 0);
            }
            _ => {}
        }
    }

    /// How new lines of the text are written.
    pub(super) fn style(&self, text: &str) -> Style {
        Style {
            step: self.step.unwrap_or(2),
            flush: self.flush.unwrap_or(false),
            newline: lines::first_break(text),
        }
    }
}

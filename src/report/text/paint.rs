//! The styles of a terminal report. Without colour, texts stay as they are.

use anstyle::{AnsiColor, Style};

use super::escape::neutral;
use super::verdict::VerdictLine;
use crate::model::Action;

/// The look of a terminal report.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Look {
    /// Whether to use colours and weights.
    pub(in crate::report) color: bool,
    /// The width of the terminal, in columns.
    pub(in crate::report) width: usize,
}

pub(in crate::report) const BOLD: Style = Style::new().bold();
pub(in crate::report) const DIM: Style = Style::new().dimmed();
pub(in crate::report) const GREEN: Style = AnsiColor::Green.on_default();
pub(in crate::report) const YELLOW: Style = AnsiColor::Yellow.on_default();
pub(in crate::report) const RED: Style = AnsiColor::Red.on_default();
pub(in crate::report) const CYAN: Style = AnsiColor::Cyan.on_default();
pub(in crate::report) const MAGENTA: Style = AnsiColor::Magenta.on_default();

impl Look {
    /// The text in a style.
    pub(in crate::report) fn paint(self, style: Style, text: &str) -> String {
        if self.color && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

/// The lines of a verdict, one below the other.
pub(in crate::report) fn verdict(out: &mut String, lines: &[VerdictLine], look: Look) {
    for line in lines {
        let text = neutral(&line.text);
        let text = if line.emphasis {
            look.paint(BOLD, &text)
        } else {
            text.into_owned()
        };
        out.push_str(&text);
        out.push('\n');
    }
}

/// The style of an action.
pub(in crate::report) fn style(action: Action) -> Style {
    match action {
        Action::NoOp => DIM,
        Action::Create => GREEN,
        Action::Update => YELLOW,
        Action::Adopt => CYAN,
        Action::Forget => MAGENTA,
        Action::Purchase => GREEN.bold(),
    }
}

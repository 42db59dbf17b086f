//! The few styles of a terminal report. Without colour nothing is added to a text.

use anstyle::{AnsiColor, Style};

use crate::model::Action;

/// How a report for a terminal is to look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// Whether colours and weights are wanted.
    pub(super) color: bool,
    /// The width of the terminal, in columns.
    pub(super) width: usize,
}

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const GREEN: Style = AnsiColor::Green.on_default();
pub(super) const YELLOW: Style = AnsiColor::Yellow.on_default();
pub(super) const RED: Style = AnsiColor::Red.on_default();
pub(super) const CYAN: Style = AnsiColor::Cyan.on_default();
pub(super) const MAGENTA: Style = AnsiColor::Magenta.on_default();

impl Look {
    /// The text in a style.
    pub(super) fn paint(self, style: Style, text: &str) -> String {
        if self.color && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

/// The style of an action.
pub(super) fn style(action: Action) -> Style {
    match action {
        Action::NoOp => DIM,
        Action::Create => GREEN,
        Action::Update => YELLOW,
        Action::Adopt => CYAN,
        Action::Forget => MAGENTA,
        Action::Purchase => GREEN.bold(),
    }
}

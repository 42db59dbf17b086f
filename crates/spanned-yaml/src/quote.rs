//! User text as messages quote it.

use crate::secrets::mask;

/// User text for a message: at most 60 characters, control characters and passwords replaced. Every
/// message that quotes a value uses this.
pub fn shown(text: &str) -> String {
    let concealed = mask::conceal_in(text);
    cut(concealed, 60).chars().map(visible).collect()
}

/// A text cut to so many characters; an ellipsis replaces the rest.
pub(crate) fn cut(mut text: String, most: usize) -> String {
    if let Some((at, _)) = text.char_indices().nth(most) {
        text.truncate(at);
        text.push('…');
    }
    text
}

/// A character that is safe to print on a terminal.
fn visible(c: char) -> char {
    let unfit = c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    if unfit { '\u{fffd}' } else { c }
}

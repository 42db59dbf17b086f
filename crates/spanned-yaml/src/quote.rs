//! Text of a user's files as a message quotes it.

use crate::secrets::mask;

/// Text of a user's for a message: at most 60 characters, control characters and passwords
/// replaced. Every message that quotes a value quotes it so.
pub fn shown(text: &str) -> String {
    let concealed = mask::conceal_in(text);
    cut(concealed, 60).chars().map(visible).collect()
}

/// A text without what is beyond so many characters; an ellipsis stands for the rest.
pub(crate) fn cut(mut text: String, most: usize) -> String {
    if let Some((at, _)) = text.char_indices().nth(most) {
        text.truncate(at);
        text.push('…');
    }
    text
}

/// A character fit for a terminal.
fn visible(c: char) -> char {
    let unfit = c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    if unfit { '\u{fffd}' } else { c }
}

//! Text that `${name}` must not be replaced in.

use std::borrow::Cow;

/// A text so written that [`substitute`](crate::substitute) turns it into the given one: `${x}`
/// becomes `$${x}`. Only values are substituted; a key must not be escaped.
pub fn escape_vars(text: &str) -> Cow<'_, str> {
    if !text.contains("${") && !text.contains("$$") {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, dollars) = rest.split_at(at);
        let behind = dollars.trim_start_matches('$');
        let count = dollars.len() - behind.len();
        escaped.push_str(before);
        // A dollar alone stays one; of several, each pair would become one.
        let alone = count == 1 && !behind.starts_with('{');
        let written = if alone { 1 } else { 2 * count };
        escaped.extend(std::iter::repeat_n('$', written));
        rest = behind;
    }
    escaped.push_str(rest);
    Cow::Owned(escaped)
}

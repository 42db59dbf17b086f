//! Lines wrapped to the width of a terminal.
//!
//! A line breaks at blanks only. Therefore a URL, an address or an identifier is never cut, even if
//! it is longer than the line. A suggested command, in backticks, stays in one piece, too.

use std::borrow::Cow;

use super::width::columns;

/// How far the rest of a wrapped line is indented below its first line.
const HANGING: usize = 2;

/// The longest sign at the beginning of a line.
const LONGEST_SIGN: usize = 3;

/// The text with every line that is longer than `width` wrapped at blanks. Source lines of a
/// diagnostic, and lines with carets below them, stay as they are: the marks would lose their place.
pub fn wrapped(text: &str, width: usize) -> Cow<'_, str> {
    if text.lines().all(|line| visible(line) <= width) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let (content, end) = match line.strip_suffix('\n') {
            Some(content) => (content, "\n"),
            None => (line, ""),
        };
        let marked = lines.peek().is_some_and(|next| is_carets(next));
        if visible(content) <= width || marked || is_carets(content) || is_source(content) {
            out.push_str(content);
        } else {
            wrap(&mut out, content, width);
        }
        out.push_str(end);
    }
    Cow::Owned(out)
}

fn wrap(out: &mut String, line: &str, width: usize) {
    let indent = line.len() - line.trim_start_matches(' ').len();
    // A deep indent must leave room for words.
    let hanging = " ".repeat((indent + HANGING).min(width / 2));
    let mut used = 0;
    let mut first = true;
    let mut sticks = false;
    for (gap, word) in words(line) {
        let length = visible(word);
        if !first && !sticks && used + gap + length > width {
            out.push('\n');
            out.push_str(&hanging);
            used = columns(&hanging);
            first = true;
        } else {
            out.push_str(&" ".repeat(gap));
            used += gap;
        }
        out.push_str(word);
        used += length;
        // A sign such as `-`, or a number such as `2.`, belongs to what follows.
        sticks = first && length <= LONGEST_SIGN && !plain(word).contains(char::is_alphabetic);
        first = false;
    }
}

/// The words of a line, each with the number of blanks before it. A text in backticks is one word.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let word = rest.trim_start_matches(' ');
        let gap = rest.len() - word.len();
        if word.is_empty() {
            return None;
        }
        let mut code = false;
        let end = word.char_indices().find(|(at, c)| {
            // A backtick without a partner opens nothing.
            if *c == '`' {
                code = !code && word.get(at + 1..).is_some_and(|after| after.contains('`'));
            }
            *c == ' ' && !code
        });
        let (word, after) = word.split_at(end.map_or(word.len(), |(at, _)| at));
        rest = after;
        Some((gap, word))
    })
}

/// Whether a line only marks places of the line above it.
fn is_carets(line: &str) -> bool {
    let line = plain(line);
    let line = line.trim();
    !line.is_empty() && line.chars().all(|c| c == '^' || c == ' ')
}

/// Whether a line is part of the drawing of a source line: it begins with a line number and a bar,
/// with a bar, or with an arrow to a place.
fn is_source(line: &str) -> bool {
    let line = plain(line);
    let rest = line.trim_start();
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.trim_start();
    rest.starts_with('|') || rest.starts_with("-->") || rest.starts_with(":::")
}

/// The columns that a line takes in a terminal.
fn visible(line: &str) -> usize {
    columns(&plain(line))
}

/// A line without the sequences that colour it.
fn plain(line: &str) -> Cow<'_, str> {
    if !line.contains('\u{1b}') {
        return Cow::Borrowed(line);
    }
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    Cow::Owned(parts.fold(first, |text, part| {
        text + part.split_once('m').map_or("", |(_, rest)| rest)
    }))
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_break_at_blanks_and_nothing_is_cut() {
        let text = "short\n  ~ providers.us.numbers.line  +15017122661  update it now\nlast";
        assert_eq!(
            wrapped(text, 30),
            "short\n  ~ providers.us.numbers.line\n    +15017122661  update it\n    now\nlast"
        );
        assert_eq!(
            wrapped("    - https://hooks.example/a/very/long/path and more", 20),
            "    - https://hooks.example/a/very/long/path\n      and more"
        );
    }

    #[test]
    fn a_command_stays_in_one_piece() {
        assert_eq!(
            wrapped("now run `switchboard apply p.json` to apply it", 20),
            "now run\n  `switchboard apply p.json`\n  to apply it"
        );
        assert_eq!(wrapped("a `b c d e f", 6), "a `b c\n  d e\n  f");
    }

    #[test]
    fn marked_lines_stay_as_they_are() {
        for text in [
            "      url  - https://a.example/one two\n                           ^^^\n",
            "3 |   sms_url: https://a.example/ # and more\n  |            ^^^^^^^^^^^^^^^^^^\n",
            " --> a/long/path/to/switchboard.yaml:3:12 of it\n",
        ] {
            assert_eq!(wrapped(text, 20), text);
        }
    }

    #[test]
    fn colours_take_no_columns() {
        let red = "\u{1b}[31mone\u{1b}[0m two three";
        assert_eq!(wrapped(red, 13), red);
        assert_eq!(wrapped(red, 8), "\u{1b}[31mone\u{1b}[0m two\n  three");
    }
}

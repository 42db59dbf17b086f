//! Paragraphs for a terminal, made of the Markdown that the documents use: paragraphs, lists, fenced
//! examples, links and bold text.

use super::width::columns;

/// Markdown as text in lines of at most `width` columns, each after `indent`. A fenced example is
/// indented further and not wrapped.
pub(in crate::report) fn from_markdown(text: &str, width: usize, indent: &str) -> String {
    let mut out = String::new();
    let mut paragraph = String::new();
    let mut fenced = false;
    for line in text.lines() {
        let ends = line.is_empty() || line.starts_with("```") || line.starts_with("- ");
        if !fenced && ends {
            out.push_str(&wrapped(&plain(&paragraph), width, indent));
            paragraph.clear();
        }
        if line.starts_with("```") {
            fenced = !fenced;
        } else if fenced && !line.is_empty() {
            out.push_str(&format!("{indent}    {line}\n"));
        } else if line.is_empty() {
            out.push('\n');
        } else {
            paragraph.push_str(line);
            paragraph.push(' ');
        }
    }
    out.push_str(&wrapped(&plain(&paragraph), width, indent));
    out
}

/// Words in lines of at most `width` columns, each after `indent`. A longer word has a line of its
/// own.
pub(in crate::report) fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let mut out = String::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let length = columns(indent) + columns(&line) + 1 + columns(word);
        if !line.is_empty() && length > width {
            out.push_str(&format!("{indent}{line}\n"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        out.push_str(&format!("{indent}{line}\n"));
    }
    out
}

/// A paragraph without the marks of links and bold text. Code keeps its backticks.
fn plain(paragraph: &str) -> String {
    let mut out = String::new();
    let mut rest = paragraph;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        match after
            .split_once("](")
            .map(|(shown, link)| (shown, link.split_once(')')))
        {
            Some((shown, Some((_, behind)))) if !shown.contains(['[', ']']) => {
                out.push_str(shown);
                rest = behind;
            }
            _ => {
                out.push('[');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out.replace("**", "")
}

#[cfg(test)]
mod tests {
    use super::from_markdown;

    #[test]
    fn paragraphs_are_wrapped_and_examples_are_not() {
        let text = "One **two** [three](there.md) `[four]`\nfive.\n\n```yaml\na:\n  b: a line that is long\n```\n\n- six\n- seven";
        assert_eq!(
            from_markdown(text, 16, "  "),
            "  One two three\n  `[four]` five.\n\n      a:\n        b: a line that is long\n\n  - six\n  - seven\n"
        );
    }
}

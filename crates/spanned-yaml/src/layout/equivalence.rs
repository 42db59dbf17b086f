//! Whether two texts mean the same: the same events, down to quotes, tags and anchors, the same
//! comments in the same order, and the same findings.

use granit_parser::{Options, Parser, ScanError};

use super::tokens;
use crate::diagnostic::Findings;
use crate::read::document::parse;
use crate::source::Sources;

fn options() -> Options {
    let mut options = Options::default();
    options.emit_unresolved_aliases = true;
    options.emit_anchor_events = true;
    options.set_emit_comments(false);
    options
}

/// The syntax error of a text, if it has one.
pub(super) fn readable(text: &str) -> Result<(), ScanError> {
    Parser::new_from_str_with_options(text, options()).try_for_each(|event| event.map(|_| ()))
}

/// Whether both texts are the same values in the same notation.
pub(super) fn same(one: &str, other: &str) -> bool {
    let mut one_by_one = Parser::new_from_str_with_options(other, options());
    for event in Parser::new_from_str_with_options(one, options()) {
        match (event, one_by_one.next()) {
            (Ok((left, _)), Some(Ok((right, _)))) if left == right => {}
            _ => return false,
        }
    }
    one_by_one.next().is_none() && findings(one) == findings(other)
}

/// The codes of the findings about a text.
fn findings(text: &str) -> Vec<&'static str> {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    match sources.add("", text.as_bytes().to_vec()) {
        Ok(id) => {
            parse(&mut sources, id, &mut findings);
        }
        Err(refused) => findings.push(*refused),
    }
    findings
        .diagnostics
        .iter()
        .map(|d| d.code.as_str())
        .collect()
}

/// The comments of a text in order, without the blanks at their ends; `None` where the text is not
/// understood.
pub(super) fn comments(text: &str) -> Option<Vec<&str>> {
    let tokens = tokens::tokens(text)?;
    let mut found = Vec::new();
    let mut at = 0;
    for token in &tokens.tokens {
        let before = text.get(at..token.start).unwrap_or("");
        found.extend(before.split('\n').filter_map(tokens::comment));
        at = token.end;
        if let Some(content) = &token.content {
            let header = text.get(at..content.start).unwrap_or("");
            found.extend(header.split('\n').filter_map(tokens::comment));
            at = content.end;
        }
    }
    let last = text.get(at..).unwrap_or("");
    found.extend(last.split('\n').filter_map(tokens::comment));
    Some(found)
}

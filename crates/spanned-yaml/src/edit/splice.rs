//! Replacements of ranges of a text, applied in one pass.

/// A range of bytes and the text that replaces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Splice {
    pub start: usize,
    pub end: usize,
    pub text: String,
}

/// The text after all replacements, in whatever order they are given; those at one place keep their
/// order. `None` if two overlap.
pub(super) fn apply(text: &str, mut splices: Vec<Splice>) -> Option<String> {
    splices.sort_by_key(|splice| (splice.start, splice.end));
    let added: usize = splices.iter().map(|splice| splice.text.len()).sum();
    let mut edited = String::with_capacity(text.len() + added);
    let mut at = 0;
    for splice in &splices {
        edited.push_str(text.get(at..splice.start)?);
        edited.push_str(&splice.text);
        at = splice.end;
    }
    edited.push_str(text.get(at..)?);
    Some(edited)
}

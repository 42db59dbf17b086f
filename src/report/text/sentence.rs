//! Sentences made of clauses.

/// The sentence with a capital letter, unless it begins with code or an address.
pub(in crate::report) fn capital(sentence: &str) -> String {
    let mut rest = sentence.chars();
    let first_word = sentence.split(' ').next().unwrap_or_default();
    match rest.next() {
        Some(first) if !first_word.contains(['.', '`']) => {
            first.to_uppercase().chain(rest).collect()
        }
        _ => sentence.to_owned(),
    }
}

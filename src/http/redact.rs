//! Makes a text from outside safe to show: without credentials, passwords in URLs and control
//! characters, and of limited length. Pure.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::model::{Secret, mask_userinfo};
use crate::yaml::encoded_passwords;

/// The longest message, in characters.
const LONGEST: usize = 300;
/// Secrets shorter than this are not searched for: they would match parts of ordinary words.
const SHORTEST_SECRET: usize = 3;

/// The text as it may be shown; none of `secrets` is in it.
pub fn redact(text: &str, secrets: &[Secret]) -> String {
    redact_to(LONGEST, text, secrets)
}

/// The same with at most this many characters, for an API whose messages are longer.
pub fn redact_to(longest: usize, text: &str, secrets: &[Secret]) -> String {
    let mut text = Cow::Borrowed(text);
    for secret in secrets {
        let secret = secret.expose();
        if secret.len() >= SHORTEST_SECRET && text.contains(secret) {
            text = Cow::Owned(text.replace(secret, "***"));
        }
    }
    cut(&escape(&mask_urls(&text)), longest)
}

/// Returns the password of `user:password@` in a URL that is sent, both as it is and as a form
/// encodes it, so that it is recognised in an answer that repeats it.
pub fn passwords(url: &str) -> Vec<Secret> {
    let authority = url.split_once("://").map(|(_, rest)| rest);
    let userinfo = authority
        .and_then(|rest| rest.split(['/', '?', '#']).next())
        .and_then(|authority| authority.rsplit_once('@'));
    let Some((_, password)) = userinfo.and_then(|(userinfo, _)| userinfo.split_once(':')) else {
        return Vec::new();
    };
    let encoded: String = url::form_urlencoded::byte_serialize(password.as_bytes()).collect();
    vec![Secret::new(password), Secret::new(encoded)]
}

/// Masks the password in every URL in a text. Each URL is treated separately,
/// from its `://` to the end of its host.
fn mask_urls(text: &str) -> String {
    let ends = |c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '<' | '>');
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, url) = rest.split_at(at);
        let authority = &url[3..];
        let (authority, after) =
            authority.split_at(authority.find(ends).unwrap_or(authority.len()));
        shown.push_str(before);
        shown.push_str(&mask_userinfo(&format!("://{authority}")));
        rest = after;
    }
    shown.push_str(rest);
    for range in encoded_passwords(&shown).into_iter().rev() {
        shown.replace_range(range, "***");
    }
    shown
}

/// Escapes control and direction characters, so that a terminal does not obey them.
fn escape(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => shown.push(' '),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                let _ = write!(shown, "\\u{{{:x}}}", c as u32);
            }
            c if c.is_control() => {
                let _ = write!(shown, "\\u{{{:x}}}", c as u32);
            }
            c => shown.push(c),
        }
    }
    shown
}

fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{passwords, redact};
    use crate::model::Secret;

    #[test]
    fn nothing_secret_is_left() {
        let secrets = [Secret::new("hunter2"), Secret::new("a")];
        assert_eq!(
            redact("token hunter2 is a token", &secrets),
            "token *** is a token"
        );
        assert_eq!(
            redact(
                "<a href=\"https://u:pw1@h.example/x\">https://u:pw2@h/,https://v:pw3@i/",
                &[]
            ),
            "<a href=\"https://u:***@h.example/x\">https://u:***@h/,https://v:***@i/"
        );
    }

    #[test]
    fn a_password_is_known_in_both_spellings() {
        let secrets = passwords("https://u:p:s!@h.example/x@y");
        assert_eq!(
            redact("at https://h/?u=http%3A%2F%2Fk%3Apw%40z now", &[]),
            "at https://h/?u=http%3A%2F%2Fk%3A***%40z now"
        );
        assert_eq!(redact("p:s! and p%3As%21", &secrets), "*** and ***");
        assert!(passwords("https://h.example/u:p@").is_empty());
    }

    #[test]
    fn a_message_is_short_and_plain() {
        assert_eq!(
            redact("a\u{1b}[31mb\nc\u{202e}", &[]),
            "a\\u{1b}[31mb c\\u{202e}"
        );
        let long = redact(&"é".repeat(1000), &[]);
        assert_eq!(long.chars().count(), 301);
    }
}

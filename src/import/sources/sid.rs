//! The form of Twilio's identifiers.

/// Whether a text is an identifier of this kind: two capitals, then 32 hex digits.
pub(super) fn is_sid(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix)
        .is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

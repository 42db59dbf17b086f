//! Keeps secrets out of messages.

use super::Client;
use crate::http::redact_to;
use crate::model::Secret;
use crate::provider::azure::signature::AccessKey;

/// The longest message, in characters: a missing right is named with its whole scope.
const LONGEST: usize = 1200;

/// A text that may be shown; none of `secrets` is in it.
pub(super) fn shown(text: &str, secrets: &[Secret]) -> String {
    redact_to(LONGEST, text, secrets)
}

impl Client {
    /// A text that may be shown. Neither a key of this client nor one of `secrets` is in it.
    pub fn redact(&self, text: &str, secrets: &[Secret]) -> String {
        shown(text, &self.secrets(secrets))
    }

    /// The key and these secrets as an answer may repeat them.
    pub(super) fn secrets(&self, more: &[Secret]) -> Vec<Secret> {
        let key = self.access.key.as_ref().map(AccessKey::text);
        widened(key.into_iter().chain(more))
    }
}

/// Secrets as they are, and as a URL and JSON write them; the longest first, so that none is cut by
/// a part of it.
fn widened<'a>(secrets: impl Iterator<Item = &'a Secret>) -> Vec<Secret> {
    let mut texts: Vec<String> = Vec::new();
    for secret in secrets {
        let text = secret.expose();
        texts.push(url::form_urlencoded::byte_serialize(text.as_bytes()).collect());
        let quoted = serde_json::Value::from(text).to_string();
        texts.push(quoted.trim_matches('"').to_owned());
        texts.push(text.to_owned());
    }
    texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
    texts.dedup();
    texts.into_iter().map(Secret::new).collect()
}

#[cfg(test)]
mod tests {
    use super::{shown, widened};
    use crate::model::Secret;

    #[test]
    fn a_secret_is_found_in_every_spelling() {
        let secrets = [Secret::new("a+b\"c"), Secret::new("a+b\"c/longer")];
        let secrets = widened(secrets.iter());
        assert_eq!(
            shown(
                r#"a+b"c a%2Bb%22c a+b\"c a+b"c/longer a%2Bb%22c%2Flonger end"#,
                &secrets
            ),
            "*** *** *** *** *** end"
        );
    }
}

//! Values of managed fields, and the comparison of two values.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::url::base;
use super::{Address, Text, mask_userinfo};

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// No value: `""`, `null` and a missing key are this one value.
    #[default]
    Blank,
    /// A switch.
    Flag(bool),
    /// A whole number.
    Number(u64),
    /// A text.
    Text(Text),
    /// A text with a password in it, as the registry keeps it: the part that may be shown, and a
    /// digest by which the whole text is recognised.
    Concealed(Box<Concealed>),
    /// A URL that was read without its query string.
    Partial {
        /// The part of the URL that was read.
        base: Text,
    },
    /// A list, unchanged.
    List(Vec<String>),
    /// The identifier of the object that is declared at this address, which is not known yet. It is
    /// only wanted: an apply replaces it, and no record or account holds it.
    Reference {
        /// The address.
        reference: Box<Address>,
    },
    /// The members that are wanted at least. Other members may be there too and are left alone.
    Set {
        /// The members.
        members: BTreeSet<String>,
    },
}

/// A text with a password in it, as the registry keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Concealed {
    /// The text with the password masked.
    pub(super) shown: String,
    /// SHA-256 of the whole text, in hex.
    pub(super) sha256: String,
}

impl Concealed {
    /// The text with the password masked.
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

impl Value {
    /// Returns a text, or [`Value::Blank`] if it is empty.
    pub fn text(text: impl Into<Text>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Blank
        } else {
            Self::Text(text)
        }
    }

    /// Whether the value is blank.
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Blank)
    }

    /// Whether the value is a set of members.
    pub fn is_set(&self) -> bool {
        matches!(self, Self::Set { .. })
    }

    /// Returns the members, if the value is a set.
    pub fn members(&self) -> Option<&BTreeSet<String>> {
        match self {
            Self::Set { members } => Some(members),
            _ => None,
        }
    }

    /// Returns the number of members of this set that are not in the other.
    pub fn members_missing_in(&self, there: &Self) -> usize {
        let wanted = self.members().into_iter().flatten();
        wanted
            .filter(|member| !there.members().is_some_and(|have| have.contains(*member)))
            .count()
    }

    /// Returns the text, if the value is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether `seen` is what this value asks for. Texts are compared byte for byte. A set asks for
    /// its members and ignores others.
    pub fn is_satisfied_by(&self, seen: &Self) -> bool {
        match (self, seen) {
            (Self::Concealed(kept), Self::Text(text))
            | (Self::Text(text), Self::Concealed(kept)) => kept.sha256 == digest(text),
            (Self::Partial { base: cut }, Self::Text(text))
            | (Self::Text(text), Self::Partial { base: cut }) => base(text) == cut,
            (Self::Concealed(kept), Self::Partial { base: cut })
            | (Self::Partial { base: cut }, Self::Concealed(kept)) => {
                base(&kept.shown) == mask_userinfo(cut)
            }
            (Self::Set { members: wanted }, Self::Set { members: there }) => {
                wanted.is_subset(there) || {
                    let there: BTreeSet<String> = there.iter().map(|member| kept(member)).collect();
                    wanted.iter().all(|member| there.contains(&kept(member)))
                }
            }
            (Self::Set { members: wanted }, Self::Blank) => wanted.is_empty(),
            (Self::List(_), Self::List(_)) => self == seen || self.concealed() == seen.concealed(),
            _ => self == seen,
        }
    }

    /// Returns the value as it may be kept and shown. It no longer holds a URL's password, but the
    /// value can still be recognised.
    #[must_use]
    pub fn concealed(&self) -> Self {
        match self {
            Self::Text(text) => match mask_userinfo(text) {
                Cow::Borrowed(_) => self.clone(),
                Cow::Owned(shown) => Self::Concealed(Box::new(Concealed {
                    sha256: digest(text),
                    shown,
                })),
            },
            Self::List(items) => Self::List(items.iter().map(|item| kept(item)).collect()),
            Self::Set { members } => Self::Set {
                members: members.iter().map(|member| kept(member)).collect(),
            },
            other => other.clone(),
        }
    }

    /// Whether the value may be kept and shown as it is, because it cannot hold a password.
    pub fn is_safe(&self) -> bool {
        match self {
            Self::Text(text) => matches!(mask_userinfo(text), Cow::Borrowed(_)),
            Self::List(_) | Self::Set { .. } => false,
            Self::Blank
            | Self::Flag(_)
            | Self::Number(_)
            | Self::Concealed(_)
            | Self::Partial { .. }
            | Self::Reference { .. } => true,
        }
    }

    /// Returns the value as JSON for people and programs: blank is `null`, passwords are masked.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Blank => serde_json::Value::Null,
            Self::Flag(on) => (*on).into(),
            Self::Number(number) => (*number).into(),
            Self::Text(text) => mask_userinfo(text).into(),
            Self::Concealed(kept) => kept.shown.as_str().into(),
            Self::Partial { base } => mask_userinfo(base).into(),
            Self::Reference { reference } => reference.to_string().into(),
            Self::List(items) => items.iter().map(|item| shown(item)).collect(),
            Self::Set { members } => members.iter().map(|member| shown(member)).collect(),
        }
    }
}

/// The text between an item without its password and the digest of the whole item.
const DIGEST: &str = " sha256:";

/// Returns an item of a list or a set as it may be kept: without its password, but with a digest by
/// which it is recognised. An item that is kept already stays as it is.
fn kept(item: &str) -> String {
    match mask_userinfo(item) {
        Cow::Owned(shown) if shown != item => format!("{shown}{DIGEST}{}", digest(item)),
        _ => item.to_owned(),
    }
}

/// Returns an item as it may be shown, without the digest it is kept with.
fn shown(item: &str) -> Cow<'_, str> {
    match item.rsplit_once(DIGEST) {
        Some((shown, digest)) if digest.len() == 64 => Cow::Borrowed(shown),
        _ => mask_userinfo(item),
    }
}

fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Returns bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            use std::fmt::Write as _;
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::Value;

    #[test]
    fn a_concealed_url_is_still_recognised() {
        let url = Value::text("https://u:hunter2@example.com/sms");
        let kept = url.concealed();
        assert!(!serde_json::to_string(&kept).unwrap().contains("hunter2"));
        assert!(kept.is_satisfied_by(&url) && url.is_satisfied_by(&kept));
        assert!(!kept.is_satisfied_by(&Value::text("https://u:other@example.com/sms")));
        assert_eq!(kept.to_json(), "https://u:***@example.com/sms");
    }

    #[test]
    fn passwords_in_lists_and_sets_are_concealed_and_recognised() {
        let items = |password: &str| vec![format!("https://u:{password}@h.com/"), "b".to_owned()];
        let list = |password: &str| Value::List(items(password));
        let set = |password: &str| Value::Set {
            members: items(password).into_iter().collect(),
        };
        for (one, other) in [(list("pw1"), list("pw2")), (set("pw1"), set("pw2"))] {
            let kept = one.concealed();
            assert!(!serde_json::to_string(&kept).unwrap().contains("pw1"));
            assert!(kept.is_satisfied_by(&one) && one.is_satisfied_by(&kept));
            assert!(!kept.is_satisfied_by(&other));
            assert_eq!(kept.concealed(), kept);
            let shown = kept.to_json().to_string();
            assert!(shown.contains("https://u:***@h.com/\""), "{shown}");
            assert_eq!(kept.to_json(), one.to_json());
        }
    }

    #[test]
    fn a_set_is_wanted_at_least() {
        let set = |members: &[&str]| Value::Set {
            members: members.iter().map(ToString::to_string).collect(),
        };
        assert!(set(&["a"]).is_satisfied_by(&set(&["a", "b"])));
        assert!(!set(&["a", "c"]).is_satisfied_by(&set(&["a", "b"])));
        assert!(set(&[]).is_satisfied_by(&Value::Blank));
    }
}

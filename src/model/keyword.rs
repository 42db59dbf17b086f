//! Keywords: the single words with which a recipient may reply.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{FindingCode, Invalid, Text};
use crate::yaml::shown;

/// A keyword: ASCII letters and digits only. Two keywords are equal without regard to case;
/// the spelling is kept for people.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Keyword(Text);

impl Keyword {
    /// The longest keyword that the marketing system stores, in characters.
    pub const MAX: usize = 100;

    /// Parses a keyword.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.len() <= Self::MAX
            && !text.is_empty()
            && text.bytes().all(|b| b.is_ascii_alphanumeric())
        {
            return Ok(Self(Text::new(text)));
        }
        let summary = match text.chars().find(|c| !c.is_ascii_alphanumeric()) {
            Some(' ') => format!("the keyword `{}` contains a space", shown(text)),
            Some(odd) => format!(
                "the keyword `{}` contains `{}`",
                shown(text),
                odd.escape_debug()
            ),
            None if text.is_empty() => "a keyword cannot be empty".to_owned(),
            None => format!("the keyword has {} characters", text.len()),
        };
        Err(Invalid::new(
            FindingCode::InvalidKeyword,
            summary,
            "a keyword is one word of ASCII letters and digits, at most 100, such as JOIN",
        ))
    }

    /// The spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn folded(&self) -> impl Iterator<Item = u8> + '_ {
        self.0.bytes().map(|b| b.to_ascii_uppercase())
    }
}

impl PartialEq for Keyword {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for Keyword {}

impl Ord for Keyword {
    fn cmp(&self, other: &Self) -> Ordering {
        self.folded().cmp(other.folded())
    }
}

impl PartialOrd for Keyword {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Keyword {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded().for_each(|byte| byte.hash(state));
    }
}

impl fmt::Display for Keyword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Keyword {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<Keyword> for String {
    fn from(keyword: Keyword) -> Self {
        keyword.0.into()
    }
}

impl JsonSchema for Keyword {
    fn schema_name() -> Cow<'static, str> {
        "KeywordText".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "keyword",
            "errorMessage": "Write one word of ASCII letters and digits, at most 100, such as JOIN; in quotes if it is only digits.",
            "pattern": "^[A-Za-z0-9]{1,100}$",
            "description": "One word of ASCII letters and digits that a recipient can reply with.",
            "examples": ["STOP", "JOIN"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Keyword;

    #[test]
    fn case_is_kept_and_ignored() {
        let (lower, upper) = (
            Keyword::parse("join").unwrap(),
            Keyword::parse("JOIN").unwrap(),
        );
        assert_eq!(lower, upper);
        assert_eq!(lower.as_str(), "join");
    }

    #[test]
    fn anything_but_ascii_letters_and_digits_is_refused() {
        for bad in [
            "",
            "TWO WORDS",
            "JOIN!",
            "É",
            "ＮＯ",
            "A-B",
            &"A".repeat(101),
        ] {
            assert!(Keyword::parse(bad).is_err(), "{bad}");
        }
    }
}

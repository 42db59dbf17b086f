//! `ignore` in YAML: the findings about one object that are not reported, each with a reason. Pure.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::{Misdeclared, codes};
use crate::model::{Address, CounterpartCode, FindingCode, Invalid, Kind, Known, Level, Silence};
use crate::yaml::{nearest, shown};

/// A finding to suppress.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "IgnoredFinding")]
pub struct Ignored {
    /// The finding's code.
    pub code: IgnoredCode,
    /// Why the finding does not matter here, for the next reader.
    #[schemars(
        length(min = 1, max = 200),
        regex(pattern = r"\S"),
        extend("errorMessage" = "say why the finding does not matter here, for the next reader"),
        example = &"this number only receives"
    )]
    pub reason: String,
}

/// The code of a finding that may be ignored.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct IgnoredCode(Known);

impl IgnoredCode {
    /// Parses a code that exists and may be ignored.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let may_be = || {
            let all = codes::ignorable();
            format!("the codes that can be ignored are {}", all.join(", "))
        };
        let Some(known) = codes::find(text) else {
            let near = nearest(text, codes::ignorable());
            let shown = shown(text);
            let (code, summary) = if is_code(text) {
                (
                    FindingCode::UnknownCode,
                    format!("there is no finding `{shown}`"),
                )
            } else {
                (
                    FindingCode::NotACode,
                    format!("`{shown}` is not the code of a finding"),
                )
            };
            let help = near.map_or_else(may_be, |near| format!("did you mean `{near}`?"));
            return Err(Invalid::new(code, summary, help));
        };
        if known.silenced_at.is_some() {
            return Ok(Self(known));
        }
        let what = if text.starts_with('E') {
            "an error must be fixed, not ignored"
        } else {
            "it is about a file or the whole plan, not about a declared object"
        };
        Err(Invalid::new(
            FindingCode::CodeNotIgnorable,
            format!("{text} cannot be ignored: {}", known.code.meaning()),
            format!("{what}; {}", may_be()),
        ))
    }

    /// The code.
    pub fn as_str(&self) -> &'static str {
        self.0.code.as_str()
    }
}

/// Whether a text has the form of a code: a letter and four digits.
fn is_code(text: &str) -> bool {
    let digits = text.strip_prefix(['E', 'W']).unwrap_or_default();
    digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit())
}

impl TryFrom<String> for IgnoredCode {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl JsonSchema for IgnoredCode {
    fn schema_name() -> Cow<'static, str> {
        "FindingCode".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let all = codes::ignorable();
        let known = all.iter().filter_map(|code| codes::find(code));
        let meanings: BTreeMap<&str, &str> = known
            .map(|known| (known.code.as_str(), known.code.meaning()))
            .collect();
        json_schema!({
            "type": "string",
            "format": "finding-code",
            "x-words": meanings,
            "pattern": format!("^({})$", all.join("|")),
            "description": "The code of a finding as reports show it; docs/findings.md explains each of them.",
            "examples": all,
            "errorMessage": "Write the code as reports show it, such as W0751; docs/findings.md lists those that can be ignored."
        })
    }
}

impl Ignored {
    /// The entry at the address of its object.
    pub fn at(&self, address: &Address) -> Silence {
        Silence {
            address: address.clone(),
            code: self.code.0,
            reason: self.reason.clone(),
            numbers: Vec::new(),
        }
    }
}

/// The `ignore` list of one declared object.
#[derive(Debug, Clone)]
pub struct IgnoreList<'a> {
    /// The object.
    pub address: Address,
    /// The object's dotted path under its provider; empty for the provider itself.
    pub path: String,
    /// The entries of the list.
    pub entries: &'a [Ignored],
    /// The numbers of a group: the list may also name codes that are reported about numbers.
    pub numbers: Vec<Address>,
}

impl IgnoreList<'_> {
    /// The findings that the list silences.
    pub fn silences(&self) -> impl Iterator<Item = Silence> {
        self.entries.iter().map(|ignored| Silence {
            numbers: self.numbers.clone(),
            ..ignored.at(&self.address)
        })
    }

    /// The errors in the list, at their places.
    pub fn check(&self) -> impl Iterator<Item = Misdeclared> {
        let found = misplaced(self.entries, self.address.kind()).into_iter();
        found.map(|(index, why)| {
            let path = format!("ignore.{index}.code");
            let path = match self.path.as_str() {
                "" => path,
                object => format!("{object}.{path}"),
            };
            Misdeclared::new(why.code, path, why.summary, why.help)
        })
    }
}

/// Whether the `ignore` list of an object of this kind may name a code that is reported about
/// objects of level `of`. A provider and a group may name codes for all numbers under them.
fn may_name(kind: Kind, code: &str, of: Level) -> bool {
    let speaks_for_numbers = matches!(kind.level(), Level::Provider | Level::Group);
    // A handler is found by its name, as a group is.
    let by_name = code == FindingCode::Namesakes.code().as_str();
    // A setting of the whole environment can name another organisation, as a callback URL can.
    let of_environment = code == CounterpartCode::AnotherOrganisation.code().as_str();
    kind.level() == of
        || (kind.level() == Level::Counterpart && of_environment)
        || (speaks_for_numbers && of == Level::Number)
        || (kind.is_found_by_name() && by_name)
}

/// What is wrong with the `ignore` list of an object of this kind, each with its index: codes that
/// are never reported about such an object (E0436), and codes that are there twice (E0439).
pub fn misplaced(all: &[Ignored], kind: Kind) -> Vec<(usize, Invalid)> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (at, ignored) in all.iter().enumerate() {
        let (code, about) = (ignored.code.as_str(), ignored.code.0.silenced_at);
        if let Some(about) = about.filter(|about| !may_name(kind, code, *about)) {
            let summary = format!("{code} is never reported about {}", kind.with_article());
            let help = format!("move it to the {about} it concerns");
            found.push((
                at,
                Invalid::new(FindingCode::CodeNotIgnorable, summary, help),
            ));
        } else if !seen.insert(code) {
            let summary = format!("{code} is ignored twice here");
            found.push((
                at,
                Invalid::new(
                    FindingCode::CodeIgnoredTwice,
                    summary,
                    "keep one of the two",
                ),
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::IgnoredCode;

    fn refusal(text: &str) -> (&'static str, String) {
        let why = IgnoredCode::parse(text).unwrap_err();
        (why.code.as_str(), why.help)
    }

    #[test]
    fn only_what_exists_and_may_be_silenced_is_a_code() {
        for code in ["W0751", "W0722", "E0726", "E0709"] {
            assert_eq!(IgnoredCode::parse(code).unwrap().as_str(), code);
        }
        let (code, help) = refusal("W9999");
        assert!(code == "E0435" && help.contains("W0751"), "{help}");
        assert_eq!(refusal("W0715"), ("E0435", "did you mean `W0735`?".into()));
        assert_eq!(refusal("w0751"), ("E0433", "did you mean `W0751`?".into()));
        for code in ["E0702", "E0201", "W0711", "W0121"] {
            assert_eq!(refusal(code).0, "E0436", "{code}");
        }
    }
}

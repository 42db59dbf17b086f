//! `ignore` in YAML: findings that are not to be told of one thing, and why. Pure.
//!
//! What does not work is not made to work by looking away, so an error can be accepted only where
//! its cause lies outside of what is configured: a gate, or somebody else who answers on purpose.
//! [`super::codes`] says which may be.

use crate::model::Level;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::codes::{self, Known};
use super::{Address, Code, Finding, FindingCode, Invalid, Kind, Severity};
use crate::yaml::{nearest, shown};

/// A finding that is not to be told.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "IgnoredFinding")]
pub struct Ignored {
    /// The finding's code.
    pub code: IgnoredCode,
    /// Why it is no concern here, for whoever reads this next.
    #[schemars(
        length(min = 1, max = 200),
        regex(pattern = r"\S"),
        extend("errorMessage" = "say why it is no concern here, for whoever reads this next"),
        example = &"this number only receives"
    )]
    pub reason: String,
}

/// The code of a finding that may be silenced.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct IgnoredCode(Known);

impl IgnoredCode {
    /// Takes a code that exists and may be silenced.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let may_be = || {
            let all: Vec<&str> = codes::silenceable().collect();
            format!("the codes that can be ignored are {}", all.join(", "))
        };
        let Some(known) = codes::find(text) else {
            let near = nearest(text, codes::silenceable());
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
            "an error is put right, not ignored"
        } else {
            "it is about a file or about the whole plan, and not about something declared"
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
        let all: Vec<&str> = codes::silenceable().collect();
        json_schema!({
            "type": "string",
            "format": "finding-code",
            "pattern": format!("^({})$", all.join("|")),
            "description": "The code of a finding as reports show it; docs/findings.md tells what each means.",
            "examples": all,
            "errorMessage": "Write the code as reports show it, such as W0751; docs/findings.md lists those that can be ignored."
        })
    }
}

/// One `ignore` of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// What it stands at.
    pub address: Address,
    /// The code of what is not to be told.
    pub code: Known,
    /// Why, in the words of the configuration.
    pub reason: String,
    /// The numbers of the thing, for which a number's code is silenced as well. Those of a
    /// provider need not be named: their addresses say whose they are.
    pub numbers: Vec<Address>,
}

impl Ignored {
    /// The same, at its address.
    pub fn at(&self, address: &Address) -> Silence {
        Silence {
            address: address.clone(),
            code: self.code.0,
            reason: self.reason.clone(),
            numbers: Vec::new(),
        }
    }
}

/// Whether an `ignore` at a thing of the one kind may name a code that is reported of the other. A
/// provider and a messaging service speak for all numbers under them.
fn may_name(kind: Kind, of: Level) -> bool {
    let speaks_for_numbers = matches!(kind.level(), Level::Provider | Level::Group);
    kind.level() == of || (speaks_for_numbers && of == Level::Number)
}

/// What is wrong with one list of `ignore` that stands at a thing of this kind, each with its
/// index: codes that are never told of such a thing (E0436), and codes that stand twice (E0439).
pub fn misplaced(all: &[Ignored], kind: Kind) -> Vec<(usize, Invalid)> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (at, ignored) in all.iter().enumerate() {
        let (code, told_of) = (ignored.code.as_str(), ignored.code.0.silenced_at);
        if let Some(told_of) = told_of.filter(|told_of| !may_name(kind, *told_of)) {
            let summary = format!("{code} is never reported about a {kind}");
            let help = format!("move it to the {told_of} that it is about");
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

/// Everything that a configuration does not want to hear of, by address and code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Silences {
    /// By the address where it is written, and by code: what it is reported of, and why.
    written: BTreeMap<Address, BTreeMap<Code, (Option<Level>, String)>>,
    /// By number: the messaging services with an `ignore` that list it.
    services: BTreeMap<Address, BTreeSet<Address>>,
}

impl Silences {
    /// Why a finding of this code about this address is not to be told; `None` where it is. What
    /// is closest to the address speaks first: its own `ignore`, its service's, its provider's.
    pub fn reason(&self, code: impl Into<Code>, address: &Address) -> Option<&str> {
        let code = code.into();
        let written_at = |at: &Address| self.written.get(at)?.get(&code);
        if let Some((_, reason)) = written_at(address) {
            return Some(reason);
        }
        if address.kind() != Kind::Number {
            return None;
        }
        let for_numbers = |at: &Address| {
            let (of, reason) = written_at(at)?;
            (*of == Some(Level::Number)).then_some(reason.as_str())
        };
        let mut services = self.services.get(address).into_iter().flatten();
        services
            .find_map(for_numbers)
            .or_else(|| for_numbers(&Address::Provider(address.provider()?.clone())))
    }

    /// Whether an `ignore` that is written at the one address holds for the other.
    pub fn covers(&self, written_at: &Address, address: &Address) -> bool {
        let of_its_services = || {
            let services = self.services.get(address);
            services.is_some_and(|services| services.contains(written_at))
        };
        let of_its_provider = || match written_at {
            Address::Provider(provider) => address.provider() == Some(provider),
            _ => false,
        };
        written_at == address
            || (address.kind() == Kind::Number && (of_its_services() || of_its_provider()))
    }

    /// Whether a finding of this code about this address is not to be told.
    pub fn hide(&self, code: impl Into<Code>, address: Option<&Address>) -> bool {
        address.is_some_and(|address| self.reason(code, address).is_some())
    }

    /// A finding as it is to be told: a warning that is silenced is not, and an error that is
    /// accepted is a note.
    pub fn judge(&self, finding: Finding) -> Option<Finding> {
        let about = finding.address.as_ref();
        match about.and_then(|address| self.reason(finding.code, address)) {
            None => Some(finding),
            Some(reason) if finding.severity == Severity::Error => {
                let reason = reason.to_owned();
                Some(finding.accepted(&reason))
            }
            Some(_) => None,
        }
    }

    /// All of them as they are written: address, code and reason, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Address, Code, &str)> {
        self.written.iter().flat_map(|(address, of_it)| {
            let each = of_it.iter();
            each.map(move |(code, (_, reason))| (address, *code, reason.as_str()))
        })
    }
}

impl FromIterator<Silence> for Silences {
    fn from_iter<I: IntoIterator<Item = Silence>>(all: I) -> Self {
        let mut silences = Self::default();
        for one in all {
            for number in one.numbers {
                let services = silences.services.entry(number).or_default();
                services.insert(one.address.clone());
            }
            let of_it = silences.written.entry(one.address).or_default();
            of_it
                .entry(one.code.code)
                .or_insert((one.code.silenced_at, one.reason));
        }
        silences
    }
}

#[cfg(test)]
mod tests {
    use super::{IgnoredCode, Silence, Silences};
    use crate::model::{Address, codes};

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
        assert_eq!(refusal("W0715"), ("E0435", "did you mean `W0751`?".into()));
        assert_eq!(refusal("w0751"), ("E0433", "did you mean `W0751`?".into()));
        for code in ["E0702", "E0201", "W0711", "W0121"] {
            assert_eq!(refusal(code).0, "E0436", "{code}");
        }
    }

    #[test]
    fn a_silence_is_for_its_address_alone() {
        let address = |text: &str| Address::parse(text).unwrap();
        let all: Silences = [Silence {
            address: address("providers.us.numbers.a"),
            code: codes::find("W0751").unwrap(),
            reason: "r".into(),
            numbers: Vec::new(),
        }]
        .into_iter()
        .collect();
        let known = |code: &str| codes::find(code).unwrap().code;
        let hides = |code, at: &str| all.hide(known(code), Some(&address(at)));
        assert!(hides("W0751", "providers.us.numbers.a"));
        assert!(!hides("W0751", "providers.us.numbers.b"));
        assert!(!hides("W0751", "providers.us"));
        assert!(!hides("W0752", "providers.us.numbers.a"));
        assert!(!all.hide(known("W0751"), None));
        assert_eq!(all.iter().count(), 1);
    }

    /// Fault N10: a provider and a messaging service speak for all numbers under them.
    #[test]
    fn a_number_is_silenced_by_its_service_and_its_provider_too() {
        let address = |text: &str| Address::parse(text).unwrap();
        let silence = |at: &str, code: &str, numbers: &[&str]| Silence {
            address: address(at),
            code: codes::find(code).unwrap(),
            reason: at.into(),
            numbers: numbers.iter().map(|number| address(number)).collect(),
        };
        let (a, b) = ("providers.us.numbers.a", "providers.us.numbers.b");
        let service = "providers.us.messaging_services.s";
        let all: Silences = [
            silence("providers.us", "W0752", &[]),
            silence(service, "W0752", &[a]),
            silence(service, "W0751", &[a]),
            silence("providers.us", "W0404", &[]),
        ]
        .into_iter()
        .collect();
        let reason = |code: &str, at: &str| {
            let code = codes::find(code).unwrap().code;
            all.reason(code, &address(at)).map(str::to_owned)
        };
        assert_eq!(reason("W0752", a).as_deref(), Some(service));
        assert_eq!(reason("W0752", b).as_deref(), Some("providers.us"));
        assert_eq!(reason("W0751", a).as_deref(), Some(service));
        for (code, at) in [
            ("W0751", b),
            ("W0752", "providers.eu.numbers.a"),
            ("W0752", "keywords.JOIN"),
            // A provider's own code is not one of its numbers'.
            ("W0404", a),
        ] {
            assert_eq!(reason(code, at), None, "{code} {at}");
        }
        let covers = |at: &str, about: &str| all.covers(&address(at), &address(about));
        assert!(covers(service, a) && !covers(service, b) && covers("providers.us", b));
        assert!(!covers("providers.us", service) && covers("providers.us", "providers.us"));
        assert_eq!(all.iter().count(), 4);
    }
}

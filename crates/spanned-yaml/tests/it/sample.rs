//! A small configuration as Rust types, and a reader for tests over it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use spanned_yaml::{
    Diagnostic, Findings, Formats, Label, Node, Place, Problem, Scalar, Shape, Sources, Style,
    diagnostic, join, parse, substitute,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub version: u32,
    pub project: Option<String>,
    #[serde(default)]
    pub vars: BTreeMap<String, String>,
    #[serde(default)]
    pub providers: BTreeMap<Name, Provider>,
    #[serde(default)]
    pub keywords: Vec<Keyword>,
    pub strict: Option<bool>,
    pub small: Option<u8>,
    pub note: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
#[schemars(extend("pattern" = "^[a-z0-9][a-z0-9-]{0,62}$"))]
pub struct Name(pub String);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Provider {
    Twilio(Twilio),
    Azure(Azure),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Azure {
    pub endpoint: String,
    pub y: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Twilio {
    #[schemars(length(max = 100))]
    pub description: Option<String>,
    pub auth_token: Option<Secret>,
    pub api_key: Option<Secret>,
    #[serde(default)]
    pub numbers: BTreeMap<Name, Number>,
    pub callback_method: Option<Method>,
    pub callback_url: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// The usual one.
    Post,
    /// Seldom.
    Get,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Number {
    #[schemars(extend("format" = "e164"))]
    pub phone_number: String,
    pub friendly_name: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(extend("x-secret-reference" = true))]
pub enum Secret {
    Env(String),
    File(String),
    Command(Vec<String>),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Keyword {
    Word(String),
    Full(FullKeyword),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FullKeyword {
    pub keyword: String,
    pub description: Option<String>,
}

spanned_yaml::codes! {
    /// The errors of a phone number.
    enum PhoneCode {
        NotANumber = "E0301": "a phone number is not one";
        Unquoted = "W0301": "a phone number is not in quotes";
    }
}

/// A checker of one format.
pub struct Phones;

impl Formats for Phones {
    fn check(&self, format: &str, scalar: &Scalar) -> Vec<Problem> {
        let digits = scalar.text.strip_prefix('+').unwrap_or("");
        if format != "e164" || !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
            let warn = format == "e164" && scalar.style == Style::Plain;
            return warn
                .then(|| problem(PhoneCode::Unquoted, scalar, true))
                .into_iter()
                .collect();
        }
        vec![problem(PhoneCode::NotANumber, scalar, false)]
    }
}

fn problem(code: PhoneCode, scalar: &Scalar, warning: bool) -> Problem {
    let summary = format!("the number {}", scalar.shown());
    Problem {
        code: code.into(),
        summary,
        help: "quote it".to_owned(),
        suggestion: None,
        warning,
    }
}

/// The result of reading some files.
pub struct Read {
    pub sources: Sources,
    pub tree: Option<Node>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Read {
    /// `CODE LINE:COLUMN` of each diagnostic, in order.
    pub fn places(&self) -> Vec<String> {
        let place = |d: &Diagnostic| match d.span() {
            Some(span) => {
                let (start, _) = self.sources.position(span);
                format!("{} {}:{}", d.code, start.line, start.column)
            }
            None => d.code.to_string(),
        };
        self.diagnostics.iter().map(place).collect()
    }

    pub fn human(&self) -> String {
        let drawn = self.diagnostics.iter().take(200).map(|d| self.drawn(d));
        drawn.collect::<Vec<_>>().join("\n")
    }

    /// All text that a report may show of a diagnostic.
    fn drawn(&self, diagnostic: &Diagnostic) -> String {
        let scrub = |text: &str| self.sources.scrub(text);
        let mut drawn = format!(
            "{}[{}]: {}\n  help: {}\n",
            diagnostic.severity.as_str(),
            diagnostic.code,
            scrub(&diagnostic.summary),
            scrub(&diagnostic.help),
        );
        if let Some(address) = &diagnostic.address {
            drawn += &format!("  at {}\n", scrub(address));
        }
        if let Some(Place::File(name)) = &diagnostic.place {
            drawn += &format!("  --> {name}:1:1\n");
        }
        let place = match &diagnostic.place {
            Some(Place::At(label)) => Some(label),
            _ => None,
        };
        for label in place.into_iter().chain(&diagnostic.related) {
            drawn += &self.excerpt(label);
        }
        drawn
    }

    fn excerpt(&self, label: &Label) -> String {
        let id = label.span.source;
        let (start, end) = self.sources.position(label.span);
        let name = self.sources.name(id);
        let mut drawn = format!("  --> {name}:{}:{}\n", start.line, start.column);
        for line in start.line..=end.line.min(start.line + 20) {
            let near = label.span.start as usize;
            let shown = self.sources.shown_line(id, line, near, 200).text;
            drawn += &format!("  {line} | {}\n", shown.replace(char::is_control, "�"));
        }
        drawn + &format!("  {}\n", self.sources.scrub(&label.text))
    }

    pub fn config(&self) -> Config {
        assert!(
            self.diagnostics.iter().all(|d| !d.is_error()),
            "{}",
            self.human()
        );
        spanned_yaml::from_node(self.tree.as_ref().unwrap()).unwrap()
    }
}

pub fn shape() -> Shape {
    let schema = serde_json::to_value(schemars::schema_for!(Config)).unwrap();
    Shape::compile(&schema).unwrap()
}

/// Reads files as a configuration, all the way to the typed value.
pub fn read_files(files: &[(&str, &[u8])], vars: &[(&str, &str)]) -> Read {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let mut trees = Vec::new();
    for (name, bytes) in files {
        match sources.add(*name, bytes.to_vec()) {
            Ok(id) => trees.extend(parse(&mut sources, id, &mut findings)),
            Err(refused) => findings.push(*refused),
        }
    }
    let mut tree = join(trees, &["version"], &mut findings);
    if let Some(tree) = &mut tree {
        let vars = vars
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        substitute(tree, &vars, &sources, &mut findings);
        shape().check(tree, &Phones, &mut findings);
    }
    sources.conceal(findings.concealed);
    diagnostic::sort(&mut findings.diagnostics);
    Read {
        sources,
        tree,
        diagnostics: findings.diagnostics,
    }
}

pub fn read(text: &str) -> Read {
    read_files(&[("switchboard.yaml", text.as_bytes())], &[])
}

/// Asserts the codes and places of everything wrong with a text.
#[track_caller]
pub fn expect(text: &str, places: &[&str]) -> Read {
    let read = read(text);
    assert_eq!(read.places(), places, "{}", read.human());
    read
}

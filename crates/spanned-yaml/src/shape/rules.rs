//! The shape a tree must have, compiled from the JSON Schema of a Rust type.
//!
//! The schema is the one declaration of what keys exist: serde reads by the same types, editors
//! and reference pages use the same schema. Here it becomes rules that a walk can follow quickly
//! (see `check.rs`), so that all errors of a tree are found in one run.

use crate::code::Code;
use std::collections::HashMap;

use crate::suggestion::Suggestion;
use crate::tree::scalar::Scalar;
use regex::Regex;

/// An error or a warning about the text of one scalar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The code, `E03…` or `W03…`.
    pub code: Code,
    /// One line; must not hold the text if the scalar is concealed (see [`Scalar::shown`]).
    pub summary: String,
    /// What to do.
    pub help: String,
    /// What the help proposes, where code decides by it.
    pub suggestion: Option<Suggestion>,
    /// A warning rather than an error.
    pub warning: bool,
}

/// The meaning of the words after `format` in a schema. The callers of this library know them.
pub trait Formats {
    /// Everything wrong with a scalar that must be in a format. An unknown format is not a problem.
    /// For the key of a map, the scalar is made from the key, and quoted.
    fn check(&self, format: &str, scalar: &Scalar) -> Vec<Problem>;
}

/// Checks no format.
#[derive(Debug, Clone, Copy)]
pub struct NoFormats;

impl Formats for NoFormats {
    fn check(&self, _: &str, _: &Scalar) -> Vec<Problem> {
        Vec::new()
    }
}

/// A compiled schema.
#[derive(Debug, Clone)]
pub struct Shape {
    pub(crate) rules: Vec<Rule>,
    pub(crate) root: usize,
}

/// The values allowed at one place in a tree.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rule {
    pub nullable: bool,
    /// A scalar here is a secret written into the file.
    pub secret: bool,
    /// The environment variable that usually holds the secret which belongs here.
    pub variable: Option<String>,
    /// The help where no value is written, or one that has none of the allowed forms.
    pub forms: Option<String>,
    pub kind: Kind,
}

#[derive(Debug, Clone, Default)]
pub(crate) enum Kind {
    #[default]
    Anything,
    /// Only null.
    Nothing,
    Text(Text),
    /// One of these words.
    Words(Vec<String>),
    /// One of these numbers.
    Whole(Vec<i64>),
    Integer {
        min: Option<i128>,
        max: Option<i128>,
    },
    Number {
        min: Option<f64>,
        max: Option<f64>,
    },
    Boolean,
    List(List),
    Map(Box<Fields>),
    /// One of several rules.
    Either(Vec<usize>),
    /// The same as another rule.
    Same(usize),
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Text {
    pub min: Option<usize>,
    pub max: Option<usize>,
    pub format: Option<String>,
    pub pattern: Option<Form>,
}

/// A pattern and the message for a text that does not match it.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub pattern: Regex,
    pub source: String,
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct List {
    pub items: Option<usize>,
    pub unique: bool,
    pub min: Option<usize>,
    pub max: Option<usize>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Fields {
    /// In the order of the schema.
    pub order: Vec<String>,
    pub known: HashMap<String, usize>,
    pub required: Vec<String>,
    /// Keys that require other keys beside them.
    pub needs: Vec<(String, Vec<String>)>,
    pub rest: Rest,
    /// The keys that may hold anything and are not checked.
    pub ignored: Option<Regex>,
    /// Keys that are refused although a user may expect them, each group with its help.
    pub not_covered: Vec<(Regex, String)>,
    /// The rules for every key.
    pub names: Option<Text>,
    pub min: Option<usize>,
    pub max: Option<usize>,
}

/// The values allowed under keys that are not named.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Rest {
    #[default]
    Open,
    Closed,
    Each(usize),
}

impl Rule {
    /// Whether only its kind says something.
    fn is_plain(&self) -> bool {
        !self.nullable && !self.secret && self.variable.is_none() && self.forms.is_none()
    }
}

impl Shape {
    /// A rule, references followed.
    pub(crate) fn rule(&self, mut at: usize) -> Option<&Rule> {
        for _ in 0..32 {
            let rule = self.rules.get(at)?;
            match rule.kind {
                Kind::Same(other) if rule.is_plain() => at = other,
                _ => return Some(rule),
            }
        }
        None
    }
}

//! Places that hold a reference to a secret: the errors about a literal, a list, and a value that
//! could not be read. Texts of secrets are never repeated.

use crate::codes::YamlCode;
use crate::diagnostic::Diagnostic;
use crate::shape::check::Walk;
use crate::shape::check::forms;
use crate::shape::expected::{flatten, wanted};
use crate::shape::rules::{Kind, Rule};
use crate::source::Span;
use crate::suggestion::Suggestion;
use crate::tree::path::Step;
use crate::tree::scalar::Scalar;

/// The format of a text that is the name of an environment variable.
const VARIABLE: &str = "variable";

/// Whether a word can only be the name of an environment variable, and so may be shown.
pub(crate) fn is_variable(word: &str) -> bool {
    let letter = |c: char| c.is_ascii_uppercase() || c == '_';
    let hex = word.len() >= 32 && word.bytes().all(|b| b.is_ascii_hexdigit());
    word.starts_with(letter)
        && (3..=64).contains(&word.len())
        && word.contains('_')
        && word.chars().all(|c| letter(c) || c.is_ascii_digit())
        && !hex
}

impl<'a> Walk<'a, '_> {
    pub(crate) fn secret(&mut self, scalar: &Scalar, span: Span) {
        self.findings.concealed.push(span);
        let name = self.variable();
        let help = if scalar.text.is_empty() {
            format!("name the variable that holds it: {{ env: {name} }}")
        } else {
            format!(
                "take it out of the file and name the variable that holds it: {{ env: {name} }}; revoke it if it was committed"
            )
        };
        let summary = format!("{} holds a literal secret", self.named());
        self.report(
            Diagnostic::error(YamlCode::LiteralSecret, summary)
                .help(help)
                .at(span, "not shown"),
        );
    }

    /// Reports a list where a reference to a secret belongs.
    pub(crate) fn no_reference(&mut self, rule: &Rule, key: Span) {
        let forms = wanted(self.shape, rule).replace("a map like ", "");
        let name = format!("{{ env: {} }}", self.variable());
        let help = format!("write {}", forms.replacen("{ env: … }", &name, 1));
        let summary = format!("{} must be a reference to a secret", self.named());
        self.report(
            Diagnostic::error(YamlCode::WrongType, summary)
                .help(help)
                .at(key, ""),
        );
    }

    /// Handles a value that could not be read because of a tag or a `${name}`, which is reported
    /// already. Where a variable can be named, the help names it, because the user meant a
    /// variable.
    pub(crate) fn unread(&mut self, rule: &'a Rule) {
        let named_here =
            matches!(&rule.kind, Kind::Text(text) if text.format.as_deref() == Some(VARIABLE));
        if !named_here && !self.takes_a_variable(rule) {
            return;
        }
        let what = if named_here {
            "write the variable's name alone, such as"
        } else {
            "name the environment variable that holds it:"
        };
        let help = format!("{what} {{ env: {} }}", self.variable());
        let address = self.address();
        let of_it = |found: &&mut Diagnostic| {
            found
                .code
                .is_one_of(&[YamlCode::Tag, YamlCode::UnknownVar, YamlCode::UnclosedVar])
                && found.address.as_deref() == Some(&address)
                && match &found.suggestion {
                    Some(Suggestion::Variable) => false,
                    Some(Suggestion::Name(_)) => !named_here,
                    _ => true,
                }
        };
        for found in self.findings.diagnostics.iter_mut().filter(of_it) {
            found.help.clone_from(&help);
            found.suggestion = Some(Suggestion::Variable);
        }
    }

    fn takes_a_variable(&self, rule: &Rule) -> bool {
        let mut kinds = Vec::new();
        match &rule.kind {
            Kind::Either(rules) => flatten(self.shape, rules, &mut kinds, 0),
            Kind::Same(other) => flatten(self.shape, &[*other], &mut kinds, 0),
            _ => {}
        }
        let names = |rule: &Rule| match &rule.kind {
            Kind::Map(fields) => fields.known.contains_key("env"),
            _ => false,
        };
        rule.secret || names(rule) || kinds.iter().any(|(_, rule)| rule.secret || names(rule))
    }

    /// Whether a place may hold a secret and takes no list.
    pub(crate) fn refuses_lists(&self, rule: &Rule) -> bool {
        rule.secret && !forms::takes_lists(self.shape, rule)
    }

    /// The environment variable that is likely to hold the secret at hand.
    fn variable(&self) -> String {
        if let Some(variable) = self.variable {
            return variable.to_owned();
        }
        let mut keys = self.path.iter().rev().filter_map(|step| match step {
            // The key of a reference; the reference is named after the key above it.
            Step::Key("env") | Step::Item(_) => None,
            Step::Key(key) => Some(*key),
        });
        let shouted = |key: &str| {
            let key = key.to_uppercase();
            key.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
        };
        keys.next().map_or_else(|| "NAME".to_owned(), shouted)
    }
}

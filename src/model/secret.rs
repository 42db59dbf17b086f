//! Secrets and the references by which YAML names them. A secret itself is never in a file.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

/// A secret in memory, with no `Display`, no `Serialize`, and a `Debug` without content. It is
/// wiped when dropped. Code that needs the text must call [`Secret::expose`].
#[derive(Clone)]
pub struct Secret(SecretString);

/// The reason why a text is not a credential. It shows nothing of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The text is empty without the blanks around it.
    #[error("is empty")]
    Empty,
    /// The text contains the quotes of a shell or of an `.env` file.
    #[error("holds its value in quotes, and they would be sent as part of it")]
    Quoted,
    /// The text has more than one line, or contains control characters.
    #[error("holds a line break or a control character inside its value")]
    Broken,
}

impl Unfit {
    /// Returns what to do about it.
    pub fn help(self) -> &'static str {
        match self {
            Self::Empty => "set it to the credential",
            Self::Quoted => "remove the quotes around the value",
            Self::Broken => "it must hold the credential and nothing else, on one line",
        }
    }
}

impl Secret {
    /// Takes a credential from a variable, a file or a program. Blanks, line ends and byte-order
    /// marks around it are dropped. Editors and programs leave them, and no credential has them.
    pub fn given(text: &str) -> Result<Self, Unfit> {
        let around = |c: char| c.is_whitespace() || c == '\u{feff}';
        let text = text.trim_matches(around);
        // The quotes of a text that was copied from a document count, too.
        let quote = ['"', '\'', '`', '“', '”', '„', '‘', '’'];
        if text.is_empty() {
            Err(Unfit::Empty)
        } else if text.starts_with(quote) || text.ends_with(quote) {
            Err(Unfit::Quoted)
        } else if text.chars().any(char::is_control) {
            Err(Unfit::Broken)
        } else {
            Ok(Self::new(text))
        }
    }

    /// Returns a secret with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// Returns the text itself, for the one place that sends it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// The place where a secret is found.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum SecretReference {
    /// An environment variable.
    Env(String),
    /// A file; a relative path is relative to the YAML file that names it.
    File(String),
    /// A program and its arguments, run without a shell; its standard output is the secret.
    Command(Vec<String>),
}

impl fmt::Display for SecretReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env(name) => write!(f, "environment variable {name}"),
            Self::File(path) => write!(f, "file {path}"),
            Self::Command(argv) => write!(f, "command {}", argv.first().map_or("", String::as_str)),
        }
    }
}

impl JsonSchema for SecretReference {
    fn schema_name() -> Cow<'static, str> {
        "SecretReference".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "x-secret-reference": true,
            "errorMessage": "Never write the secret itself: name the variable that holds it, { env: NAME }, or write { file: PATH } or { command: [PROGRAM, ARGUMENT] }. If a secret was committed here, revoke it.",
            "description": "A reference to a secret. The secret itself is never written here.",
            "examples": [{ "env": "TWILIO_AUTH_TOKEN" }],
            "oneOf": [
                {
                    "type": "object", "required": ["env"], "additionalProperties": false,
                    "properties": { "env": { "type": "string", "minLength": 1, "format": "variable", "examples": ["TWILIO_AUTH_TOKEN"], "description": "The environment variable that holds the secret." } }
                },
                {
                    "type": "object", "required": ["file"], "additionalProperties": false,
                    "properties": { "file": { "type": "string", "minLength": 1, "examples": ["/run/secrets/token"], "description": "A file that holds the secret; a relative path is relative to this file." } }
                },
                {
                    "type": "object", "required": ["command"], "additionalProperties": false,
                    "properties": { "command": {
                        "type": "array", "minItems": 1, "items": { "type": "string" },
                        "examples": [["pass", "show", "sms/token"]],
                        "description": "A program and its arguments whose standard output is the secret; run without a shell, and only with --allow-command-secrets."
                    } }
                }
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Secret, Unfit};

    #[test]
    fn debug_says_nothing() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(***)");
    }

    /// What surrounds a credential is dropped, and what is none is refused.
    #[test]
    fn a_credential_is_taken_without_what_surrounds_it() {
        for given in [
            "abc",
            "abc\n",
            "abc\r\n",
            " abc",
            "\u{feff}abc\t\n",
            "\u{a0}abc",
        ] {
            let taken = Secret::given(given).map(|secret| secret.expose().to_owned());
            assert_eq!(taken.as_deref(), Ok("abc"), "{given:?}");
        }
        for (given, why) in [
            ("", Unfit::Empty),
            (" \r\n", Unfit::Empty),
            ("'abc'", Unfit::Quoted),
            ("\"abc\"\n", Unfit::Quoted),
            ("abc\"", Unfit::Quoted),
            ("“abc”", Unfit::Quoted),
            ("‘abc’", Unfit::Quoted),
            ("`abc`", Unfit::Quoted),
            ("abc\ndef", Unfit::Broken),
            ("abc\0", Unfit::Broken),
            ("a\u{1b}bc", Unfit::Broken),
        ] {
            assert_eq!(Secret::given(given).unwrap_err(), why, "{given:?}");
            assert!(!why.to_string().contains("abc") && !why.help().contains("abc"));
        }
    }
}

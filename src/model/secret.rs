//! Secrets and the references by which YAML names them. A secret itself is never in a file.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

/// A secret in memory: no `Display`, no `Serialize`, and a `Debug` that says nothing. It is
/// wiped when dropped. Whoever needs the text must say so with [`Secret::expose`].
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes a text into custody.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The text itself, for the one place that sends it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// Where a secret is found.
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
            "description": "Where the secret is found. The secret itself is never written here.",
            "examples": [{ "env": "TWILIO_AUTH_TOKEN" }],
            "oneOf": [
                {
                    "type": "object", "required": ["env"], "additionalProperties": false,
                    "properties": { "env": { "type": "string", "minLength": 1, "format": "variable", "description": "An environment variable." } }
                },
                {
                    "type": "object", "required": ["file"], "additionalProperties": false,
                    "properties": { "file": { "type": "string", "minLength": 1, "description": "A file; a relative path is relative to this file." } }
                },
                {
                    "type": "object", "required": ["command"], "additionalProperties": false,
                    "properties": { "command": {
                        "type": "array", "minItems": 1, "items": { "type": "string" },
                        "description": "A program and its arguments, run without a shell and only with --allow-command-secrets."
                    } }
                }
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn debug_says_nothing() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(***)");
    }
}

//! Text as YAML reads it, and the numbers and truth values that it may mean.

use smol_str::SmolStr;

use crate::quote::shown;

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In quotes, tagged `!!str`, or the result of replacing `${name}`.
    Quoted,
    /// As a block, after `|` or `>`.
    Block,
}

/// Text, as YAML reads it, and how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text, escapes and folding undone.
    pub text: SmolStr,
    /// How it was written.
    pub style: Style,
    /// The text is where a secret is expected, or contains a var that is used as a secret: never
    /// show it.
    pub concealed: bool,
    /// Some of its text came from a var.
    pub filled: bool,
}

impl Scalar {
    /// A plain scalar.
    pub fn plain(text: impl Into<SmolStr>) -> Self {
        Self {
            text: text.into(),
            style: Style::Plain,
            concealed: false,
            filled: false,
        }
    }

    /// A quoted scalar.
    pub fn quoted(text: impl Into<SmolStr>) -> Self {
        Self {
            style: Style::Quoted,
            ..Self::plain(text)
        }
    }

    /// The text for a message: cut, free of control characters, without passwords; `***` if it must
    /// not be shown. Plain text is in backticks, other text in double quotes.
    pub fn shown(&self) -> String {
        if self.concealed {
            return "***".to_owned();
        }
        let quote = if self.style == Style::Plain { '`' } else { '"' };
        format!("{quote}{}{quote}", shown(&self.text))
    }

    /// The whole number that the text is: plain decimal digits, optionally after `-`. Not `1_000`,
    /// `0x10`, `+5` or `010`, which readers of YAML interpret differently.
    pub fn as_integer(&self) -> Option<i128> {
        let digits = self.text.strip_prefix('-').unwrap_or(&self.text);
        let plain = self.style == Style::Plain
            && digits.bytes().all(|b| b.is_ascii_digit())
            && (digits.len() == 1 || !digits.starts_with('0'));
        if plain { self.text.parse().ok() } else { None }
    }

    /// The number that the text is, whole or with a decimal point.
    pub fn as_number(&self) -> Option<f64> {
        let digits = self.text.strip_prefix('-').unwrap_or(&self.text);
        let ok = self.style == Style::Plain
            && digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        if ok { self.text.parse().ok() } else { None }
    }

    /// The truth value that the text is: a plain `true` or `false`.
    pub fn as_boolean(&self) -> Option<bool> {
        match (self.style, self.text.as_str()) {
            (Style::Plain, "true" | "True" | "TRUE") => Some(true),
            (Style::Plain, "false" | "False" | "FALSE") => Some(false),
            _ => None,
        }
    }
}

//! The file that an import adds to, and its text with what is added.

use crate::config::{Input, Loaded};
use crate::engine::error::{RunError, RunErrorKind};
use crate::import::addition::Addition;
use crate::yaml::{self, Refused};

/// The configuration to add to.
#[derive(Debug, Clone, Copy)]
pub struct IntoFile<'a> {
    /// The configuration, without an error.
    pub loaded: &'a Loaded,
    /// What it was read from.
    pub input: &'a Input,
    /// The position of the file among the base files.
    pub at: usize,
    /// The other environments that read the file.
    pub others: &'a [OtherEnvironment],
}

/// Another environment of the same base files, or the base files alone.
#[derive(Debug)]
pub struct OtherEnvironment {
    /// Its name; empty for the base files alone.
    pub name: String,
    /// What it is read from.
    pub input: Input,
}

impl OtherEnvironment {
    /// Whether it is the base files alone.
    pub(super) fn is_base(&self) -> bool {
        self.name.is_empty()
    }

    pub(super) fn in_words(&self) -> String {
        match self.name.as_str() {
            "" => "the base without an overlay".to_owned(),
            name => format!("the environment {name}"),
        }
    }

    /// How a command names it.
    pub(super) fn option(&self) -> String {
        match self.name.as_str() {
            "" => "without --env".to_owned(),
            name => format!("with --env {name}"),
        }
    }
}

impl IntoFile<'_> {
    /// The name of the file.
    pub(super) fn name(&self) -> &str {
        self.input
            .base
            .get(self.at)
            .map_or("", |text| text.name.as_str())
    }

    /// The text of the file with what is added.
    pub(super) fn edited(&self, addition: &Addition) -> Result<String, RunError> {
        let Some(there) = self.input.base.get(self.at) else {
            return Err(RunError::new(RunErrorKind::Other, "the file was not read"));
        };
        let text = String::from_utf8_lossy(&there.bytes);
        yaml::edit(&text, &addition.edits).map_err(|refused| {
            let first = refused.first();
            let why = first.map(Refused::to_string).unwrap_or_default();
            let summary = format!("{} cannot be edited: {why}", there.name);
            let error = RunError::new(RunErrorKind::Output, summary);
            match first {
                Some(refused) => error.help(refused.reason.help()),
                None => error,
            }
        })
    }

    /// The configuration with another text of the file.
    pub(super) fn with_text(&self, text: &str) -> Input {
        self.put(text, self.input.clone())
    }

    /// A configuration of the same base files with another text of the file.
    pub(super) fn put(&self, text: &str, mut input: Input) -> Input {
        if let Some(there) = input.base.get_mut(self.at) {
            there.bytes = text.as_bytes().to_vec();
        }
        input
    }
}

//! Documents in files. A document of several environments is read as its parts.

use serde_json::Value;

use crate::report::check::TestDocument;
use crate::report::drift::document::DriftDocument;
use crate::report::plan::document::PlanDocument;

/// The document of one environment, or of one shard of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// A plan, or an apply.
    Plan(Box<PlanDocument>),
    /// A drift check.
    Drift(Box<DriftDocument>),
    /// The results of a test.
    Test(Box<TestDocument>),
}

/// Why a text cannot be merged.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The text is not JSON.
    #[error("it is not JSON: {0}")]
    NotJson(serde_json::Error),
    /// It is JSON, but not a document of a plan, an apply, a drift check or a test.
    #[error("it is not the document of a plan, an apply, a drift check or a test: {0}")]
    NotADocument(String),
    /// It was written by a newer program, in a format that this one does not know.
    #[error("it has format {found}; this version reads 1.x")]
    Newer {
        /// The format's version, as the document has it.
        found: String,
    },
    /// A command wrote the problems that kept it from its work.
    #[error("it has only the problems that kept a command from its work")]
    Problems(Vec<Value>),
}

/// Reads a file's documents.
pub fn read(text: &str) -> Result<Vec<Piece>, ReadError> {
    let json: Value = serde_json::from_str(text).map_err(ReadError::NotJson)?;
    let word = |key: &str| json.get(key).and_then(Value::as_str).unwrap_or_default();
    if json.get("valid") == Some(&Value::Bool(false))
        && let Some(Value::Array(problems)) = json.get("diagnostics")
    {
        return Err(ReadError::Problems(problems.clone()));
    }
    let kind = word("kind").to_owned();
    let version = word("format_version");
    let major: Option<u32> = version.split('.').next().and_then(|part| part.parse().ok());
    match major {
        Some(1) => {}
        Some(major) if major > 1 => {
            return Err(ReadError::Newer {
                found: version.escape_debug().to_string(),
            });
        }
        _ => {
            let why = "it has no `format_version` of the form 1.0".to_owned();
            return Err(ReadError::NotADocument(why));
        }
    }
    match kind.as_str() {
        "plan-set" | "apply-set" | "drift-set" | "test-set" => {
            let Some(Value::Array(environments)) = json.get("environments").cloned() else {
                let why = "it has no `environments`".to_owned();
                return Err(ReadError::NotADocument(why));
            };
            environments.into_iter().map(piece).collect()
        }
        _ => Ok(vec![piece(json)?]),
    }
}

fn piece(json: Value) -> Result<Piece, ReadError> {
    let kind = json.get("kind").and_then(Value::as_str).unwrap_or_default();
    let other = |error: serde_json::Error| ReadError::NotADocument(error.to_string());
    match kind {
        "plan" | "apply" => serde_json::from_value(json).map(Piece::Plan).map_err(other),
        "drift" => serde_json::from_value(json)
            .map(Piece::Drift)
            .map_err(other),
        "test" => serde_json::from_value(json).map(Piece::Test).map_err(other),
        kind => {
            let why = format!("its kind is `{}`", kind.escape_debug());
            Err(ReadError::NotADocument(why))
        }
    }
}

impl Piece {
    /// The kind of document.
    pub fn kind(&self) -> &str {
        match self {
            Self::Plan(document) => &document.kind,
            Self::Drift(document) => &document.kind,
            Self::Test(document) => &document.kind,
        }
    }
}

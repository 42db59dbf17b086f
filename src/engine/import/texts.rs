//! The texts of new files: one for each provider. The first one also holds what is declared beside
//! providers, because each key of a configuration is in one file only.

use super::foreign_urls::has_foreign_urls;
use super::{ImportedProvider, unwritable};
use crate::config::{self, Input, Text};
use crate::engine::error::RunError;
use crate::import::beside::Beside;
use crate::import::document;
use crate::yaml::DraftMap;

/// A file that is not written yet.
pub(super) struct FileText {
    /// A sentence about where it comes from.
    pub origin: String,
    /// The keys of its provider.
    pub map: DraftMap,
    /// What the summary says about it.
    pub provider: ImportedProvider,
}

/// The providers with their texts, in the order of their names, and what the first one holds beside
/// its provider.
pub(super) fn written(
    project: Option<&str>,
    mut files: Vec<FileText>,
    beside: Beside,
) -> Result<(Vec<ImportedProvider>, Beside), RunError> {
    files.sort_by(|a, b| a.provider.name.cmp(&b.provider.name));
    let texts = texts(project, &files, &beside)?;
    let is_foreign = beside.organization.is_some() && contradict(&files, &texts);
    let (texts, beside) = if is_foreign {
        let beside = beside.without_organization();
        (self::texts(project, &files, &beside)?, beside)
    } else {
        (texts, beside)
    };
    let files = files.into_iter().zip(texts);
    let providers = files.map(|(file, text)| ImportedProvider {
        text,
        ..file.provider
    });
    Ok((providers.collect(), beside))
}

fn texts(
    project: Option<&str>,
    files: &[FileText],
    beside: &Beside,
) -> Result<Vec<String>, RunError> {
    let nothing = Beside::default();
    let texts = files.iter().enumerate().map(|(nth, file)| {
        let beside = if nth == 0 { beside } else { &nothing };
        let provider = (file.provider.name.clone(), file.map.clone());
        document::text(project, &file.origin, beside, [provider])
    });
    texts.collect::<Result<_, _>>().map_err(unwritable)
}

/// Whether a URL in these files names another organisation than they declare.
fn contradict(files: &[FileText], texts: &[String]) -> bool {
    let base = files.iter().zip(texts).map(|(file, text)| Text {
        name: format!("{}.yaml", file.provider.name),
        bytes: text.clone().into_bytes(),
    });
    let loaded = config::load(Input {
        base: base.collect(),
        ..Input::default()
    });
    has_foreign_urls(&loaded)
}

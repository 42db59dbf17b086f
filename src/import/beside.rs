//! What a file declares beside its providers: what an import takes over from a counterpart. Pure.

use crate::model::{Counterpart, Keyword};
use crate::yaml::{DraftList, DraftMap, Part};

/// The key of the environment that declared objects belong to.
pub const ENVIRONMENT: &str = "environment";
/// The key of its organisation.
pub const ORGANIZATION: &str = "dynamics_org_id";
/// The key of the keywords.
pub const KEYWORDS: &str = "keywords";

/// What a file declares beside its providers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Beside {
    /// The organisation's id.
    pub organization: Option<String>,
    /// The counterpart and its declaration; `None` if it did not answer.
    pub block: Option<(Counterpart, Part)>,
    /// The keywords, in their order.
    pub keywords: Vec<Keyword>,
    /// Rows of the counterpart that have no place in the file, each as a clause.
    pub unplaced: Vec<String>,
}

impl Beside {
    /// The same without the organisation, because a URL names another one.
    #[must_use]
    pub fn without_organization(mut self) -> Self {
        if let Some(id) = self.organization.take() {
            self.unplaced.push(format!(
                "{ENVIRONMENT}.{ORGANIZATION} {id}: a callback URL names another organisation"
            ));
        }
        self
    }

    /// The environment.
    pub fn environment(&self) -> Option<DraftMap> {
        let id = self.organization.as_deref()?;
        Some(DraftMap::new().with(ORGANIZATION, id))
    }

    /// The declaration of the counterpart under its key, with a comment for each row that has no
    /// place.
    pub fn declaration(&self) -> Option<(&'static str, Part)> {
        let (system, block) = self.block.as_ref()?;
        let mut part = block.clone().after_a_blank_line();
        for row in &self.unplaced {
            part = part.above(format!("Not written: {row}."));
        }
        Some((system.as_str(), part))
    }

    /// The list of keywords; `None` if there are none.
    pub fn keyword_list(&self) -> Option<Part> {
        let words = self.keywords.iter().map(Keyword::as_str);
        let words: DraftList = words.collect();
        let is_empty = words.items().is_empty();
        (!is_empty).then(|| Part::new(words).after_a_blank_line())
    }
}

//! The creation of one keyword: look first, create, and look again wherever the result is not
//! certain. It never changes a keyword, and a repeat creates nothing.

use super::create::Creation;
use super::{Client, Known, Run};
use crate::counterpart::dynamics::tables::KEYWORD;
use crate::counterpart::dynamics::trouble::Trouble;
use crate::counterpart::dynamics::wire::Guid;
use crate::counterpart::{CreatedKeyword, NotCreated};
use crate::model::Keyword;

impl Client {
    /// Creates a keyword under this id, unless there is one with the same name, in any case.
    pub(in super::super) async fn create_keyword(
        &self,
        word: &Keyword,
        id: &str,
    ) -> Result<CreatedKeyword, NotCreated> {
        let refused = |why: String| NotCreated {
            why,
            unclear: false,
        };
        let id = Guid::parse(id).ok_or_else(|| refused("the identifier is not a GUID".into()))?;
        let run = Run::new(self);
        let table = self
            .keywords
            .get_or_try_init(|| keywords(&run))
            .await
            .map_err(|trouble| refused(trouble.sentence()))?;
        let creation = Creation::new(&run, table, word, id);
        creation.create().await
    }
}

/// What the metadata says about the table of the keywords.
async fn keywords(run: &Run<'_>) -> Result<Known, Trouble> {
    let metadata = run.metadata(&[&KEYWORD]).await?;
    let known = metadata.table(&KEYWORD).cloned();
    known.ok_or_else(|| Trouble::no_table(&KEYWORD, run.client.named().host))
}

//! The environment as the engine sees it: one reading, and the creation of keywords.

use std::sync::Arc;

use super::client::Client;
use super::compare::Read;
use super::options::Options;
use crate::counterpart::{Asked, Connection, CreatedKeyword, NotCreated, Pending, Records};
use crate::model::{Counterpart, Keyword};

/// An environment that was opened.
pub(super) struct DynamicsConnection {
    pub client: Client,
    pub options: Options,
}

impl Connection for DynamicsConnection {
    fn system(&self) -> Counterpart {
        Counterpart::DYNAMICS
    }

    fn read<'a>(&'a self, asked: &'a Asked) -> Pending<'a, Arc<dyn Records>> {
        Box::pin(async move {
            let keywords = self.options.keywords || asked.everything;
            let environment = self.client.read(asked, keywords).await;
            let options = self.options;
            let read: Arc<dyn Records> = Arc::new(Read {
                environment,
                options,
            });
            read
        })
    }

    fn create_keyword<'a>(
        &'a self,
        keyword: &'a Keyword,
        id: &'a str,
    ) -> Pending<'a, Result<CreatedKeyword, NotCreated>> {
        Box::pin(self.client.create_keyword(keyword, id))
    }
}

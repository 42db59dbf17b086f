//! One change at a time for one source: what several at once come to is not documented
//! (docs/azure.md: Updates). Switchboard sends one write at a time; this is about changes that are
//! not of this run.

use super::AzureAccount;
use super::stage::Stage;
use crate::model::Text;
use crate::provider::{Failure, ProviderError, Write};

const BUSY: &str = "another event subscription of the resource is still being changed, and Azure is sent one change at a time";
const LATER: &str = "run `switchboard apply` again when Azure has finished";

impl AzureAccount {
    /// Waits, for a bounded time, until no other event subscription is being changed: by somebody
    /// else, or by a run that ended before it could record what it had sent.
    pub(super) async fn wait_for_turn(
        &self,
        write: &Write,
        doing: &str,
    ) -> Result<(), ProviderError> {
        let busy: Vec<Text> = {
            let found = self.found();
            let others = found.subscriptions.iter().filter(|(id, wire)| {
                let is_busy = matches!(wire.state(), "Creating" | "Updating" | "Deleting");
                is_busy && write.id.as_ref() != Some(*id)
            });
            others.map(|(id, _)| id.clone()).collect()
        };
        for id in busy {
            let stage = Stage::Subscription {
                id: id.to_string(),
                url: None,
            };
            match self.has_ended(&stage, doing).await {
                Ok(true) => {}
                // Somebody deleted it.
                Err(error) if error.failure == Failure::NotFound => {}
                Ok(false) => return Err(Self::refuse(doing, BUSY, Some(LATER))),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

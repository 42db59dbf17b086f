//! One change at a time for one source: what several at once come to is not documented
//! (docs/azure.md: Updates). Switchboard sends one write at a time; this is about changes that are
//! not of this run.

use super::AzureAccount;
use super::stage::Stage;
use crate::provider::azure::subscription::is_changing;
use crate::provider::{Failure, ProviderError, Write};

const BUSY: &str = "the system topic or another event subscription below it is still being changed, and Azure is sent one change at a time";
const LATER: &str = "run `switchboard apply` again when Azure has finished";

impl AzureAccount {
    /// Waits, for a bounded time, until neither the topic nor another event subscription is being
    /// changed: by somebody else, or by a run that ended before it could record what it had sent.
    pub(super) async fn wait_for_turn(
        &self,
        write: &Write,
        doing: &str,
    ) -> Result<(), ProviderError> {
        let busy: Vec<Stage> = {
            let found = self.found();
            let others = found
                .subscriptions
                .iter()
                .filter(|(id, wire)| is_changing(wire.state()) && write.id.as_ref() != Some(*id))
                .map(|(id, _)| Stage::Subscription {
                    id: id.to_string(),
                    url: None,
                });
            let topic = found.topic_changes.then_some(Stage::Topic { url: None });
            topic.into_iter().chain(others).collect()
        };
        for stage in busy {
            match self.has_ended(&stage, doing).await {
                Ok(true) => {}
                // Somebody deleted it.
                Err(error) if error.failure == Failure::NotFound => {}
                Ok(false) => return Err(Self::refuse(doing, BUSY, Some(LATER))),
                Err(error) => return Err(error),
            }
        }
        self.found().topic_changes = false;
        Ok(())
    }
}

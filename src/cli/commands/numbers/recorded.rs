//! The release of a number that the registry records: under its lock, and with an entry of its own.

use std::time::Duration;

use sha2::{Digest, Sha256};

use super::NumbersContext;
use super::release::Release;
use crate::cli::input::run_identity;
use crate::model::{Action, Address, Object, Resource, RunStatus, hex};
use crate::provider::{Numbers, ProviderError, Released};
use crate::registry::{Intent, Record, Session, Settlement};

impl Release {
    /// Releases a number that the registry records, under the registry's lock, and removes it from
    /// there.
    pub(super) async fn release_recorded(
        &self,
        context: &NumbersContext<'_>,
        account: &dyn Numbers,
        found: &Object,
    ) -> anyhow::Result<Released> {
        let what = format!("switchboard release 1 {} {}", account.account(), found.id);
        let hash = hex(&Sha256::digest(what.as_bytes()));
        let run = run_identity::describe(context.inputs.project.folder.as_deref(), &hash);
        let (registry, scope) = (
            &context.session.context.registry,
            &context.session.context.scope,
        );
        let wait = Duration::from_secs(self.lock_timeout);
        let mut session = registry.begin(scope, &run, wait).await?;
        // Another apply may have ended while this command waited for the lock.
        let now = registry.snapshot(scope).await?;
        let recorded: Vec<(&Address, &Resource)> = now
            .state
            .resources
            .iter()
            .filter(|(address, have)| self.is_it(address, have))
            .collect();
        let intents: Vec<Intent> = recorded.iter().map(intent).collect();
        session.record(&[], &intents).await?;
        let result = account.release(found).await;
        settle(session.as_mut(), &recorded, &result).await?;
        Ok(result?)
    }
}

fn intent((address, have): &(&Address, &Resource)) -> Intent {
    Intent {
        claim: None,
        address: (*address).clone(),
        action: Action::Forget,
        before: Some(have.fields.clone()),
        after: None,
    }
}

async fn settle(
    session: &mut dyn Session,
    recorded: &[(&Address, &Resource)],
    result: &Result<Released, ProviderError>,
) -> anyhow::Result<()> {
    let ended = |(address, have): &(&Address, &Resource)| Settlement {
        address: (*address).clone(),
        action: Action::Forget,
        before: Some(have.fields.clone()),
        after: None,
        result: match result {
            Ok(_) => Ok(Record::Forget),
            Err(error) => Err(error.to_string().into()),
        },
    };
    let settled: Vec<Settlement> = recorded.iter().map(ended).collect();
    session.record(&settled, &[]).await?;
    let status = if result.is_ok() {
        RunStatus::Succeeded
    } else {
        RunStatus::Failed
    };
    session.finish(status).await?;
    Ok(())
}

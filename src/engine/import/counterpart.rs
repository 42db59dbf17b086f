//! What a counterpart knows that an import can take over.

use std::collections::BTreeSet;

use crate::counterpart::{Asked, Declared, Known};
use crate::engine::context::{Context, OpenError};
use crate::engine::error::RunError;
use crate::yaml::Diagnostic;

/// Reads everything that the user may see. What could not be read is in the answer; the error is
/// that the environment cannot be opened, and then nothing is sent. `kinds` are those of the accounts
/// to import.
pub async fn known_to_counterpart(
    context: &Context,
    declared: &dyn Declared,
    kinds: &[&'static str],
) -> Result<Known, OpenError> {
    let opened = declared.open(context.vault.as_ref(), &context.settings);
    let connection = match opened {
        Ok(connection) => connection,
        // A secret is missing because the wait for it was cancelled.
        Err(_) if context.settings.cancel.is_cancelled() => {
            return Err(RunError::interrupted().into());
        }
        Err(problems) => {
            let base = declared.system().as_str();
            let problems = problems.into_iter().map(|problem| {
                Diagnostic::error(problem.code, problem.summary)
                    .help(problem.help)
                    .address(base)
            });
            return Err(OpenError::Invalid(problems.collect()));
        }
    };
    let shown = context.show_reading();
    let asked = Asked {
        kinds: kinds.iter().copied().collect::<BTreeSet<_>>(),
        everything: true,
    };
    let records = connection.read(&asked).await;
    drop(shown);
    if context.settings.cancel.is_cancelled() {
        return Err(RunError::interrupted().into());
    }
    Ok(records.known())
}

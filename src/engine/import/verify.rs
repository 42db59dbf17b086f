//! Whether the files of an import are what they claim to be: valid, in canonical layout, and
//! without a write in their plan.

use super::ImportedProvider;
use crate::config::{self, Input, Text};
use crate::engine::chosen::Chosen;
use crate::engine::context::{Context, OpenError, open_with};
use crate::engine::error::{RunError, RunErrorKind};
use crate::engine::plan::{Reading, decide};
use crate::model::{Plan, Selection, Snapshot};
use crate::plan::{self, AccountListing};
use crate::provider::Vault;
use crate::reconcile::Missed;
use crate::yaml::{self, Diagnostic, Sources};

/// What to do about a file that is not what it claims to be.
const BUG: &str = "this is a bug in switchboard, and nothing was written: please report it";

/// Plans the files against what was read for them.
pub(super) async fn plan(
    context: &Context,
    vault: &dyn Vault,
    providers: &[ImportedProvider],
    snapshot: Snapshot,
    listings: Vec<AccountListing>,
) -> Result<Plan, OpenError> {
    for provider in providers {
        laid_out(provider)?;
    }
    let base = providers.iter().map(|provider| Text {
        name: format!("{}.yaml", provider.name),
        bytes: provider.text.clone().into_bytes(),
    });
    let loaded = config::load(Input {
        base: base.collect(),
        ..Input::default()
    });
    let workspace = match open_with(context, vault, &loaded, Chosen::default()).await {
        Ok(workspace) => workspace,
        Err(OpenError::Invalid(problems)) => {
            let first = problems.iter().find(|one| one.is_error());
            let why = first.map(|one| format!("{}: {}", one.code, one.summary));
            return Err(wrong(&format!("is not valid: {}", why.unwrap_or_default())).into());
        }
        Err(error) => return Err(error),
    };
    let observed = plan::bind(&workspace.desired, &snapshot.state, listings);
    let reading = Reading {
        snapshot,
        observed,
        missed: Missed::Nothing,
        selection: Selection::default(),
    };
    let plan = decide(&workspace, reading, false).plan;
    if plan.calls.writes > 0 {
        let writes = plan
            .changes
            .iter()
            .filter(|change| change.writes_to_provider());
        let first = writes.map(|change| change.address.to_string()).next();
        let first = first.unwrap_or_default();
        return Err(wrong(&format!("would change {first}")).into());
    }
    Ok(plan)
}

fn wrong(how: &str) -> RunError {
    RunError::new(RunErrorKind::Other, format!("the imported file {how}")).help(BUG)
}

/// Checks that `fmt` would leave the file as it is.
fn laid_out(provider: &ImportedProvider) -> Result<(), RunError> {
    let mut sources = Sources::default();
    let name = format!("{}.yaml", provider.name);
    let added = sources.add(name, provider.text.clone().into_bytes());
    let laid_out = added
        .map_err(|why| *why)
        .and_then(|id| yaml::layout(&sources, id));
    match laid_out {
        Ok(text) if text == provider.text => Ok(()),
        Ok(_) => Err(wrong("is not in canonical layout")),
        Err(Diagnostic { summary, .. }) => Err(wrong(&format!("cannot be formatted: {summary}"))),
    }
}

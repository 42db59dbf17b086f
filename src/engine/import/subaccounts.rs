//! The accounts below an account, with tokens that are in memory only.

use super::{ImportAccount, ImportRequest, accounts};
use crate::engine::context::{Context, OpenError};
use crate::engine::error::{RunError, RunErrorKind};
use crate::provider::ProviderKind;

/// The accounts below an account.
#[derive(Debug, Default)]
pub struct Subaccounts {
    /// Those that can be imported, in the order of their identifiers.
    pub accounts: Vec<ImportAccount>,
    /// The others, each with a clause that says why not.
    pub left_out: Vec<(String, String)>,
}

/// Lists the accounts below one.
pub async fn subaccounts(
    context: &Context,
    kind: &'static ProviderKind,
    main: &ImportAccount,
) -> Result<Subaccounts, OpenError> {
    let request = ImportRequest {
        kind,
        accounts: std::slice::from_ref(main),
        pattern: None,
        source: None,
        project: None,
        full: false,
    };
    let opened = accounts::open(context, &request, context.vault.as_ref())?;
    let mut found = Subaccounts::default();
    let Some((account, _)) = opened.iter().next() else {
        return Ok(found);
    };
    let listed = account.below().await.map_err(|error| {
        let id = account.id();
        RunError::new(RunErrorKind::Account, format!("the accounts below {id} cannot be listed"))
            .help("this needs the token of the main account, or a main API key: a standard key does not show accounts")
            .caused_by(error)
    })?;
    for one in listed {
        let why = match (one.inactive, &one.token) {
            (Some(word), _) => format!("it is {word}"),
            (None, None) => "the list of accounts does not show its token".to_owned(),
            (None, Some(_)) => {
                found.accounts.push(ImportAccount {
                    labels: one.label.into_iter().collect(),
                    id: Some(one.id),
                    token: one.token,
                    own_variable: true,
                    region: main.region.clone(),
                    ..ImportAccount::default()
                });
                continue;
            }
        };
        found.left_out.push((one.id, why));
    }
    Ok(found)
}

//! Who answers a text to a number, and why.

mod notes;
mod reasons;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::context::Workspace;
use crate::engine::error::{RunError, RunErrorKind};
use crate::engine::placing::{compared_number, located};
use crate::engine::plan::elsewhere;
use crate::engine::routes::{Routes, routes, routes_in};
use crate::model::{Address, E164, Name, NumberRoutes, ShortCode, Snapshot, State, Takers};
use crate::plan::{self, TargetError, resolve_target};
use crate::provider::Extent;
use crate::reconcile;
use crate::report::explain::Explanation;

pub use notes::Notes;

/// The help for an address that means nothing, or several things.
pub const ADDRESS_OR_NUMBER: &str = "write an address such as providers.NAME.numbers.NAME, the phone number in E.164, or the digits of a short code";

/// What is explained.
pub enum Answer {
    /// A keyword, which no number's route depends on.
    Keyword(Address),
    /// Numbers, of which there may be none.
    Numbers(Box<NumberAnswers>),
}

/// Who answers the numbers that the caller asked about.
pub struct NumberAnswers {
    /// Everything that was read.
    pub routes: Routes,
    subject: Subject,
    snapshot: Snapshot,
    desired: State,
    takers: BTreeMap<Name, Arc<Takers>>,
}

/// The meaning of the caller's words.
enum Subject {
    /// Something declared or recorded.
    Address(Address),
    /// A number that is neither.
    Unmanaged(String),
}

impl Subject {
    fn parse(text: &str, desired: &State, recorded: &State) -> Result<Self, RunError> {
        // A declared name takes precedence over one that is only recorded.
        let found = match resolve_target(text, desired, &State::default()) {
            Err(TargetError::Unknown(_)) => resolve_target(text, desired, recorded),
            found => found,
        };
        let number = E164::parse(text).map(String::from);
        let number = number.or_else(|_| ShortCode::parse(text).map(String::from));
        match (found, number) {
            (Ok(address), _) => Ok(Self::Address(address)),
            (Err(TargetError::Unknown(_)), Ok(number)) => Ok(Self::Unmanaged(number)),
            (Err(error), _) => {
                let unknown = matches!(error, TargetError::Unknown(_));
                let near = || plan::meant_target(text, desired, recorded);
                let near = unknown.then(near).flatten();
                let help = near.map_or_else(
                    || ADDRESS_OR_NUMBER.to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                Err(RunError::new(RunErrorKind::Address, error.to_string()).help(help))
            }
        }
    }

    /// Whether the caller asked about a number.
    fn covers(&self, number: &NumberRoutes) -> bool {
        match self {
            Self::Address(address) => reasons::concerns(address, number),
            Self::Unmanaged(key) => number.phone_number == *key,
        }
    }

    /// Whether the caller asked about a number that is not in the account where it is declared.
    fn misses(&self, number: &NumberRoutes) -> bool {
        matches!(self, Self::Address(address) if reasons::concerns(address, number))
            && number.is_declared
            && number.now.is_none()
            && number.unread.is_empty()
    }
}

/// Explains an address, a name, a phone number in E.164 or a short code. Writes nothing and takes no lock.
pub async fn explain(workspace: &Workspace<'_>, text: &str) -> Result<Answer, RunError> {
    let context = workspace.context;
    let snapshot = context.registry.snapshot(&context.scope).await?;
    let subject = Subject::parse(text, &workspace.desired, &snapshot.state)?;
    let needed = match &subject {
        Subject::Address(address @ Address::Keyword(_)) => {
            return Ok(Answer::Keyword(address.clone()));
        }
        Subject::Address(address) => {
            let provider = address.provider().cloned().map(Address::Provider);
            provider.into_iter().collect()
        }
        Subject::Unmanaged(_) => Vec::new(),
    };
    // Short codes are read only if one is managed.
    let extent = match &subject {
        Subject::Unmanaged(number) if !number.starts_with('+') => Extent::Numbers,
        Subject::Unmanaged(_) | Subject::Address(_) => Extent::Managed,
    };
    let mut read = routes_in(workspace, needed, extent).await?;
    // A number that is not where it is declared may be in another of the accounts.
    if read.numbers.iter().any(|number| subject.misses(number)) {
        read = routes(workspace, Vec::new()).await?;
    }
    let covered = read.numbers.iter().filter(|number| subject.covers(number));
    let takers = takers(workspace, covered).await;
    Ok(Answer::Numbers(Box::new(NumberAnswers {
        routes: read,
        subject,
        snapshot,
        desired: workspace.desired.clone(),
        takers,
    })))
}

/// What may take texts before the handler that is explained, by provider. Only accounts with one
/// of these numbers are asked.
async fn takers<'a>(
    workspace: &Workspace<'_>,
    numbers: impl Iterator<Item = &'a NumberRoutes>,
) -> BTreeMap<Name, Arc<Takers>> {
    let present = numbers.filter(|number| number.now.is_some());
    let providers: BTreeSet<Name> = present.map(|number| number.provider.clone()).collect();
    reconcile::takers(&workspace.accounts, &providers).await
}

impl NumberAnswers {
    /// Numbers that are in the account of another provider than the one they are declared under.
    pub fn elsewhere(&self) -> BTreeSet<Address> {
        elsewhere(&self.desired, &self.routes.plan)
    }

    /// The provider or messaging service that the caller asked about as a whole.
    pub fn whole(&self) -> Option<&Address> {
        match &self.subject {
            Subject::Address(address @ (Address::Provider(_) | Address::Group { .. })) => {
                Some(address)
            }
            Subject::Address(_) | Subject::Unmanaged(_) => None,
        }
    }

    /// An explanation of each number that the caller asked about.
    pub fn explanations(&self, workspace: &Workspace<'_>) -> Vec<Explanation<'_>> {
        let numbers = self.routes.numbers.iter();
        numbers
            .filter(|number| self.subject.covers(number))
            .map(|number| self.explanation(workspace, number))
            .collect()
    }

    fn explanation<'a>(
        &'a self,
        workspace: &Workspace<'_>,
        number: &'a NumberRoutes,
    ) -> Explanation<'a> {
        let origins = workspace.origins;
        let plan = &self.routes.plan;
        let declared = number.address.as_ref().filter(|_| number.is_declared);
        let owner = self.snapshot.owned_elsewhere.get(&number.phone_number);
        Explanation {
            number,
            declared_at: declared.and_then(|address| located(origins, address, None)),
            url_at: number.declared.as_ref().and_then(|_| {
                reasons::url_keys(number)
                    .find_map(|(address, key)| located(origins, &address, Some(key)))
            }),
            change: self.routes.change(number),
            affected_by: plan.changes.iter().find_map(|change| {
                let affects = change.affects.contains(&number.phone_number);
                affects.then_some(&change.address)
            }),
            joins: reasons::joins(plan, number),
            loss_on_leaving: workspace
                .routers
                .get(&number.provider)
                .and_then(|router| router.loss_on_leaving()),
            declared_as: reasons::declared_as(&self.desired, number),
            owner: owner.map(ToString::to_string),
            takers: self.takers.get(&number.provider).map(|takers| &**takers),
            purchases: plan.summary().purchase,
            comparison: (plan.comparison.as_ref())
                .map(|comparison| Box::new(compared_number(comparison, declared, origins))),
            errors: reasons::errors(plan, number, origins),
        }
    }
}

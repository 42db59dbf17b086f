//! The steps of a change: the call, the intent recorded before it, and the answer.

use std::collections::BTreeSet;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::Execution;
use crate::model::{Action, Detach, FieldName, Fields, Value};
use crate::provider::{Account, Failure, Join, Operation, ProviderError, Write, Written};
use crate::registry::{Claim, Intent};

/// A member that will join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seat {
    /// The field whose member it becomes.
    pub(super) field: FieldName,
    pub(super) member: String,
    pub(super) leaves: Option<Detach>,
    /// The number of members that the group has, not counting those that join by this change.
    pub(super) others: usize,
}

/// One call, ready to be made.
pub(crate) enum Step {
    Own(Write),
    /// Waits for the operation that the own write began, and completes the write.
    Await(Write, Operation),
    Join(Seat, Join),
}

/// How a call ended.
pub(crate) enum Answer {
    Own(Write, Result<Written, ProviderError>),
    /// The end of a wait for an operation.
    Awaited(Write, Result<Written, ProviderError>),
    Join(Seat, Result<(), ProviderError>),
}

impl Step {
    /// The same step, with the time of the last attempt to create the object without a known end.
    pub(crate) fn after(self, tried: Option<Timestamp>) -> Self {
        match self {
            Self::Own(write) => Self::Own(Write { tried, ..write }),
            other => other,
        }
    }

    /// Makes the call. After `cancel` no wait begins.
    pub(crate) async fn take(self, account: &dyn Account, cancel: &CancellationToken) -> Answer {
        match self {
            Self::Own(write) => {
                let written = account.write(&write).await;
                Answer::Own(write, written)
            }
            Self::Await(write, _) if cancel.is_cancelled() => {
                let doing = format!("waiting for {}", write.address);
                let error = ProviderError::new(Failure::Pending, doing, "interrupted");
                Answer::Awaited(write, Err(error))
            }
            Self::Await(write, operation) => {
                let written = account.resume(&write, &operation).await;
                Answer::Awaited(write, written)
            }
            Self::Join(seat, join) => {
                let joined = account.join(&join).await;
                Answer::Join(seat, joined)
            }
        }
    }

    /// The object that no other scope may be changing or creating at the same time: a group has one
    /// owner, also while it is being created.
    fn claim(&self, account: &str) -> Option<Claim> {
        match self {
            Self::Own(write) if write.address.kind().is_found_by_name() => {
                match (&write.id, &write.key) {
                    (Some(id), _) => Some(Claim::There(id.to_string())),
                    (None, Some(key)) => Some(Claim::New {
                        account: account.to_owned(),
                        key: key.to_string(),
                    }),
                    (None, None) => None,
                }
            }
            Self::Own(_) | Self::Await(..) => None,
            Self::Join(_, join) => Some(Claim::There(join.group.clone())),
        }
    }

    /// The intent to record before the call to this account.
    pub(crate) fn intent(&self, execution: &Execution<'_>, account: &str) -> Intent {
        let (action, before, after) = match self {
            Self::Own(_) | Self::Await(..) => execution.own_part(),
            Self::Join(seat, _) => seat.part(),
        };
        Intent {
            address: execution.change.address.clone(),
            action,
            before,
            after,
            claim: self.claim(account),
        }
    }
}

impl Answer {
    pub(crate) fn error(&self) -> Option<&ProviderError> {
        match self {
            Self::Own(_, result) | Self::Awaited(_, result) => result.as_ref().err(),
            Self::Join(_, result) => result.as_ref().err(),
        }
    }
}

impl Seat {
    /// What joining changes: the set with this member only.
    pub(super) fn part(&self) -> (Action, Option<Fields>, Option<Fields>) {
        let of = |members: BTreeSet<String>| {
            Some(Fields::from_iter([(
                self.field.clone(),
                Value::Set { members },
            )]))
        };
        let (before, after) = (BTreeSet::new(), BTreeSet::from([self.member.clone()]));
        (Action::Update, of(before), of(after))
    }
}

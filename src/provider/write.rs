//! The write requests to an account, and their answers.

use jiff::Timestamp;

use super::{Failure, ProviderError};
use crate::model::{Action, Address, Detach, FieldName, Fields, Object, Text};

/// One write.
#[derive(Debug, Clone)]
pub struct Write {
    /// The resource to write.
    pub address: Address,
    /// The action: create, update or purchase.
    pub action: Action,
    /// The object's identifier; `None` if it does not exist yet.
    pub id: Option<Text>,
    /// The object's natural key.
    pub key: Option<Text>,
    /// Time of the last attempt to create this object that ended without a known result. The object
    /// may exist, or may appear a while later.
    pub tried: Option<Timestamp>,
    /// The fields to send. Blank fields are sent empty. Sets are not among them.
    pub fields: Fields,
    /// All managed fields with their desired values, including those that need not be sent.
    pub wanted: Fields,
    /// The managed fields as the plan saw them; `None` for a new object.
    pub before: Option<Fields>,
}

/// A provider's identifier of an operation that it runs for an accepted write, such as a URL. It is
/// recorded, so it holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation(String);

impl Operation {
    /// An operation, as its provider names it.
    pub fn new(identifier: impl Into<String>) -> Self {
        Self(identifier.into())
    }

    /// The identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The error of a kind of provider that runs no operations.
    pub(super) fn unknown(&self, doing: String) -> ProviderError {
        let message = format!(
            "this kind of provider runs no operations, such as {}",
            self.0
        );
        ProviderError::new(Failure::Unintelligible, doing, message)
    }
}

/// A member to add to a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    /// The group's identifier.
    pub group: String,
    /// What people call the group.
    pub name: String,
    /// The field of the group whose member it becomes.
    pub field: FieldName,
    /// The member: a number, as its provider writes it, or another sender.
    pub member: String,
    /// The group that the member leaves first.
    pub leaves: Option<Detach>,
}

/// The provider's answer to a write.
#[derive(Debug, Clone)]
pub struct Written {
    /// The object as it is now, from the answer.
    pub object: Object,
    /// The provider's request id.
    pub request_id: Option<String>,
    /// The operation that must end before the object is as requested. Until then the rest of the
    /// answer counts for nothing.
    pub operation: Option<Operation>,
    /// Why the object is not as requested although the request was accepted. The object is recorded
    /// as it is now, and the change has failed.
    pub complaint: Option<ProviderError>,
    /// What to record about the object in addition if there is a complaint: the provider finds it in
    /// [`Write::before`] when the object is written again.
    pub remember: Fields,
}

impl Written {
    /// The answer of a provider that is done: the object is as requested.
    pub fn done(object: Object, request_id: Option<String>) -> Self {
        Self {
            object,
            request_id,
            operation: None,
            complaint: None,
            remember: Fields::new(),
        }
    }
}

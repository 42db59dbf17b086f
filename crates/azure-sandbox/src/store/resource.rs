//! A Communication Services resource and its numbers.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The resource type, in the spelling of its specification.
pub(crate) const TYPE: &str = "Microsoft.Communication/CommunicationServices";

/// A Communication Services resource.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Resource {
    /// The id in the spelling of its owner.
    pub(crate) id: String,
    pub(crate) host_name: String,
    pub(crate) data_location: String,
    pub(crate) provisioning_state: String,
    /// Primary and secondary.
    pub(crate) access_keys: Vec<String>,
    pub(crate) numbers: BTreeMap<String, Number>,
    /// Deleted by somebody.
    #[serde(default)]
    pub(crate) gone: bool,
}

impl Resource {
    /// The last part of its id.
    pub(crate) fn name(&self) -> &str {
        self.id.rsplit('/').next().unwrap_or_default()
    }

    /// The id as Event Grid writes it, and as ids are compared.
    pub(crate) fn key(&self) -> String {
        self.id.to_lowercase()
    }

    /// The first of its connection strings.
    pub(crate) fn connection_string(&self) -> String {
        let key = self.access_keys.first().map_or("", String::as_str);
        format!("endpoint=https://{}/;accesskey={key}", self.host_name)
    }
}

/// A number of a resource.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names are Azure's")]
pub(crate) struct Number {
    pub(crate) phone_number: String,
    /// `tollFree`, `geographic` or `mobile`.
    pub(crate) kind: String,
    /// `none`, `inbound`, `outbound` or `inbound+outbound`.
    pub(crate) sms: String,
    pub(crate) calling: String,
    /// `application` or `person`.
    pub(crate) assignment_type: String,
    pub(crate) country_code: String,
}

/// A long-running operation of the data plane.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NumberOperation {
    pub(crate) id: String,
    /// Key of the resource.
    pub(crate) resource: String,
    pub(crate) phone_number: String,
    /// `updatePhoneNumberCapabilities`, `releasePhoneNumber` and so on.
    pub(crate) kind: String,
    pub(crate) created: Timestamp,
    pub(crate) polls_left: u32,
}

//! The event subscriptions of a declaration: which there are, how they are called, and what they
//! should be. Pure.

use super::declaration::{Declaration, Subscription};
use super::subscription_name::SubscriptionName;
use crate::model::{Address, Collection, Fields, HttpsUrl, Name, Resource, Value};

/// Where event subscriptions are declared.
pub const SUBSCRIPTIONS: Collection = Collection::new("subscriptions");

/// The URL that receives the events.
pub(super) const URL: &str = "endpoint_url";
/// The types of events that are delivered.
pub(super) const TYPES: &str = "included_event_types";
/// What else an event must match, as compact JSON; blank where every event of the types is delivered.
pub(super) const FILTER: &str = "filter";
/// The state in which Azure says the subscription is.
pub(super) const STATE: &str = "provisioning_state";
/// The schema in which events are delivered.
pub(super) const SCHEMA: &str = "event_delivery_schema";
/// What the events are delivered to. Observed only.
pub(super) const ENDPOINT: &str = "endpoint_type";
/// Whether the time after which the subscription delivers nothing is past. Observed only.
pub(super) const EXPIRED: &str = "expired";
/// That time, if it is past or within a week. Observed only.
pub(super) const EXPIRES: &str = "expires";
/// The numbers whose texts pass the filter. Observed only, and only where there is a filter.
pub(super) const COVERS: &str = "covered_numbers";
/// How a filter judges the texts to these numbers: `always`, `sometimes` or `unknown`. Observed only,
/// and only where there is a filter.
pub(super) const COVERAGE: &str = "coverage";
/// Present in the record of a subscription that a create left behind without ever having succeeded.
pub(super) const NEVER_SUCCEEDED: &str = "_never_succeeded";

/// The state of a subscription that works.
pub(super) const SUCCEEDED: &str = "Succeeded";
/// Whether a topic or a subscription in this state is being changed.
pub(super) fn is_changing(state: &str) -> bool {
    matches!(state, "Creating" | "Updating" | "Deleting")
}

/// The destination that calls a URL.
pub(super) const WEB_HOOK: &str = "WebHook";
/// The schema that Switchboard declares, Azure's default.
pub(super) const EVENT_GRID: &str = "EventGridSchema";

/// One of the subscriptions that a provider can declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Incoming texts.
    Incoming,
    /// Delivery reports.
    DeliveryReports,
}

impl Role {
    /// Both, in the order of their names.
    pub(super) const ALL: [Self; 2] = [Self::DeliveryReports, Self::Incoming];

    /// The name in addresses and in YAML.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Incoming => "incoming",
            Self::DeliveryReports => "delivery-reports",
        }
    }

    /// The key of the provider that declares the URL.
    pub(super) fn url_key(self) -> &'static str {
        match self {
            Self::Incoming => "callback_url",
            Self::DeliveryReports => "delivery_report_url",
        }
    }

    /// The type of the events (docs/azure.md: Events).
    pub(super) fn event_type(self) -> &'static str {
        match self {
            Self::Incoming => INCOMING_TEXT,
            Self::DeliveryReports => "Microsoft.Communication.SMSDeliveryReportReceived",
        }
    }

    /// The role of this name.
    pub(super) fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// The declared URL.
    pub(super) fn url(self, declaration: &Declaration) -> Option<&HttpsUrl> {
        match self {
            Self::Incoming => declaration.callback_url.as_ref(),
            Self::DeliveryReports => declaration.delivery_report_url.as_ref(),
        }
    }

    /// What is declared about the subscription besides the URL.
    pub(super) fn settings(self, declaration: &Declaration) -> Option<&Subscription> {
        match self {
            Self::Incoming => declaration.subscriptions.incoming.as_ref(),
            Self::DeliveryReports => declaration.subscriptions.delivery_reports.as_ref(),
        }
    }

    /// The name in Azure: the declared one, or one that follows from the provider's name.
    pub(super) fn subscription_name(self, provider: &Name, declaration: &Declaration) -> String {
        let declared = self.settings(declaration).and_then(|own| own.name.as_ref());
        match declared {
            Some(name) => name.as_str().to_owned(),
            None => format!("{provider}-{}", self.word()),
        }
    }

    /// The address of the subscription of a provider.
    pub(super) fn address(self, provider: &Name) -> Option<Address> {
        Some(Address::Group {
            collection: SUBSCRIPTIONS,
            provider: provider.clone(),
            name: Name::parse(self.word()).ok()?,
        })
    }
}

/// The type of an incoming text.
pub(super) const INCOMING_TEXT: &str = "Microsoft.Communication.SMSReceived";

/// Whether the name that follows from a provider's name is one that Azure takes.
pub(super) fn is_name(name: &str) -> bool {
    SubscriptionName::parse(name).is_ok()
}

/// The declared subscriptions with their addresses.
pub(super) fn desired(provider: &Name, declaration: &Declaration) -> Vec<(Address, Resource)> {
    let of = |role: Role| {
        let url = role.url(declaration)?;
        let mut fields = Fields::new();
        fields.insert(URL, Value::text(url.text().clone()));
        let types = vec![role.event_type().to_owned()];
        fields.insert(TYPES, Value::List(types));
        fields.insert(FILTER, Value::Blank);
        fields.insert(STATE, Value::text(SUCCEEDED));
        fields.insert(SCHEMA, Value::text(EVENT_GRID));
        let name = role.subscription_name(provider, declaration);
        Some((role.address(provider)?, Resource::keyed(name, fields)))
    };
    Role::ALL.into_iter().filter_map(of).collect()
}

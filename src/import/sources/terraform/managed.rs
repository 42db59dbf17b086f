//! An object that Terraform manages, and how far its state is behind the account.

use std::collections::BTreeMap;
use std::fmt;

use super::address::InstanceAddress;
use crate::model::mask_userinfo;

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A phone number, `PN…`.
    Number,
    /// A messaging service, `MG…`.
    Service,
    /// A `TwiML` application, `AP…`.
    Application,
    /// A sender's place in a messaging service: a number's, a short code's or an alpha sender's.
    Membership,
}

/// One object of a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Managed {
    /// What it is.
    pub kind: Kind,
    /// Its SID; of a membership, the sender's.
    pub sid: String,
    /// Of a membership, the service's SID.
    pub service: Option<String>,
    /// The account's SID, if the state has it.
    pub account: Option<String>,
    /// The alias of the provider's configuration. It names an account.
    pub alias: Option<String>,
    /// Where Terraform has it.
    pub address: InstanceAddress,
    /// The next `terraform apply` destroys it: of a number, releases it.
    pub tainted: bool,
    /// The values of the last refresh, to be compared with the account, never to be used.
    pub last_seen: Values,
    /// Settings that Terraform managed, that are set, and that Switchboard does not manage.
    pub unmanaged: Vec<&'static str>,
}

/// Values by the names that the API gives them. Blank values are left out: blank, null and missing
/// are one value.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Values(pub(super) BTreeMap<&'static str, String>);

impl Values {
    /// Returns a value that is not blank.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }
}

/// A URL may carry a password.
impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self
            .0
            .iter()
            .map(|(name, value)| (name, mask_userinfo(value)));
        f.debug_map().entries(shown).finish()
    }
}

/// A value in which the state and the account differ.
#[derive(Clone, PartialEq, Eq)]
pub struct Stale {
    /// The API's name of the field.
    pub field: &'static str,
    /// The value in the state; blank if there is none.
    pub state: String,
    /// The account's value.
    pub live: String,
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value: &str| match value {
            "" => "nothing".to_owned(),
            value => format!("`{}`", mask_userinfo(value)),
        };
        let (state, live) = (shown(&self.state), shown(&self.live));
        write!(
            f,
            "{}: the state has {state}, Twilio has {live}",
            self.field
        )
    }
}

impl fmt::Debug for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stale({self})")
    }
}

/// The fields in which blank is a statement: nothing is called.
fn routes(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Number => &["sms_application_sid", "sms_fallback_url", "sms_url"],
        Kind::Service => &["fallback_url", "inbound_request_url", "status_callback"],
        Kind::Application => &["message_status_callback", "sms_fallback_url", "sms_url"],
        Kind::Membership => &[],
    }
}

impl Managed {
    /// Compares the state with the account. `live` returns an account's value, blank included, or
    /// nothing for a field that it does not know.
    pub fn stale(&self, live: impl Fn(&str) -> Option<String>) -> Vec<Stale> {
        let mut state: BTreeMap<&'static str, &str> =
            routes(self.kind).iter().map(|field| (*field, "")).collect();
        state.extend(
            self.last_seen
                .0
                .iter()
                .map(|(field, value)| (*field, value.as_str())),
        );
        let stale = state.into_iter().filter_map(|(field, state)| {
            let live = live(field)?;
            let same =
                state == live || (field.ends_with("method") && state.eq_ignore_ascii_case(&live));
            (!same).then(|| Stale {
                field,
                state: state.to_owned(),
                live,
            })
        });
        stale.collect()
    }

    /// The text from which the object's name in YAML is made.
    pub fn proposed_name(&self) -> String {
        self.address.proposed_name()
    }
}

//! An authorised request to a resource: what is asked, by whom, of which account and when.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::api::refusal::Refusal;
use crate::store::account::Account;
use crate::store::caller::Caller;
use crate::store::event::Actor;
use crate::store::state::State;

/// The input of a handler.
#[derive(Debug)]
pub(crate) struct Request {
    /// The path, without the query.
    pub(crate) path: String,
    /// Query parameters, decoded, as sent.
    pub(crate) query: Vec<(String, String)>,
    /// Form fields, decoded, as sent.
    pub(crate) form: Vec<(String, String)>,
    /// The named parts of the route.
    pub(crate) params: BTreeMap<&'static str, String>,
    /// SID of the account whose resources are meant: the one in the path, else the caller's own.
    pub(crate) account: String,
    pub(crate) caller: Caller,
    /// The actor that the request names, if it names one.
    pub(crate) actor: Option<Actor>,
    /// Scheme and authority of the sandbox, for the absolute links of the v1 API.
    pub(crate) base: String,
    /// The time of the request, in whole seconds as Twilio writes it.
    pub(crate) now: Timestamp,
}

impl Request {
    /// The account that the request concerns.
    pub(crate) fn account_in<'a>(&self, state: &'a State) -> Result<&'a Account, Refusal> {
        let account = state.accounts.get(&self.account);
        account.ok_or_else(|| Refusal::not_found(&self.path))
    }

    /// The account that the request changes.
    pub(crate) fn account_in_mut<'a>(
        &self,
        state: &'a mut State,
    ) -> Result<&'a mut Account, Refusal> {
        let account = state.accounts.get_mut(&self.account);
        account.ok_or_else(|| Refusal::not_found(&self.path))
    }

    /// Who made the request: the actor that it names, else its caller. Twilio does not document the actor of a request
    /// with an API key; here it is the key.
    pub(crate) fn actor(&self) -> Actor {
        let caller = &self.caller;
        self.actor.clone().unwrap_or_else(|| Actor {
            actor_type: "account".to_owned(),
            actor_sid: Some(caller.key.as_ref().unwrap_or(&caller.account).clone()),
            source: Some("api".to_owned()),
            source_ip_address: Some("127.0.0.1".to_owned()),
            event_date: None,
        })
    }

    /// A form field; the last one if the name is repeated.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        last(&self.form, name)
    }

    /// A form field that must be present and not blank (Twilio: 20001).
    pub(crate) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.field(name)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| {
                Refusal::parameter(format!(
                    "Missing required parameter {name} in the post body"
                ))
            })
    }

    /// A query parameter that is not blank.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        last(&self.query, name).filter(|value| !value.is_empty())
    }

    /// A query parameter that is a time, or a day, which means its beginning (Twilio: 20001).
    pub(crate) fn date(&self, name: &str) -> Result<Option<Timestamp>, Refusal> {
        let parse = |text: &str| {
            let day = || format!("{text}T00:00:00Z").parse();
            text.parse()
                .or_else(|_: jiff::Error| day())
                .map_err(|_: jiff::Error| {
                    Refusal::parameter(format!("{name} is not a date: {text}"))
                })
        };
        self.query(name).map(parse).transpose()
    }

    /// A named part of the route; blank if the route has no part of that name.
    pub(crate) fn param(&self, name: &str) -> &str {
        self.params.get(name).map_or("", String::as_str)
    }
}

fn last<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .rev()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

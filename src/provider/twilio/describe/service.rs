//! A messaging service as YAML: how it answers, its other settings, and its numbers. Pure.

use std::collections::BTreeSet;

use super::notes::Notes;
use super::{Called, POST, commented, friendly_name, words};
use crate::model::{Address, Fields, Value};
use crate::provider::twilio::alpha_sender::AlphaSender;
use crate::provider::twilio::declaration::MessagingService;
use crate::provider::twilio::service::{
    ALPHA_SENDERS, DEFERS, FALLBACK_METHOD, FALLBACK_URL, INBOUND_METHOD, INBOUND_URL,
    MESSAGING_SERVICES, SENDERS, STATUS_CALLBACK,
};
use crate::provider::twilio::service_words::Seconds;
use crate::provider::twilio::settings::{Configured, Form};
use crate::provider::{Held, Holding};
use crate::yaml::{Draft, DraftList, DraftMap, Part, escape_vars};

/// What a service does with a text to one of its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answers<'a> {
    /// It calls a URL.
    Calls {
        /// The URL.
        url: &'a str,
        /// Its method.
        method: &'a str,
    },
    /// Its numbers answer by themselves.
    Defers,
    /// It drops the text.
    Drops,
    /// It calls a URL that the configuration cannot declare.
    Unwritten,
    /// It answers in place of its numbers, and YAML does not say how.
    LeftOpen,
}

/// The numbers in whose place a service answers that YAML says nothing about.
pub(super) fn quiet<'a>(holding: &Holding<'a>) -> BTreeSet<&'a str> {
    let services = holding.quiet.iter();
    let answering = services.filter(|one| Answers::of(&one.fields) != Answers::Defers);
    let members = answering.filter_map(|one| one.fields.get(SENDERS).members());
    members.flatten().map(String::as_str).collect()
}

impl<'a> Answers<'a> {
    pub(super) fn of(fields: &'a Fields) -> Self {
        if *fields.get(DEFERS) == Value::Flag(true) {
            return Self::Defers;
        }
        match Called::of(fields, INBOUND_URL, INBOUND_METHOD) {
            Called::Nothing => Self::Drops,
            Called::Declarable(url, method) => Self::Calls { url, method },
            Called::Refused(..) => Self::Unwritten,
        }
    }
}

/// A service while it is described.
struct Describing<'a, 'n> {
    holding: &'a Holding<'a>,
    held: &'a Held<'a>,
    map: DraftMap,
    comments: Vec<String>,
    notes: &'n mut Notes,
}

/// The service that `held` is, with the numbers in it.
pub(super) fn part(
    holding: &Holding<'_>,
    held: &Held<'_>,
    members: &[&Held<'_>],
    notes: &mut Notes,
) -> Part {
    let mut describing = Describing {
        holding,
        held,
        map: DraftMap::new().with("sid", held.object.id.as_str()),
        comments: held.comments.clone(),
        notes,
    };
    describing.describe(members);
    commented(describing.map, describing.comments)
}

impl Describing<'_, '_> {
    fn address(&self) -> Address {
        Address::Group {
            provider: self.holding.provider.clone(),
            collection: MESSAGING_SERVICES,
            name: self.held.name.clone(),
        }
    }

    fn leave_out(&mut self, what: String) {
        let address = self.address();
        self.notes.leave_out(address, what, &mut self.comments);
    }

    /// Writes a URL, with a comment if it looks like one that holds a key.
    fn push_url(&mut self, key: &'static str, url: &str) {
        let address = self.address();
        self.notes.look_at(&address, key, url, &mut self.comments);
        self.map.push(key, escape_vars(url).as_ref());
    }

    fn describe(&mut self, members: &[&Held<'_>]) {
        if let Some(why) = friendly_name(self.held, self.holding.full, &mut self.map) {
            self.leave_out(why);
        }
        self.inbound();
        if !members.is_empty() {
            self.map.push("numbers", numbers(members));
        }
        self.alpha_senders();
        self.fallback();
        let status = self.held.object.fields.get(STATUS_CALLBACK);
        match Called::bare(status) {
            Called::Nothing => {}
            Called::Declarable(url, _) => {
                self.push_url("status_callback", url);
            }
            Called::Refused(url, why) => {
                self.leave_out(words::refusal("its status callback", url, why));
            }
        }
        self.settings();
    }

    fn alpha_senders(&mut self) {
        let senders = self.held.object.fields.get(ALPHA_SENDERS).members();
        let (declarable, odd): (Vec<&String>, Vec<&String>) = senders
            .into_iter()
            .flatten()
            .partition(|sender| AlphaSender::parse(sender).is_ok());
        if !declarable.is_empty() {
            let list: DraftList = declarable.into_iter().map(String::as_str).collect();
            self.map.push(ALPHA_SENDERS, list.inline());
        }
        for sender in odd {
            self.leave_out(format!("its alphanumeric sender {sender}"));
        }
    }

    /// `inbound`, and the URL that goes with it.
    fn inbound(&mut self) {
        let fields = &self.held.object.fields;
        let called = Called::of(fields, INBOUND_URL, INBOUND_METHOD);
        let defers = Answers::of(fields) == Answers::Defers;
        match called {
            Called::Refused(url, why) => {
                self.leave_out(words::refusal("its URL", url, why));
                if defers {
                    self.map.push("inbound", "defer_to_sender");
                }
            }
            Called::Nothing if defers => self.map.push("inbound", "defer_to_sender"),
            Called::Nothing => {
                self.comments
                    .push("It drops every text to its numbers.".to_owned());
                self.map.push("inbound", "drop");
            }
            Called::Declarable(url, method) => {
                let inbound = if defers { "defer_to_sender" } else { "webhook" };
                self.map.push("inbound", inbound);
                self.callback(url, method, defers);
            }
        }
    }

    /// The service's URL. A service that calls the provider's URL needs none of its own.
    fn callback(&mut self, url: &str, method: &str, defers: bool) {
        let full = self.holding.full;
        let shared = self
            .holding
            .shared
            .filter(|shared| shared.url.as_str() == url);
        match shared {
            Some(shared) if !full && !defers => {
                if shared.method != method {
                    self.map.push("callback_method", method);
                }
            }
            _ => {
                self.push_url("callback_url", url);
                if full || method != POST {
                    self.map.push("callback_method", method);
                }
            }
        }
    }

    fn fallback(&mut self) {
        let fields = &self.held.object.fields;
        let has_own = self
            .map
            .entries()
            .iter()
            .any(|(key, _)| key == "callback_url");
        match Called::of(fields, FALLBACK_URL, FALLBACK_METHOD) {
            Called::Nothing => {}
            // A fallback is declared with the URL that it replaces.
            Called::Declarable(url, _) if !has_own && self.holding.shared.is_none() => {
                let url = words::shown(url);
                self.leave_out(format!("its fallback {url}, which no declared URL has"));
            }
            Called::Declarable(url, method) => {
                self.push_url("fallback_url", url);
                if self.holding.full || method != POST {
                    self.map.push("fallback_method", method);
                }
            }
            Called::Refused(url, why) => self.leave_out(words::refusal("its fallback", url, why)),
        }
    }

    /// The settings that are not managed unless they are declared.
    fn settings(&mut self) {
        for setting in MessagingService::SETTINGS {
            let Some(key) = setting.key.filter(|_| setting.parameter.is_some()) else {
                continue;
            };
            let value = self.held.object.fields.get(setting.field);
            // A service that apply makes gets this value, too.
            if !self.holding.full && is_initial(setting.field, value) {
                continue;
            }
            let draft: Option<Draft> = match (setting.form, value) {
                (Form::Switch, Value::Flag(on)) => Some((*on).into()),
                (Form::Whole, Value::Number(number)) => {
                    let fits = Seconds::holds(*number).then(|| i64::try_from(*number).ok());
                    fits.flatten().map(Draft::from)
                }
                (Form::Word(words), Value::Text(word)) => {
                    words.contains(&word.as_str()).then(|| word.as_str().into())
                }
                _ => continue,
            };
            if let Some(draft) = draft {
                self.map.push(key, draft);
            } else {
                let shown = value.to_json().to_string();
                self.leave_out(format!("its {key}, which is {shown}"));
            }
        }
    }
}

/// Whether a new service has this value, unless another one is sent.
fn is_initial(field: &str, value: &Value) -> bool {
    match field {
        "sticky_sender"
        | "mms_converter"
        | "smart_encoding"
        | "area_code_geomatch"
        | "fallback_to_long_code" => *value == Value::Flag(true),
        "synchronous_validation" => *value == Value::Flag(false),
        "scan_message_content" => value.as_text() == Some("inherit"),
        "validity_period" => *value == Value::Number(Seconds::MOST.into()),
        "usecase" => value.as_text() == Some("undeclared"),
        _ => false,
    }
}

/// The names of a service's numbers, on one line where they fit.
fn numbers(members: &[&Held<'_>]) -> DraftList {
    const FIT: usize = 60;
    let names = members.iter().map(|member| member.name.as_str());
    let length: usize = names.clone().map(|name| name.len() + 2).sum();
    let list: DraftList = names.collect();
    if length <= FIT { list.inline() } else { list }
}

//! What an account at Twilio holds, as the YAML that declares it. Pure.
//!
//! A plan of the result changes nothing at Twilio. So a value that the configuration language
//! refuses is left out, and its object says so in a comment: where leaving it out would let a URL of
//! the provider take its place, now or when one is declared later, the object is `unmanaged`.

mod application;
mod notes;
mod number;
mod service;
mod words;

use std::collections::BTreeMap;

use super::KIND;
use super::handler::handler;
use super::number::{FRIENDLY_NAME, SMS_APPLICATION_SID, SMS_METHOD, SMS_URL};
use super::open::AUTH_TOKEN;
use super::service::SENDERS;
use super::settings;
use crate::model::{Address, Fields, HttpsUrl, Kind, Name, Object, Value, mask_userinfo};
use crate::provider::{AccountKeys, Described, Describer, Held, Holding, OwnCallback};
use crate::yaml::{DraftMap, Part, escape_vars};
use notes::Notes;
use service::Answers;

/// Describes accounts at Twilio.
pub(super) struct TwilioDescriber;

impl Describer for TwilioDescriber {
    fn account(&self, keys: &AccountKeys<'_>) -> DraftMap {
        let mut map = DraftMap::new().with("type", KIND.name);
        if let Some(description) = keys.description {
            map.push("description", escape_vars(description).as_ref());
        }
        if let Some(sid) = keys.id {
            map.push("account_sid", sid);
        }
        if let Some(variable) = keys.token {
            map.push("auth_token", DraftMap::new().with("env", variable).inline());
        }
        if let Some((region, edge)) = keys.region {
            map.push("region", region);
            map.push("edge", edge);
        }
        map
    }

    fn token_variable(&self, provider: &Name) -> String {
        let name = provider.as_str().to_ascii_uppercase().replace('-', "_");
        format!("{AUTH_TOKEN}_{name}")
    }

    fn callback<'a>(&self, number: &'a Object) -> OwnCallback<'a> {
        let text = |field| number.fields.get(field).as_text().unwrap_or_default();
        if !number.fields.get(SMS_APPLICATION_SID).is_blank() {
            return OwnCallback::default();
        }
        OwnCallback {
            url: text(SMS_URL),
            method: text(SMS_METHOD),
        }
    }

    fn declares_callback(
        &self,
        number: &Object,
        group: Option<&Object>,
        wanted: Option<&HttpsUrl>,
    ) -> bool {
        if number::is_deaf(&number.fields)
            || group.is_some_and(|group| Answers::of(&group.fields) == Answers::Unwritten)
        {
            return false;
        }
        let own = || Called::of(&number.fields, SMS_URL, SMS_METHOD);
        wanted.is_some() || matches!(own(), Called::Declarable(..))
    }

    fn is_questionable(&self, number: &Object) -> bool {
        crate::model::is_toll_free(&number.key)
    }

    fn describe(&self, holding: &Holding<'_>, mut map: DraftMap) -> Described {
        let mut notes = Notes::default();
        if let Some(shared) = &holding.shared {
            let count = words::share(shared.numbers, shared.of);
            let mut comments = vec![count];
            let provider = Address::Provider(holding.provider.clone());
            let url = shared.url.as_str();
            notes.look_at(&provider, "callback_url", url, &mut comments);
            let part = Part::new(url_text(shared.url));
            map.push("callback_url", comments.into_iter().fold(part, Part::above));
            if holding.full || shared.method != POST {
                map.push("callback_method", shared.method);
            }
        }
        let of_kind = |kind: fn(Kind) -> bool| {
            let objects = holding.objects.iter();
            objects.filter(move |held| kind(held.object.kind))
        };
        let services: Vec<&Held<'_>> = of_kind(Kind::is_group).collect();
        // A number is in one service; the first that lists it counts.
        let mut members: BTreeMap<&str, &Held<'_>> = BTreeMap::new();
        for service in &services {
            let senders = service.object.fields.get(SENDERS).members();
            for sender in senders.into_iter().flatten() {
                members.entry(sender).or_insert(service);
            }
        }
        let quiet = service::quiet(holding);
        let answers: BTreeMap<&str, Answers<'_>> = services
            .iter()
            .map(|service| (service.name.as_str(), Answers::of(&service.object.fields)))
            .collect();
        let mut groups: BTreeMap<Option<&str>, Vec<&Held<'_>>> = BTreeMap::new();
        for number in of_kind(|kind| kind == Kind::Number) {
            let service = members.get(number.object.key.as_str());
            let service = service.map(|service| service.name.as_str());
            groups.entry(service).or_default().push(number);
        }
        let mut numbers = DraftMap::new();
        for (service, held) in &groups {
            let group = service.and_then(|name| Some((name, answers.get(name)?)));
            for (at, number) in held.iter().enumerate() {
                let heading = service.filter(|_| at == 0).map(words::heading);
                let group = if quiet.contains(number.object.key.as_str()) {
                    Some((service.unwrap_or_default(), &Answers::LeftOpen))
                } else {
                    group
                };
                let part = number::part(holding, number, group, heading, &mut notes);
                numbers.push(number.name.as_str(), part);
            }
        }
        if !numbers.entries().is_empty() {
            map.push("numbers", numbers);
        }
        let mut applications = DraftMap::new();
        for held in of_kind(|kind| matches!(kind, Kind::Handler(_))) {
            let part = application::part(holding, held, &mut notes);
            applications.push(held.name.as_str(), part);
        }
        if !applications.entries().is_empty() {
            map.push("applications", applications);
        }
        let mut described = DraftMap::new();
        for service in services {
            let name = service.name.as_str();
            let members = groups.get(&Some(name)).map_or(&[][..], Vec::as_slice);
            let part = service::part(holding, service, members, &mut notes);
            described.push(name, part);
        }
        if !described.entries().is_empty() {
            map.push("messaging_services", described);
        }
        Described {
            cautions: notes.cautions,
            ..Described::new(map, notes.unwritten)
        }
    }
}

/// The method that is called where none is declared.
const POST: &str = "POST";

/// Something that a number or a service calls, as Twilio has it.
#[derive(Debug, Clone, Copy)]
enum Called<'a> {
    /// Nothing.
    Nothing,
    /// A URL and a method that the configuration can declare.
    Declarable(&'a str, &'a str),
    /// A URL that it cannot declare, and why.
    Refused(&'a str, Refusal),
}

/// Why a URL is not declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    /// It holds a password.
    Password,
    /// It is not an https URL that the internet can reach.
    Url,
    /// Its method is neither GET nor POST.
    Method,
}

impl<'a> Called<'a> {
    fn of(fields: &'a Fields, url: &str, method: &str) -> Self {
        let (url, method) = (fields.get(url), fields.get(method));
        let Some(text) = url.as_text() else {
            return Self::Nothing;
        };
        if mask_userinfo(text) != text {
            return Self::Refused(text, Refusal::Password);
        }
        if HttpsUrl::parse(text).is_err() {
            return Self::Refused(text, Refusal::Url);
        }
        match settings::method(method) {
            Some(method) => Self::Declarable(text, method),
            None => Self::Refused(text, Refusal::Method),
        }
    }

    /// The URL, as Twilio has it.
    fn url(&self) -> Option<&'a str> {
        match self {
            Self::Nothing => None,
            Self::Declarable(url, _) | Self::Refused(url, _) => Some(url),
        }
    }

    /// A URL without a method of its own.
    fn bare(value: &'a Value) -> Self {
        let Some(text) = value.as_text() else {
            return Self::Nothing;
        };
        if mask_userinfo(text) != text {
            Self::Refused(text, Refusal::Password)
        } else if HttpsUrl::parse(text).is_err() {
            Self::Refused(text, Refusal::Url)
        } else {
            Self::Declarable(text, POST)
        }
    }
}

/// Whether a URL is the demo that Twilio gives to new numbers.
fn is_demo(url: &str) -> bool {
    handler(url) == Some(super::handler::DEMO)
}

/// A URL as YAML holds it.
fn url_text(url: &HttpsUrl) -> String {
    escape_vars(url.as_str()).into_owned()
}

/// Adds the friendly name, if the configuration accepts it. Returns why it does not.
fn friendly_name(held: &Held<'_>, full: bool, map: &mut DraftMap) -> Option<String> {
    let name = held.object.fields.get(FRIENDLY_NAME).as_text()?;
    if held.is_unnamed && !full {
        return None;
    }
    if name.trim() != name {
        return Some("its friendly name begins or ends with a blank".to_owned());
    }
    if name.chars().count() > LONGEST_NAME {
        return Some(format!(
            "its friendly name is longer than {LONGEST_NAME} characters"
        ));
    }
    map.push(FRIENDLY_NAME, escape_vars(name).as_ref());
    None
}

/// The longest friendly name, in characters.
const LONGEST_NAME: usize = 64;

/// A part with these comments above it.
fn commented(map: DraftMap, comments: Vec<String>) -> Part {
    comments.into_iter().fold(Part::new(map), Part::above)
}

//! A number as YAML: its name for people, and what answers a text to it. Pure.

use super::notes::Notes;
use super::service::Answers;
use super::{Called, POST, commented, friendly_name, is_demo, words};
use crate::model::{Address, Fields, Kind, Value};
use crate::provider::twilio::keys::KEYS;
use crate::provider::twilio::number::{
    SMS_APPLICATION_SID, SMS_CAPABLE, SMS_FALLBACK_METHOD, SMS_FALLBACK_URL, SMS_METHOD, SMS_URL,
};
use crate::provider::twilio::own_route::{APPLICATION_READ, APPLICATION_URL};
use crate::provider::twilio::sid::ApplicationSid;
use crate::provider::{Held, Holding};
use crate::yaml::{DraftMap, Part, escape_vars};

/// What a number declares under `incoming`.
enum Incoming {
    /// Nothing: the provider's URL applies.
    Absent,
    /// One word.
    Word(&'static str),
    /// A map.
    Handler(DraftMap),
}

/// The route is left alone. Without the word, the provider's URL would take its place: the one that is
/// written, or one that is declared later.
const UNMANAGED: Incoming = Incoming::Word("unmanaged");

/// The number that `held` is. `service` is the messaging service that it is in.
pub(super) fn part(
    holding: &Holding<'_>,
    held: &Held<'_>,
    service: Option<(&str, &Answers<'_>)>,
    heading: Option<String>,
    notes: &mut Notes,
) -> Part {
    let mut describing = Describing {
        holding,
        held,
        service,
        comments: held.comments.clone(),
        notes,
    };
    let digits = held.object.key.as_str();
    let mut map = DraftMap::new().with(KEYS.of_number(Some(digits)), digits);
    if let Some(why) = friendly_name(held, holding.full, &mut map) {
        describing.leave_out(why);
    }
    match describing.incoming() {
        Incoming::Absent => {}
        Incoming::Word(word) => map.push("incoming", word),
        Incoming::Handler(handler) => map.push("incoming", handler),
    }
    let mut comments = describing.comments;
    let Some(heading) = heading else {
        return commented(map, comments);
    };
    if !comments.is_empty() {
        comments.insert(0, String::new());
    }
    comments.insert(0, heading);
    commented(map, comments).after_a_blank_line()
}

/// Whether a number cannot receive texts.
pub(super) fn is_deaf(fields: &Fields) -> bool {
    *fields.get(SMS_CAPABLE) == Value::Flag(false)
}

/// A number while it is described.
struct Describing<'a, 'n> {
    holding: &'a Holding<'a>,
    held: &'a Held<'a>,
    service: Option<(&'a str, &'a Answers<'a>)>,
    comments: Vec<String>,
    notes: &'n mut Notes,
}

impl Describing<'_, '_> {
    fn address(&self) -> Address {
        Address::Number {
            provider: self.holding.provider.clone(),
            name: self.held.name.clone(),
        }
    }

    fn leave_out(&mut self, what: String) {
        let address = self.address();
        self.notes.leave_out(address, what, &mut self.comments);
    }

    /// Writes a URL, with a comment if it looks like one that holds a key.
    fn push_url(&mut self, handler: &mut DraftMap, key: &'static str, url: &str) {
        let address = self.address();
        self.notes.look_at(&address, key, url, &mut self.comments);
        handler.push(key, escape_vars(url).as_ref());
    }

    fn comment(&mut self, text: impl Into<String>) {
        self.comments.push(text.into());
    }

    fn incoming(&mut self) -> Incoming {
        let fields = &self.held.object.fields;
        let own = Called::of(fields, SMS_URL, SMS_METHOD);
        let fallback = Called::of(fields, SMS_FALLBACK_URL, SMS_FALLBACK_METHOD);
        let application = fields.get(SMS_APPLICATION_SID).as_text();
        if is_deaf(fields) {
            self.comment(words::DEAF);
            self.leave_out_all(own, fallback, application, "nothing calls it");
            return UNMANAGED;
        }
        if let Some((_, Answers::Unwritten)) = self.service {
            let why = "the URL of its messaging service is not written either";
            self.leave_out_all(own, fallback, application, why);
            return UNMANAGED;
        }
        if let Some((_, Answers::LeftOpen)) = self.service {
            self.leave_out_all(own, fallback, application, words::LEFT_OPEN);
            return UNMANAGED;
        }
        if let Some((url, method)) = self.held.wanted {
            self.shadow(Some((url.as_str(), method)));
            return self.handler(url.as_str(), method, fallback);
        }
        if let Some(sid) = application {
            return self.application(sid, own, fallback);
        }
        match own {
            Called::Refused(url, why) => {
                self.leave_out(words::refusal("its URL", url, why));
                self.leave_out_fallback(fallback, "its URL is not written");
                UNMANAGED
            }
            Called::Nothing => self.nothing(fallback),
            Called::Declarable(url, method) => {
                let shadow = self.shadow(Some((url, method)));
                if is_demo(url) {
                    if shadow {
                        self.comment("Its own URL is Twilio's demo, which nothing calls.");
                        return UNMANAGED;
                    }
                    self.comment(words::DEMO);
                }
                self.handler(url, method, fallback)
            }
        }
    }

    /// Says in comments what is not declared because the whole route is left alone.
    fn leave_out_all(
        &mut self,
        own: Called<'_>,
        fallback: Called<'_>,
        application: Option<&str>,
        because: &str,
    ) {
        let application = application.map(|sid| format!("its TwiML application {sid}"));
        let url = own
            .url()
            .map(|url| format!("its URL {}", words::shown(url)));
        let fallback = fallback.url();
        let fallback = fallback.map(|url| format!("its fallback {}", words::shown(url)));
        let wanted = self.held.wanted;
        let wanted =
            wanted.map(|(url, _)| format!("the wanted URL {}", words::shown(url.as_str())));
        let parts = [application, url, fallback, wanted].into_iter().flatten();
        let parts: Vec<String> = parts.collect();
        if !parts.is_empty() {
            self.leave_out(format!("{}: {because}", parts.join(" and ")));
        }
    }

    fn leave_out_fallback(&mut self, fallback: Called<'_>, because: &str) {
        match fallback {
            Called::Nothing => {}
            Called::Declarable(url, _) => {
                let url = words::shown(url);
                self.leave_out(format!("its fallback {url}, because {because}"));
            }
            Called::Refused(url, why) => self.leave_out(words::refusal("its fallback", url, why)),
        }
    }

    fn application(&mut self, sid: &str, own: Called<'_>, fallback: Called<'_>) -> Incoming {
        let fields = &self.held.object.fields;
        let is_there = fields.get(APPLICATION_READ).as_text() == Some(sid);
        if !is_there && ApplicationSid::parse(sid).is_ok() {
            let why = "the account does not have the application";
            self.leave_out_all(own, fallback, Some(sid), why);
            return UNMANAGED;
        }
        let declared = self.holding.objects.iter();
        let declared = declared
            .filter(|held| matches!(held.object.kind, Kind::Handler(_)))
            .find(|held| held.object.id == sid);
        // The URL of an application that is declared in the same file is written there.
        let url = fields.get(APPLICATION_URL).as_text();
        self.comment(words::application(url.filter(|_| declared.is_none())));
        self.shadow(None);
        match own {
            Called::Declarable(url, _) if is_demo(url) => {
                self.comment("Its own URL is Twilio's demo, which nothing calls.");
            }
            Called::Declarable(url, _) => {
                let url = words::shown(url);
                self.leave_out(format!("its URL {url}, which the application replaces"));
            }
            Called::Refused(url, why) => self.leave_out(words::refusal("its URL", url, why)),
            Called::Nothing => {}
        }
        self.leave_out_fallback(fallback, "the application replaces it");
        if ApplicationSid::parse(sid).is_err() {
            self.leave_out("its application has an identifier that is not a SID".to_owned());
            return UNMANAGED;
        }
        let named = declared.map_or(sid, |held| held.name.as_str());
        let application = DraftMap::new().with("application", named);
        Incoming::Handler(application.inline())
    }

    /// A number without a URL of its own.
    fn nothing(&mut self, fallback: Called<'_>) -> Incoming {
        if !matches!(fallback, Called::Nothing) {
            self.leave_out_fallback(fallback, "it has no URL");
            return UNMANAGED;
        }
        // Also where a service answers in its place: the provider's URL would be written otherwise.
        Incoming::Word("none")
    }

    /// The number's own URL, as far as it differs from the provider's.
    fn handler(&mut self, url: &str, method: &str, fallback: Called<'_>) -> Incoming {
        let mut handler = DraftMap::new();
        let full = self.holding.full;
        let shared = self
            .holding
            .shared
            .filter(|shared| shared.url.as_str() == url);
        match shared {
            Some(shared) if !full => {
                if shared.method != method {
                    handler.push("method", method);
                }
            }
            _ => {
                self.push_url(&mut handler, "url", url);
                if full || method != POST {
                    handler.push("method", method);
                }
            }
        }
        match fallback {
            Called::Nothing => {}
            Called::Declarable(url, method) => {
                self.push_url(&mut handler, "fallback_url", url);
                if full || method != POST {
                    handler.push("fallback_method", method);
                }
            }
            Called::Refused(url, why) => self.leave_out(words::refusal("its fallback", url, why)),
        }
        if handler.entries().is_empty() {
            return Incoming::Absent;
        }
        Incoming::Handler(handler)
    }

    /// Adds a comment if the number's service answers in another way than the number would.
    fn shadow(&mut self, own: Option<(&str, &str)>) -> bool {
        let Some((service, answers)) = self.service else {
            return false;
        };
        match answers {
            Answers::Drops => self.comment(words::dropped(service)),
            Answers::Calls { url, method } if own != Some((url, method)) => {
                self.comment(words::shadowed(service));
            }
            Answers::Calls { .. } | Answers::Defers | Answers::Unwritten | Answers::LeftOpen => {
                return false;
            }
        }
        true
    }
}

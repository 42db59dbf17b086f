//! A `TwiML` application as YAML: the URLs that it calls for texts. Pure.

use super::notes::Notes;
use super::{Called, POST, commented, friendly_name, words};
use crate::provider::twilio::application::MESSAGE_STATUS_CALLBACK;
use crate::provider::twilio::application_address::application_address;
use crate::provider::twilio::number::{SMS_FALLBACK_METHOD, SMS_FALLBACK_URL, SMS_METHOD, SMS_URL};
use crate::provider::{Held, Holding};
use crate::yaml::{DraftMap, Part, escape_vars};

/// The application that `held` is. What the configuration cannot declare stays unmanaged.
pub(super) fn part(holding: &Holding<'_>, held: &Held<'_>, notes: &mut Notes) -> Part {
    let fields = &held.object.fields;
    let address = application_address(holding.provider, held.name);
    let mut comments = held.comments.clone();
    let mut map = DraftMap::new().with("sid", held.object.id.as_str());
    let mut left_out: Vec<String> = friendly_name(held, holding.full, &mut map)
        .into_iter()
        .collect();
    let called = [
        (SMS_URL, SMS_METHOD, "url", "method", "its URL"),
        (
            SMS_FALLBACK_URL,
            SMS_FALLBACK_METHOD,
            "fallback_url",
            "fallback_method",
            "its fallback",
        ),
    ];
    let mut has_url = true;
    for (url, method, url_key, method_key, what) in called {
        match Called::of(fields, url, method) {
            Called::Nothing => has_url = false,
            // The language has no fallback without a URL that it replaces.
            Called::Declarable(url, _) if !has_url => {
                let url = words::shown(url);
                left_out.push(format!("{what} {url}, because its URL is not written"));
            }
            Called::Declarable(url, method) => {
                notes.look_at(&address, url_key, url, &mut comments);
                map.push(url_key, escape_vars(url).as_ref());
                if holding.full || method != POST {
                    map.push(method_key, method);
                }
            }
            Called::Refused(url, why) => {
                has_url = false;
                left_out.push(words::refusal(what, url, why));
            }
        }
    }
    match Called::bare(fields.get(MESSAGE_STATUS_CALLBACK)) {
        Called::Nothing => {}
        Called::Declarable(url, _) => {
            notes.look_at(&address, "status_callback", url, &mut comments);
            map.push("status_callback", escape_vars(url).as_ref());
        }
        Called::Refused(url, why) => {
            left_out.push(words::refusal("its status callback", url, why));
        }
    }
    for what in left_out {
        notes.leave_out(address.clone(), what, &mut comments);
    }
    commented(map, comments)
}

//! The stand-in's answers in Twilio's shapes, made before anything is measured.

use std::collections::HashMap;

use axum::body::Bytes;

use crate::scenario::{Number, PAGE, Scenario, account_sid};

/// The prepared answers.
pub(crate) struct Pages {
    /// The pages of numbers of each account, by its SID.
    numbers: HashMap<String, Vec<Bytes>>,
    /// Each number, by its SID.
    known: HashMap<String, Number>,
}

impl Pages {
    pub(crate) fn prepare(scenario: Scenario) -> Self {
        let mut pages = Self {
            numbers: HashMap::new(),
            known: HashMap::new(),
        };
        for account in 0..scenario.accounts {
            let mut numbers: Vec<(String, Number)> = scenario
                .numbers_of(account)
                .map(|number| (number.sid(), number))
                .collect();
            numbers.sort_by(|a, b| a.0.cmp(&b.0));
            let sid = account_sid(account);
            let prepared = numbers_pages(&sid, &numbers);
            pages.numbers.insert(sid, prepared);
            pages.known.extend(numbers);
        }
        pages
    }

    /// A page of an account's numbers.
    pub(crate) fn of_numbers(&self, account: &str, page: usize) -> Option<Bytes> {
        self.numbers.get(account)?.get(page).cloned()
    }

    /// The number with this SID, once the parameters of an update are carried out.
    pub(crate) fn updated(&self, sid: &str, form: &HashMap<String, String>) -> Option<String> {
        let number = *self.known.get(sid)?;
        let sent = |name: &str, kept: String| form.get(name).cloned().unwrap_or(kept);
        Some(number_json(
            sid,
            number,
            &sent("FriendlyName", number.label()),
            &sent("SmsUrl", number.url(0)),
        ))
    }
}

fn numbers_pages(account: &str, numbers: &[(String, Number)]) -> Vec<Bytes> {
    let path = format!("/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json");
    // An account without numbers has one page, which is empty.
    let mut chunks: Vec<&[(String, Number)]> = numbers.chunks(PAGE).collect();
    if chunks.is_empty() {
        chunks.push(&[]);
    }
    let last = chunks.len() - 1;
    let pages = chunks.into_iter().enumerate().map(|(page, chunk)| {
        let items: Vec<String> = chunk
            .iter()
            .map(|(sid, number)| number_json(sid, *number, &number.label(), &number.url(0)))
            .collect();
        let start = page * PAGE;
        let end = start + chunk.len().max(1) - 1;
        let next = match chunk.last() {
            Some((sid, _)) if page < last => format!(
                "\"{path}?PageSize={PAGE}&Page={}&PageToken=PA{sid}\"",
                page + 1
            ),
            _ => "null".to_owned(),
        };
        let page = format!(
            "{{\"first_page_uri\":\"{path}?PageSize={PAGE}&Page=0\",\"end\":{end},\
             \"previous_page_uri\":null,\"incoming_phone_numbers\":[{}],\
             \"uri\":\"{path}?PageSize={PAGE}&Page={page}\",\"page_size\":{PAGE},\"start\":{start},\
             \"next_page_uri\":{next},\"page\":{page}}}",
            items.join(",")
        );
        Bytes::from(page)
    });
    pages.collect()
}

/// A number as the v2010 API shows it.
fn number_json(sid: &str, number: Number, label: &str, url: &str) -> String {
    let account = account_sid(number.account);
    let phone = number.phone();
    format!(
        "{{\"sid\":\"{sid}\",\"account_sid\":\"{account}\",\"phone_number\":\"{phone}\",\
         \"friendly_name\":\"{label}\",\"type\":\"local\",\"status\":\"in-use\",\"origin\":\"twilio\",\
         \"beta\":false,\"capabilities\":{{\"voice\":true,\"sms\":true,\"mms\":true,\"fax\":false}},\
         \"address_requirements\":\"none\",\"address_sid\":null,\"identity_sid\":null,\
         \"bundle_sid\":null,\"sms_url\":\"{url}\",\"sms_method\":\"POST\",\"sms_fallback_url\":\"\",\
         \"sms_fallback_method\":\"POST\",\"sms_application_sid\":\"\",\"voice_url\":null,\
         \"voice_method\":\"POST\",\"voice_fallback_url\":null,\"voice_fallback_method\":\"POST\",\
         \"voice_application_sid\":null,\"voice_caller_id_lookup\":false,\
         \"voice_receive_mode\":\"voice\",\"trunk_sid\":null,\"status_callback\":\"\",\
         \"status_callback_method\":\"POST\",\"emergency_status\":\"Inactive\",\
         \"emergency_address_sid\":null,\"emergency_address_status\":\"unregistered\",\
         \"api_version\":\"2010-04-01\",\"date_created\":\"Tue, 06 Jan 2026 09:00:00 +0000\",\
         \"date_updated\":\"Tue, 06 Jan 2026 09:00:00 +0000\",\
         \"uri\":\"/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{sid}.json\"}}"
    )
}

/// The list of an account's messaging services: there are none.
pub(crate) fn no_services() -> &'static str {
    "{\"meta\":{\"page\":0,\"page_size\":1000,\"first_page_url\":null,\"previous_page_url\":null,\
     \"url\":null,\"next_page_url\":null,\"key\":\"services\"},\"services\":[]}"
}

/// An account, as far as it is read.
pub(crate) fn account(sid: &str) -> String {
    format!(
        "{{\"sid\":\"{sid}\",\"friendly_name\":\"Bench\",\"status\":\"active\",\"type\":\"Full\"}}"
    )
}

/// Twilio's answer where nothing is.
pub(crate) fn nothing() -> &'static str {
    "{\"code\":20404,\"message\":\"The requested resource was not found\",\
     \"more_info\":\"https://www.twilio.com/docs/errors/20404\",\"status\":404}"
}

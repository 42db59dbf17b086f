//! Plans the delivery of a text: which webhook receives it, and with which parameters. Reads the state; calls nothing.

use crate::inbound::decision::{Decision, decide};
use crate::inbound::opt_out;
use crate::inbound::receiver::Receiver;
use crate::inbound::segments;
use crate::inbound::text::{OptOut, Text};
use crate::store::account::Account;
use crate::store::phone;
use crate::store::pool;
use crate::store::short_code::is_short_code;
use crate::store::state::State;

/// The sender of a text that names none: a number reserved for fiction.
const DEFAULT_SENDER: &str = "+12025550143";
/// Twilio's limit for the body, in characters.
const LONGEST: usize = 1600;

/// A text, the webhook that receives it, and the parameters of the call.
#[derive(Debug)]
pub(crate) struct Delivery {
    pub(crate) to: String,
    pub(crate) from: String,
    pub(crate) message_sid: String,
    pub(crate) account_sid: String,
    /// The key of the signature: the auth token of the account that owns the number.
    pub(crate) auth_token: String,
    /// The place of the receiver among those of its account.
    pub(crate) place: usize,
    pub(crate) decision: Decision,
    pub(crate) opt_out: Option<OptOut>,
    /// SID of the address configuration with which Conversations may take the text first.
    pub(crate) may_be_taken_by: Option<String>,
    pub(crate) params: Vec<(String, String)>,
}

/// Plans the delivery of `text` with the SID `message_sid`. The error says why the text cannot be delivered.
pub(crate) fn plan(state: &State, text: &Text, message_sid: &str) -> Result<Delivery, String> {
    let from = text.from.as_deref().unwrap_or(DEFAULT_SENDER);
    for (phone, able) in [
        (from, phone::is_e164(from)),
        (&text.to, is_receiver(&text.to)),
    ] {
        if !able {
            return Err(format!(
                "{phone:?} is not a number such as \"+15017122661\""
            ));
        }
    }
    if text.body.chars().count() > LONGEST {
        return Err(format!(
            "the text is too long: at most {LONGEST} characters are delivered"
        ));
    }
    let (account, receiver) = Receiver::find(state, &text.to)
        .ok_or_else(|| format!("no account of this sandbox has {}", text.to))?;
    let to = Destination {
        account,
        receiver,
        place: receiver.place_in(account),
    };
    let decision = decide(account, receiver);
    let sid = message_sid.to_owned();
    Ok(Delivery::new(to, decision, from, &text.body, sid))
}

/// Where a text goes: an account, one of its receivers, and the place of that one among them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Destination<'a> {
    pub(crate) account: &'a Account,
    pub(crate) receiver: Receiver<'a>,
    /// From 0, in the order of digits.
    pub(crate) place: usize,
}

impl Delivery {
    /// The delivery of a text to a receiver.
    pub(crate) fn new(
        to: Destination<'_>,
        decision: Decision,
        from: &str,
        body: &str,
        message_sid: String,
    ) -> Self {
        let Destination {
            account,
            receiver,
            place,
        } = to;
        let to = receiver.digits();
        let fields = [
            ("MessageSid", message_sid.as_str()),
            ("SmsSid", &message_sid),
            ("SmsMessageSid", &message_sid),
            ("AccountSid", &account.sid),
            ("From", from),
            ("To", to),
            ("Body", body),
            ("NumMedia", "0"),
            ("NumSegments", &segments::count(body).to_string()),
            ("ApiVersion", "2010-04-01"),
        ];
        let mut params: Vec<_> = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        if let Some(service) = &decision.service_sid {
            params.push(("MessagingServiceSid".to_owned(), service.clone()));
        }
        params.extend(geography("From", from));
        params.extend(geography("To", to));
        Self {
            to: to.to_owned(),
            from: from.to_owned(),
            message_sid,
            account_sid: account.sid.clone(),
            auth_token: account.auth_token.clone(),
            place,
            // Twilio handles no words on a short code by default (its help article 223181748).
            opt_out: receiver.kind().and_then(|kind| opt_out::of(body, kind)),
            may_be_taken_by: account
                .addresses
                .values()
                .find(|address| address.may_take(to))
                .map(|address| address.sid.clone()),
            decision,
            params,
        }
    }
}

fn is_receiver(digits: &str) -> bool {
    phone::is_e164(digits) || is_short_code(digits)
}

/// The place of a number, as far as it is known. Twilio leaves out what it does not know, and writes cities in capitals.
fn geography(side: &str, phone: &str) -> Vec<(String, String)> {
    let (state, city) = pool::place(phone).unzip();
    let known = [
        ("Country", phone::country_of(phone).map(str::to_owned)),
        ("State", state.map(str::to_owned)),
        ("City", city.map(str::to_uppercase)),
    ];
    known
        .into_iter()
        .filter_map(|(name, value)| Some((format!("{side}{name}"), value?)))
        .collect()
}

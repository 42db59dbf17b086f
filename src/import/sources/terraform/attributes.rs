//! The attributes that are read of each kind of resource, and no others: a state holds secrets.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::lenient::{One, Present, Text};
use super::managed::Values;
use super::types::Shape;
use crate::import::sources::sid::is_sid;

/// What one instance says.
#[derive(Default)]
pub(super) struct Facts {
    /// The object's SID; of a membership, the sender's.
    pub sid: Option<String>,
    /// Of a membership, the service's SID.
    pub service: Option<String>,
    pub account: Option<String>,
    pub values: Values,
    pub unmanaged: Vec<&'static str>,
}

/// Declares the attributes of one kind of resource, all optional: those that say which object it
/// is, those to compare with the API's name of each, and those of which it only counts that they
/// are set.
macro_rules! attributes {
    (
        $(#[$doc:meta])* $name:ident:
        identity [$($identity:ident),*],
        values [$($value:ident => $field:literal),*],
        unmanaged [$($present:ident),*] $(,)?
        $(nested [$($list:ident: $inner:ty),*])?
    ) => {
        $(#[$doc])*
        #[derive(Default, Deserialize)]
        #[serde(default)]
        #[allow(clippy::struct_field_names, reason = "Terraform's names, which begin alike in some of these types")]
        pub(super) struct $name {
            $($identity: Text,)*
            $($value: Text,)*
            $($present: Present,)*
            $($($list: One<$inner>,)*)?
        }

        impl $name {
            /// Adds the values to compare, and the names of the settings that no tool will manage.
            fn add(
                &mut self,
                values: &mut BTreeMap<&'static str, String>,
                unmanaged: &mut Vec<&'static str>,
            ) {
                let set = [$(($field, self.$value.0.take())),*];
                values.extend(set.into_iter().filter_map(
                    |(field, text): (&'static str, Option<String>)| Some((field, text?)),
                ));
                let present = [$((stringify!($present), self.$present.0)),*];
                unmanaged.extend(present.into_iter().filter_map(
                    |(name, is_set): (&'static str, bool)| is_set.then_some(name),
                ));
            }
        }
    };
}

attributes! {
    /// A number of the official provider.
    Number:
    identity [id, sid, account_sid, path_account_sid],
    values [
        phone_number => "phone_number", friendly_name => "friendly_name",
        sms_url => "sms_url", sms_method => "sms_method",
        sms_fallback_url => "sms_fallback_url", sms_fallback_method => "sms_fallback_method",
        sms_application_sid => "sms_application_sid"
    ],
    unmanaged [
        voice_url, voice_fallback_url, voice_application_sid, voice_caller_id_lookup,
        status_callback, trunk_sid, address_sid, emergency_address_sid, identity_sid, bundle_sid
    ],
}

attributes! {
    /// A number of the community provider.
    NestedNumber:
    identity [id, sid, account_sid],
    values [phone_number => "phone_number", friendly_name => "friendly_name"],
    unmanaged [
        status_callback_url, trunk_sid, address_sid, emergency_address_sid, identity_sid, bundle_sid
    ],
    nested [messaging: NumberMessaging, voice: Voice]
}

attributes! {
    /// The route of a number.
    NumberMessaging:
    identity [],
    values [
        application_sid => "sms_application_sid", url => "sms_url", method => "sms_method",
        fallback_url => "sms_fallback_url", fallback_method => "sms_fallback_method"
    ],
    unmanaged [],
}

attributes! {
    /// A messaging service of either provider.
    Service:
    identity [id, sid, account_sid],
    values [
        friendly_name => "friendly_name",
        inbound_request_url => "inbound_request_url", inbound_method => "inbound_method",
        fallback_url => "fallback_url", fallback_method => "fallback_method",
        status_callback => "status_callback", status_callback_url => "status_callback",
        use_inbound_webhook_on_number => "use_inbound_webhook_on_number",
        sticky_sender => "sticky_sender", mms_converter => "mms_converter",
        smart_encoding => "smart_encoding", scan_message_content => "scan_message_content",
        fallback_to_long_code => "fallback_to_long_code",
        area_code_geomatch => "area_code_geomatch", validity_period => "validity_period",
        synchronous_validation => "synchronous_validation", usecase => "usecase"
    ],
    unmanaged [],
}

attributes! {
    /// An application of the official provider.
    Application:
    identity [id, sid, account_sid, path_account_sid],
    values [
        friendly_name => "friendly_name",
        sms_url => "sms_url", sms_method => "sms_method",
        sms_fallback_url => "sms_fallback_url", sms_fallback_method => "sms_fallback_method",
        message_status_callback => "message_status_callback"
    ],
    unmanaged [voice_url, voice_fallback_url, voice_caller_id_lookup, status_callback],
}

attributes! {
    /// An application of the community provider.
    NestedApplication:
    identity [id, sid, account_sid],
    values [friendly_name => "friendly_name"],
    unmanaged [],
    nested [messaging: ApplicationMessaging, voice: Voice]
}

attributes! {
    /// The route of an application.
    ApplicationMessaging:
    identity [],
    values [
        url => "sms_url", method => "sms_method",
        fallback_url => "sms_fallback_url", fallback_method => "sms_fallback_method",
        status_callback_url => "message_status_callback"
    ],
    unmanaged [],
}

/// What the community provider has for calls.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Voice {
    url: Present,
    fallback_url: Present,
    application_sid: Present,
}

impl Voice {
    fn add(&self, unmanaged: &mut Vec<&'static str>) {
        let voice = [
            (&self.url, "voice_url"),
            (&self.fallback_url, "voice_fallback_url"),
            (&self.application_sid, "voice_application_sid"),
        ];
        unmanaged.extend(voice.iter().filter(|(set, _)| set.0).map(|(_, name)| *name));
    }
}

/// A sender in a service.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Membership {
    id: Text,
    sid: Text,
    account_sid: Text,
    service_sid: Text,
    phone_number_sid: Text,
    short_code_sid: Text,
}

/// Reads attributes by their shape. Each `read` parses into one of the types above.
pub(super) fn facts<E>(shape: Shape, parse: &impl Parse<Error = E>) -> Result<Facts, E> {
    let mut facts = Facts::default();
    let values = &mut facts.values.0;
    let unmanaged = &mut facts.unmanaged;
    match shape {
        Shape::Number => {
            let mut read: Number = parse.parse()?;
            read.add(values, unmanaged);
            facts.sid = first("PN", [read.sid, read.id]);
            facts.account = first("AC", [read.account_sid, read.path_account_sid]);
        }
        Shape::NestedNumber => {
            let mut read: NestedNumber = parse.parse()?;
            read.add(values, unmanaged);
            read.messaging.0.unwrap_or_default().add(values, unmanaged);
            read.voice.0.unwrap_or_default().add(unmanaged);
            facts.sid = first("PN", [read.sid, read.id]);
            facts.account = first("AC", [read.account_sid]);
        }
        Shape::Service => {
            let mut read: Service = parse.parse()?;
            read.add(values, unmanaged);
            facts.sid = first("MG", [read.sid, read.id]);
            facts.account = first("AC", [read.account_sid]);
        }
        Shape::Application => {
            let mut read: Application = parse.parse()?;
            read.add(values, unmanaged);
            facts.sid = first("AP", [read.sid, read.id]);
            facts.account = first("AC", [read.account_sid, read.path_account_sid]);
        }
        Shape::NestedApplication => {
            let mut read: NestedApplication = parse.parse()?;
            read.add(values, unmanaged);
            read.messaging.0.unwrap_or_default().add(values, unmanaged);
            read.voice.0.unwrap_or_default().add(unmanaged);
            facts.sid = first("AP", [read.sid, read.id]);
            facts.account = first("AC", [read.account_sid]);
        }
        Shape::Membership(prefix) => {
            let read: Membership = parse.parse()?;
            // `phone_number_sid` is null after `terraform import`. The id is `MG…/PN…`, or the
            // sender's SID alone.
            let id = read.id.0.unwrap_or_default();
            let (service, sender) = id.split_once('/').unwrap_or(("", &id));
            let text = |part: &str| Text(Some(part.to_owned()));
            let sender = [
                read.phone_number_sid,
                read.short_code_sid,
                read.sid,
                text(sender),
            ];
            facts.sid = first(prefix, sender);
            facts.service = first("MG", [read.service_sid, text(service)]);
            facts.account = first("AC", [read.account_sid]);
        }
    }
    Ok(facts)
}

/// Parses the attributes of one instance.
pub(super) trait Parse {
    /// Why they cannot be read.
    type Error;
    /// Parses them into the attributes that a type names.
    fn parse<T: Default + serde::de::DeserializeOwned>(&self) -> Result<T, Self::Error>;
}

/// The first of these that is a SID of this kind.
fn first<const N: usize>(prefix: &str, candidates: [Text; N]) -> Option<String> {
    let mut texts = candidates.into_iter().filter_map(|text| text.0);
    texts.find(|text| is_sid(text, prefix))
}

//! The types of resources that are known, and what each is.

use super::vendor::Vendor;

/// How a resource is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// The official provider's number.
    Number,
    /// The community provider's number: its route is in a list of one.
    NestedNumber,
    /// A messaging service of either provider.
    Service,
    /// The official provider's application.
    Application,
    /// The community provider's application.
    NestedApplication,
    /// A sender in a service, of either provider; the sender's SID begins with this.
    Membership(&'static str),
}

/// What a type means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// An object to import.
    Import(Shape),
    /// An object to name and leave out.
    Named(&'static str),
    /// Looks like Twilio's, but its attributes are not known.
    Unclear,
    /// Has nothing to do with messaging.
    Foreign,
}

const OFFICIAL: [(&str, Meaning); 11] = [
    (
        "twilio_api_accounts_incoming_phone_numbers",
        Meaning::Import(Shape::Number),
    ),
    // The name until version 0.16 of the provider.
    (
        "twilio_api_accounts_incoming_phone_numbers_v2010",
        Meaning::Import(Shape::Number),
    ),
    (
        "twilio_api_accounts_applications",
        Meaning::Import(Shape::Application),
    ),
    (
        "twilio_api_accounts_applications_v2010",
        Meaning::Import(Shape::Application),
    ),
    (
        "twilio_messaging_services_v1",
        Meaning::Import(Shape::Service),
    ),
    (
        "twilio_messaging_services_phone_numbers_v1",
        Meaning::Import(Shape::Membership("PN")),
    ),
    (
        "twilio_messaging_services_short_codes_v1",
        Meaning::Import(Shape::Membership("SC")),
    ),
    (
        "twilio_messaging_services_alpha_senders_v1",
        Meaning::Import(Shape::Membership("AI")),
    ),
    (
        "twilio_messaging_services_compliance_usa2p_v1",
        Meaning::Named("an A2P campaign"),
    ),
    (
        "twilio_messaging_tollfree_verifications_v1",
        Meaning::Named("a toll-free verification"),
    ),
    ("twilio_api_accounts", Meaning::Named("a subaccount")),
];

const COMMUNITY: [(&str, Meaning); 7] = [
    ("twilio_phone_number", Meaning::Import(Shape::NestedNumber)),
    (
        "twilio_twiml_app",
        Meaning::Import(Shape::NestedApplication),
    ),
    ("twilio_messaging_service", Meaning::Import(Shape::Service)),
    (
        "twilio_messaging_phone_number",
        Meaning::Import(Shape::Membership("PN")),
    ),
    (
        "twilio_messaging_short_code",
        Meaning::Import(Shape::Membership("SC")),
    ),
    (
        "twilio_messaging_alpha_sender",
        Meaning::Import(Shape::Membership("AI")),
    ),
    ("twilio_account_sub_account", Meaning::Named("a subaccount")),
];

/// Returns what a type means under a provider. Without a namespace only the official provider's
/// types are certain: others share their names.
pub(super) fn meaning(vendor: &Vendor, resource_type: &str) -> Meaning {
    let known = |table: &[(&str, Meaning)]| {
        let found = table.iter().find(|(name, _)| *name == resource_type);
        found.map(|(_, meaning)| *meaning)
    };
    let unclear = if resource_type.starts_with("twilio_") {
        Meaning::Unclear
    } else {
        Meaning::Foreign
    };
    match vendor {
        Vendor::Official => known(&OFFICIAL).unwrap_or(Meaning::Foreign),
        Vendor::Community => known(&COMMUNITY).unwrap_or(Meaning::Foreign),
        Vendor::Unnamed => known(&OFFICIAL).unwrap_or(unclear),
        Vendor::Other => unclear,
    }
}

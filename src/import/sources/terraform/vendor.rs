//! The provider that wrote a resource. Two providers for Twilio are known; others use the same names
//! of types for other attributes.

/// A known provider, or why it is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Vendor {
    /// `twilio/twilio`.
    Official,
    /// `RJPearson94/twilio`.
    Community,
    /// The state does not say whose it is: Terraform 0.12 had no namespaces.
    Unnamed,
    /// Any other.
    Other,
}

/// The provider of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Provider {
    pub vendor: Vendor,
    /// The alias of its configuration.
    pub alias: Option<String>,
    /// Its address, for messages.
    pub shown: String,
}

impl Provider {
    /// Parses both forms: `module.a.provider["HOST/NAMESPACE/TYPE"].ALIAS` of a state, and
    /// `HOST/NAMESPACE/TYPE` of `show -json`. The host is ignored: registries have mirrors.
    pub(super) fn parse(text: &str) -> Self {
        let (address, alias) = match text.split_once("provider[\"") {
            Some((_, rest)) => {
                let (address, rest) = rest.split_once("\"]").unwrap_or((rest, ""));
                (address, rest.strip_prefix('.'))
            }
            None => match text.rsplit_once("provider.") {
                // Terraform 0.12: `provider.twilio.ALIAS`.
                Some((_, rest)) => match rest.split_once('.') {
                    Some((name, alias)) => (name, Some(alias)),
                    None => (rest, None),
                },
                None => (text, None),
            },
        };
        let lower = address.to_ascii_lowercase();
        let parts: Vec<&str> = lower.rsplit('/').collect();
        let vendor = match parts.as_slice() {
            ["twilio", "twilio", ..] => Vendor::Official,
            ["twilio", "rjpearson94", ..] => Vendor::Community,
            ["twilio"] | ["twilio", "-", ..] => Vendor::Unnamed,
            _ => Vendor::Other,
        };
        Self {
            vendor,
            alias: alias.filter(|alias| !alias.is_empty()).map(str::to_owned),
            shown: address.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Provider, Vendor};

    #[test]
    fn providers_are_known_by_namespace_and_type_on_any_host() {
        for (text, vendor, alias) in [
            (
                "provider[\"registry.terraform.io/twilio/twilio\"]",
                Vendor::Official,
                None,
            ),
            (
                "provider[\"registry.opentofu.org/Twilio/Twilio\"].eu",
                Vendor::Official,
                Some("eu"),
            ),
            (
                "module.a.module.b.provider[\"mirror:8443/twilio/twilio\"].x",
                Vendor::Official,
                Some("x"),
            ),
            (
                "registry.terraform.io/RJPearson94/twilio",
                Vendor::Community,
                None,
            ),
            (
                "provider[\"h/rjpearson94/twilio\"]",
                Vendor::Community,
                None,
            ),
            ("provider.twilio", Vendor::Unnamed, None),
            ("module.a.provider.twilio.eu", Vendor::Unnamed, Some("eu")),
            (
                "provider[\"registry.terraform.io/-/twilio\"]",
                Vendor::Unnamed,
                None,
            ),
            ("provider[\"h/preskton/twilio\"]", Vendor::Other, None),
            ("provider[\"h/twilio/aws\"]", Vendor::Other, None),
            ("", Vendor::Other, None),
        ] {
            let read = Provider::parse(text);
            assert_eq!(
                (read.vendor, read.alias.as_deref()),
                (vendor, alias),
                "{text}"
            );
        }
    }
}

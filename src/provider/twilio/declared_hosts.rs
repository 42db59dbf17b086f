//! The hosts that a declaration's requests go to. Pure.

use super::KIND;
use super::codes::TwilioCode;
use super::declaration::Declaration;
use super::host_label::HostLabel;
use super::hosts::Hosts;
use crate::model::{FindingCode, Invalid};
use crate::provider::{Misdeclared, Settings};

/// The hosts of the declared region, else those of the key's own place.
pub(super) fn hosts(
    declaration: &Declaration,
    of_key: Option<(String, String)>,
    settings: &Settings,
    missing: &mut Vec<Misdeclared>,
) -> Option<Hosts> {
    let labels = |(region, edge): (String, String)| {
        Ok::<_, Invalid>((HostLabel::try_from(region)?, HostLabel::try_from(edge)?))
    };
    let of_key = match of_key.map(labels).transpose() {
        Ok(place) => place,
        Err(invalid) => {
            missing.push(Misdeclared::new(
                TwilioCode::InvalidHostLabel,
                "region",
                format!("the region or edge of the profile: {}", invalid.summary),
                "correct them with `twilio profiles:create` and `twilio config:set`",
            ));
            return None;
        }
    };
    let declared = declaration.region.as_ref().zip(declaration.edge.as_ref());
    let place = declared.or_else(|| of_key.as_ref().map(|(region, edge)| (region, edge)));
    let (hosts, path, help) = match settings.api_urls.get(KIND.name) {
        Some(url) => (
            Hosts::overridden(url, place.is_some()),
            "",
            "it must be https, or http to this machine (127.0.0.1, ::1, localhost), without a user or query",
        ),
        None => (
            Hosts::of(place),
            "region",
            "check region and edge against Twilio's list",
        ),
    };
    hosts
        .map_err(|why| {
            missing.push(Misdeclared::new(
                FindingCode::UntrustedApiUrl,
                path,
                why,
                help,
            ));
        })
        .ok()
}

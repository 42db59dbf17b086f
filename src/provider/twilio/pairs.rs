//! Pairs of region and edge (E0422, W0452). Part of `checks`. Pure.

use super::codes::TwilioCode;
use super::declaration::Declaration;
use crate::provider::Misdeclared;

/// The pairs that Twilio's documentation names (docs/twilio.md: Regions). Others may have no host at
/// all: `api.roaming.ie1.twilio.com` has no certificate.
const PAIRS: [(&str, &str); 4] = [
    ("au1", "sydney"),
    ("ie1", "dublin"),
    ("jp1", "tokyo"),
    ("us1", "ashburn"),
];

/// Reports a region without an edge, an edge without a region, or a pair that Twilio does not name.
/// Twilio may add pairs, so the latter is a warning.
pub(super) fn check(declaration: &Declaration) -> Option<Misdeclared> {
    let (region, edge) = match (&declaration.region, &declaration.edge) {
        (Some(region), Some(edge)) => (region.as_str(), edge.as_str()),
        (Some(_), None) => return Some(alone("region", "edge")),
        (None, Some(_)) => return Some(alone("edge", "region")),
        (None, None) => return None,
    };
    if PAIRS.contains(&(region, edge)) {
        return None;
    }
    let of_region = PAIRS.iter().find(|(known, _)| *known == region);
    let of_edge = PAIRS.iter().find(|(_, known)| *known == edge);
    let (path, help) = match (of_region, of_edge) {
        (Some((_, edge)), _) => ("edge", format!("write `edge: {edge}` with region {region}")),
        (None, Some((region, _))) => {
            let help = format!("write `region: {region}` with edge {edge}");
            ("region", help)
        }
        (None, None) => {
            let pairs = PAIRS.map(|(region, edge)| format!("{region} with {edge}"));
            ("region", format!("write one of {}", pairs.join(", ")))
        }
    };
    let other = if path == "edge" { "region" } else { "edge" };
    let here = format!("the {other} is declared here");
    Some(Misdeclared {
        related: Some((other.to_owned(), here)),
        ..Misdeclared::new(
            TwilioCode::UnknownRegionPair,
            path,
            format!("region {region} with edge {edge} is not a pair that Twilio names"),
            help,
        )
    })
}

fn alone(there: &'static str, missing: &'static str) -> Misdeclared {
    Misdeclared::new(
        TwilioCode::UnpairedRegion,
        there,
        format!("{there} is declared without {missing}"),
        "declare both, such as region ie1 with edge dublin, or neither",
    )
    .for_lack_of([missing])
}

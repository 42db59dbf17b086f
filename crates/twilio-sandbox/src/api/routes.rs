//! The table of routes. Each resource lists its own routes; this file lists the resources.

use crate::api::accounts;
use crate::api::addresses;
use crate::api::alerts;
use crate::api::alpha_senders;
use crate::api::applications;
use crate::api::available_numbers;
use crate::api::campaigns;
use crate::api::events;
use crate::api::numbers;
use crate::api::prices;
use crate::api::purchases;
use crate::api::refusal::Refusal;
use crate::api::route::{Params, Route, matches};
use crate::api::senders;
use crate::api::services;
use crate::api::short_code_senders;
use crate::api::short_codes;
use crate::api::verifications;

/// All resources. Within one, a literal path comes before a path with a named part.
const RESOURCES: &[&[Route]] = &[
    accounts::ROUTES,
    purchases::ROUTES,
    numbers::ROUTES,
    short_codes::ROUTES,
    available_numbers::ROUTES,
    applications::ROUTES,
    services::ROUTES,
    senders::ROUTES,
    short_code_senders::ROUTES,
    alpha_senders::ROUTES,
    campaigns::ROUTES,
    verifications::ROUTES,
    addresses::ROUTES,
    events::ROUTES,
    alerts::ROUTES,
    prices::ROUTES,
];

/// The route of a request, and the named parts of its path. Paths are case-sensitive (Twilio: 20404).
pub(crate) fn find(method: &str, path: &str) -> Result<(&'static Route, Params), Refusal> {
    let mut other_method = false;
    for route in RESOURCES.iter().copied().flatten() {
        if let Some(params) = matches(route.pattern, path) {
            if route.method == method {
                return Ok((route, params));
            }
            other_method = true;
        }
    }
    if other_method {
        let message = format!("Method {method} is not allowed on {path}");
        return Err(Refusal::new(405, 20004, message));
    }
    Err(without_suffix(path).unwrap_or_else(|| Refusal::not_found(path)))
}

/// The refusal of a v2010 path without `.json`: Twilio answers it in XML, which the sandbox does not support.
fn without_suffix(path: &str) -> Option<Refusal> {
    let json = format!("{path}.json");
    let known = RESOURCES.iter().copied().flatten();
    known
        .map(|route| route.pattern)
        .find(|pattern| matches(pattern, &json).is_some())?;
    Some(Refusal::new(
        404,
        20404,
        format!("The sandbox has no XML: ask for {json} instead of {path}"),
    ))
}

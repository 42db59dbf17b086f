//! Searches for numbers to buy (`AvailablePhoneNumbers`). A search is one page. Filters by distance, postal code and
//! rate centre are accepted and have no effect.

use sandbox_server::Reply;
use serde_json::{Value, json};

use crate::api::number_pattern::Pattern;
use crate::api::parameters::check_flag;
use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::response::json_reply;
use crate::api::route::Route;
use crate::store::phone::{self, NumberKind};
use crate::store::pool;
use crate::store::state::State;

/// The routes of this resource. A kind that a country does not have is 404, such as `Mobile` in the United States.
pub(crate) const ROUTES: &[Route] = &[
    Route::new(
        "GET",
        "/2010-04-01/Accounts/{account}/AvailablePhoneNumbers.json",
        countries,
    ),
    Route::new(
        "GET",
        "/2010-04-01/Accounts/{account}/AvailablePhoneNumbers/{country}.json",
        country,
    ),
    Route::new(
        "GET",
        "/2010-04-01/Accounts/{account}/AvailablePhoneNumbers/{country}/{kind}.json",
        search,
    ),
];

fn countries(_: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let countries: Vec<Value> = pool::COUNTRIES
        .iter()
        .map(|(code, name, kinds)| country_view(request, code, name, kinds))
        .collect();
    json_reply(200, &json!({"countries": countries, "uri": request.path}))
}

fn country(_: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let (code, name, kinds) = known_country(request)?;
    json_reply(200, &country_view(request, code, name, kinds))
}

fn search(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let (country, _, kinds) = known_country(request)?;
    let kind = kinds
        .iter()
        .find(|kind| segment(**kind) == request.param("kind"));
    let kind = *kind.ok_or_else(|| Refusal::not_found(&request.path))?;
    let contains = request.query("Contains").map(Pattern::parse).transpose()?;
    let limit = limit(request)?;
    let wanted = wanted_capabilities(request)?;
    let numbers: Vec<Value> = pool::available(state, country, kind)
        .iter()
        .filter(|phone| wanted && in_place(request, phone))
        .filter(|phone| contains.as_ref().is_none_or(|pattern| pattern.fits(phone)))
        .take(limit)
        .map(|phone| view(country, phone))
        .collect();
    json_reply(
        200,
        &json!({"available_phone_numbers": numbers, "uri": request.path}),
    )
}

type Country = (&'static str, &'static str, &'static [NumberKind]);

fn known_country(request: &Request) -> Result<Country, Refusal> {
    let code = request.param("country");
    let known = pool::COUNTRIES.iter().find(|(known, ..)| *known == code);
    known
        .copied()
        .ok_or_else(|| Refusal::not_found(&request.path))
}

fn segment(kind: NumberKind) -> &'static str {
    match kind {
        NumberKind::Local => "Local",
        NumberKind::Mobile => "Mobile",
        NumberKind::TollFree => "TollFree",
    }
}

fn limit(request: &Request) -> Result<usize, Refusal> {
    let size = request.query("PageSize").map_or(Ok(50), str::parse);
    size.ok()
        .filter(|size| (1..=1000).contains(size))
        .ok_or_else(|| Refusal::bad(20007, "Page size must be a number from 1 to 1000"))
}

/// True if the request accepts the pool's capabilities: all its numbers have texts, media and calls, none has faxes.
fn wanted_capabilities(request: &Request) -> Result<bool, Refusal> {
    let asked = |name| {
        request
            .query(name)
            .map(|value| check_flag(name, value))
            .transpose()
    };
    let mut wanted = true;
    for name in ["SmsEnabled", "MmsEnabled", "VoiceEnabled"] {
        wanted &= asked(name)? != Some(false);
    }
    Ok(wanted && asked("FaxEnabled")? != Some(true))
}

fn in_place(request: &Request, phone: &str) -> bool {
    let place = pool::place(phone);
    let area = request.query("AreaCode");
    let region = request.query("InRegion");
    let locality = request.query("InLocality");
    area.is_none_or(|area| phone::north_american_area(phone) == Some(area))
        && region.is_none_or(|region| place.map(|(known, _)| known) == Some(region))
        && locality
            .is_none_or(|city| place.is_some_and(|(_, known)| known.eq_ignore_ascii_case(city)))
}

fn view(country: &str, phone: &str) -> Value {
    let (region, locality) = pool::place(phone).unzip();
    json!({
        "friendly_name": phone::displayed(phone),
        "phone_number": phone,
        "lata": null,
        "locality": locality,
        "rate_center": null,
        "latitude": null,
        "longitude": null,
        "region": region,
        "postal_code": null,
        "iso_country": country,
        "address_requirements": "none",
        "beta": false,
        "capabilities": {"voice": true, "sms": true, "mms": true, "fax": false},
    })
}

fn country_view(request: &Request, code: &str, name: &str, kinds: &[NumberKind]) -> Value {
    let uri = format!(
        "/2010-04-01/Accounts/{}/AvailablePhoneNumbers/{code}",
        request.account
    );
    let link = |kind: NumberKind| {
        let key = match kind {
            NumberKind::Local => "local",
            NumberKind::Mobile => "mobile",
            NumberKind::TollFree => "toll_free",
        };
        (
            key.to_owned(),
            Value::from(format!("{uri}/{}.json", segment(kind))),
        )
    };
    let links: serde_json::Map<String, Value> = kinds.iter().copied().map(link).collect();
    json!({
        "country_code": code,
        "country": name,
        "uri": format!("{uri}.json"),
        "beta": false,
        "subresource_uris": links,
    })
}

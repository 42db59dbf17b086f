//! Price lists of numbers (`/v1/PhoneNumbers/Countries` of the Pricing API). Read only.

use std::collections::BTreeMap;

use sandbox_server::Reply;
use serde_json::{Value, json};

use crate::api::paging;
use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::response::json_reply;
use crate::api::route::Route;
use crate::store::pool;
use crate::store::price::{PriceList, builtin};
use crate::store::state::State;

/// The routes of this resource. A country without a list is 404.
pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/v1/PhoneNumbers/Countries", list),
    Route::new("GET", "/v1/PhoneNumbers/Countries/{country}", fetch),
];

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let lists = all(state);
    let codes: BTreeMap<String, String> =
        lists.into_keys().map(|code| (code.clone(), code)).collect();
    let page = paging::page(request, &codes, |_| true)?;
    paging::list_v1(request, "countries", &page, |code| head(request, code))
}

fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let code = request.param("country");
    let lists = all(state);
    let list = lists
        .get(code)
        .ok_or_else(|| Refusal::not_found(&request.path))?;
    let mut view = head(request, code);
    let price = |(kind, price): (&String, &Option<String>)| json!({"number_type": kind, "base_price": price, "current_price": price});
    let prices: Vec<Value> = list.prices.iter().map(price).collect();
    if let Some(view) = view.as_object_mut() {
        view.insert("phone_number_prices".to_owned(), prices.into());
        view.insert("price_unit".to_owned(), json!(list.unit));
    }
    json_reply(200, &view)
}

/// The built-in lists, with those of the seed in their place.
fn all(state: &State) -> BTreeMap<String, PriceList> {
    let mut lists = builtin();
    lists.extend(state.prices.clone());
    lists
}

fn head(request: &Request, code: &str) -> Value {
    let known = pool::COUNTRIES.iter().find(|(known, ..)| *known == code);
    json!({
        "country": known.map_or(code, |(_, name, _)| *name),
        "iso_country": code,
        "url": format!("{}/v1/PhoneNumbers/Countries/{code}", request.base),
    })
}

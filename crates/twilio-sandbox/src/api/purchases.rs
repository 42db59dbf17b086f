//! Buying a number from the pool. Not idempotent, as at Twilio: buying the same number again is refused, and buying by
//! area code again buys another number.

use sandbox_server::Reply;

use crate::api::number_settings;
use crate::api::number_view::NumberView;
use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::response::json_reply;
use crate::api::route::Route;
use crate::store::account::{Account, AccountType};
use crate::store::number::Number;
use crate::store::phone::{self, NumberKind};
use crate::store::pool;
use crate::store::state::State;

/// The routes of this resource.
pub(crate) const ROUTES: &[Route] = &[
    Route::new(
        "POST",
        "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json",
        |state, request| {
            let phone = chosen(state, request)?;
            let number = buy(state, request, phone)?;
            json_reply(201, &NumberView::of(&request.account, &number))
        },
    ),
    Route::new(
        "POST",
        "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/Local.json",
        |state, request| buy_kind(state, request, NumberKind::Local),
    ),
    Route::new(
        "POST",
        "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/Mobile.json",
        |state, request| buy_kind(state, request, NumberKind::Mobile),
    ),
    Route::new(
        "POST",
        "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/TollFree.json",
        |state, request| buy_kind(state, request, NumberKind::TollFree),
    ),
];

/// The number to buy: the one in the request, or the first with the area code (Twilio: 21451, 21452).
fn chosen(state: &State, request: &Request) -> Result<String, Refusal> {
    let area = request.field("AreaCode").filter(|area| !area.is_empty());
    let Some(area) = area.filter(|_| request.field("PhoneNumber").is_none()) else {
        return named(request);
    };
    if area.len() != 3 || !area.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Refusal::bad(
            21451,
            format!("AreaCode is not valid: {area}"),
        ));
    }
    let local = ["US", "CA"]
        .into_iter()
        .flat_map(|country| pool::available(state, country, NumberKind::Local));
    let mut there = local.filter(|phone| phone::north_american_area(phone) == Some(area));
    there
        .next()
        .ok_or_else(|| Refusal::bad(21452, format!("No phone numbers found in area code {area}")))
}

fn named(request: &Request) -> Result<String, Refusal> {
    let phone = request.field("PhoneNumber").unwrap_or_default();
    if !phone::is_e164(phone) {
        return Err(Refusal::bad(
            21421,
            format!("PhoneNumber is not valid: {phone}"),
        ));
    }
    Ok(phone.to_owned())
}

fn buy_kind(state: &mut State, request: &Request, kind: NumberKind) -> Result<Reply, Refusal> {
    if request.field("AreaCode").is_some() {
        return Err(Refusal::bad(
            21457,
            "AreaCode is not accepted where the kind is in the path",
        ));
    }
    let phone = named(request)?;
    if phone::kind_of(&phone) != kind {
        return Err(Refusal::bad(
            21458,
            format!("PhoneNumber is of another kind: {phone}"),
        ));
    }
    let number = buy(state, request, phone)?;
    // Like the lists by kind, this answer has no `type`.
    let view = NumberView::of(&request.account, &number).without_kind();
    json_reply(201, &view)
}

fn buy(state: &mut State, request: &Request, phone: String) -> Result<Number, Refusal> {
    let account = request.account_in(state)?;
    if is_spent(account) {
        return Err(Refusal::bad(21404, "A trial account may have one number"));
    }
    if !pool::is_available(state, &phone) {
        return Err(Refusal::bad(
            21422,
            format!("PhoneNumber is not available: {phone}"),
        ));
    }
    let mut number = Number::new(state.next_sid("PN", &request.account), phone, request.now);
    number_settings::apply(request, account, &mut number)?;
    let numbers = &mut request.account_in_mut(state)?.numbers;
    numbers.insert(number.sid.clone(), number.clone());
    Ok(number)
}

fn is_spent(account: &Account) -> bool {
    account.kind == AccountType::Trial && !account.numbers.is_empty()
}

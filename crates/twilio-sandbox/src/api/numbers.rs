//! Phone numbers of an account (`IncomingPhoneNumbers`): list, read, change, release. `number_view` writes a number as
//! JSON, and `number_settings` checks settings.

use sandbox_server::Reply;

use crate::api::number_settings;
use crate::api::number_view::NumberView;
use crate::api::paging;
use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::response::json_reply;
use crate::api::route::Route;
use crate::store::number::Number;
use crate::store::phone::NumberKind;
use crate::store::state::State;

/// The routes of this resource.
pub(crate) const ROUTES: &[Route] = &[
    Route::new(
        "GET",
        "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json",
        list,
    ),
    Route::new(
        "GET",
        "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/Local.json",
        |state, request| list_kind(state, request, NumberKind::Local),
    ),
    Route::new(
        "GET",
        "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/Mobile.json",
        |state, request| list_kind(state, request, NumberKind::Mobile),
    ),
    Route::new(
        "GET",
        "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/TollFree.json",
        |state, request| list_kind(state, request, NumberKind::TollFree),
    ),
    Route::new(
        "GET",
        "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{sid}.json",
        fetch,
    ),
    Route::new(
        "POST",
        "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{sid}.json",
        update,
    ),
    Route::new(
        "DELETE",
        "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{sid}.json",
        release,
    ),
];

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let page = paging::page(request, &account.numbers, |number| wanted(request, number))?;
    paging::list_2010(request, "incoming_phone_numbers", &page, |number| {
        NumberView::of(&account.sid, number)
    })
}

/// Lists the numbers of one kind, without `type`, as Twilio does.
fn list_kind(state: &mut State, request: &Request, kind: NumberKind) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let page = paging::page(request, &account.numbers, |number| {
        number.kind == kind && wanted(request, number)
    })?;
    paging::list_2010(request, "incoming_phone_numbers", &page, |number| {
        NumberView::of(&account.sid, number).without_kind()
    })
}

/// True if a number passes the filters of the request. `Beta` has no effect: no number here is in beta.
fn wanted(request: &Request, number: &Number) -> bool {
    let name = request.query("FriendlyName");
    let phone = request.query("PhoneNumber");
    let origin = request.query("Origin");
    name.is_none_or(|name| number.friendly_name == name)
        && phone.is_none_or(|pattern| fits(pattern, &number.phone_number))
        && origin.is_none_or(|origin| number.origin == origin)
}

/// Twilio's pattern: any part of the number; `*` means one digit.
fn fits(pattern: &str, phone: &str) -> bool {
    let (pattern, phone) = (pattern.as_bytes(), phone.as_bytes());
    phone.windows(pattern.len().max(1)).any(|window| {
        window
            .iter()
            .zip(pattern)
            .all(|(digit, wanted)| wanted == digit || (*wanted == b'*' && digit.is_ascii_digit()))
    })
}

fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let number = account.numbers.get(request.param("sid"));
    let number = number.ok_or_else(|| Refusal::not_found(&request.path))?;
    json_reply(200, &NumberView::of(&account.sid, number))
}

fn update(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let sid = request.param("sid");
    let account = request.account_in(state)?;
    let number = account.numbers.get(sid);
    let mut number = number
        .ok_or_else(|| Refusal::not_found(&request.path))?
        .clone();
    number_settings::apply(request, account, &mut number)?;
    number.date_updated = request.now;
    let target = number_settings::target_account(state, request)?;
    if target != request.account {
        number_settings::leave_account(&mut number);
        request.account_in_mut(state)?.take_number(sid);
    }
    let reply = json_reply(200, &NumberView::of(&target, &number))?;
    if let Some(account) = state.accounts.get_mut(&target) {
        account.numbers.insert(number.sid.clone(), number);
    }
    Ok(reply)
}

fn release(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in_mut(state)?;
    let released = account.take_number(request.param("sid"));
    released.ok_or_else(|| Refusal::not_found(&request.path))?;
    Ok(Reply::no_content())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let phone = "+15017122661";
        for good in ["+15017122661", "501712", "+1501*******", "2661", "*"] {
            assert!(fits(good, phone), "{good}");
        }
        for bad in ["+2", "+15017122661*", "*1501", "502", "+1501712266a"] {
            assert!(!fits(bad, phone), "{bad}");
        }
    }
}

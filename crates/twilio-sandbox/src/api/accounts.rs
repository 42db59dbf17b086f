//! Accounts and subaccounts: list, read, create, change. As at Twilio, an account's body contains its auth token in
//! plain text.

use sandbox_server::Reply;
use serde_json::{Value, json};

use crate::api::paging;
use crate::api::parameters::check_name;
use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::response::json_reply;
use crate::api::route::Route;
use crate::store::account::{Account, AccountStatus, ApiKeyKind};
use crate::store::caller::{Caller, Credential};
use crate::store::dates::rfc2822;
use crate::store::state::State;

/// The routes of this resource.
pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/2010-04-01/Accounts.json", list),
    Route::new("POST", "/2010-04-01/Accounts.json", create),
    Route::new("GET", "/2010-04-01/Accounts/{account}.json", fetch),
    Route::new("POST", "/2010-04-01/Accounts/{account}.json", update),
    Route::new(
        "GET",
        "/2010-04-01/Accounts/{account}/Balance.json",
        balance,
    ),
];

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    authorise_accounts(&request.caller)?;
    let (name, status) = (request.query("FriendlyName"), request.query("Status"));
    let page = paging::page(request, &state.accounts, |account| {
        (account.sid == request.account || account.owner_account_sid == request.account)
            && name.is_none_or(|name| account.friendly_name == name)
            && status.is_none_or(|status| status_name(account.status) == status)
    })?;
    paging::list_2010(request, "accounts", &page, view)
}

fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    authorise_accounts(&request.caller)?;
    json_reply(200, &view(request.account_in(state)?))
}

fn create(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    authorise_accounts(&request.caller)?;
    let owner = request.account_in(state)?;
    if owner.owner_account_sid != owner.sid {
        return Err(Refusal::new(
            403,
            20403,
            "A subaccount cannot have subaccounts",
        ));
    }
    let name = request
        .field("FriendlyName")
        .filter(|name| !name.is_empty());
    let name = name.map_or_else(
        || {
            format!(
                "SubAccount Created at {}",
                request.now.strftime("%Y-%m-%d %H:%M")
            )
        },
        str::to_owned,
    );
    check_name(&name)?;
    let sid = state.next_sid("AC", &request.account);
    let mut account = Account::new(sid.clone(), name, request.now);
    account.owner_account_sid.clone_from(&request.account);
    let reply = json_reply(201, &view(&account))?;
    state.accounts.insert(sid, account);
    Ok(reply)
}

fn update(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    authorise_accounts(&request.caller)?;
    let account = request.account_in_mut(state)?;
    let name = request
        .field("FriendlyName")
        .filter(|name| !name.is_empty());
    name.map_or(Ok(()), check_name)?;
    let status = request.field("Status").map(parse_status).transpose()?;
    if let Some(status) = status.filter(|status| *status != account.status) {
        if account.owner_account_sid == account.sid {
            return Err(Refusal::bad(
                21477,
                "Only a subaccount can change its status",
            ));
        }
        if account.status == AccountStatus::Closed {
            return Err(Refusal::bad(
                21479,
                "A closed account cannot be opened again",
            ));
        }
        account.status = status;
    }
    if let Some(name) = name {
        name.clone_into(&mut account.friendly_name);
    }
    account.date_updated = request.now;
    json_reply(200, &view(account))
}

fn balance(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let body = json!({"account_sid": account.sid, "balance": "100.00", "currency": "USD"});
    json_reply(200, &body)
}

fn status_name(status: AccountStatus) -> &'static str {
    match status {
        AccountStatus::Active => "active",
        AccountStatus::Suspended => "suspended",
        AccountStatus::Closed => "closed",
    }
}

fn parse_status(text: &str) -> Result<AccountStatus, Refusal> {
    match text {
        "active" => Ok(AccountStatus::Active),
        "suspended" => Ok(AccountStatus::Suspended),
        "closed" => Ok(AccountStatus::Closed),
        _ => Err(Refusal::parameter(format!("Status is not valid: {text}"))),
    }
}

fn view(account: &Account) -> Value {
    let uri = format!("/2010-04-01/Accounts/{}", account.sid);
    json!({
        "sid": account.sid,
        "auth_token": account.auth_token,
        "friendly_name": account.friendly_name,
        "owner_account_sid": account.owner_account_sid,
        "status": status_name(account.status),
        "type": account.kind,
        "date_created": rfc2822(account.date_created),
        "date_updated": rfc2822(account.date_updated),
        "uri": format!("{uri}.json"),
        "subresource_uris": {
            "applications": format!("{uri}/Applications.json"),
            "available_phone_numbers": format!("{uri}/AvailablePhoneNumbers.json"),
            "balance": format!("{uri}/Balance.json"),
            "incoming_phone_numbers": format!("{uri}/IncomingPhoneNumbers.json"),
        },
    })
}

/// Refuses a standard API key, which may not read or change accounts (Twilio: 401 with 20003, "API keys").
pub(crate) fn authorise_accounts(caller: &Caller) -> Result<(), Refusal> {
    if caller.with == Credential::ApiKey(ApiKeyKind::Standard) {
        return Err(Refusal::unauthorised(
            "A standard API key cannot read or change accounts",
        ));
    }
    Ok(())
}

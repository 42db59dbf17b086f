//! Accounts and subaccounts: what they are, and how they are listed, read, created and changed.
//! As at Twilio, an account's body holds its auth token in clear.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::addresses::AddressConfiguration;
use super::applications::Application;
use super::auth;
use super::error::Refusal;
use super::events::Event;
use super::numbers::Number;
use super::paging;
use super::reply::Reply;
use super::request::Request;
use super::routes::Route;
use super::services::Service;
use super::sid;
use super::state::{State, rfc2822};
use super::verifications::Verification;
use super::webhooks::check_name;

/// The routes of this resource.
pub(super) const ROUTES: &[Route] = &[
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

/// Whether an account may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountStatus {
    /// In use.
    #[default]
    Active,
    /// Opens nothing until it is active again.
    Suspended,
    /// Opens nothing for ever (Twilio: 21479).
    Closed,
}

/// Whether an account has been paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum AccountType {
    /// May own one number.
    Trial,
    /// No such limit.
    #[default]
    Full,
}

/// How far an API key reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApiKeyKind {
    /// Everything but accounts themselves.
    #[default]
    Standard,
    /// As far as the auth token, in its own account.
    Main,
}

/// An API key that an account accepts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ApiKey {
    pub(super) sid: String,
    pub(super) secret: String,
    pub(super) kind: ApiKeyKind,
}

/// One account and everything in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Account {
    pub(super) sid: String,
    pub(super) auth_token: String,
    pub(super) friendly_name: String,
    pub(super) status: AccountStatus,
    #[serde(rename = "type")]
    pub(super) kind: AccountType,
    /// The account itself, unless it is a subaccount.
    pub(super) owner_account_sid: String,
    pub(super) date_created: Timestamp,
    pub(super) date_updated: Timestamp,
    #[serde(default)]
    pub(super) api_keys: Vec<ApiKey>,
    #[serde(default)]
    pub(super) numbers: BTreeMap<String, Number>,
    #[serde(default)]
    pub(super) applications: BTreeMap<String, Application>,
    #[serde(default)]
    pub(super) services: BTreeMap<String, Service>,
    /// Toll-free verifications.
    #[serde(default)]
    pub(super) verifications: BTreeMap<String, Verification>,
    /// Addresses that Conversations looks after.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) addresses: BTreeMap<String, AddressConfiguration>,
    /// What happened to all this, the newest first.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) events: BTreeMap<String, Event>,
}

impl Account {
    /// A new account with nothing in it.
    pub(super) fn new(sid: String, friendly_name: String, now: Timestamp) -> Self {
        Self {
            auth_token: sid::hex32(&["auth_token", &sid]),
            owner_account_sid: sid.clone(),
            sid,
            friendly_name,
            status: AccountStatus::Active,
            kind: AccountType::Full,
            date_created: now,
            date_updated: now,
            api_keys: Vec::new(),
            numbers: BTreeMap::new(),
            applications: BTreeMap::new(),
            services: BTreeMap::new(),
            verifications: BTreeMap::new(),
            addresses: BTreeMap::new(),
            events: BTreeMap::new(),
        }
    }

    /// Takes a number out of the account, and with it what hangs on it: its place in a service, its verification.
    pub(super) fn take_number(&mut self, sid: &str) -> Option<Number> {
        for service in self.services.values_mut() {
            service.senders.remove(sid);
        }
        self.verifications
            .retain(|_, verification| verification.number_sid != sid);
        self.numbers.remove(sid)
    }
}

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    auth::authorise_accounts(&request.caller)?;
    let (name, status) = (request.query("FriendlyName"), request.query("Status"));
    let page = paging::page(request, &state.accounts, |account| {
        (account.sid == request.account || account.owner_account_sid == request.account)
            && name.is_none_or(|name| account.friendly_name == name)
            && status.is_none_or(|status| status_name(account.status) == status)
    })?;
    paging::list_2010(request, "accounts", &page, view)
}

fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    auth::authorise_accounts(&request.caller)?;
    Reply::json(200, &view(state.account(request)?))
}

fn create(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    auth::authorise_accounts(&request.caller)?;
    let owner = state.account(request)?;
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
    let reply = Reply::json(201, &view(&account))?;
    state.accounts.insert(sid, account);
    Ok(reply)
}

fn update(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    auth::authorise_accounts(&request.caller)?;
    let account = state.account_mut(request)?;
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
    Reply::json(200, &view(account))
}

fn balance(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = state.account(request)?;
    let body = json!({"account_sid": account.sid, "balance": "100.00", "currency": "USD"});
    Reply::json(200, &body)
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

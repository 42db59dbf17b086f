//! Authentication and authorisation: HTTP Basic with an account's SID and auth token, or with an API key and its
//! secret. Everything else is 401 with Twilio's code 20003.

use base64::alphabet;
use base64::engine::{DecodePaddingMode, Engine as _, GeneralPurpose, GeneralPurposeConfig};

use crate::api::refusal::Refusal;
use crate::store::account::{Account, AccountStatus};
use crate::store::caller::{Caller, Credential};
use crate::store::state::State;

/// Standard base64, with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The caller that the Authorization header identifies.
pub(crate) fn identify(state: &State, header: Option<&str>) -> Result<Caller, Refusal> {
    let header = header.ok_or_else(|| Refusal::unauthorised("No credentials were given"))?;
    let wrong = || Refusal::unauthorised("Your AccountSid or AuthToken was incorrect.");
    let (user, password) = basic(header).ok_or_else(wrong)?;
    if let Some(account) = state.accounts.get(&user) {
        if account.auth_token != password {
            return Err(wrong());
        }
        return open(state, account, Credential::AuthToken, None);
    }
    for account in state.accounts.values() {
        let key = account.api_keys.iter().find(|key| key.sid == user);
        if let Some(key) = key.filter(|key| key.secret == password) {
            return open(state, account, Credential::ApiKey(key.kind), Some(&key.sid));
        }
    }
    Err(wrong())
}

/// Credentials of a suspended or closed account are refused (Twilio: 20003), and those of its subaccounts too.
fn open(
    state: &State,
    account: &Account,
    with: Credential,
    key: Option<&String>,
) -> Result<Caller, Refusal> {
    let owner = state.accounts.get(&account.owner_account_sid);
    let status = match owner.map_or(AccountStatus::Active, |owner| owner.status) {
        AccountStatus::Active => account.status,
        inactive => inactive,
    };
    match status {
        AccountStatus::Active => Ok(Caller {
            account: account.sid.clone(),
            with,
            key: key.cloned(),
        }),
        AccountStatus::Suspended => Err(Refusal::unauthorised("The account is suspended")),
        AccountStatus::Closed => Err(Refusal::unauthorised("The account is closed")),
    }
}

/// Checks that `caller` may use the paths of `account`. A main account's auth token is valid for its subaccounts too;
/// an API key is not (Twilio, "subaccounts").
pub(crate) fn authorise(state: &State, caller: &Caller, account: &str) -> Result<(), Refusal> {
    if caller.account == account {
        return Ok(());
    }
    let owner = state.accounts.get(account).map(|a| &a.owner_account_sid);
    if caller.with == Credential::AuthToken && owner == Some(&caller.account) {
        return Ok(());
    }
    Err(Refusal::unauthorised(
        "These credentials do not belong to the account in the path",
    ))
}

/// User and password in a Basic header.
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64.decode(encoded.trim()).ok()?).ok()?;
    let (user, password) = text.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_headers() {
        let pair = Some(("AC1".to_owned(), "a:b".to_owned()));
        assert_eq!(basic("Basic QUMxOmE6Yg=="), pair);
        assert_eq!(basic("basic QUMxOmE6Yg"), pair);
        for header in ["Bearer QUMxOmE6Yg==", "Basic", "Basic !!!!", "Basic QUMx"] {
            assert_eq!(basic(header), None, "{header}");
        }
    }
}

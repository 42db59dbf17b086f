//! Checks a seed for contradictions and for states that Twilio cannot have.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use jiff::SignedDuration;
use sandbox_server::{Code, Fault, Harm, is_loopback};
use url::Url;

use crate::seed::format::{Seed, SeedAccount};
use crate::store::handler::SimulatedHandler;
use crate::store::phone::is_e164;
use crate::store::price::{TYPES, is_amount};
use crate::store::service::is_alpha_sender;
use crate::store::short_code::is_short_code;
use crate::store::sid::is_sid;

/// The shortest time between two rounds of traffic.
const SHORTEST: SignedDuration = SignedDuration::from_millis(50);

/// Refuses a seed that contradicts itself; the error names the account and the object.
pub(crate) fn check(seed: &Seed) -> Result<()> {
    let mut phones = BTreeSet::new();
    for phone in &seed.available {
        ensure!(
            is_e164(phone),
            "available: {phone:?} is not a number such as \"+15017122661\""
        );
    }
    for (prefix, to) in &seed.deliver {
        ensure!(
            prefix.starts_with("https://") || prefix.starts_with("http://"),
            "deliver: {prefix:?} is not the beginning of a webhook's address"
        );
        let url = Url::parse(to).ok();
        ensure!(
            url.is_some_and(|url| url.scheme() == "http"
                && is_loopback(&url)
                && url.query().is_none()),
            "deliver: {to:?} is not an address on this machine such as \"http://127.0.0.1:8081\""
        );
    }
    for handler in &seed.handlers {
        simulated(handler)?;
    }
    ensure!(
        seed.traffic.is_none_or(|traffic| traffic.every >= SHORTEST),
        "traffic: `every` is at least {SHORTEST:#}"
    );
    prices(seed)?;
    let has_word = |fault: &Fault| match &fault.then.harm {
        Harm::Answer { code, .. } => matches!(code, Some(Code::Word(_))),
        _ => false,
    };
    ensure!(
        !seed.faults.iter().any(has_word),
        "faults: a `code` is a number such as 20503"
    );
    for account in &seed.accounts {
        let sid = &account.sid;
        ensure!(
            is_sid(sid, "AC"),
            "{sid:?} is not an account SID: it is AC and 32 hex digits"
        );
        if let Some(owner) = &account.owner_account_sid {
            ensure!(
                seed.accounts.iter().any(|other| other.sid == *owner),
                "account {sid}: its owner {owner} is not in the seed"
            );
        }
        for number in &account.numbers {
            let phone = number.phone_number.as_str();
            ensure!(
                is_e164(phone),
                "account {sid}: {phone:?} is not a number such as \"+15017122661\""
            );
            ensure!(
                phones.insert(phone),
                "account {sid}: {phone} is in the seed twice"
            );
        }
        short_codes(account)?;
        identifiers(account)?;
        applications(account)?;
        services(account)?;
        addresses(account)?;
    }
    Ok(())
}

fn simulated(handler: &SimulatedHandler) -> Result<()> {
    let SimulatedHandler { url, status, .. } = handler;
    ensure!(
        url.starts_with("https://") || url.starts_with("http://"),
        "handlers: {url:?} is not the beginning of a webhook's address"
    );
    ensure!(
        (200..300).contains(status) || (400..600).contains(status),
        "handlers: {url}: {status} is not a status that a handler ends with, such as 200 or 502"
    );
    ensure!(
        handler
            .one_in
            .is_none_or(|one_in| one_in > 0 && *status >= 400),
        "handlers: {url}: `one_in` is 1 or more, beside a `status` of 400 or more"
    );
    Ok(())
}

fn prices(seed: &Seed) -> Result<()> {
    for (country, list) in &seed.prices {
        ensure!(
            country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase()),
            "prices: {country:?} is not the code of a country such as US"
        );
        for (kind, amount) in &list.prices {
            ensure!(
                TYPES.contains(&kind.as_str()),
                "prices: {country} has {kind:?}, which is not a type of number: {}",
                TYPES.join(", ")
            );
            ensure!(
                amount.as_deref().is_none_or(is_amount),
                "prices: {country} has {amount:?}, which is not an amount such as \"1.15\""
            );
        }
    }
    Ok(())
}

fn identifiers(account: &SeedAccount) -> Result<()> {
    let numbers = account.numbers.iter().map(|number| (&number.sid, "PN"));
    let applications = account.applications.iter().map(|app| (&app.sid, "AP"));
    let services = account
        .messaging_services
        .iter()
        .map(|service| (&service.sid, "MG"));
    let addresses = account.conversations_addresses.iter();
    let addresses = addresses.map(|address| (&address.sid, "IG"));
    let codes = account.short_codes.iter().map(|code| (&code.sid, "SC"));
    let all = numbers
        .chain(codes)
        .chain(applications)
        .chain(services)
        .chain(addresses);
    let mut seen = BTreeSet::new();
    for (given, prefix) in all {
        let Some(given) = given else { continue };
        ensure!(
            is_sid(given, prefix),
            "account {}: {given:?} is not a SID of the kind {prefix}",
            account.sid
        );
        ensure!(
            seen.insert(given),
            "account {}: {given} is given to two things",
            account.sid
        );
    }
    for key in &account.api_keys {
        ensure!(
            is_sid(&key.sid, "SK"),
            "account {}: {:?} is not an API key: it is SK and 32 hex digits",
            account.sid,
            key.sid
        );
    }
    Ok(())
}

fn short_codes(account: &SeedAccount) -> Result<()> {
    let mut seen = BTreeSet::new();
    for code in &account.short_codes {
        let digits = code.short_code.as_str();
        ensure!(
            is_short_code(digits),
            "account {}: {digits:?} is not a short code such as \"74454\"",
            account.sid
        );
        ensure!(
            seen.insert(digits),
            "account {}: the short code {digits} is in the seed twice",
            account.sid
        );
    }
    Ok(())
}

fn applications(account: &SeedAccount) -> Result<()> {
    let mut names = BTreeSet::new();
    for application in &account.applications {
        ensure!(
            application.sid.is_some() || names.insert(&application.friendly_name),
            "account {}: two applications are named {:?}: give one a `sid`",
            account.sid,
            application.friendly_name
        );
    }
    for number in &account.numbers {
        let Some(wanted) = &number.sms_application_sid else {
            continue;
        };
        ensure!(
            wanted.is_empty() || account.application(wanted).is_some(),
            "account {}: {} names the application {wanted:?}, which the account does not have",
            account.sid,
            number.phone_number
        );
    }
    Ok(())
}

fn addresses(account: &SeedAccount) -> Result<()> {
    let mut seen = BTreeSet::new();
    for one in &account.conversations_addresses {
        ensure!(
            seen.insert((&one.kind, &one.address)),
            "account {}: conversations_addresses has {:?} twice",
            account.sid,
            one.address
        );
    }
    Ok(())
}

fn services(account: &SeedAccount) -> Result<()> {
    let sid = &account.sid;
    let mut names = BTreeSet::new();
    let mut members = BTreeSet::new();
    for service in &account.messaging_services {
        let name = &service.friendly_name;
        ensure!(
            service.sid.is_some() || names.insert(name),
            "account {sid}: two messaging services are named {name:?}: give one a `sid`"
        );
        for sender in &service.alpha_senders {
            ensure!(
                is_alpha_sender(sender),
                "account {sid}: messaging service {name:?} has {sender:?}, which is not an alphanumeric sender"
            );
        }
        for phone in service.numbers.iter().chain(&service.short_codes) {
            let numbers = account.numbers.iter().map(|number| &number.phone_number);
            let codes = account.short_codes.iter().map(|code| &code.short_code);
            ensure!(
                numbers.chain(codes).any(|digits| digits == phone),
                "account {sid}: messaging service {name:?} has {phone}, which the account does not have"
            );
            ensure!(
                members.insert(phone),
                "account {sid}: {phone} is in two messaging services"
            );
        }
    }
    Ok(())
}

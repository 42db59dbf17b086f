//! What people do between two applies: edits of the configuration and changes in the console; and
//! the network faults in the meantime.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::chance::Chance;
use super::model::{Model, Number, Provider, Service};

const PROVIDERS: [&str; 3] = ["eu", "uk", "us"];
const WORDS: [&str; 8] = [
    "JOIN", "STOP", "HELP", "INFO", "SPRING", "SALE", "Y2", "LIST",
];

/// Edits the configuration once.
pub fn edit(model: &mut Model, chance: &mut Chance) {
    match chance.below(20) {
        0..4 => add_number(model, chance),
        4 => remove_number(model, chance),
        5 | 6 => rename_number(model, chance),
        7 => move_number(model, chance),
        8 => swap_numbers(model, chance),
        9 | 10 => change_number(model, chance),
        11 => change_provider(model, chance),
        12 | 13 => turn_keyword(model, chance),
        14 => add_service(model, chance),
        15 => change_service(model, chance),
        16 | 17 => attach(model, chance),
        18 => move_service(model, chance),
        _ => add_or_remove_provider(model, chance),
    }
    model.prune();
}

fn url(model: &mut Model) -> String {
    format!("https://hooks.contoso.example/{}", model.fresh("v"))
}

fn some_provider(model: &Model, chance: &mut Chance) -> Option<String> {
    chance.one_of(model.providers.keys().cloned())
}

fn some_number(model: &Model, chance: &mut Chance) -> Option<(String, String)> {
    let all = model.numbers();
    chance.one_of(all.map(|(provider, name, _)| (provider.clone(), name.clone())))
}

fn some_service(model: &Model, chance: &mut Chance) -> Option<(String, String)> {
    let all = model.declared_services();
    chance.one_of(all.map(|(provider, name, _)| (provider.clone(), name.clone())))
}

fn number<'a>(model: &'a mut Model, at: &(String, String)) -> &'a mut Number {
    let provider = model.providers.get_mut(&at.0).unwrap();
    provider.numbers.get_mut(&at.1).unwrap()
}

fn take_number(model: &mut Model, at: &(String, String)) -> Number {
    let provider = model.providers.get_mut(&at.0).unwrap();
    provider.numbers.remove(&at.1).unwrap()
}

fn put_number(model: &mut Model, provider: &str, name: String, number: Number) {
    let provider = model.providers.get_mut(provider).unwrap();
    assert!(provider.numbers.insert(name, number).is_none());
}

/// Declares a number that the account has, or one that will be bought.
fn add_number(model: &mut Model, chance: &mut Chance) {
    let Some(provider) = some_provider(model, chance) else {
        return;
    };
    let declared: BTreeSet<String> = model.numbers().map(|(_, _, n)| n.phone.clone()).collect();
    let buy = chance.once_in(5);
    let undeclared: Vec<String> = if buy {
        let bought = model.account.keys();
        let mut offered = model.offered.clone();
        bought.for_each(|phone| _ = offered.remove(phone));
        offered.difference(&declared).cloned().collect()
    } else {
        let all = model.account.keys().cloned().collect::<BTreeSet<_>>();
        all.difference(&declared).cloned().collect()
    };
    let Some(phone) = chance.one_of(undeclared) else {
        return;
    };
    let friendly_name = chance.once_in(2).then(|| model.fresh("Line "));
    let own = chance.once_in(3).then(|| url(model));
    let name = model.fresh("n");
    let number = Number {
        phone,
        friendly_name,
        url: own,
        purchase: buy || chance.once_in(3),
    };
    put_number(model, &provider, name, number);
}

fn remove_number(model: &mut Model, chance: &mut Chance) {
    if let Some(at) = some_number(model, chance) {
        take_number(model, &at);
    }
}

fn rename_number(model: &mut Model, chance: &mut Chance) {
    if let Some(at) = some_number(model, chance) {
        let number = take_number(model, &at);
        let name = model.fresh("n");
        put_number(model, &at.0, name, number);
    }
}

fn move_number(model: &mut Model, chance: &mut Chance) {
    let Some(at) = some_number(model, chance) else {
        return;
    };
    let others = model
        .providers
        .keys()
        .filter(|name| **name != at.0)
        .cloned();
    if let Some(provider) = chance.one_of(others) {
        let number = take_number(model, &at);
        put_number(model, &provider, at.1, number);
    }
}

/// Swaps the names of two numbers, which may be in two providers.
fn swap_numbers(model: &mut Model, chance: &mut Chance) {
    let (first, second) = (some_number(model, chance), some_number(model, chance));
    if let (Some(first), Some(second)) = (first, second)
        && first != second
    {
        let one = take_number(model, &first);
        let other = take_number(model, &second);
        put_number(model, &first.0, first.1, other);
        put_number(model, &second.0, second.1, one);
    }
}

fn change_number(model: &mut Model, chance: &mut Chance) {
    let Some(at) = some_number(model, chance) else {
        return;
    };
    let friendly_name = (!chance.once_in(3)).then(|| model.fresh("Line "));
    let own = chance.once_in(2).then(|| url(model));
    let number = number(model, &at);
    if chance.once_in(2) {
        number.friendly_name = friendly_name;
    } else {
        number.url = own;
    }
}

fn change_provider(model: &mut Model, chance: &mut Chance) {
    let Some(name) = some_provider(model, chance) else {
        return;
    };
    let (url, description) = (url(model), model.fresh("Texts "));
    let provider = model.providers.get_mut(&name).unwrap();
    if chance.once_in(2) {
        provider.callback_url = url;
    } else {
        provider.description = description;
    }
}

/// Adds or removes a keyword, or changes its spelling.
fn turn_keyword(model: &mut Model, chance: &mut Chance) {
    let word = chance.one_of(WORDS).unwrap().to_owned();
    let lower = word.to_lowercase();
    match model.keywords.remove(&word) {
        None => {
            model.keywords.insert(word.clone(), word);
        }
        Some(spelled) if spelled != lower && chance.once_in(2) => {
            model.keywords.insert(word, lower);
        }
        Some(_) => {}
    }
}

/// Declares a service that is not made yet, or one that was declared before.
fn add_service(model: &mut Model, chance: &mut Chance) {
    let Some(provider) = some_provider(model, chance) else {
        return;
    };
    let declared: BTreeSet<usize> = model
        .declared_services()
        .filter_map(|(_, _, service)| service.made)
        .collect();
    let known = (0..model.services.len()).filter(|at| !declared.contains(at));
    let made = if chance.once_in(2) {
        chance.one_of(known)
    } else {
        None
    };
    let friendly_name = match made {
        Some(at) => model.services[at].friendly_name.clone(),
        None if model.services.len() > 8 => return,
        None => model.fresh("Service "),
    };
    let service = Service {
        friendly_name,
        status_callback: url(model),
        numbers: BTreeSet::new(),
        made,
    };
    let name = model.fresh("s");
    let provider = model.providers.get_mut(&provider).unwrap();
    provider.services.insert(name, service);
}

/// Removes a service, renames it, or changes where it reports.
fn change_service(model: &mut Model, chance: &mut Chance) {
    let Some((provider, name)) = some_service(model, chance) else {
        return;
    };
    let (url, friendly) = (url(model), model.fresh("Service "));
    let recorded = model.recorded.contains(&(provider.clone(), name.clone()));
    let services = &mut model.providers.get_mut(&provider).unwrap().services;
    let service = services.get_mut(&name).unwrap();
    match chance.below(3) {
        0 => _ = services.remove(&name),
        1 => service.status_callback = url,
        // A service without a record is found by its name: with another name, it would be another
        // one.
        _ if recorded => service.friendly_name = friendly,
        _ => {}
    }
}

fn known(made: &[super::model::Made], service: &Service) -> String {
    service
        .made
        .map(|at| made[at].friendly_name.clone())
        .unwrap_or_default()
}

/// Adds a number to a service of its provider: one that is in this service already, or in none.
fn attach(model: &mut Model, chance: &mut Chance) {
    let Some((provider, name)) = some_service(model, chance) else {
        return;
    };
    let made = model.providers[&provider].services[&name].made;
    let listed: BTreeSet<String> = model
        .declared_services()
        .flat_map(|(_, _, service)| service.numbers.iter().cloned())
        .collect();
    let free = model.providers[&provider]
        .numbers
        .values()
        .filter(|number| {
            let there = model.service_of(&number.phone);
            !listed.contains(&number.phone) && (there.is_none() || there == made)
        });
    let phones: Vec<String> = free.map(|number| number.phone.clone()).collect();
    if let Some(phone) = chance.one_of(phones) {
        let provider = model.providers.get_mut(&provider).unwrap();
        provider
            .services
            .get_mut(&name)
            .unwrap()
            .numbers
            .insert(phone);
    }
}

/// Moves a service to another address, in its provider or in another.
fn move_service(model: &mut Model, chance: &mut Chance) {
    let Some((provider, name)) = some_service(model, chance) else {
        return;
    };
    let service = model.providers[&provider].services[&name].clone();
    // With another name it would be another service.
    if service.made.is_none() || service.friendly_name != known(&model.services, &service) {
        return;
    }
    let target = some_provider(model, chance).unwrap();
    model
        .providers
        .get_mut(&provider)
        .unwrap()
        .services
        .remove(&name);
    let name = model.fresh("s");
    model
        .providers
        .get_mut(&target)
        .unwrap()
        .services
        .insert(name, service);
}

fn add_or_remove_provider(model: &mut Model, chance: &mut Chance) {
    let name = chance.one_of(PROVIDERS).unwrap().to_owned();
    if model.providers.contains_key(&name) {
        if chance.once_in(6) {
            model.providers.remove(&name);
        }
        return;
    }
    let provider = Provider {
        callback_url: url(model),
        description: model.fresh("Texts "),
        ..Provider::default()
    };
    model.providers.insert(name, provider);
}

/// A change in the console: the form for a number or a service, by phone number or by the service's
/// name there.
pub enum Outside {
    Number(String, BTreeMap<&'static str, String>),
    Service(String, BTreeMap<&'static str, String>),
}

/// Changes something in the console, and in the model. What is declared will be put back.
pub fn outside(model: &mut Model, chance: &mut Chance, application: &str) -> Option<Outside> {
    let url = format!("https://outside.example/{}", model.fresh("v"));
    let friendly = model.fresh("Outside ");
    if chance.once_in(4) {
        let recorded = model.declared_services().filter(|(provider, name, _)| {
            model
                .recorded
                .contains(&((*provider).clone(), (*name).clone()))
        });
        let recorded: Vec<usize> = recorded
            .filter_map(|(_, _, service)| service.made)
            .collect();
        let made = &mut model.services[chance.one_of(recorded)?];
        let name = made.friendly_name.clone();
        let mut form = BTreeMap::new();
        match chance.below(3) {
            0 => {
                form.insert("FriendlyName", friendly.clone());
                made.friendly_name = friendly;
            }
            1 => {
                form.insert("StatusCallback", url.clone());
                made.status_callback = url;
            }
            _ => {
                form.insert("UseInboundWebhookOnNumber", "false".to_owned());
                form.insert("InboundRequestUrl", url);
                made.defers = false;
            }
        }
        return Some(Outside::Service(name, form));
    }
    let phone = chance.one_of(model.account.keys().cloned())?;
    let held = model.account.get_mut(&phone).unwrap();
    let mut form = BTreeMap::new();
    match chance.below(4) {
        0 => {
            form.insert("SmsUrl", url.clone());
            held.sms_url = url;
        }
        1 => {
            form.insert("FriendlyName", friendly.clone());
            held.friendly_name = friendly;
        }
        2 => {
            form.insert("SmsMethod", "GET".to_owned());
            "GET".clone_into(&mut held.sms_method);
        }
        _ => {
            form.insert("SmsApplicationSid", application.to_owned());
            application.clone_into(&mut held.application);
        }
    }
    Some(Outside::Number(phone, form))
}

/// A random fault, in the sandbox's format.
pub fn fault(chance: &mut Chance) -> Value {
    if chance.once_in(4) {
        return refused_members(chance);
    }
    if chance.once_in(6) {
        // A service that is created after its request was given up.
        let then = json!({ "status": 504, "body": "", "late_ms": 50 + chance.below(400) });
        return json!({ "method": "POST", "path": "/v1/Services$", "times": 1 + chance.below(3), "then": then });
    }
    let then = match chance.below(6) {
        0 => json!({ "status": 429, "code": 20429 }),
        1 => json!({ "status": 500 }),
        2 => json!({ "status": 503, "retry_after": 0 }),
        3 => json!({ "lose_response": true }),
        4 => json!({ "reset": true }),
        _ => json!({ "truncate": true }),
    };
    let path = ["", "IncomingPhoneNumbers", "Services", "PhoneNumbers"];
    let method = if chance.once_in(3) { "GET" } else { "POST" };
    json!({
        "method": method,
        "path": path[chance.below(path.len())],
        "skip": chance.below(4),
        "times": 1 + chance.below(12),
        "then": then,
    })
}

/// Numbers that may not join their services.
fn refused_members(chance: &mut Chance) -> Value {
    let refusals = [(400, 21669), (409, 21712), (400, 21715), (412, 21714)];
    let (status, code) = refusals[chance.below(refusals.len())];
    json!({
        "method": "POST",
        "path": "/PhoneNumbers$",
        "skip": chance.below(3),
        "times": 1 + chance.below(3),
        "then": { "status": status, "code": code },
    })
}

//! What must hold, in plain data: what is declared now, and what the account must hold for it. It
//! is kept by hand, by the rules in the documentation, and asks the program nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// A declared number.
#[derive(Debug, Clone)]
pub struct Number {
    pub phone: String,
    pub friendly_name: Option<String>,
    pub url: Option<String>,
    pub purchase: bool,
}

/// A declared messaging service. Each defers to its numbers.
#[derive(Debug, Clone)]
pub struct Service {
    pub friendly_name: String,
    pub status_callback: String,
    /// Phone numbers of the same provider.
    pub numbers: BTreeSet<String>,
    /// Which of the services that were ever made it is; none for one that is not made yet.
    pub made: Option<usize>,
}

/// A declared provider. All of them declare the one account.
#[derive(Debug, Clone, Default)]
pub struct Provider {
    pub callback_url: String,
    pub description: String,
    pub numbers: BTreeMap<String, Number>,
    pub services: BTreeMap<String, Service>,
}

/// A number in the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub sid: String,
    pub sms_url: String,
    pub sms_method: String,
    pub application: String,
    pub friendly_name: String,
}

/// A service in the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    pub friendly_name: String,
    pub status_callback: String,
    pub defers: bool,
    /// Phone numbers. No number ever leaves.
    pub members: BTreeSet<String>,
}

/// The whole model.
#[derive(Debug, Default)]
pub struct Model {
    pub providers: BTreeMap<String, Provider>,
    /// The spelling of each keyword, by the word in capitals.
    pub keywords: BTreeMap<String, String>,
    /// The account's numbers, by phone number.
    pub account: BTreeMap<String, Held>,
    pub services: Vec<Made>,
    /// The services, by provider and name, that the last apply recorded. An apply recognises them
    /// under any friendly name.
    pub recorded: BTreeSet<(String, String)>,
    /// Numbers that can be bought.
    pub offered: BTreeSet<String>,
    /// A counter that makes each new name unique.
    pub names: usize,
}

impl Model {
    /// A name that was never used.
    pub fn fresh(&mut self, stem: &str) -> String {
        self.names += 1;
        format!("{stem}{}", self.names)
    }

    /// Every declared number: provider, name, and what is declared.
    pub fn numbers(&self) -> impl Iterator<Item = (&String, &String, &Number)> {
        self.providers.iter().flat_map(|(provider, declared)| {
            let numbers = declared.numbers.iter();
            numbers.map(move |(name, number)| (provider, name, number))
        })
    }

    /// Every declared service: provider, name, and what is declared.
    pub fn declared_services(&self) -> impl Iterator<Item = (&String, &String, &Service)> {
        self.providers.iter().flat_map(|(provider, declared)| {
            let services = declared.services.iter();
            services.map(move |(name, service)| (provider, name, service))
        })
    }

    /// The service of the account that a number is in.
    pub fn service_of(&self, phone: &str) -> Option<usize> {
        let is_in = |made: &Made| made.members.contains(phone);
        self.services.iter().position(is_in)
    }

    /// The configuration.
    pub fn yaml(&self) -> String {
        let mut out = String::from("version: 1\nproject: soak\n");
        if !self.providers.is_empty() {
            out.push_str("providers:\n");
        }
        for (name, provider) in &self.providers {
            let _ = writeln!(
                out,
                "  {name}:\n    type: twilio\n    description: {}\n    callback_url: {}",
                provider.description, provider.callback_url
            );
            if !provider.numbers.is_empty() {
                out.push_str("    numbers:\n");
            }
            for (name, number) in &provider.numbers {
                let _ = writeln!(
                    out,
                    "      {name}:\n        phone_number: \"{}\"",
                    number.phone
                );
                if let Some(friendly) = &number.friendly_name {
                    let _ = writeln!(out, "        friendly_name: {friendly}");
                }
                if let Some(url) = &number.url {
                    let _ = writeln!(out, "        incoming: {{ url: \"{url}\" }}");
                }
                if number.purchase {
                    out.push_str("        purchase: true\n");
                }
            }
            if !provider.services.is_empty() {
                out.push_str("    messaging_services:\n");
            }
            for (name, service) in &provider.services {
                let of_phone = |phone: &String| {
                    let mut numbers = provider.numbers.iter();
                    let found = numbers.find(|(_, number)| number.phone == *phone);
                    found.unwrap().0.clone()
                };
                let members: Vec<String> = service.numbers.iter().map(of_phone).collect();
                let _ = writeln!(
                    out,
                    "      {name}:\n        friendly_name: {}\n        inbound: defer_to_sender\n        status_callback: {}\n        numbers: [{}]",
                    service.friendly_name,
                    service.status_callback,
                    members.join(", ")
                );
            }
        }
        let words: Vec<&str> = self.keywords.values().map(String::as_str).collect();
        let _ = writeln!(out, "keywords: [{}]", words.join(", "));
        out
    }

    /// Removes from services the numbers that their provider no longer declares.
    pub fn prune(&mut self) {
        for provider in self.providers.values_mut() {
            let phones: BTreeSet<&String> = provider
                .numbers
                .values()
                .map(|number| &number.phone)
                .collect();
            for service in provider.services.values_mut() {
                service.numbers.retain(|phone| phones.contains(phone));
            }
        }
    }

    /// The account as it must be once everything declared was applied. Where a number was bought,
    /// its undeclared fields stay as they came: `found` has them.
    pub fn settle(&mut self, found: &BTreeMap<String, Held>) {
        for (_, provider) in self.providers.clone() {
            for number in provider.numbers.values() {
                let bought = found.get(&number.phone).cloned();
                let held = self
                    .account
                    .entry(number.phone.clone())
                    .or_insert_with(|| bought.expect("a declared number is not in the account"));
                self.offered.remove(&number.phone);
                held.sms_url
                    .clone_from(number.url.as_ref().unwrap_or(&provider.callback_url));
                "POST".clone_into(&mut held.sms_method);
                held.application.clear();
                if let Some(name) = &number.friendly_name {
                    held.friendly_name.clone_from(name);
                }
            }
        }
        self.recorded.clear();
        for (provider_name, provider) in &mut self.providers {
            for (name, service) in &mut provider.services {
                self.recorded.insert((provider_name.clone(), name.clone()));
                let at = *service.made.get_or_insert_with(|| {
                    self.services.push(Made {
                        friendly_name: String::new(),
                        status_callback: String::new(),
                        defers: true,
                        members: BTreeSet::new(),
                    });
                    self.services.len() - 1
                });
                let made = &mut self.services[at];
                made.friendly_name.clone_from(&service.friendly_name);
                made.status_callback.clone_from(&service.status_callback);
                made.defers = true;
                made.members.extend(service.numbers.iter().cloned());
            }
        }
    }
}

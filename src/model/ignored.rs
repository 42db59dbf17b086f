//! The findings that a configuration ignores, by address and code, each with a reason. Pure.
//!
//! `ignore` cannot repair what does not work. So an error can be accepted only if its cause lies
//! outside of the configuration: a gate, or another object that answers on purpose. The tables of
//! codes say which findings may be ignored.

use std::collections::{BTreeMap, BTreeSet};

use super::{Address, Code, Finding, Kind, Known, Level, Severity};

/// One ignored finding of one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// The resource that has the `ignore`.
    pub address: Address,
    /// The finding's code.
    pub code: Known,
    /// The reason, in the words of the configuration.
    pub reason: String,
    /// The numbers of the resource, for which a number's code is silenced as well. The numbers of a
    /// provider need not be listed, because their addresses name the provider.
    pub numbers: Vec<Address>,
}

/// All ignored findings of a configuration, by address and code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Silences {
    /// By the address where the `ignore` is written, and by code: the level of the resources that
    /// it is reported about, and the reason.
    written: BTreeMap<Address, BTreeMap<Code, (Option<Level>, String)>>,
    /// By number: the messaging services with an `ignore` that list it.
    services: BTreeMap<Address, BTreeSet<Address>>,
}

impl Silences {
    /// Returns why a finding of this code about this address is ignored; `None` if it is not. The
    /// closest entry counts: its own `ignore`, its group's, its provider's.
    pub fn reason(&self, code: impl Into<Code>, address: &Address) -> Option<&str> {
        let code = code.into();
        let written_at = |at: &Address| self.written.get(at)?.get(&code);
        if let Some((_, reason)) = written_at(address) {
            return Some(reason);
        }
        if address.kind() != Kind::Number {
            return None;
        }
        let for_numbers = |at: &Address| {
            let (of, reason) = written_at(at)?;
            (*of == Some(Level::Number)).then_some(reason.as_str())
        };
        let mut services = self.services.get(address).into_iter().flatten();
        services
            .find_map(for_numbers)
            .or_else(|| for_numbers(&Address::Provider(address.provider()?.clone())))
    }

    /// Whether an `ignore` that is written at one address also holds for the other.
    pub fn covers(&self, written_at: &Address, address: &Address) -> bool {
        let of_its_services = || {
            let services = self.services.get(address);
            services.is_some_and(|services| services.contains(written_at))
        };
        let of_its_provider = || match written_at {
            Address::Provider(provider) => address.provider() == Some(provider),
            _ => false,
        };
        written_at == address
            || (address.kind() == Kind::Number && (of_its_services() || of_its_provider()))
    }

    /// Whether a finding of this code about this address is ignored.
    pub fn hide(&self, code: impl Into<Code>, address: Option<&Address>) -> bool {
        address.is_some_and(|address| self.reason(code, address).is_some())
    }

    /// Returns a finding as it will be reported. An ignored warning is dropped, and an ignored
    /// error becomes a note.
    pub fn judge(&self, finding: Finding) -> Option<Finding> {
        let about = finding.address.as_ref();
        match about.and_then(|address| self.reason(finding.code, address)) {
            None => Some(finding),
            Some(reason) if finding.severity == Severity::Error => {
                let reason = reason.to_owned();
                Some(finding.accepted(&reason))
            }
            Some(_) => None,
        }
    }

    /// Forgets what is written about these codes.
    pub fn lift(&mut self, codes: &BTreeSet<Code>) {
        for of_it in self.written.values_mut() {
            of_it.retain(|code, _| !codes.contains(code));
        }
    }

    /// Returns all ignored findings as they are written: address, code and reason, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Address, Code, &str)> {
        self.written.iter().flat_map(|(address, of_it)| {
            let each = of_it.iter();
            each.map(move |(code, (_, reason))| (address, *code, reason.as_str()))
        })
    }
}

impl FromIterator<Silence> for Silences {
    fn from_iter<I: IntoIterator<Item = Silence>>(all: I) -> Self {
        let mut silences = Self::default();
        for one in all {
            for number in one.numbers {
                let services = silences.services.entry(number).or_default();
                services.insert(one.address.clone());
            }
            let of_it = silences.written.entry(one.address).or_default();
            of_it
                .entry(one.code.code)
                .or_insert((one.code.silenced_at, one.reason));
        }
        silences
    }
}

#[cfg(test)]
mod tests {
    use super::{Silence, Silences};
    use crate::model::{Address, FindingCode, Known};

    fn known(code: &str) -> Known {
        let mut all = FindingCode::KNOWN.iter();
        *all.find(|known| known.code.as_str() == code).unwrap()
    }

    #[test]
    fn a_silence_is_for_its_address_alone() {
        let address = |text: &str| Address::parse(text).unwrap();
        let all: Silences = [Silence {
            address: address("providers.us.numbers.a"),
            code: known("W0756"),
            reason: "r".into(),
            numbers: Vec::new(),
        }]
        .into_iter()
        .collect();
        let hides = |code, at: &str| all.hide(known(code).code, Some(&address(at)));
        assert!(hides("W0756", "providers.us.numbers.a"));
        assert!(!hides("W0756", "providers.us.numbers.b"));
        assert!(!hides("W0756", "providers.us"));
        assert!(!hides("W0722", "providers.us.numbers.a"));
        assert!(!all.hide(known("W0756").code, None));
        assert_eq!(all.iter().count(), 1);
    }

    /// A provider and a messaging service speak for all numbers under them.
    #[test]
    fn a_number_is_silenced_by_its_service_and_its_provider_too() {
        let address = |text: &str| Address::parse(text).unwrap();
        let silence = |at: &str, code: &str, numbers: &[&str]| Silence {
            address: address(at),
            code: known(code),
            reason: at.into(),
            numbers: numbers.iter().map(|number| address(number)).collect(),
        };
        let (a, b) = ("providers.us.numbers.a", "providers.us.numbers.b");
        let service = "providers.us.messaging_services.s";
        let all: Silences = [
            silence("providers.us", "W0722", &[]),
            silence(service, "W0722", &[a]),
            silence(service, "W0756", &[a]),
            silence("providers.us", "W0404", &[]),
        ]
        .into_iter()
        .collect();
        let reason = |code: &str, at: &str| {
            let code = known(code).code;
            all.reason(code, &address(at)).map(str::to_owned)
        };
        assert_eq!(reason("W0722", a).as_deref(), Some(service));
        assert_eq!(reason("W0722", b).as_deref(), Some("providers.us"));
        assert_eq!(reason("W0756", a).as_deref(), Some(service));
        for (code, at) in [
            ("W0756", b),
            ("W0722", "providers.eu.numbers.a"),
            ("W0722", "keywords.JOIN"),
            // A provider's own code is not one of its numbers'.
            ("W0404", a),
        ] {
            assert_eq!(reason(code, at), None, "{code} {at}");
        }
        let covers = |at: &str, about: &str| all.covers(&address(at), &address(about));
        assert!(covers(service, a) && !covers(service, b) && covers("providers.us", b));
        assert!(!covers("providers.us", service) && covers("providers.us", "providers.us"));
        assert_eq!(all.iter().count(), 4);
    }
}

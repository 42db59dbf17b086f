//! A world in which both sides agree, and what a comparison reports about it.

use std::collections::BTreeSet;

use super::super::super::options::Options;
use super::super::super::rows::{
    Cell, Environment, Extension, Extent, KeywordRow, Listed, NumberKind, NumberRow, Organization,
    ProviderRow,
};
use super::super::Read;
use crate::counterpart::{
    Compared, OurGroup, OurKeyword, OurNumber, OurProvider, OurUrl, Ours, Presence, Records,
};
use crate::model::{Address, Agreed, Collection, Disagreement, Keyword, Name};

pub(super) const ORGANIZATION: &str = "3f2c0b7e-0000-4000-8000-000000000000";
pub(super) const ENVIRONMENT: &str = "77777777-0000-4000-8000-000000000000";
pub(super) const OTHER: &str = "99999999-0000-4000-8000-000000000000";
pub(super) const ACCOUNT: &str = "AC00000000000000000000000000000001";
pub(super) const OTHER_ACCOUNT: &str = "AC00000000000000000000000000000002";
pub(super) const SERVICE: &str = "MG00000000000000000000000000000001";
pub(super) const OTHER_SERVICE: &str = "MG00000000000000000000000000000002";
pub(super) const STORE: &str = "+15017122661";
pub(super) const HELP: &str = "+18005550123";
pub(super) const SINCE: &str = "2026-11-02T09:14:00Z";

/// Both sides of a comparison.
pub(super) struct World {
    pub(super) ours: Ours,
    pub(super) read: Read,
}

impl World {
    /// One provider with two numbers and a service, two keywords, one callback URL. Both sides agree.
    pub(super) fn agreeing() -> Self {
        let organization = Organization {
            id: ORGANIZATION.to_owned(),
            environment_id: Some(ENVIRONMENT.to_owned()),
            name: Some("contoso".to_owned()),
        };
        let environment = Environment {
            url: "https://contoso.crm4.dynamics.com".to_owned(),
            organization: Some(organization),
            providers: everything(vec![provider_row("p1", "Twilio US", ACCOUNT)]),
            numbers: everything(vec![
                number_row("n1", "Store line", STORE, NumberKind::Geographic),
                number_row("n2", "Help line", HELP, NumberKind::TollFree),
            ]),
            keywords: Some(everything(vec![
                keyword_row("k1", "JOIN"),
                keyword_row("k2", "STOP"),
            ])),
            token_is_secured: Some(true),
            obstacles: Vec::new(),
            notes: Vec::new(),
            reads: 12,
        };
        let words = ["JOIN", "STOP"].map(|word| Keyword::parse(word).unwrap());
        let url = OurUrl {
            address: Address::Provider(name("us")),
            written_at: "providers.us.callback_url".to_owned(),
            url: format!("https://public-eur.mkt.dynamics.com/api/v1.0/orgs/{ORGANIZATION}/sms"),
            organization: Some(ORGANIZATION.to_owned()),
        };
        Self {
            ours: Ours {
                providers: vec![our_provider(
                    "us",
                    ACCOUNT,
                    vec![
                        our_number("us", "help", HELP, Some("Help line")),
                        our_number("us", "store", STORE, Some("Store line")),
                    ],
                )],
                keywords: words.iter().cloned().map(our_keyword).collect(),
                recording: true,
                covers_keywords: true,
                all_keywords: BTreeSet::from(words),
                organization: Some(ORGANIZATION.to_owned()),
                urls: vec![url],
            },
            read: Read {
                environment,
                options: Options {
                    keywords: true,
                    same_names: false,
                },
            },
        }
    }

    /// Compares, and checks what holds for every comparison.
    pub(super) fn compare(&self) -> Compared {
        let compared = self.read.compare(&self.ours);
        assert_eq!(compared, self.read.compare(&self.ours), "not deterministic");
        compared
    }

    /// The codes and addresses of the findings.
    pub(super) fn findings(&self) -> Vec<String> {
        let compared = self.compare();
        let all = compared.comparison.disagreements.iter();
        all.map(|one| {
            let address = one.finding.address.as_ref().unwrap();
            format!("{} {address}", one.finding.code)
        })
        .collect()
    }

    /// The only finding.
    pub(super) fn only(&self) -> Disagreement {
        let mut all = self.compare().comparison.disagreements;
        assert_eq!(all.len(), 1, "{:?}", self.findings());
        all.remove(0)
    }

    pub(super) fn agreed(&self) -> Agreed {
        self.compare().comparison.agreed
    }

    pub(super) fn us(&mut self) -> &mut OurProvider {
        &mut self.ours.providers[0]
    }

    pub(super) fn environment(&mut self) -> &mut Environment {
        &mut self.read.environment
    }

    pub(super) fn provider(&mut self) -> &mut ProviderRow {
        &mut self.read.environment.providers.rows[0]
    }

    /// The row of the number `store`.
    pub(super) fn store(&mut self) -> &mut NumberRow {
        &mut self.read.environment.numbers.rows[0]
    }

    pub(super) fn keywords(&mut self) -> &mut Listed<KeywordRow> {
        self.read.environment.keywords.as_mut().unwrap()
    }

    /// Sets the account and the service of the first provider's row.
    pub(super) fn extend(&mut self, account: Cell<String>, service: Cell<String>) {
        self.provider().extension = Extension::Twilio {
            account_sid: account,
            messaging_service_sid: service,
        };
    }

    pub(super) fn set_extents(&mut self, extent: Extent) {
        let environment = self.environment();
        environment.providers.extent = extent;
        environment.numbers.extent = extent;
        self.keywords().extent = extent;
    }
}

/// Checks that a change of the agreeing world is found alone.
pub(super) fn alone(expected: &str, change: impl FnOnce(&mut World)) -> World {
    let mut world = World::agreeing();
    change(&mut world);
    assert_eq!(world.findings(), [expected]);
    world
}

pub(super) fn set(text: &str) -> Cell<String> {
    Cell::Read(Some(text.to_owned()))
}

pub(super) fn everything<T>(rows: Vec<T>) -> Listed<T> {
    Listed {
        rows,
        extent: Extent::Everything,
    }
}

pub(super) fn provider_row(id: &str, name: &str, account: &str) -> ProviderRow {
    ProviderRow {
        id: id.to_owned(),
        name: Some(name.to_owned()),
        description: None,
        extension: Extension::Twilio {
            account_sid: set(account),
            messaging_service_sid: set(SERVICE),
        },
        active: true,
        modified: Some(SINCE.to_owned()),
        business_unit: None,
    }
}

pub(super) fn number_row(id: &str, name: &str, contact: &str, kind: NumberKind) -> NumberRow {
    NumberRow {
        id: id.to_owned(),
        name: Some(name.to_owned()),
        contact_point: Some(contact.to_owned()),
        provider: Some("p1".to_owned()),
        kind: Cell::Read(Some(kind)),
        consuming_application: None,
        active: true,
        modified: Some(SINCE.to_owned()),
        business_unit: None,
    }
}

pub(super) fn keyword_row(id: &str, name: &str) -> KeywordRow {
    KeywordRow {
        id: id.to_owned(),
        name: name.to_owned(),
        active: true,
        modified: Some(SINCE.to_owned()),
        business_unit: None,
    }
}

pub(super) fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

pub(super) fn our_provider(text: &str, account: &str, numbers: Vec<OurNumber>) -> OurProvider {
    OurProvider {
        name: name(text),
        kind: "twilio",
        account: account.to_owned(),
        named: None,
        numbers,
        groups: vec![our_group(Some("main"), SERVICE)],
        groups_read: true,
        undeclared: BTreeSet::new(),
        known_numbers: None,
    }
}

pub(super) fn our_group(declared: Option<&str>, id: &str) -> OurGroup {
    OurGroup {
        address: declared.map(|text| Address::Group {
            provider: name("us"),
            collection: Collection::new("messaging_services"),
            name: name(text),
        }),
        id: Some(id.to_owned()),
        name: Some("Main service".to_owned()),
        answers_callback: Some(true),
    }
}

pub(super) fn our_number(
    provider: &str,
    number: &str,
    contact: &str,
    friendly_name: Option<&str>,
) -> OurNumber {
    OurNumber {
        address: Address::Number {
            provider: name(provider),
            name: name(number),
        },
        contact: contact.to_owned(),
        label: friendly_name.map(str::to_owned),
        in_account: Presence::There,
    }
}

pub(super) fn our_keyword(word: Keyword) -> OurKeyword {
    OurKeyword {
        address: Address::Keyword(word.clone()),
        word,
    }
}

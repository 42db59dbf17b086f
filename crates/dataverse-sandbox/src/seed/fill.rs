//! A seed as a state, and how a seed is read.

use jiff::Timestamp;
use sandbox_server::entra::{EXCHANGE, Federated, Registration};
use sandbox_server::ids;
use serde::{Deserialize, Deserializer};

use crate::seed::check::check;
use crate::seed::extension::TWILIO;
use crate::seed::format::{Seed, SeedApp, SeedKeyword, SeedNumber, SeedOrganization, SeedProvider};
use crate::seed::rows::{Adder, unit_id};
use crate::store::identity::{App, Organization};
use crate::store::state::State;

const TENANT: &str = "11111111-0000-4000-8000-000000000001";
const CLIENT: &str = "33333333-0000-4000-8000-000000000001";
const CLUSTER_ISSUER: &str = "https://oidc.cluster.example/";
const CLUSTER_SUBJECT: &str = "system:serviceaccount:messaging:switchboard";
/// When the rows of a seed were created: 2 November 2026, 09:14 UTC.
const CREATED: i64 = 1_793_610_840;

impl Seed {
    /// Reads a seed from YAML.
    ///
    /// # Errors
    /// If the text is not a seed, or the seed contradicts itself.
    pub fn from_yaml(text: &str) -> anyhow::Result<Self> {
        let seed: Self = serde_yaml::from_str(text)?;
        check(&seed)?;
        Ok(seed)
    }

    /// Reads a seed from the key `dynamics` of a file that has other keys too; `None` if the file has no such key.
    ///
    /// # Errors
    /// As [`Seed::from_yaml`].
    pub fn from_part(text: &str) -> anyhow::Result<Option<Self>> {
        #[derive(Deserialize)]
        struct File {
            #[serde(default, deserialize_with = "present")]
            dynamics: Option<Seed>,
        }
        let file: File = serde_yaml::from_str(text)?;
        if let Some(seed) = &file.dynamics {
            check(seed)?;
        }
        Ok(file.dynamics)
    }

    /// One provider with two numbers, and a keyword.
    pub fn demo() -> Self {
        let points = ["+18885550123", "+15017122661"];
        let provider = SeedProvider {
            account_sid: Some("AC00000000000000000000000000000001".to_owned()),
            numbers: points
                .map(|point| SeedNumber::Point(point.to_owned()))
                .to_vec(),
            ..SeedProvider::new("Twilio US", TWILIO)
        };
        Self {
            providers: vec![provider],
            keywords: vec![SeedKeyword::Word("JOIN".to_owned())],
            ..Self::default()
        }
    }
}

/// A key without a value is a seed without content.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Seed>, D::Error> {
    let seed = Option::deserialize(deserializer)?;
    Ok(Some(seed.unwrap_or_default()))
}

impl State {
    /// The state of a fresh sandbox.
    ///
    /// # Errors
    /// If the seed contradicts itself.
    pub fn from_seed(seed: &Seed) -> anyhow::Result<Self> {
        let mut state = Self::default();
        state.add_missing(seed)?;
        Ok(state)
    }

    /// Adds the apps and rows of the seed that the state never had, and takes over the seed's settings and faults,
    /// which are never saved.
    ///
    /// # Errors
    /// As [`State::from_seed`].
    pub fn add_missing(&mut self, seed: &Seed) -> anyhow::Result<()> {
        check(seed)?;
        self.session.settings = seed.settings.clone();
        self.session.faults.clone_from(&seed.faults);
        if seed.url.is_some() {
            self.url.clone_from(&seed.url);
        }
        if self.tenant_id.is_empty() {
            let tenant = seed.tenant_id.as_deref().unwrap_or(TENANT);
            tenant.clone_into(&mut self.tenant_id);
            let unit = seed.organization.business_unit_id.clone();
            self.root_unit = id(unit, &["unit at the top"]);
            self.organization = organization_of(&seed.organization);
        }
        let only = [SeedApp::default()];
        let apps = if seed.apps.is_empty() {
            &only[..]
        } else {
            &seed.apps
        };
        for app in apps {
            let app = app_of(app, &self.root_unit);
            let mut known = self.apps.iter();
            if known.all(|known| known.registration.client_id != app.registration.client_id) {
                self.apps.push(app);
            }
        }
        let created = Timestamp::from_second(CREATED)?;
        let mut adder = Adder::of_seed(self, created);
        adder.definition(TWILIO);
        for provider in &seed.providers {
            adder.provider(provider);
        }
        for keyword in &seed.keywords {
            adder.keyword(keyword);
        }
        Ok(())
    }
}

/// The id of a seed in lower case, or one made of names.
fn id(given: Option<String>, parts: &[&str]) -> String {
    given.map_or_else(|| ids::guid(parts), |given| given.to_lowercase())
}

fn organization_of(seed: &SeedOrganization) -> Organization {
    let text =
        |given: &Option<String>, default: &str| given.clone().unwrap_or_else(|| default.to_owned());
    Organization {
        id: id(seed.id.clone(), &["organisation"]),
        environment_id: id(seed.environment_id.clone(), &["environment"]),
        friendly_name: text(&seed.friendly_name, "Contoso"),
        unique_name: text(&seed.unique_name, "unq3f2c0b7e"),
        url_name: text(&seed.url_name, "contoso"),
        version: "9.2.24113.00000".to_owned(),
        geo: "EMEA".to_owned(),
    }
}

fn app_of(seed: &SeedApp, root: &str) -> App {
    let client_id = seed.client_id.clone().unwrap_or_else(|| CLIENT.to_owned());
    let federated = seed.federated.clone().unwrap_or_else(|| {
        vec![Federated {
            issuer: CLUSTER_ISSUER.to_owned(),
            subject: CLUSTER_SUBJECT.to_owned(),
            audience: EXCHANGE.to_owned(),
        }]
    });
    let secret = seed.client_secret.clone();
    App {
        user_id: id(seed.user_id.clone(), &["application user", &client_id]),
        unit_id: unit_id(root, seed.unit.as_deref()),
        registration: Registration {
            client_secret: secret.unwrap_or_else(|| ids::secret(&["client", &client_id])),
            object_id: ids::guid(&["principal", &client_id]),
            client_id,
            federated,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_the_same_every_time() {
        let state = || serde_json::to_value(State::from_seed(&Seed::demo()).unwrap()).unwrap();
        assert_eq!(state(), state());
    }

    #[test]
    fn one_key_of_a_file_is_the_seed() {
        let part = |text: &str| Seed::from_part(text);
        assert!(part("accounts: {}").unwrap().is_none());
        let empty = part("accounts: {}\ndynamics:\n").unwrap().unwrap();
        assert!(empty.providers.is_empty());
        let seed = part("dynamics: { keywords: [JOIN] }\nother: 1\n").unwrap();
        assert_eq!(seed.unwrap().keywords.len(), 1);
        for wrong in ["dynamics: { nonsense: 1 }", "dynamics: { keywords: [''] }"] {
            assert!(part(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn contradictions_are_refused() {
        for (text, part) in [
            ("nonsense: 1", "unknown field"),
            ("url: https://contoso.crm4.dynamics.com/", "scheme and host"),
            ("apps: [{client_id: a}, {client_id: A}]", "twice"),
            ("organization: {id: '{1}'}", "is not a GUID"),
            ("providers: [{name: ''}]", "has no name"),
            ("providers: [{name: a, kind: pigeon}]", "pigeon"),
            ("providers: [{name: a, numbers: ['']}]", "contact point"),
            (
                "providers: [{name: a, kind: byoacs, numbers: [{contact_point: '1', type: geo}]}]",
                "no type geo",
            ),
            ("keywords: [{name: a, id: b}]", "is not a GUID"),
            ("settings: {read: {nonsense: local}}", "no table nonsense"),
            (
                "settings: {secured: {msdynmkt_keyword: [x]}}",
                "no column x",
            ),
            ("settings: {page_size: 0}", "page_size"),
            ("settings: {secret: lost}", "unknown variant"),
        ] {
            let error = format!("{:#}", Seed::from_yaml(text).unwrap_err());
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}

//! What is left out of a seed, and how a seed is read.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sandbox_server::entra::{EXCHANGE, Federated, Registration};
use sandbox_server::ids::{self, digest};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use crate::grid::properties::EVENT_TYPES;
use crate::seed::check::check;
use crate::seed::format::{
    Seed, SeedApp, SeedGitHub, SeedNumber, SeedNumberMap, SeedResource, SeedSubscription,
};
use crate::store::identity::{App, GITHUB_ISSUER, GitHub};
use crate::store::resource::{Number, Resource};

const TENANT: &str = "11111111-0000-4000-8000-000000000001";
const CLIENT: &str = "22222222-0000-4000-8000-000000000001";
const GITHUB_SUBJECT: &str = "repo:contoso/sms:environment:prod";
const CLUSTER_ISSUER: &str = "https://oidc.cluster.example/";
const CLUSTER_SUBJECT: &str = "system:serviceaccount:messaging:switchboard";
/// The codes after `+1` that are toll-free.
const TOLL_FREE: [&str; 7] = ["800", "833", "844", "855", "866", "877", "888"];

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

    /// Reads a seed from the key `azure` of a file that has other keys too; `None` if the file has no such key.
    ///
    /// # Errors
    /// As [`Seed::from_yaml`].
    pub fn from_part(text: &str) -> anyhow::Result<Option<Self>> {
        #[derive(Deserialize)]
        struct File {
            #[serde(default, deserialize_with = "present")]
            azure: Option<Seed>,
        }
        let file: File = serde_yaml::from_str(text)?;
        if let Some(seed) = &file.azure {
            check(seed)?;
        }
        Ok(file.azure)
    }

    /// One resource with two numbers and nothing that receives their texts.
    pub fn demo() -> Self {
        let resource = SeedResource {
            resource_id: "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/messaging/providers/Microsoft.Communication/communicationServices/contoso-sms".to_owned(),
            numbers: ["+18885550123", "+15017122661"]
                .map(|phone| SeedNumber::Digits(phone.to_owned()))
                .to_vec(),
            ..SeedResource::default()
        };
        Self {
            resources: vec![resource],
            ..Self::default()
        }
    }
}

/// A key without a value is a seed without content.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Seed>, D::Error> {
    let seed = Option::<Seed>::deserialize(deserializer)?;
    Ok(Some(seed.unwrap_or_default()))
}

/// The properties of a seed's subscription, as a PUT would send them.
pub(crate) fn properties_of(seed: &SeedSubscription) -> Map<String, Value> {
    let mut sent = seed.properties.clone();
    if let Some(url) = &seed.endpoint_url {
        let destination = sent.entry("destination").or_insert(json!({}));
        destination["endpointType"] = "WebHook".into();
        destination["properties"]["endpointUrl"] = url.as_str().into();
    }
    if !seed.event_types.is_empty() {
        let full = |name: &String| {
            if name.contains('.') {
                name.clone()
            } else {
                format!("{EVENT_TYPES}{name}")
            }
        };
        let types: Vec<String> = seed.event_types.iter().map(full).collect();
        sent.entry("filter").or_insert(json!({}))["includedEventTypes"] = json!(types);
    }
    sent
}

/// The tenant of a seed.
pub(crate) fn tenant_of(seed: &Seed) -> String {
    seed.tenant_id.clone().unwrap_or_else(|| TENANT.to_owned())
}

/// A job on GitHub.
pub(crate) fn github_of(seed: &SeedGitHub) -> GitHub {
    let (token, subject) = (seed.request_token.clone(), seed.subject.clone());
    GitHub {
        request_token: token.unwrap_or_else(|| ids::secret(&["github"])),
        subject: subject.unwrap_or_else(|| GITHUB_SUBJECT.to_owned()),
    }
}

/// An app registration.
pub(crate) fn app_of(seed: &SeedApp, github: &str) -> App {
    let client_id = seed.client_id.clone().unwrap_or_else(|| CLIENT.to_owned());
    let trusted = |issuer: &str, subject: &str| Federated {
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        audience: EXCHANGE.to_owned(),
    };
    let federated = seed.federated.clone().unwrap_or_else(|| {
        vec![
            trusted(GITHUB_ISSUER, github),
            trusted(CLUSTER_ISSUER, CLUSTER_SUBJECT),
        ]
    });
    let (secret, object_id) = (seed.client_secret.clone(), seed.object_id.clone());
    App {
        registration: Registration {
            client_secret: secret.unwrap_or_else(|| ids::secret(&["client", &client_id])),
            object_id: object_id.unwrap_or_else(|| ids::guid(&["principal", &client_id])),
            client_id,
            federated,
        },
        resources: seed.resources.clone(),
    }
}

/// An access key that depends on `parts` only: base64, as Azure's keys are.
fn access_key(parts: &[&str]) -> String {
    STANDARD.encode([digest(parts), digest(&[parts, &["more"]].concat())].concat())
}

/// A resource, its keys derived from its id if the seed has none.
pub(crate) fn resource_of(seed: &SeedResource) -> Resource {
    let id = seed.resource_id.clone();
    let name = id.rsplit('/').next().unwrap_or_default().to_lowercase();
    let key = |which: &str| access_key(&[which, &id.to_lowercase()]);
    let access_keys = if seed.access_keys.is_empty() {
        vec![key("primary"), key("secondary")]
    } else {
        seed.access_keys.clone()
    };
    let text =
        |given: &Option<String>, default: &str| given.clone().unwrap_or_else(|| default.to_owned());
    let host = format!("{name}.communication.azure.com");
    Resource {
        host_name: text(&seed.host_name, &host),
        data_location: text(&seed.data_location, "Europe"),
        provisioning_state: text(&seed.provisioning_state, "Succeeded"),
        access_keys,
        numbers: seed
            .numbers
            .iter()
            .map(number_of)
            .map(|number| (number.phone_number.clone(), number))
            .collect(),
        gone: false,
        id,
    }
}

/// A number of a seed.
pub(crate) fn number_of(seed: &SeedNumber) -> Number {
    let map = match seed {
        SeedNumber::Digits(phone) => SeedNumberMap {
            phone_number: phone.clone(),
            ..SeedNumberMap::default()
        },
        SeedNumber::Map(map) => map.clone(),
    };
    let phone = &map.phone_number;
    let is_toll_free = TOLL_FREE
        .iter()
        .any(|code| phone.starts_with(&format!("+1{code}")));
    let kind = if is_toll_free {
        "tollFree"
    } else {
        "geographic"
    };
    let country = match phone.get(..3) {
        Some("+44") => "GB",
        Some("+45") => "DK",
        Some("+49") => "DE",
        Some("+33") => "FR",
        _ => "US",
    };
    let text = |given: Option<String>, default: &str| given.unwrap_or_else(|| default.to_owned());
    Number {
        kind: text(map.kind, kind),
        sms: text(map.sms, "inbound+outbound"),
        calling: text(map.calling, "none"),
        assignment_type: text(map.assignment_type, "application"),
        country_code: text(map.country_code, country),
        phone_number: map.phone_number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_of_a_file_is_the_seed() {
        let part = |text: &str| Seed::from_part(text);
        assert!(part("accounts: {}").unwrap().is_none());
        let empty = part("accounts: {}\nazure:\n").unwrap().unwrap();
        assert!(empty.resources.is_empty());
        let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Communication/communicationServices/r";
        let text = format!("azure: {{ resources: [{{ resource_id: {id} }}] }}\nother: 1\n");
        let seed = part(&text).unwrap().unwrap();
        assert_eq!(seed.resources[0].resource_id, id);
        for wrong in ["azure: { nonsense: 1 }", "azure: { resources: [{}] }"] {
            assert!(part(wrong).is_err(), "{wrong}");
        }
    }
}

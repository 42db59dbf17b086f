//! What a resource holds, as the YAML that declares it. Pure.

use super::KIND;
use super::subscription::{Role, STATE, SUCCEEDED, TYPES, URL};
use crate::model::{Address, HttpsUrl, Kind, Name, Object, Value, mask_userinfo};
use crate::provider::{AccountKeys, Described, Describer, Held, Holding, OwnCallback, Unwritten};
use crate::yaml::{DraftMap, Part, escape_vars};

/// Describes Communication Services resources.
pub(super) struct AzureDescriber;

impl Describer for AzureDescriber {
    fn account(&self, keys: &AccountKeys<'_>) -> DraftMap {
        let mut map = DraftMap::new().with("type", KIND.name);
        if let Some(id) = keys.id {
            map.push("resource_id", id);
        }
        if let Some(variable) = keys.token {
            let reference = DraftMap::new().with("env", variable).inline();
            map.push("connection_string", reference);
        }
        map
    }

    fn token_variable(&self, provider: &Name) -> String {
        let name = provider.as_str().to_ascii_uppercase().replace('-', "_");
        format!("ACS_CONNECTION_STRING_{name}")
    }

    fn callback<'a>(&self, _number: &'a Object) -> OwnCallback<'a> {
        // A number has no URL: the resource's subscriptions have.
        OwnCallback::default()
    }

    fn declares_callback(
        &self,
        _number: &Object,
        _group: Option<&Object>,
        _wanted: Option<&HttpsUrl>,
    ) -> bool {
        false
    }

    fn is_questionable(&self, number: &Object) -> bool {
        super::gates::foreseen(&number.key).is_some()
    }

    fn describe(&self, holding: &Holding<'_>, mut map: DraftMap) -> Described {
        let mut unwritten = Vec::new();
        let mut named = DraftMap::new();
        for role in [Role::Incoming, Role::DeliveryReports] {
            let mut candidates: Vec<&Held<'_>> = Vec::new();
            for held in holding
                .objects
                .iter()
                .filter(|held| held.object.kind.is_group())
            {
                if delivers_only(held.object, role) {
                    candidates.push(held);
                }
            }
            let (only, several) = match candidates.as_slice() {
                [] => continue,
                [only] => (*only, Vec::new()),
                [first, rest @ ..] => (*first, rest.to_vec()),
            };
            match url(only.object) {
                Ok(text) if several.is_empty() => {
                    map.push(role.url_key(), escape_vars(text).as_ref());
                    let name = DraftMap::new().with("name", only.object.key.as_str()).inline();
                    named.push(role.word(), name);
                }
                Ok(_) => unwritten.push(unwritten_of(
                    holding,
                    role,
                    format!(
                        "several event subscriptions deliver {}: {}; declare the URL of one of them as {}, and its name under subscriptions",
                        role.event_type(),
                        candidates.iter().map(|one| one.object.key.as_str()).collect::<Vec<_>>().join(", "),
                        role.url_key(),
                    ),
                )),
                Err(why) => unwritten.push(unwritten_of(holding, role, why)),
            }
        }
        if !named.entries().is_empty() {
            map.push("subscriptions", named);
        }
        let mut numbers = DraftMap::new();
        for held in holding
            .objects
            .iter()
            .filter(|held| held.object.kind == Kind::Number)
        {
            let key = if held.object.key.starts_with('+') {
                "phone_number"
            } else {
                "short_code"
            };
            let mut number = DraftMap::new().with(key, held.object.key.as_str());
            for comment in &held.comments {
                number = number.below(comment.clone());
            }
            numbers.push(held.name.as_str(), Part::new(number));
        }
        if !numbers.entries().is_empty() {
            map.push("numbers", numbers);
        }
        Described { map, unwritten }
    }
}

/// Whether a subscription that works delivers events of this role's type and no others.
fn delivers_only(object: &Object, role: Role) -> bool {
    let only = match object.fields.get(TYPES) {
        Value::List(types) => {
            matches!(types.as_slice(), [only] if only.eq_ignore_ascii_case(role.event_type()))
        }
        _ => false,
    };
    only && object.fields.get(STATE).as_text() == Some(SUCCEEDED)
}

/// The URL that can be declared, or why there is none.
fn url(object: &Object) -> Result<&str, String> {
    let name = &object.key;
    match object.fields.get(URL) {
        Value::Text(url) if mask_userinfo(url) != url.as_str() => Err(format!(
            "the URL of the event subscription {name} holds a password"
        )),
        Value::Text(url) => match HttpsUrl::parse(url) {
            Ok(_) => Ok(url),
            Err(why) => Err(format!(
                "the URL of the event subscription {name} cannot be declared: {}",
                why.summary
            )),
        },
        Value::Partial { .. } => Err(format!(
            "the whole URL of the event subscription {name} could not be read"
        )),
        _ => Err(format!(
            "the event subscription {name} delivers to something else than a URL"
        )),
    }
}

fn unwritten_of(holding: &Holding<'_>, role: Role, what: String) -> Unwritten {
    let address = role.address(holding.provider);
    Unwritten {
        address: address.unwrap_or_else(|| Address::Provider(holding.provider.clone())),
        what,
    }
}

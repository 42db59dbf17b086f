//! The pure half of the toy: the declaration, and how its texts are routed.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use switchboard::model::{
    Address, Collection, Decider, Fields, Group, HttpsUrl, Keys, Kind, Members, Name, Resource,
    Route, Router, Step, Value,
};
use switchboard::provider::{
    Account, AccountReference, Declared, Misdeclared, Numbers, Settings, Vault,
};

use super::account::ToyAccount;
use super::vendor::{READY, Receiver, Vendor};

/// Where receivers are declared.
pub const RECEIVERS: Collection = Collection::new("receivers");
/// The number's name, which the vendor does not store.
pub const LABEL: &str = "label";
pub const PURPOSE: &str = "purpose";
pub const URL: &str = "url";
/// Whether the vendor has completed the last write.
pub const STATE: &str = "state";
pub const COVERS: &str = "covers";
pub const NUMBERS: &str = "numbers";

/// A declared account of the toy vendor.
#[derive(Clone, Default)]
pub struct Declaration {
    /// By name: the number and its label.
    pub numbers: BTreeMap<Name, (String, Option<String>)>,
    pub receivers: BTreeMap<Name, Receiver>,
    pub vendor: Arc<Mutex<Vendor>>,
}

impl fmt::Debug for Declaration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Declaration of the toy")
    }
}

impl Declared for Declaration {
    fn kind(&self) -> &'static str {
        "toy"
    }

    fn check(&self) -> Vec<Misdeclared> {
        Vec::new()
    }

    fn callbacks(&self) -> Vec<(String, &HttpsUrl)> {
        Vec::new()
    }

    fn account(&self) -> AccountReference {
        AccountReference::Literal("toy-account".to_owned())
    }

    fn credentials(&self) -> String {
        "TOY_KEY".to_owned()
    }

    fn written_at(&self, _: &Address, _: &str) -> Option<String> {
        None
    }

    fn resources(&self, provider: &Name, account: &str) -> Vec<(Address, Resource)> {
        let mut own = Fields::new();
        own.insert("type", Value::text("toy"));
        own.insert("account", Value::text(account));
        let own = Resource {
            fields: own,
            ..Resource::default()
        };
        let mut all = vec![(Address::Provider(provider.clone()), own)];
        all.extend(self.numbers.iter().map(|(name, (number, label))| {
            let address = Address::Number {
                provider: provider.clone(),
                name: name.clone(),
            };
            let mut fields = Fields::new();
            if let Some(label) = label {
                fields.insert(LABEL, Value::text(label));
            }
            (address, Resource::keyed(number, fields))
        }));
        all.extend(self.receivers.iter().map(|(name, receiver)| {
            let address = Address::Group {
                provider: provider.clone(),
                collection: RECEIVERS,
                name: name.clone(),
            };
            (address, Resource::keyed(&receiver.name, declared(receiver)))
        }));
        all
    }

    fn digits(&self) -> Box<dyn Iterator<Item = (&Name, &str)> + '_> {
        let numbers = self.numbers.iter();
        Box::new(numbers.map(|(name, (number, _))| (name, number.as_str())))
    }

    fn router(&self) -> &'static dyn Router {
        &ToyRouter
    }

    fn open(
        &self,
        _vault: &dyn Vault,
        settings: &Settings,
    ) -> Result<Arc<dyn Account>, Vec<Misdeclared>> {
        let cancel = settings.cancel.clone();
        Ok(Arc::new(ToyAccount::new(self.vendor.clone(), cancel)))
    }

    fn numbers(
        &self,
        _vault: &dyn Vault,
        _settings: &Settings,
    ) -> Result<Arc<dyn Numbers>, Vec<Misdeclared>> {
        Err(Vec::new())
    }
}

/// A receiver's fields as they are declared.
fn declared(receiver: &Receiver) -> Fields {
    let mut fields = Fields::new();
    fields.insert(PURPOSE, Value::text(&receiver.purpose));
    fields.insert(URL, Value::text(&receiver.url));
    fields.insert(STATE, Value::text(READY));
    if receiver.covers.is_empty() {
        let members = receiver.numbers.clone();
        fields.insert(NUMBERS, Value::Set { members });
    } else {
        fields.insert(COVERS, Value::text(&receiver.covers));
    }
    fields
}

/// Every receiver that covers a number gets its texts.
pub struct ToyRouter;

/// A receiver that decides.
const RECEIVER: Decider = Decider::group("receiver");

impl Router for ToyRouter {
    fn keys(&self) -> &'static Keys {
        &Keys {
            account: "account",
            phone_number: "number",
            short_code: "number",
            id: "id",
            name: "name",
            members: NUMBERS,
        }
    }

    fn route(&self, _number: &Fields, group: Option<Group<'_>>) -> Route {
        let incoming =
            group.filter(|group| group.fields.get(PURPOSE).as_text() == Some("incoming"));
        let (url, without_query) = match incoming.map(|group| group.fields.get(URL)) {
            Some(Value::Text(url)) => (Some(url.clone()), false),
            Some(Value::Partial { base }) => (Some(base.clone()), true),
            _ => (None, false),
        };
        let decided_by = if url.is_some() {
            RECEIVER
        } else {
            Decider::NOTHING
        };
        let decider = incoming
            .and_then(|group| group.id)
            .map(switchboard::model::Text::new);
        Route {
            method: url.as_ref().map(|_| "POST".into()),
            url_unknown: false,
            without_query,
            also: Vec::new(),
            receivers: Vec::new(),
            decided_by,
            decider: decider.clone().filter(|_| url.is_some()),
            decider_name: incoming.map(|group| group.name.into()),
            by_stranger: false,
            handler: None,
            steps: vec![Step {
                considered: decided_by,
                id: decider,
                url: url.clone(),
                decides: true,
                because: "each receiver gets every text".into(),
            }],
            url,
        }
    }

    fn members<'a>(&self, group: &'a Fields) -> Option<Members<'a>> {
        match group.get(COVERS).as_text() {
            Some("all") => Some(Members::All),
            Some(prefix) => Some(Members::Prefix(prefix)),
            None => group.get(NUMBERS).members().map(Members::These),
        }
    }

    fn exclusive(&self) -> bool {
        false
    }

    fn local_fields(&self, kind: Kind) -> &'static [&'static str] {
        if kind == Kind::Number { &[LABEL] } else { &[] }
    }

    fn steers(&self, _number: &Fields, group: Option<&Fields>) -> bool {
        group.is_some_and(|group| self.group_steers(group))
    }

    fn group_steers(&self, group: &Fields) -> bool {
        group.get(PURPOSE).as_text() == Some("incoming")
    }

    fn declaration_of(&self, group: Group<'_>, numbers: &str) -> String {
        format!(
            "receivers: {{ NAME: {{ name: {}, numbers: [{numbers}] }} }}",
            group.name
        )
    }

    fn is_route(&self, kind: Kind, field: &str) -> bool {
        kind.is_group() && [PURPOSE, URL].contains(&field)
    }

    fn is_label(&self, field: &str) -> bool {
        field == LABEL
    }
}

//! Providers, numbers and keywords of a seed as rows.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sandbox_server::ids;
use serde_json::{Map, Value, json};

use crate::seed::extension;
use crate::seed::format::{SeedKeyword, SeedNumber, SeedProvider};
use crate::store::guid::is_guid;
use crate::store::state::{NewRow, State};
use crate::store::tables::{ACCOUNT, DEFINITION, INSTANCE, KEYWORD};

/// Adds rows to a state.
#[derive(Debug)]
pub(crate) struct Adder<'a> {
    state: &'a mut State,
    now: Timestamp,
    /// True for rows that somebody adds to those of the seed, however similar they are.
    by_hand: bool,
    /// How many ids were made of the same names.
    same: BTreeMap<String, u32>,
}

impl<'a> Adder<'a> {
    /// Adds the rows of a seed: the same names make the same ids, and a row that was added before is left alone.
    pub(crate) fn of_seed(state: &'a mut State, now: Timestamp) -> Self {
        Self {
            state,
            now,
            by_hand: false,
            same: BTreeMap::new(),
        }
    }

    /// Adds rows at `now`, each with an id of its own.
    pub(crate) fn by_hand(state: &'a mut State, now: Timestamp) -> Self {
        Self {
            by_hand: true,
            ..Self::of_seed(state, now)
        }
    }

    /// Adds a provider with its numbers. Returns its id.
    pub(crate) fn provider(&mut self, seed: &SeedProvider) -> String {
        let definition = self.definition(&seed.kind);
        let (id, is_new) = self.id(&["provider", &seed.name]);
        let unit = unit_id(&self.state.root_unit, seed.unit.as_deref());
        let extension = seed
            .extension
            .then(|| ids::guid(&["provider's extension", &id]));
        if is_new {
            let table = format!("{}account", extension::table(&seed.kind));
            if let Some(extension) = extension.clone()
                && let Some((table, mut values)) = extension::of_provider(seed, &id)
            {
                values["statecode"] = code(seed.active).into();
                self.add(table, extension, &unit, None, values);
            }
            let values = json!({
                "msdyn_name": seed.name,
                "msdyn_description": seed.description,
                "_msdyn_channeldefinitionid_value": definition,
                "_msdyn_extendedentityid_value": extension,
                "statecode": code(seed.active),
            });
            let table = extension.map(|_| table);
            self.add(ACCOUNT, id.clone(), &unit, table, values);
        }
        for number in &seed.numbers {
            self.number_of(&id, &seed.kind, &unit, number);
        }
        for number in 0..seed.more_numbers {
            let point = SeedNumber::Point(format!("+1501{}", 7_120_000 + number));
            self.number_of(&id, &seed.kind, &unit, &point);
        }
        id
    }

    /// Adds a number to the provider with this id, if there is one. Returns the number's id.
    pub(crate) fn number(&mut self, provider: &str, seed: &SeedNumber) -> Option<String> {
        let row = self.state.rows.get(provider)?;
        if row.table != ACCOUNT {
            return None;
        }
        let unit = row.unit.clone();
        let definition = row.text("_msdyn_channeldefinitionid_value")?;
        let definition = self.state.rows.get(definition)?;
        let kind = definition.text("msdyn_name")?.to_owned();
        Some(self.number_of(provider, &kind, &unit, seed))
    }

    fn number_of(&mut self, provider: &str, kind: &str, unit: &str, seed: &SeedNumber) -> String {
        let seed = seed.whole();
        let point = &seed.contact_point;
        let (id, is_new) = self.id(&["number", provider, point]);
        if !is_new {
            return id;
        }
        let unit = match &seed.unit {
            Some(unit) => unit_id(&self.state.root_unit, Some(unit)),
            None => unit.to_owned(),
        };
        let definition = self.definition(kind);
        let name = seed.name.as_ref().unwrap_or(point);
        let kind = seed.extension_kind.as_deref().unwrap_or(kind);
        let extension = seed
            .extension
            .then(|| ids::guid(&["number's extension", &id]));
        if let Some(extension) = extension.clone()
            && let Some((table, mut values)) = extension::of_number(&seed, kind)
        {
            values["statecode"] = code(seed.active).into();
            self.add(table, extension, &unit, None, values);
        }
        let application = seed.consuming_application.as_deref();
        let application = application.map(|name| id_of("application", name));
        let values = json!({
            "msdyn_name": name,
            "msdyn_contactpoint": point,
            "_msdyn_channelinstanceaccountid_value": provider,
            "_msdyn_channeldefinitionid_value": definition,
            "_msdyn_extendedentityid_value": extension,
            "_msdyn_consumingapplicationid_value": application,
            "statecode": code(seed.active),
        });
        let table = extension.map(|_| extension::table(kind));
        self.add(INSTANCE, id.clone(), &unit, table, values);
        id
    }

    /// Adds a keyword. Returns its id.
    pub(crate) fn keyword(&mut self, seed: &SeedKeyword) -> String {
        let seed = seed.whole();
        let (id, is_new) = match &seed.id {
            Some(id) => {
                let id = id.to_lowercase();
                let is_new = self.state.seeded.insert(id.clone());
                (id, is_new)
            }
            None => self.id(&["keyword", &seed.name]),
        };
        if is_new {
            let unit = unit_id(&self.state.root_unit, seed.unit.as_deref());
            let values = json!({
                "msdynmkt_name": seed.name,
                "statecode": code(seed.active),
                "statuscode": code(seed.active) + 1,
            });
            self.add(KEYWORD, id.clone(), &unit, None, values);
        }
        id
    }

    /// The definition of a kind of provider, which is added if it is missing. Returns its id.
    pub(crate) fn definition(&mut self, kind: &str) -> String {
        let id = ids::guid(&["definition", kind]);
        if self.state.seeded.insert(id.clone()) {
            let table = extension::table(kind);
            let values = json!({
                "msdyn_name": kind,
                "msdyn_displayname": kind,
                "msdyn_channeltype": "SMS",
                "msdyn_channeldefinitionexternalentity": table,
                "msdyn_channeldefinitionaccountexternalentity": format!("{table}account"),
                "msdyn_hasinbound": true,
                "msdyn_hasdeliveryreceipt": true,
                "statecode": 0,
            });
            let unit = self.state.root_unit.clone();
            self.add(DEFINITION, id.clone(), &unit, None, values);
        }
        id
    }

    /// An id made of names, and whether a row with it has to be added.
    fn id(&mut self, parts: &[&str]) -> (String, bool) {
        let same = self.same.entry(parts.join("\n")).or_default();
        loop {
            *same += 1;
            let id = ids::guid(&[parts, &[&same.to_string()]].concat());
            let is_new = self.state.seeded.insert(id.clone());
            if is_new || !self.by_hand {
                return (id, is_new);
            }
        }
    }

    fn add(
        &mut self,
        table: &'static str,
        id: String,
        unit: &str,
        extension: Option<String>,
        values: Value,
    ) {
        let values = match values {
            Value::Object(values) => values,
            _ => Map::new(),
        };
        let row = NewRow {
            id,
            table,
            owner: ids::guid(&["user", "marketing"]),
            unit: unit.to_owned(),
            extension,
            values,
        };
        self.state.add(row, self.now);
    }
}

/// The id of a business unit with this name or id; that at the top without one.
pub(crate) fn unit_id(root: &str, name: Option<&str>) -> String {
    name.map_or_else(|| root.to_owned(), |name| id_of("unit", name))
}

fn id_of(what: &str, name: &str) -> String {
    if is_guid(name) {
        return name.to_lowercase();
    }
    ids::guid(&[what, name])
}

/// `statecode`.
fn code(active: bool) -> u8 {
    u8::from(!active)
}

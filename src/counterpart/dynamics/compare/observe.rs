//! What became of recorded rows: found by id, and by key if the row was deleted and made again.

use std::collections::BTreeMap;

use super::super::rows::{Environment, Extent, KeywordRow, NumberRow, ProviderRow};
use super::columns::Columns;
use super::index::Index;
use super::keywords;
use crate::counterpart::RecordSight;
use crate::model::{Address, Level, Resource};

/// The rows of each list by id, and by key.
struct Rows<'a> {
    /// SMS providers by id, numbers by contact point.
    index: Index<'a>,
    numbers: BTreeMap<&'a str, &'a NumberRow>,
    keywords: BTreeMap<&'a str, &'a KeywordRow>,
    words: BTreeMap<String, Vec<&'a KeywordRow>>,
    /// SMS providers by name, an active row before an inactive one.
    names: BTreeMap<&'a str, &'a ProviderRow>,
}

/// Returns what became of each recorded row.
pub(super) fn observe(
    environment: &Environment,
    recorded: &BTreeMap<Address, Resource>,
) -> BTreeMap<Address, RecordSight> {
    let rows = Rows::of(environment);
    // Keywords that the configuration ignores are not looked for.
    let ignored = |address: &Address| {
        let Address::Counterpart { of: Some(of), .. } = address else {
            return false;
        };
        of.kind().level() == Level::Keyword && environment.keywords.is_none()
    };
    let looked_for = recorded.iter().filter(|(address, _)| !ignored(address));
    let sights = looked_for.map(|(address, resource)| {
        let sight = rows.sight(environment, address, resource);
        (address.clone(), sight)
    });
    sights.collect()
}

impl<'a> Rows<'a> {
    fn of(environment: &'a Environment) -> Self {
        let keywords = environment.keywords.as_ref();
        let mut names: BTreeMap<&str, &ProviderRow> = BTreeMap::new();
        for row in &environment.providers.rows {
            let Some(name) = row.name.as_deref() else {
                continue;
            };
            let kept = names.entry(name).or_insert(row);
            if row.active && !kept.active {
                *kept = row;
            }
        }
        let numbers = environment.numbers.rows.iter();
        let words = keywords.into_iter().flat_map(|list| &list.rows);
        Self {
            index: Index::of(environment),
            numbers: numbers.map(|row| (row.id.as_str(), row)).collect(),
            keywords: words.map(|row| (row.id.as_str(), row)).collect(),
            words: keywords.map(keywords::by_name).unwrap_or_default(),
            names,
        }
    }

    fn sight(
        &self,
        environment: &Environment,
        address: &Address,
        recorded: &Resource,
    ) -> RecordSight {
        let Address::Counterpart { of: Some(of), .. } = address else {
            return RecordSight::Unknown;
        };
        let id = recorded.id.as_deref().unwrap_or_default();
        let key = recorded.key.as_deref().unwrap_or_default();
        let (columns, extent) = match of.kind().level() {
            Level::Provider => {
                let row = self.index.provider(id);
                let row = row.or_else(|| self.names.get(key).copied());
                (row.map(Columns::of_provider), environment.providers.extent)
            }
            Level::Number => {
                let row = self.numbers.get(id).copied();
                let row = row.or_else(|| self.number_of(key, recorded));
                (row.map(Columns::of_number), environment.numbers.extent)
            }
            Level::Keyword => {
                let row = self.keywords.get(id).copied();
                let row =
                    row.or_else(|| self.words.get(&key.to_ascii_uppercase())?.first().copied());
                let list = environment.keywords.as_ref();
                let extent = list.map_or(Extent::Unread, |list| list.extent);
                let columns = row.map(Columns::of_keyword);
                let columns = columns.map(|all| all.in_recorded_case(&recorded.fields));
                (columns, extent)
            }
            Level::Handler | Level::Group | Level::Counterpart => (None, Extent::Unread),
        };
        match (columns, extent) {
            (Some(columns), _) => RecordSight::There(columns.as_recorded(&recorded.fields)),
            (None, Extent::Everything) => RecordSight::Gone,
            (None, Extent::Visible | Extent::Unread) => RecordSight::Unknown,
        }
    }

    /// A number's row by its contact point: one under the recorded SMS provider if there is one.
    fn number_of(&self, key: &str, recorded: &Resource) -> Option<&'a NumberRow> {
        let provider = recorded.fields.get("_msdyn_channelinstanceaccountid_value");
        let rows = self.index.numbers(key).iter().copied();
        rows.min_by_key(|row| (row.provider.as_deref() != provider.as_text(), !row.active))
    }
}

//! The columns of a row that agreement depends on, as the registry records them.

use std::collections::BTreeMap;

use super::super::rows::{Cell, KeywordRow, NumberRow, ProviderRow};
use super::contact_point::ContactPoint;
use super::kind::{SenderKind, account_sid, label, service_sid};
use crate::model::{Fields, Text, Value};

/// The column with the name of a phone number for people.
pub(super) const NAME: &str = "msdyn_name";

/// The column with the word of a keyword.
const WORD: &str = "msdynmkt_name";

/// The columns of one row.
pub(super) struct Columns(BTreeMap<&'static str, Cell<Value>>);

impl Columns {
    /// The columns of an SMS provider.
    pub(super) fn of_provider(row: &ProviderRow) -> Self {
        let mut columns = BTreeMap::from([("statecode", state(row.active))]);
        if SenderKind::Twilio.may_be_of(row) {
            columns.insert("msdynmkt_accountsid", text(&account_sid(row)));
            columns.insert("msdynmkt_messagingservicesid", text(&service_sid(row)));
        }
        Self(columns)
    }

    /// The columns of a phone number.
    pub(super) fn of_number(row: &NumberRow) -> Self {
        // Dynamics requires a contact point: one that is not there could not be read.
        let contact = match &row.contact_point {
            Some(spelled) => Cell::Read(ContactPoint::of(spelled)),
            None => Cell::Hidden,
        };
        let contact = match &contact {
            Cell::Read(contact) => Cell::Read(contact.as_ref().map(ContactPoint::as_str)),
            Cell::Hidden => Cell::Hidden,
        };
        let kind = match row.kind {
            Cell::Read(kind) => Cell::Read(kind.map(|kind| Value::text(label(kind)))),
            Cell::Hidden => Cell::Hidden,
        };
        Self(BTreeMap::from([
            ("msdyn_contactpoint", text(&contact)),
            (
                "_msdyn_channelinstanceaccountid_value",
                text(&Cell::Read(row.provider.as_deref())),
            ),
            ("statecode", state(row.active)),
            ("msdynmkt_type", kind),
            (NAME, text(&Cell::Read(row.name.as_deref()))),
        ]))
    }

    /// The columns of a keyword.
    pub(super) fn of_keyword(row: &KeywordRow) -> Self {
        let name = Value::text(row.name.as_str());
        Self(BTreeMap::from([(WORD, Cell::Read(Some(name)))]))
    }

    /// Spells a word in the recorded case: in another case, it is the same keyword.
    pub(super) fn in_recorded_case(mut self, recorded: &Fields) -> Self {
        let before = recorded.get(WORD);
        if let Some(Cell::Read(Some(now))) = self.0.get_mut(WORD)
            && let (Some(word), Some(known)) = (now.as_text(), before.as_text())
            && word.eq_ignore_ascii_case(known)
        {
            *now = before.clone();
        }
        self
    }

    /// Leaves a column out.
    pub(super) fn without(mut self, column: &str) -> Self {
        self.0.remove(column);
        self
    }

    /// Returns the columns that could be read. One that is not set is blank.
    pub(super) fn to_record(&self) -> Fields {
        let read = self.0.iter().filter_map(|(name, cell)| match cell {
            Cell::Read(value) => Some((Text::new_static(name), value.clone().unwrap_or_default())),
            Cell::Hidden => None,
        });
        read.collect()
    }

    /// Returns the columns that were recorded, as they are now. One that cannot be read now keeps its
    /// recorded value: nothing shows that it changed. One that the row no longer has, because its kind
    /// changed, is blank.
    pub(super) fn as_recorded(&self, recorded: &Fields) -> Fields {
        let now = recorded.iter().map(|(name, before)| {
            let value = match self.0.get(name.as_str()) {
                Some(Cell::Read(value)) => value.clone().unwrap_or_default(),
                Some(Cell::Hidden) => before.clone(),
                None => Value::Blank,
            };
            (name.clone(), value)
        });
        now.collect()
    }
}

fn text(cell: &Cell<&str>) -> Cell<Value> {
    match cell {
        Cell::Read(text) => Cell::Read(text.map(Value::text)),
        Cell::Hidden => Cell::Hidden,
    }
}

fn state(active: bool) -> Cell<Value> {
    Cell::Read(Some(Value::Number(u64::from(!active))))
}

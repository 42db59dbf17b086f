//! The lists of an environment joined by id. Pure.

use super::problems::Problems;
use super::rows::{
    Cell, Extension, Extent, KeywordRow, Listed, NumberKind, NumberRow, ProviderRow,
};
use super::sought::{Got, Sought};
use super::tables::{
    ACCOUNT, ACCOUNT_SID, ACS_ACCOUNT, ACS_INSTANCE, INSTANCE, KEYWORD, KEYWORD_NAME, SERVICE_SID,
    TWILIO_ACCOUNT, TWILIO_INSTANCE, TYPE, Table,
};
use super::wire::{self, Guid};

/// Every list of an environment.
pub(super) struct Lists {
    pub definitions: Sought<wire::DefinitionRow>,
    pub accounts: Sought<wire::AccountRow>,
    pub twilio_accounts: Sought<wire::TwilioAccountRow>,
    pub instances: Sought<wire::InstanceRow>,
    pub twilio_instances: Sought<wire::TwilioInstanceRow>,
    pub acs_instances: Sought<wire::AcsInstanceRow>,
    pub keywords: Sought<wire::KeywordRow>,
}

/// Which lists the user sees every row of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SeesAll {
    pub accounts: bool,
    pub instances: bool,
    pub keywords: bool,
}

impl Lists {
    /// The SMS providers.
    pub(super) fn providers(&self, sees_all: bool, problems: &mut Problems) -> Listed<ProviderRow> {
        let Some(got) = self.accounts.read() else {
            return unread();
        };
        let rows = got.rows.values().map(|row| ProviderRow {
            id: row.id.as_str().to_owned(),
            name: row.name.clone(),
            description: row.description.clone(),
            extension: self.extension(got, row, problems),
            active: got.is_active(row.state),
            modified: row.modified.clone(),
            business_unit: row.unit.clone().map(Guid::into_text),
        });
        listed(rows.collect(), sees_all)
    }

    fn extension(
        &self,
        got: &Got<wire::AccountRow>,
        row: &wire::AccountRow,
        problems: &mut Problems,
    ) -> Extension {
        let Some(id) = &row.extension else {
            return if got.has("msdyn_extendedentityid") {
                Extension::None
            } else {
                Extension::Unread
            };
        };
        let accounts = self.twilio_accounts.read();
        let found = accounts.and_then(|accounts| Some((accounts, accounts.rows.get(id)?)));
        let table = row.extension_table.as_deref().or_else(|| self.defined(row));
        match (table, found) {
            (Some(table), _) if table == ACS_ACCOUNT => Extension::Azure,
            (Some(table), _) if table != TWILIO_ACCOUNT.logical => {
                Extension::Other(table.to_owned())
            }
            (_, Some((accounts, found))) => Extension::Twilio {
                account_sid: accounts.cell(
                    &TWILIO_ACCOUNT,
                    ACCOUNT_SID,
                    set(found.account_sid.as_ref()),
                    problems,
                ),
                messaging_service_sid: accounts.cell(
                    &TWILIO_ACCOUNT,
                    SERVICE_SID,
                    set(found.messaging_service_sid.as_ref()),
                    problems,
                ),
            },
            (Some(_), None) if matches!(self.twilio_accounts, Sought::NotAsked) => {
                Extension::Twilio {
                    account_sid: Cell::Hidden,
                    messaging_service_sid: Cell::Hidden,
                }
            }
            (_, None) => Extension::Unread,
        }
    }

    /// The table of a provider's extension, by the provider's kind.
    fn defined(&self, row: &wire::AccountRow) -> Option<&str> {
        let definitions = self.definitions.read()?;
        let definition = definitions.rows.get(row.definition.as_ref()?)?;
        definition
            .extension
            .as_deref()
            .filter(|name| !name.is_empty())
    }

    /// The phone numbers, taken out of the lists.
    pub(super) fn numbers(&mut self, sees_all: bool, problems: &mut Problems) -> Listed<NumberRow> {
        let Sought::Read(mut got) = std::mem::replace(&mut self.instances, Sought::NotAsked) else {
            return unread();
        };
        // There can be many thousand, so nothing is copied.
        let rows = std::mem::take(&mut got.rows);
        let rows = rows.into_values().map(|row| NumberRow {
            kind: self.kind(&got, &row, problems),
            active: got.is_active(row.state),
            id: row.id.into_text(),
            name: row.name,
            contact_point: row.contact_point,
            provider: row.account.map(Guid::into_text),
            consuming_application: row.application.map(Guid::into_text),
            modified: row.modified,
            business_unit: row.unit.map(Guid::into_text),
        });
        let rows: Vec<NumberRow> = rows.collect();
        let is_hidden = |column: &'static str, hidden: bool, problems: &mut Problems| {
            let hides = hidden && got.guarded.contains(column);
            if hides {
                problems.hidden(&INSTANCE, column);
            }
            hides
        };
        let nameless = rows.iter().any(|row| row.contact_point.is_none());
        let homeless = rows.iter().any(|row| row.provider.is_none());
        let contact = is_hidden("msdyn_contactpoint", nameless, problems);
        let provider = is_hidden(ACCOUNT.key, homeless, problems);
        listed(rows, sees_all && !contact && !provider)
    }

    fn kind(
        &self,
        got: &Got<wire::InstanceRow>,
        row: &wire::InstanceRow,
        problems: &mut Problems,
    ) -> Cell<NumberKind> {
        let Some(id) = &row.extension else {
            return if got.has("msdyn_extendedentityid") {
                Cell::Read(None)
            } else {
                Cell::Hidden
            };
        };
        let is_of = |table: &Table| {
            let named = row.extension_table.as_deref();
            named.is_none_or(|named| named == table.logical)
        };
        if is_of(&TWILIO_INSTANCE)
            && let Some(twilio) = self.twilio_instances.read()
            && let Some(found) = twilio.rows.get(id)
        {
            let kind = found.kind.map(of_twilio);
            return twilio.cell(&TWILIO_INSTANCE, TYPE, kind, problems);
        }
        if is_of(&ACS_INSTANCE)
            && let Some(azure) = self.acs_instances.read()
            && let Some(found) = azure.rows.get(id)
        {
            let kind = found.kind.map(of_azure);
            return azure.cell(&ACS_INSTANCE, TYPE, kind, problems);
        }
        Cell::Hidden
    }

    /// The keywords; `None` if they were not asked for.
    pub(super) fn keywords(
        &self,
        sees_all: bool,
        problems: &mut Problems,
    ) -> Option<Listed<KeywordRow>> {
        let got = match &self.keywords {
            Sought::NotAsked => return None,
            Sought::Unread => return Some(unread()),
            Sought::Read(got) => got,
        };
        let rows = got.rows.values().filter_map(|row| {
            Some(KeywordRow {
                id: row.id.as_str().to_owned(),
                name: row.name.clone()?,
                active: got.is_active(row.state),
                modified: row.modified.clone(),
                business_unit: row.unit.clone().map(Guid::into_text),
            })
        });
        let rows: Vec<KeywordRow> = rows.collect();
        let hides = rows.len() < got.rows.len() && got.guarded.contains(KEYWORD_NAME);
        if hides {
            problems.hidden(&KEYWORD, KEYWORD_NAME);
        }
        Some(listed(rows, sees_all && !hides))
    }
}

/// A value that is set: an empty text is none.
fn set(value: Option<&String>) -> Option<String> {
    value.filter(|value| !value.is_empty()).cloned()
}

fn unread<T>() -> Listed<T> {
    Listed {
        rows: Vec::new(),
        extent: Extent::Unread,
    }
}

fn listed<T>(rows: Vec<T>, sees_all: bool) -> Listed<T> {
    let extent = if sees_all {
        Extent::Everything
    } else {
        Extent::Visible
    };
    Listed { rows, extent }
}

/// `msdynmkt_type` of a number of Twilio's.
fn of_twilio(kind: i64) -> NumberKind {
    match kind {
        723_270_000 => NumberKind::Geographic,
        723_270_001 => NumberKind::ShortCode,
        723_270_002 => NumberKind::TollFree,
        723_270_003 => NumberKind::Alphanumeric,
        other => NumberKind::Unknown(other),
    }
}

/// The same of a number of Azure Communication Services. Its integers mean other things.
fn of_azure(kind: i64) -> NumberKind {
    match kind {
        698_540_000 => NumberKind::TollFree,
        698_540_001 => NumberKind::ShortCode,
        698_540_002 => NumberKind::Alphanumeric,
        other => NumberKind::Unknown(other),
    }
}

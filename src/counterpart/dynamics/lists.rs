//! The lists of an environment: which are read, with which columns, and what it means that one
//! could not be read.

use serde::de::DeserializeOwned;

use super::client::{Metadata, Run};
use super::joined::Lists;
use super::problems::Problems;
use super::sought::{Got, Sought};
use super::tables::{
    ACCOUNT, ACS_INSTANCE, Column, DEFINITION, INSTANCE, KEYWORD, TWILIO_ACCOUNT, TWILIO_INSTANCE,
    Table,
};
use super::trouble::Trouble;
use super::wire::Row;
use crate::model::CounterpartCode;

/// What is read.
#[derive(Clone, Copy)]
pub(super) struct Wish {
    pub twilio: Wanted,
    pub azure: Wanted,
    pub keywords: bool,
}

/// Whether what is special to a kind of provider is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// It is not.
    No,
    /// It is read if it exists.
    IfThere,
    /// A provider of the kind is declared, so it is missed if it does not exist.
    Declared,
}

impl Wanted {
    pub(super) fn any(self) -> bool {
        self != Self::No
    }
}

/// What it means that a table does not exist.
#[derive(Clone, Copy)]
enum Weight {
    /// The comparison is incomplete.
    Needed,
    /// Details are missing.
    Detail,
    /// Nothing: it was read in case it exists.
    Nothing,
}

impl Run<'_> {
    /// Reads the lists. The queue sends two requests at once.
    pub(super) async fn lists(
        &self,
        wish: Wish,
        metadata: Option<&Metadata>,
        problems: &mut Problems,
    ) -> Lists {
        let (definitions, accounts, twilio_accounts, instances, twilio_instances, acs, keywords) = tokio::join!(
            self.rows(&DEFINITION, true, metadata),
            self.rows(&ACCOUNT, true, metadata),
            self.rows(&TWILIO_ACCOUNT, wish.twilio.any(), metadata),
            self.rows(&INSTANCE, true, metadata),
            self.rows(&TWILIO_INSTANCE, wish.twilio.any(), metadata),
            self.rows(&ACS_INSTANCE, wish.azure.any(), metadata),
            self.rows(&KEYWORD, wish.keywords, metadata),
        );
        let of = |wanted, weight| match wanted {
            Wanted::Declared => weight,
            Wanted::IfThere | Wanted::No => Weight::Nothing,
        };
        let twilio = of(wish.twilio, Weight::Needed);
        let azure = of(wish.azure, Weight::Detail);
        let needed = Weight::Needed;
        Lists {
            definitions: sought(&DEFINITION, needed, definitions, problems),
            accounts: sought(&ACCOUNT, needed, accounts, problems),
            twilio_accounts: sought(&TWILIO_ACCOUNT, twilio, twilio_accounts, problems),
            instances: sought(&INSTANCE, needed, instances, problems),
            twilio_instances: sought(&TWILIO_INSTANCE, twilio, twilio_instances, problems),
            acs_instances: sought(&ACS_INSTANCE, azure, acs, problems),
            keywords: sought(&KEYWORD, needed, keywords, problems),
        }
    }

    /// Reads a list with the columns that exist; `None` if it was not asked for.
    async fn rows<T: DeserializeOwned + Row + Send>(
        &self,
        table: &'static Table,
        wanted: bool,
        metadata: Option<&Metadata>,
    ) -> Option<Result<Got<T>, Trouble>> {
        if !wanted {
            return None;
        }
        Some(Box::pin(self.list_of(table, metadata)).await)
    }

    async fn list_of<T: DeserializeOwned + Row + Send>(
        &self,
        table: &'static Table,
        metadata: Option<&Metadata>,
    ) -> Result<Got<T>, Trouble> {
        let known = match metadata.map(|metadata| metadata.table(table)) {
            None => None,
            Some(Some(known)) => Some(known),
            Some(None) => return Err(Trouble::no_table(table, self.host())),
        };
        let exists = |column: &&Column| known.is_none_or(|known| known.has(column.logical));
        // Without metadata, the columns that usually are may be secured.
        let is_guarded = |column: &&&Column| match known {
            Some(known) => known.secures(column.logical) == Some(true),
            None => table.logical == TWILIO_ACCOUNT.logical,
        };
        let (columns, missing): (Vec<&Column>, Vec<&Column>) =
            table.columns.iter().partition(exists);
        if let Some(column) = missing.iter().find(|column| column.needed) {
            return Err(Trouble::no_column(table, column.logical));
        }
        let set = known.map_or(table.set, |known| &known.set);
        let doing = format!("reading {}", table.rows);
        let guarded: Vec<&Column> = columns.iter().filter(is_guarded).copied().collect();
        let mut refused = Vec::new();
        let rows = match self.list(set, &select(table, &columns), &doing).await {
            Err(trouble) if is_secured(&trouble) && guarded.iter().any(|column| !column.needed) => {
                refused = guarded.clone();
                refused.retain(|column| !column.needed);
                let names: Vec<&str> = refused.iter().map(|column| column.logical).collect();
                let mut rest = columns.clone();
                rest.retain(|column| !names.contains(&column.logical));
                self.list(set, &select(table, &rest), &doing).await?
            }
            other => other?,
        };
        let names = |columns: &[&'static Column]| columns.iter().map(|it| it.logical).collect();
        Ok(Got {
            described: known.is_some(),
            missing: names(&missing),
            guarded: names(&guarded),
            refused: names(&refused),
            ..Got::of(rows)
        })
    }
}

/// The columns of a request; the key if there is none, because a request without a selection would
/// return every column.
fn select(table: &Table, columns: &[&Column]) -> Vec<&'static str> {
    if columns.is_empty() {
        return vec![table.key];
    }
    columns.iter().map(|column| column.select).collect()
}

/// Whether a list was refused because of a secured column. A privilege that is missing has a code of
/// its own.
fn is_secured(trouble: &Trouble) -> bool {
    trouble.status == Some(403) && trouble.code == CounterpartCode::Refused
}

/// A list, with the problems of its reading.
fn sought<T>(
    table: &Table,
    weight: Weight,
    read: Option<Result<Got<T>, Trouble>>,
    problems: &mut Problems,
) -> Sought<T> {
    match read {
        None => Sought::NotAsked,
        Some(Ok(got)) => {
            for column in &got.missing {
                problems.no_column(table, column);
            }
            for column in &got.refused {
                problems.hidden(table, column);
            }
            Sought::Read(got)
        }
        Some(Err(trouble)) => {
            match (trouble.code, weight) {
                (CounterpartCode::NoTable, Weight::Nothing) => {}
                (CounterpartCode::NoTable, Weight::Detail) => problems.no_details(table),
                _ => problems.add(trouble),
            }
            Sought::Unread
        }
    }
}

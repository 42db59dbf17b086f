//! A list that may have been read, and which of its columns can be relied on. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::problems::Problems;
use super::rows::Cell;
use super::tables::Table;
use super::wire::{Guid, Row};

/// A list that was read.
pub(super) struct Got<T> {
    /// Its rows, each once, by their ids.
    pub rows: BTreeMap<Guid, T>,
    /// Whether the metadata of its table was read.
    pub described: bool,
    /// The columns that do not exist.
    pub missing: BTreeSet<&'static str>,
    /// The columns that may be null because they are secured.
    pub guarded: BTreeSet<&'static str>,
    /// The columns that were left out because they are secured.
    pub refused: BTreeSet<&'static str>,
}

/// A list that may have been read.
pub(super) enum Sought<T> {
    /// It was not asked for.
    NotAsked,
    /// It could not be read.
    Unread,
    /// It was read.
    Read(Got<T>),
}

impl<T: Row> Got<T> {
    /// A list of rows; the later of two with one id counts.
    pub(super) fn of(rows: Vec<T>) -> Self {
        let rows = rows.into_iter().map(|row| (row.id().clone(), row));
        Self {
            rows: rows.collect(),
            described: false,
            missing: BTreeSet::new(),
            guarded: BTreeSet::new(),
            refused: BTreeSet::new(),
        }
    }

    pub(super) fn has(&self, column: &str) -> bool {
        !self.missing.contains(column) && !self.refused.contains(column)
    }

    /// The value of an optional column.
    pub(super) fn cell<V>(
        &self,
        table: &Table,
        column: &'static str,
        value: Option<V>,
        problems: &mut Problems,
    ) -> Cell<V> {
        if value.is_none() && self.guarded.contains(column) {
            if self.described {
                problems.hidden(table, column);
            }
            return Cell::Hidden;
        }
        if self.has(column) {
            Cell::Read(value)
        } else {
            Cell::Hidden
        }
    }

    /// Whether a row is active. Without the column, nothing is called inactive.
    pub(super) fn is_active(&self, state: Option<i64>) -> bool {
        !self.has("statecode") || state.is_none_or(|state| state == 0)
    }
}

impl<T> Sought<T> {
    pub(super) fn read(&self) -> Option<&Got<T>> {
        match self {
            Self::Read(got) => Some(got),
            Self::NotAsked | Self::Unread => None,
        }
    }
}

//! What could not be read, each cause once. Pure.

use super::rows::Obstacle;
use super::tables::Table;
use super::trouble::Trouble;
use crate::model::CounterpartCode;

/// What could not be read.
#[derive(Debug, Default)]
pub(super) struct Problems {
    /// Each cause, and what failed because of it.
    troubles: Vec<(Trouble, Vec<String>)>,
    notes: Vec<Obstacle>,
}

impl Problems {
    /// Adds a failed request.
    pub(super) fn add(&mut self, trouble: Trouble) {
        let doing = trouble.doing.clone();
        let is_same = |known: &Trouble| {
            let is_equal = (&known.message, &known.help) == (&trouble.message, &trouble.help);
            // One request was refused, and those after it were not sent: that is one cause.
            let is_busy = trouble.code == CounterpartCode::Busy;
            known.code == trouble.code && (is_equal || is_busy)
        };
        match self.troubles.iter_mut().find(|(known, _)| is_same(known)) {
            Some((_, all)) if all.contains(&doing) => {}
            Some((_, all)) => all.push(doing),
            None => self.troubles.push((trouble, vec![doing])),
        }
    }

    /// Notes a column that does not exist.
    pub(super) fn no_column(&mut self, table: &Table, column: &str) {
        self.note(
            CounterpartCode::NoColumn,
            format!(
                "the table {} has no column {column}, so it is not compared",
                table.logical
            ),
            "update the app Customer Insights - Journeys in the environment, or Switchboard",
        );
    }

    /// Notes a table that only adds details, and does not exist.
    pub(super) fn no_details(&mut self, table: &Table) {
        self.note(
            CounterpartCode::NoColumn,
            format!(
                "there is no table {}, so {} are not compared",
                table.logical, table.rows
            ),
            "nothing needs to be done if the environment has no provider of this kind",
        );
    }

    /// Notes a column that cannot be read.
    pub(super) fn hidden(&mut self, table: &Table, column: &str) {
        self.note(
            CounterpartCode::Hidden,
            format!(
                "the column {column} of {} is secured and cannot be read, so it is not compared",
                table.logical
            ),
            "to compare it, add the application user to a column security profile that can read this column, and no other",
        );
    }

    fn note(&mut self, code: CounterpartCode, summary: String, help: &str) {
        let note = Obstacle {
            code,
            summary,
            help: help.to_owned(),
        };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// What makes the comparison incomplete, and what does not.
    pub(super) fn into_parts(self) -> (Vec<Obstacle>, Vec<Obstacle>) {
        let obstacles = self.troubles.into_iter().map(|(trouble, doing)| {
            let summary = match trouble.code {
                CounterpartCode::SignInFailed
                | CounterpartCode::NotAUser
                | CounterpartCode::NoTable => trouble.message,
                _ => format!("{}: {}", doing.join(", "), trouble.message),
            };
            Obstacle {
                code: trouble.code,
                summary,
                help: trouble.help,
            }
        });
        (obstacles.collect(), self.notes)
    }
}

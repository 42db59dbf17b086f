//! The rows of the table: a file per subject.

mod apply;
mod fleet;
mod numbers;
mod registry;
mod start;

use crate::options::Options;
use crate::results::Row;
use crate::table;

/// The rows that are measured. Each is shown on stderr as soon as it is known: the whole takes minutes.
#[derive(Default)]
struct Rows(Vec<Row>);

impl Rows {
    fn add(&mut self, row: Row) {
        eprintln!("{}: {}", row.name, table::measured(&row));
        self.0.push(row);
    }
}

/// Bytes that a plan of so many numbers may take.
fn memory_goal(numbers: usize) -> f64 {
    40e6 + 1e3 * numbers as f64
}

/// Measures every row that is wanted.
pub(crate) fn measure(options: &Options) -> anyhow::Result<Vec<Row>> {
    let mut rows = Rows::default();
    numbers::rows(options, &mut rows)?;
    fleet::rows(options, &mut rows)?;
    apply::rows(options, &mut rows)?;
    start::rows(options, &mut rows)?;
    Ok(rows.0)
}

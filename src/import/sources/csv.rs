//! Lists of numbers as CSV: from spreadsheets, Twilio's API, or `twilio phone-numbers:list -o tsv`.
//!
//! A list supplies the selection and the names. Columns are found by their header. Every cell is
//! text: nothing is computed, and no number is repaired without the account's confirmation.

mod columns;
mod number;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use csv::{ByteRecord, ReaderBuilder, Trim};

use columns::{Column, Columns, letters, separator};
pub use number::Written;

use super::sid::is_sid;
use super::text::text;
use super::{Place, Unreadable};
use crate::model::{HttpsUrl, mask_userinfo};

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its row in a spreadsheet; the header is row 1.
    pub row: usize,
    /// The number, as it is written.
    pub number: Option<Written>,
    /// The number's SID.
    pub sid: Option<String>,
    /// The name that people call it by.
    pub name: Option<String>,
    /// The URL that texts are sent to.
    pub url: Option<String>,
    /// The method of that URL, in capitals.
    pub method: Option<String>,
    /// The account's SID.
    pub account: Option<String>,
}

/// A list of numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The file as the user named it.
    pub file: String,
    /// The rows that are not empty, in order.
    pub rows: Vec<Row>,
    /// The headers of the columns that are skipped, in order.
    pub skipped: Vec<String>,
}

impl List {
    /// The URLs that the configuration language refuses.
    pub fn undeclarable_urls(&self) -> Vec<Unreadable> {
        let rows = self.rows.iter();
        let refused = rows.filter_map(|row| {
            let url = row.url.as_deref()?;
            // The URL is not repeated: it may hold a password.
            let (summary, help) = if mask_userinfo(url) == url {
                let invalid = HttpsUrl::parse(url).err()?;
                (invalid.summary, invalid.help)
            } else {
                let help = "remove user:password@ from it";
                ("the URL holds a password".to_owned(), help.to_owned())
            };
            Some(Unreadable::new(&self.file, summary, help).at(Place::Row(row.row)))
        });
        refused.collect()
    }
}

const AS_UTF_8: &str = "save it as \"CSV UTF-8\"";

/// Reads a list, or returns every error in it.
pub fn read(file: &str, bytes: &[u8]) -> Result<List, Vec<Unreadable>> {
    let text = text(file, bytes, AS_UTF_8).map_err(|error| vec![error])?;
    let (separator, table) = separator(text);
    // A first line that only names the separator is a row, too.
    let mut row = usize::from(table.len() < text.len());
    let text = table;
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .has_headers(false)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let mut records = reader.byte_records();
    let Some(Ok(header)) = records.next() else {
        let help = "the first line must name the columns, such as phone_number and friendly_name";
        return Err(vec![Unreadable::new(file, "the file is empty", help)]);
    };
    row += 1 + blank_lines(text, &header);
    let columns = Columns::read(&cells(&header));
    if !columns.identify() {
        let help = "add a column phone_number or sid; the first line must name the columns";
        let summary = "no column identifies the numbers";
        return Err(vec![
            Unreadable::new(file, summary, help).at(Place::Row(row)),
        ]);
    }
    let mut table = Table {
        file,
        columns,
        rows: Vec::new(),
        errors: Vec::new(),
        seen: BTreeMap::new(),
    };
    for record in records {
        row += 1;
        match record {
            Ok(record) => {
                row += blank_lines(text, &record);
                table.add(row, &cells(&record));
            }
            Err(_) => table.refuse("the row cannot be read", "", Place::Row(row)),
        }
    }
    if table.errors.is_empty() {
        Ok(List {
            file: file.to_owned(),
            rows: table.rows,
            skipped: table.columns.skipped,
        })
    } else {
        Err(table.errors)
    }
}

/// The number of blank lines before a record. The parser drops them, but a spreadsheet counts them.
fn blank_lines(text: &str, record: &ByteRecord) -> usize {
    let start = record.position().map_or(0, csv::Position::byte);
    let start = usize::try_from(start).unwrap_or_default();
    let (Some(before), Some(rest)) = (text.get(..start), text.get(start..)) else {
        return 0;
    };
    // The end of the record before may still be there.
    let ended = before.is_empty() || before.ends_with('\n');
    let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    let ends = rest
        .bytes()
        .take(blank)
        .filter(|byte| *byte == b'\n')
        .count();
    ends.saturating_sub(usize::from(!ended))
}

/// The cells of a record. The whole text is UTF-8, and no separator cuts a character.
fn cells(record: &ByteRecord) -> Vec<&str> {
    let cells = record.iter();
    cells
        .map(|cell| std::str::from_utf8(cell).unwrap_or_default())
        .collect()
}

/// A list while it is read.
struct Table<'a> {
    file: &'a str,
    columns: Columns,
    rows: Vec<Row>,
    errors: Vec<Unreadable>,
    /// The row in which a number or SID was first.
    seen: BTreeMap<String, usize>,
}

impl Table<'_> {
    fn refuse(&mut self, summary: impl Into<String>, help: &str, place: Place) {
        let error = Unreadable::new(self.file, summary, help).at(place);
        self.errors.push(error);
    }

    fn add(&mut self, row: usize, cells: &[&str]) {
        if cells.iter().all(|cell| cell.is_empty()) {
            return;
        }
        let width = self.columns.width;
        if cells.iter().skip(width).any(|cell| !cell.is_empty()) {
            let summary = format!("the row has {} cells, the header has {width}", cells.len());
            let help = "put a value that contains the separator in quotes";
            return self.refuse(summary, help, Place::Row(row));
        }
        let errors = self.errors.len();
        let number = self.number(row, cells);
        let sid = self.sid(row, cells, Column::Sid, "PN");
        let account = self.sid(row, cells, Column::AccountSid, "AC");
        let method = self.method(row, cells);
        let identity = sid
            .clone()
            .or(number.as_ref().map(|number| number.digits().to_owned()));
        let Some(identity) = identity else {
            if self.errors.len() == errors {
                let help = "fill in the number or its SID, or delete the row";
                self.refuse("the row has no number", help, Place::Row(row));
            }
            return;
        };
        if let Some(first) = self.seen.get(&identity) {
            let summary = format!("row {first} has the same number");
            return self.refuse(summary, "delete one of the two rows", Place::Row(row));
        }
        self.seen.insert(identity, row);
        let text = |column| {
            self.columns
                .cell(cells, column)
                .map(|(_, text)| text.to_owned())
        };
        let (name, url) = (text(Column::Name), text(Column::Url));
        self.rows.push(Row {
            row,
            number,
            sid,
            name,
            url,
            method,
            account,
        });
    }

    fn number(&mut self, row: usize, cells: &[&str]) -> Option<Written> {
        let (at, text) = self.columns.cell(cells, Column::Number)?;
        match Written::parse(text) {
            Ok(number) => Some(number),
            Err((summary, help)) => {
                self.refuse(summary, help, cell(at, row));
                None
            }
        }
    }

    fn sid(&mut self, row: usize, cells: &[&str], column: Column, prefix: &str) -> Option<String> {
        let (at, text) = self.columns.cell(cells, column)?;
        if is_sid(text, prefix) {
            return Some(text.to_owned());
        }
        // The text is not repeated: a column may have been mistaken for another.
        let summary = format!("this is not a SID that begins with {prefix}");
        let help = "copy the SID from Twilio's console, or leave the cell empty";
        self.refuse(summary, help, cell(at, row));
        None
    }

    fn method(&mut self, row: usize, cells: &[&str]) -> Option<String> {
        let (at, text) = self.columns.cell(cells, Column::Method)?;
        let method = text.to_ascii_uppercase();
        if method == "GET" || method == "POST" {
            return Some(method);
        }
        let help = "write GET or POST, or leave the cell empty";
        self.refuse("the method is neither GET nor POST", help, cell(at, row));
        None
    }
}

/// A cell as a spreadsheet names it.
fn cell(column: usize, row: usize) -> Place {
    Place::Cell(format!("{}{row}", letters(column)))
}

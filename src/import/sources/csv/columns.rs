//! The header of a list: which separator, and which column is which.

/// A column that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Number,
    Name,
    Sid,
    Url,
    Method,
    AccountSid,
}

/// The headers by which a column is known, the most exact first.
const HEADERS: [(Column, &[&str]); 6] = [
    (Column::Number, &["phonenumber", "number"]),
    (Column::Name, &["friendlyname", "name"]),
    (Column::Sid, &["sid"]),
    (
        Column::Url,
        &[
            "smsurl",
            "url",
            "webhook",
            "messagingwebhook",
            "amessagecomesin",
        ],
    ),
    (Column::Method, &["smsmethod", "method"]),
    (Column::AccountSid, &["accountsid"]),
];

/// Where the columns are.
pub(super) struct Columns {
    at: Vec<(Column, usize)>,
    /// The headers that are not read, without empty ones.
    pub skipped: Vec<String>,
    /// The number of columns.
    pub width: usize,
}

impl Columns {
    pub(super) fn read(header: &[&str]) -> Self {
        let keys: Vec<String> = header.iter().map(|text| key(text)).collect();
        let find = |names: &[&str]| {
            let mut found = names
                .iter()
                .filter_map(|name| keys.iter().position(|key| key == name));
            found.next()
        };
        let columns = HEADERS.iter();
        let at: Vec<(Column, usize)> = columns
            .filter_map(|(column, names)| Some((*column, find(names)?)))
            .collect();
        let skipped = header.iter().enumerate();
        let skipped = skipped
            .filter(|(index, text)| !text.is_empty() && !at.iter().any(|(_, at)| at == index))
            .map(|(_, text)| (*text).to_owned())
            .collect();
        Self {
            at,
            skipped,
            width: header.len(),
        }
    }

    /// Whether a row can say which number it is about.
    pub(super) fn identify(&self) -> bool {
        let identity = [Column::Number, Column::Sid];
        self.at.iter().any(|(column, _)| identity.contains(column))
    }

    /// A column's cell that is not empty, with its index.
    pub(super) fn cell<'a>(&self, cells: &[&'a str], column: Column) -> Option<(usize, &'a str)> {
        let (_, at) = self.at.iter().find(|(known, _)| *known == column)?;
        let text = cells.get(*at).filter(|text| !text.is_empty())?;
        Some((*at, text))
    }
}

/// A header without case, blanks, underscores and hyphens.
fn key(header: &str) -> String {
    let kept = header
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '_' && *c != '-');
    kept.flat_map(char::to_lowercase).collect()
}

/// Returns the separator and the text from the header on. A first line `sep=;` is a spreadsheet's;
/// otherwise the separator is the one that the header has most often.
pub(super) fn separator(text: &str) -> (u8, &str) {
    let line = text.lines().next().unwrap_or_default();
    if let [b's', b'e', b'p', b'=', separator] = line.as_bytes()
        && separator.is_ascii()
    {
        let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
        return (*separator, rest);
    }
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in line.bytes() {
        quoted ^= byte == b'"';
        for (separator, count) in &mut counts {
            *count += usize::from(byte == *separator && !quoted);
        }
    }
    // The first of those that are equally frequent.
    let best = counts.iter().rev().max_by_key(|(_, count)| *count);
    (best.map_or(b',', |(separator, _)| *separator), text)
}

/// A column's letters in a spreadsheet: A to Z, then AA.
pub(super) fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::{letters, separator};

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        let named: Vec<String> = [0, 25, 26, 51, 52, 701, 702].map(letters).into();
        assert_eq!(named, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn a_separator_in_quotes_does_not_count() {
        assert_eq!(separator("\"a,b,c\";d\n").0, b';');
        assert_eq!(separator("a\n").0, b',');
        assert_eq!(separator("sep=|\na|b\n"), (b'|', "a|b\n"));
    }
}

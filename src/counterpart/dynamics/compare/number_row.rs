//! What a number's row itself says: whether it is active and the only one, its type, its name and its
//! spelling.

use std::collections::BTreeSet;

use super::super::rows::{Cell, NumberKind, NumberRow};
use super::Options;
use super::contact_point::{Oddity, form_of_declared, oddity};
use super::index::Index;
use super::kind::{SenderKind, label};
use super::report::{listed, number_name, number_record, provider_name, quoted, report};
use crate::counterpart::OurNumber;
use crate::model::{CounterpartCode, Disagreement};

/// Compares a number with its row, and the row with the number's other rows.
pub(super) fn compare(
    number: &OurNumber,
    kind: SenderKind,
    row: &NumberRow,
    rows: &[&NumberRow],
    index: &Index<'_>,
    options: Options,
) -> Vec<Disagreement> {
    let all = [
        inactive(number, row),
        several(number, row, rows, index),
        unfit(number, kind, row),
        renamed(number, row, options),
        odd(number, row, index),
    ];
    all.into_iter().flatten().collect()
}

/// D8: the row is inactive.
fn inactive(number: &OurNumber, row: &NumberRow) -> Option<Disagreement> {
    let summary = format!("{} is inactive in Dynamics 365", described(number, row));
    let help = "activate it in Dynamics 365, or remove it there if it is no longer used";
    (!row.active).then(|| Disagreement {
        theirs: Some("inactive".to_owned()),
        ..about(
            number,
            row,
            "statecode",
            CounterpartCode::Inactive,
            summary,
            help,
        )
    })
}

/// D9: the number has other rows too, which other applications may use.
fn several(
    number: &OurNumber,
    row: &NumberRow,
    rows: &[&NumberRow],
    index: &Index<'_>,
) -> Option<Disagreement> {
    if rows.len() < 2 {
        return None;
    }
    let named = rows.iter().map(|row| match index.provider_of(row) {
        Some(provider) => format!("{} under {}", number_name(row), provider_name(provider)),
        None => number_name(row),
    });
    let names = listed(named);
    let uses = rows.iter().map(|row| row.consuming_application.as_deref());
    let uses: BTreeSet<Option<&str>> = uses.collect();
    let (field, used) = if uses.len() > 1 {
        let used = ", which different applications use";
        ("_msdyn_consumingapplicationid_value", used)
    } else {
        ("msdyn_contactpoint", "")
    };
    let summary = format!(
        "Dynamics 365 has {} rows for {}{used}: {names}",
        rows.len(),
        quoted(&number.contact)
    );
    let help = "keep one of them and remove the others in Dynamics 365: a reply can reach only one";
    let code = CounterpartCode::SeveralRows;
    Some(about(number, row, field, code, summary, help))
}

/// D10: the type does not fit the number. Types that are not documented are not judged.
fn unfit(number: &OurNumber, kind: SenderKind, row: &NumberRow) -> Option<Disagreement> {
    let theirs = match row.kind {
        Cell::Read(Some(NumberKind::Unknown(_)) | None) | Cell::Hidden => return None,
        Cell::Read(Some(theirs)) => theirs,
    };
    let fitting = kind.fitting(&number.contact);
    let first = fitting.first().filter(|_| !fitting.contains(&theirs))?;
    let summary = format!(
        "{} has the type {} in Dynamics 365, which does not fit it",
        described(number, row),
        words(theirs)
    );
    let help = format!("select the type {} in Dynamics 365", words(*first));
    Some(Disagreement {
        declared: Some(label(*first)),
        theirs: Some(label(theirs)),
        ..about(
            number,
            row,
            "msdynmkt_type",
            CounterpartCode::UnfitType,
            summary,
            &help,
        )
    })
}

/// D13: the names for people differ.
fn renamed(number: &OurNumber, row: &NumberRow, options: Options) -> Option<Disagreement> {
    let declared = number.label.as_deref()?;
    let theirs = row.name.as_deref().unwrap_or_default();
    if declared.trim() == theirs.trim() {
        return None;
    }
    let (code, help) = if options.same_names {
        (
            CounterpartCode::AnotherName,
            "use one name on both sides, or set `dynamics.friendly_names: free`",
        )
    } else {
        (
            CounterpartCode::NameDiffers,
            "nothing needs to be done; `dynamics.friendly_names: same` makes this a warning",
        )
    };
    let summary = if theirs.is_empty() {
        format!(
            "{} is named {} and has no name in Dynamics 365",
            quoted(&number.contact),
            quoted(declared)
        )
    } else {
        format!(
            "{} is named {} and in Dynamics 365 {}",
            quoted(&number.contact),
            quoted(declared),
            quoted(theirs)
        )
    };
    Some(Disagreement {
        declared: Some(declared.to_owned()),
        theirs: row.name.clone(),
        ..about(number, row, "msdyn_name", code, summary, help)
    })
}

/// D17: the contact point is spelled in another way than those of other rows.
fn odd(number: &OurNumber, row: &NumberRow, index: &Index<'_>) -> Option<Disagreement> {
    let spelled = row.contact_point.as_deref()?;
    let how = match oddity(spelled, form_of_declared(&number.contact))? {
        Oddity::Punctuation => "with blanks or punctuation",
        Oddity::NoPlus if index.spells_plus => "without its plus, which other numbers have",
        Oddity::NoPlus => return None,
    };
    let summary = format!(
        "Dynamics 365 spells {} {how}: {}",
        quoted(&number.contact),
        quoted(spelled)
    );
    let help = format!(
        "enter {} as the contact point of {} in Dynamics 365",
        quoted(&number.contact),
        number_name(row)
    );
    Some(Disagreement {
        declared: Some(number.contact.clone()),
        theirs: Some(spelled.to_owned()),
        ..about(
            number,
            row,
            "msdyn_contactpoint",
            CounterpartCode::OddSpelling,
            summary,
            &help,
        )
    })
}

fn about(
    number: &OurNumber,
    row: &NumberRow,
    field: &str,
    code: CounterpartCode,
    summary: String,
    help: &str,
) -> Disagreement {
    Disagreement {
        record: Some(number_record(row)),
        field: Some(field.to_owned()),
        since: row.modified.clone(),
        ..report(code, &number.address, summary, help)
    }
}

/// The number, and the row's name where that says more.
fn described(number: &OurNumber, row: &NumberRow) -> String {
    match row.name.as_deref().map(str::trim) {
        Some(name) if !name.is_empty() && name != number.contact => {
            format!("{} ({})", quoted(&number.contact), quoted(name))
        }
        _ => quoted(&number.contact),
    }
}

/// The name of a type as people select it.
fn words(kind: NumberKind) -> String {
    format!("\"{}\"", label(kind).replace('_', " "))
}

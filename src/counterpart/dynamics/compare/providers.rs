//! Which SMS provider of Dynamics 365 is a declared provider: by its declared name, by its account, or
//! by the numbers that it holds.

use std::collections::{BTreeMap, BTreeSet};

use super::super::rows::{Cell, Extent, ProviderRow};
use super::index::Index;
use super::kind::{SenderKind, account_sid, service_sid};
use super::provider_reports as reports;
use crate::counterpart::OurProvider;
use crate::model::Disagreement;

/// The row of a declared provider, if there is one.
#[derive(Debug, Default)]
pub(super) struct Matching<'a> {
    /// The row.
    pub(super) row: Option<&'a ProviderRow>,
    /// Whether the row has the declared account, as far as that can be read.
    pub(super) same_account: bool,
    /// Whether no row was seen among rows that may not all be visible.
    pub(super) unseen: bool,
    /// What the search itself reports.
    pub(super) reports: Vec<Disagreement>,
}

impl<'a> Matching<'a> {
    fn row(row: &'a ProviderRow, reports: Vec<Disagreement>) -> Self {
        Self {
            row: Some(row),
            same_account: true,
            reports,
            ..Self::default()
        }
    }

    fn none(report: Disagreement) -> Self {
        Self {
            reports: vec![report],
            ..Self::default()
        }
    }
}

/// Finds the row of a declared provider.
pub(super) fn matching<'a>(
    ours: &OurProvider,
    kind: SenderKind,
    index: &Index<'a>,
) -> Matching<'a> {
    match (index.environment.providers.extent, &ours.named) {
        (Extent::Unread, _) => Matching::default(),
        (_, Some(name)) => by_name(ours, kind, name, index),
        (_, None) => match kind {
            SenderKind::Twilio => by_account(ours, kind, index),
            SenderKind::Azure => only_one(ours, kind, index),
        },
    }
}

/// The row with the declared name. Names are compared exactly.
fn by_name<'a>(
    ours: &OurProvider,
    kind: SenderKind,
    name: &str,
    index: &Index<'a>,
) -> Matching<'a> {
    let rows = &index.environment.providers.rows;
    let named = rows.iter().filter(|row| row.name.as_deref() == Some(name));
    let (fit, unfit): (Vec<_>, Vec<_>) = named.partition(|row| kind.may_be_of(row));
    let fit = active_first(fit);
    match (fit.as_slice(), unfit.first()) {
        ([], Some(row)) => Matching::none(reports::another_kind(ours, kind, row)),
        ([], None) if index.environment.providers.extent == Extent::Everything => {
            Matching::none(reports::no_such_name(ours, name, kind, rows))
        }
        ([], None) => unseen(),
        ([row], _) => checked(ours, kind, row),
        (several, _) => {
            let same = several.iter().filter(|row| has_account(row, ours));
            let same: Vec<_> = same.copied().collect();
            match same.as_slice() {
                [row] => checked(ours, kind, row),
                [] => Matching::none(reports::several_with_name(ours, several)),
                same => one_with_our_service(ours, same)
                    .unwrap_or_else(|| Matching::none(reports::several_with_name(ours, several))),
            }
        }
    }
}

/// The row with the declared account.
fn by_account<'a>(ours: &OurProvider, kind: SenderKind, index: &Index<'a>) -> Matching<'a> {
    let rows = index.environment.providers.rows.iter();
    let same = rows.filter(|row| kind.is_of(row) && has_account(row, ours));
    let same = active_first(same.collect());
    match same.as_slice() {
        [row] => Matching::row(row, Vec::new()),
        [] => match by_numbers(ours, kind, index) {
            Some(row) => checked(ours, kind, row),
            None => absent(ours, kind, index),
        },
        several => one_with_our_service(ours, several)
            .unwrap_or_else(|| Matching::none(reports::several_with_account(ours, several))),
    }
}

/// The only row of a kind whose rows name no account.
fn only_one<'a>(ours: &OurProvider, kind: SenderKind, index: &Index<'a>) -> Matching<'a> {
    let rows = index.environment.providers.rows.iter();
    let fit = active_first(rows.filter(|row| kind.is_of(row)).collect());
    if let [row] = fit.as_slice() {
        return Matching::row(row, Vec::new());
    }
    match (by_numbers(ours, kind, index), fit.as_slice()) {
        (Some(row), _) => Matching::row(row, Vec::new()),
        (None, []) => absent(ours, kind, index),
        (None, several) => Matching::none(reports::several_of_kind(ours, kind, several)),
    }
}

/// The row that holds most of the declared numbers: of those that Dynamics 365 has where every row is
/// visible, and of all of them where not.
fn by_numbers<'a>(
    ours: &OurProvider,
    kind: SenderKind,
    index: &Index<'a>,
) -> Option<&'a ProviderRow> {
    let mut holders: BTreeMap<&str, (usize, &ProviderRow)> = BTreeMap::new();
    let mut found = 0;
    for number in &ours.numbers {
        let rows = index.numbers(&number.contact).iter();
        let above = rows.filter_map(|row| index.provider_of(row));
        let above = above.filter(|row| kind.may_be_of(row));
        let above: BTreeMap<&str, _> = above.map(|row| (row.id.as_str(), row)).collect();
        found += usize::from(!above.is_empty());
        for (id, row) in above {
            holders.entry(id).or_insert((0, row)).0 += 1;
        }
    }
    let lists = &index.environment;
    let extents = [lists.providers.extent, lists.numbers.extent];
    let all_visible = extents.iter().all(|extent| *extent == Extent::Everything);
    let total = if all_visible {
        found
    } else {
        ours.numbers.len()
    };
    let mut most = holders.values().filter(|(count, _)| count * 2 > total);
    // Copies of a number in several rows can give two rows a majority.
    match (most.next(), most.next()) {
        (Some((_, row)), None) => Some(row),
        _ => None,
    }
}

/// A row that was found by something else than its account.
fn checked<'a>(ours: &OurProvider, kind: SenderKind, row: &'a ProviderRow) -> Matching<'a> {
    if kind != SenderKind::Twilio || ours.account.is_empty() {
        return Matching::row(row, Vec::new());
    }
    match account_sid(row) {
        Cell::Hidden => Matching::row(row, vec![reports::account_hidden(ours, row)]),
        Cell::Read(Some(sid)) if sid == ours.account => Matching::row(row, Vec::new()),
        Cell::Read(theirs) => Matching {
            same_account: false,
            ..Matching::row(row, vec![reports::another_account(ours, row, theirs)])
        },
    }
}

/// No row was found.
fn absent<'a>(ours: &OurProvider, kind: SenderKind, index: &Index<'a>) -> Matching<'a> {
    if kind == SenderKind::Twilio && ours.account.is_empty() {
        return Matching::default();
    }
    let rows = index.environment.providers.rows.iter();
    let unclear = rows.filter(|row| match kind {
        SenderKind::Twilio => kind.may_be_of(row) && account_sid(row) == Cell::Hidden,
        SenderKind::Azure => kind.may_be_of(row),
    });
    let unclear: Vec<_> = unclear.collect();
    if !unclear.is_empty() {
        return Matching::none(reports::unclear(ours, kind, &unclear));
    }
    match index.environment.providers.extent {
        Extent::Everything => Matching::none(reports::no_provider(ours, kind)),
        Extent::Visible | Extent::Unread => unseen(),
    }
}

fn unseen<'a>() -> Matching<'a> {
    Matching {
        unseen: true,
        ..Matching::default()
    }
}

/// Of rows with one account, the only one that sends through a service of ours.
fn one_with_our_service<'a>(ours: &OurProvider, rows: &[&'a ProviderRow]) -> Option<Matching<'a>> {
    let declared = ours.groups.iter().filter(|one| one.address.is_some());
    let ids: BTreeSet<&str> = declared.filter_map(|one| one.id.as_deref()).collect();
    let mut through = rows
        .iter()
        .filter(|row| matches!(service_sid(row), Cell::Read(Some(sid)) if ids.contains(sid)));
    match (through.next(), through.next()) {
        (Some(row), None) => Some(Matching::row(row, Vec::new())),
        _ => None,
    }
}

fn has_account(row: &ProviderRow, ours: &OurProvider) -> bool {
    let account = ours.account.as_str();
    !account.is_empty() && account_sid(row) == Cell::Read(Some(account))
}

/// The active rows; all rows if none is active.
fn active_first(rows: Vec<&ProviderRow>) -> Vec<&ProviderRow> {
    let active: Vec<_> = rows.iter().filter(|row| row.active).copied().collect();
    if active.is_empty() { rows } else { active }
}

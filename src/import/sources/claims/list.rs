//! What a list says about an account's numbers.

use std::collections::{BTreeMap, BTreeSet};

use super::super::csv::{List, Row, Written};
use super::Outcome;
use super::remark::{Remark, counted};
use crate::import::hints::Sourced;
use crate::model::{HttpsUrl, Kind, Object, mask_userinfo};
use crate::provider::{OwnCallback, ProviderKind};

/// A list, while it is compared with accounts.
pub(super) struct Rows<'a> {
    list: &'a List,
    by_id: BTreeMap<&'a str, usize>,
    /// By the digits of the number, without a plus.
    by_digits: BTreeMap<&'a str, usize>,
    /// The rows whose number was found.
    found: BTreeSet<usize>,
    /// Rows whose number and identifier are those of different numbers.
    torn: BTreeMap<usize, String>,
    /// Numbers whose URL is another one in the list: their identifiers and a sentence about each.
    different: Vec<(String, String)>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(list: &'a List) -> Self {
        let rows = list.rows.iter().enumerate();
        let ids = rows
            .clone()
            .filter_map(|(at, row)| Some((row.sid.as_deref()?, at)));
        let digits = rows.filter_map(|(at, row)| Some((row.number.as_ref()?.digits(), at)));
        Self {
            list,
            by_id: ids.collect(),
            by_digits: digits.collect(),
            found: BTreeSet::new(),
            torn: BTreeMap::new(),
            different: Vec::new(),
        }
    }

    /// The row about a number.
    fn row(&self, account: &str, object: &Object) -> Option<(usize, &'a Row)> {
        let digits = object.key.strip_prefix('+').unwrap_or(&object.key);
        let by_digits = || self.by_digits.get(digits);
        let at = *self.by_id.get(object.id.as_str()).or_else(by_digits)?;
        let row = self.list.rows.get(at)?;
        let is_here = row.account.as_deref().is_none_or(|named| named == account);
        is_here.then_some((at, row))
    }

    /// Compares the list with an account, and adds what it says about its numbers.
    pub(super) fn compare(
        &mut self,
        account: &str,
        kind: &ProviderKind,
        objects: &[Object],
        desired: bool,
        sourced: &mut Sourced,
    ) {
        let only = sourced.only.get_or_insert_default();
        let hints = &mut sourced.hints;
        for object in objects.iter().filter(|object| object.kind == Kind::Number) {
            let Some((at, row)) = self.row(account, object) else {
                continue;
            };
            let is_number = row
                .number
                .as_ref()
                .is_none_or(|number| number.is(&object.key));
            let is_id = row.sid.as_ref().is_none_or(|sid| *sid == object.id);
            if !is_number || !is_id {
                let text = format!(
                    "row {}: {} is the number of {}",
                    row.row, object.id, object.key
                );
                self.torn.insert(at, text);
                continue;
            }
            self.found.insert(at);
            only.insert(object.id.to_string());
            let hint = hints.entry(object.id.to_string()).or_default();
            hint.proposed.extend(row.name.clone());
            let Some(url) = &row.url else { continue };
            let live = kind.describer.callback(object);
            let method = row.method.as_deref();
            let is_same_method =
                method.is_none_or(|method| method.eq_ignore_ascii_case(live.method));
            if url == live.url && is_same_method {
                continue;
            }
            let difference = difference(row, object, url, live);
            self.different.push((object.id.to_string(), difference));
            if let (true, Ok(url)) = (desired, HttpsUrl::parse(url)) {
                let method = method.or_else(|| kept(live.method)).unwrap_or("POST");
                hint.wanted = Some((url, method.to_owned()));
            }
        }
    }

    /// Adds what is left to say after all accounts. Nothing is said about the URLs of objects that
    /// are left out.
    pub(super) fn conclude(
        self,
        desired: bool,
        left_out: &BTreeSet<String>,
        outcome: &mut Outcome,
    ) {
        let file = &self.list.file;
        let remarks = &mut outcome.remarks;
        let rows = self.list.rows.iter().enumerate();
        let missing =
            rows.filter(|(at, _)| !self.found.contains(at) && !self.torn.contains_key(at));
        let missing: Vec<String> = missing.map(|(_, row)| shown(row)).collect();
        if !missing.is_empty() {
            outcome.is_elsewhere = true;
            let count = counted(missing.len(), "row", "is", "are");
            let summary = format!("{count} in {file}, but in no account that was read");
            remarks.push(Remark::warning(summary).about(missing));
        }
        if !self.torn.is_empty() {
            let count = counted(self.torn.len(), "row", "has", "have");
            let summary = format!("{count} a number and a SID in {file} that do not match");
            remarks.push(Remark::warning(summary).about(self.torn.into_values().collect()));
        }
        let different = self.different.into_iter();
        let different = different.filter(|(id, _)| !left_out.contains(id));
        let different: Vec<String> = different.map(|(_, text)| text).collect();
        if !different.is_empty() {
            let count = counted(different.len(), "number", "has", "have");
            // What becomes of a wanted URL is not for the list to say: the number may be declared
            // already, or its URL cannot be.
            let declared = if desired {
                ""
            } else {
                "; an import takes URLs from the account, unless --desired-from-csv asks for the list's"
            };
            let summary = format!("{count} another URL in {file}{declared}");
            remarks.push(Remark::note(summary).about(different));
        }
        if !self.list.skipped.is_empty() {
            let columns = self.list.skipped.join(", ");
            remarks.push(Remark::note(format!(
                "columns of {file} that are not read: {columns}"
            )));
        }
    }
}

/// A live method that the configuration can declare.
fn kept(method: &str) -> Option<&'static str> {
    ["GET", "POST"]
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(method))
}

/// A row with what identifies its number.
fn shown(row: &Row) -> String {
    let number = row.number.as_ref().map(|number| match number {
        Written::Exact(number) => number.as_str(),
        Written::Digits(digits) => digits,
    });
    let identity = number.or(row.sid.as_deref()).unwrap_or_default();
    format!("row {}: {identity}", row.row)
}

fn difference(row: &Row, object: &Object, url: &str, live: OwnCallback<'_>) -> String {
    let called = |url: &str, method: Option<&str>| match (url, method) {
        ("", _) => "no URL".to_owned(),
        (url, None) => mask_userinfo(url).into_owned(),
        (url, Some(method)) => format!("{method} {}", mask_userinfo(url)),
    };
    let theirs = called(url, row.method.as_deref());
    let method = row.method.as_ref().map(|_| live.method);
    let ours = called(live.url, method);
    format!(
        "row {}: {} has {ours}, the list has {theirs}",
        row.row, object.key
    )
}

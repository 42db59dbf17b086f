//! `callbacks`: which URLs may be declared, written and reached.

use std::collections::{BTreeMap, BTreeSet};

use super::{About, Case, DeclaredUrl, OR_THE_POLICY};
use crate::model::{
    Action, Address, Change, Fields, Plan, PolicyCode, Value, Violation, Written, mask_userinfo,
};
use crate::policy::document::UrlRule;
use crate::policy::layer::{Policy, Rule};
use crate::policy::url_pattern::SeenUrl;

mod reached;

struct Rules<'a> {
    policy: &'a Policy,
    allow: Option<Rule<'a, Vec<UrlRule>>>,
    forbid: Option<Rule<'a, Vec<UrlRule>>>,
    https: Option<Rule<'a, bool>>,
}

/// Judges each declared URL that the plan covers, each other URL that it writes, and each other one that
/// texts reach because of it.
pub(super) fn judge(policy: &Policy, plan: &Plan, case: &Case<'_>) -> Vec<Violation> {
    let rules = Rules {
        policy,
        allow: policy.rule("callbacks.allow", |d| d.callbacks.as_ref()?.allow.as_ref()),
        forbid: policy.rule("callbacks.forbid", |d| {
            d.callbacks.as_ref()?.forbid.as_ref()
        }),
        https: policy
            .rule("callbacks.https", |d| d.callbacks.as_ref()?.https.as_ref())
            .filter(|rule| *rule.value),
    };
    let declared = case.declared.map_or(&[][..], |declared| &declared.urls);
    let by_url: BTreeMap<&str, &DeclaredUrl<'_>> =
        declared.iter().map(|one| (one.url, one)).collect();
    let mut judged = BTreeSet::new();
    let mut found = Vec::new();
    for one in declared {
        let is_covered = |address: &Address| plan.selection.covers(address);
        if one.address.as_ref().is_none_or(is_covered) {
            judged.insert(one.url);
            let written = Written::AtPath(one.path.clone());
            found.extend(rules.judge(one.url, one.address.as_ref(), &written));
        }
    }
    for change in plan.effective() {
        for url in urls(change) {
            if judged.contains(url) {
                continue;
            }
            let written = by_url.get(url).map_or(Written::AtTheAddress, |one| {
                Written::AtPath(one.path.clone())
            });
            found.extend(rules.judge(url, Some(&change.address), &written));
        }
    }
    judged.extend(plan.effective().flat_map(urls));
    for one in reached::of(plan, &judged) {
        found.extend(rules.judge_reached(&one));
    }
    found
}

/// The URLs that a change writes at a provider.
fn urls(change: &Change) -> BTreeSet<&str> {
    if !change.writes_to_provider() {
        return BTreeSet::new();
    }
    let updated = change.fields.iter().filter(|field| !field.local);
    let updated = updated.map(|field| (field.field.as_str(), &field.after));
    let created = change.after.iter().flat_map(Fields::iter);
    let created = created.map(|(name, value)| (name.as_str(), value));
    let is_update = change.action == Action::Update;
    let values = updated.filter(|_| is_update);
    let values = values.chain(created.filter(|_| !is_update));
    values
        .filter_map(|(name, value)| Some((name, text(value)?)))
        .filter(|(name, text)| is_url(text) || (holds_url(name) && !text.is_empty()))
        .map(|(_, text)| text)
        .collect()
}

/// Whether a field of this name holds a URL. What an undo restores there may be of any form.
fn holds_url(name: &str) -> bool {
    name.ends_with("url") || name.ends_with("callback")
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        // Of a password, only this is kept.
        Value::Concealed(kept) => Some(kept.shown()),
        _ => None,
    }
}

/// Whether a URL matches an entry; `None` if that is not clear.
fn fits(seen: &SeenUrl, rule: &UrlRule) -> Option<bool> {
    seen.fits(&rule.host, rule.path.as_ref())
}

fn is_url(text: &str) -> bool {
    let begins = |scheme: &str| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    begins("https://") || begins("http://")
}

/// What is judged: a URL, in words.
struct Judged<'a> {
    url: Option<&'a str>,
    /// The URL in a sentence: `this URL`, or who calls it.
    what: String,
    /// The URL as it may be shown.
    shown: String,
    address: Option<&'a Address>,
    written: Written,
}

impl Rules<'_> {
    fn judge(&self, url: &str, address: Option<&Address>, written: &Written) -> Option<Violation> {
        self.judged(&Judged {
            url: Some(url),
            what: "this URL".to_owned(),
            shown: mask_userinfo(url).into_owned(),
            address,
            written: written.clone(),
        })
    }

    /// Judges a URL that texts reach although the plan does not write it.
    fn judge_reached(&self, one: &reached::Reached<'_>) -> Option<Violation> {
        self.judged(&Judged {
            url: one.url,
            what: format!("the URL that texts to {} reach", one.texts()),
            shown: one.shown(),
            address: Some(one.address),
            written: Written::AtTheAddress,
        })
    }

    fn judged(&self, one: &Judged<'_>) -> Option<Violation> {
        // Nothing is known about a URL that was not read.
        let seen = one.url.map_or(SeenUrl::Unclear, SeenUrl::of);
        let (what, shown) = (&one.what, &one.shown);
        let about = |summary: String, help: String| {
            let about = About::new(summary, help).written(one.written.clone());
            match one.address {
                Some(address) => about.at(address),
                None => about,
            }
        };
        let forbidden = PolicyCode::CallbackForbidden;
        if let Some(rule) = &self.https
            && seen.is_https() != Some(true)
        {
            let summary = format!("the policy requires https, and {what} is not: {shown}");
            let help = format!("use a URL that begins with https://, {OR_THE_POLICY}");
            return Some(self.policy.violation(rule, forbidden, about(summary, help)));
        }
        if let Some(rule) = &self.forbid {
            let mut all = rule.value.iter().enumerate();
            if let Some((item, _)) = all.find(|(_, one)| fits(&seen, one) != Some(false)) {
                let said = rule.layer.said(rule.path);
                let summary = format!("the policy forbids {what}: {shown}");
                let help =
                    format!("use another host or path than those of {said}, {OR_THE_POLICY}");
                let about = about(summary, help).item(Some(item));
                return Some(self.policy.violation(rule, forbidden, about));
            }
        }
        let rule = self.allow.as_ref()?;
        if rule.value.iter().any(|one| fits(&seen, one) == Some(true)) {
            return None;
        }
        let said = rule.layer.said(rule.path);
        let summary = format!("the policy does not allow {what}: {shown}");
        let help = format!("use a URL that matches one of {said}, {OR_THE_POLICY}");
        let about = about(summary, help);
        let not_allowed = PolicyCode::CallbackNotAllowed;
        Some(self.policy.violation(rule, not_allowed, about))
    }
}

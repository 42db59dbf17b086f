//! `changes`: what may change, and how much of it.

use glob::Pattern;

use super::{About, Declared, OR_THE_POLICY, counts, touched};
use crate::model::{Action, Change, Fields, Plan, PolicyCode, Violation, Written};
use crate::policy::document::{FieldPattern, TargetPattern};
use crate::policy::layer::{Policy, Rule};

/// Judges each change with what else it touches, then the number of changes.
pub(super) fn judge(
    policy: &Policy,
    plan: &Plan,
    declared: Option<&Declared<'_>>,
) -> Vec<Violation> {
    let allow = policy.rule("changes.allow", |d| d.changes.as_ref()?.allow.as_ref());
    let forbid = policy.rule("changes.forbid", |d| d.changes.as_ref()?.forbid.as_ref());
    let fields = policy.rule("changes.fields", |d| d.changes.as_ref()?.fields.as_ref());
    let at_most = policy.rule("changes.at_most", |d| d.changes.as_ref()?.at_most.as_ref());
    let mut found = Vec::new();
    let counted = || plan.effective().filter(|change| counts(change));
    for change in counted() {
        let barred = forbid
            .as_ref()
            .and_then(|rule| forbidden(policy, rule, change));
        let barred = barred.or_else(|| {
            allow
                .as_ref()
                .and_then(|rule| not_allowed(policy, rule, change))
        });
        found.extend(barred);
        found.extend(
            fields
                .as_ref()
                .and_then(|rule| other_fields(policy, rule, change)),
        );
    }
    if let Some(rule) = &forbid {
        let all = touched::of(plan, declared).into_iter();
        found.extend(all.filter_map(|one| touches(policy, rule, &one)));
    }
    if let Some(rule) = at_most {
        let count = counted().count();
        if count as u64 > *rule.value {
            let summary = format!(
                "the plan has {count} changes, and the policy allows {} in one run",
                rule.value
            );
            let help = format!("apply fewer at once, with --target or --exclude, {OR_THE_POLICY}");
            let about = About::new(summary, help);
            found.push(policy.violation(&rule, PolicyCode::TooManyChanges, about));
        }
    }
    found
}

fn is_meant(pattern: &TargetPattern, change: &Change) -> bool {
    pattern.fits(&change.address, change.key.as_deref())
}

fn forbidden(
    policy: &Policy,
    rule: &Rule<'_, Vec<TargetPattern>>,
    change: &Change,
) -> Option<Violation> {
    let mut all = rule.value.iter();
    let item = all.position(|pattern| is_meant(pattern, change))?;
    let about = refused(rule, change).item(Some(item));
    Some(policy.violation(rule, PolicyCode::ChangeNotAllowed, about))
}

/// The violation that a change is because of what it does to another resource.
fn touches(
    policy: &Policy,
    rule: &Rule<'_, Vec<TargetPattern>>,
    touched: &touched::Touched<'_>,
) -> Option<Violation> {
    let mut all = rule.value.iter();
    let item = all.position(|pattern| match touched.address {
        Some(address) => pattern.fits(address, Some(touched.key)),
        None => pattern.fits_key(touched.key),
    })?;
    let (by, how, said) = (touched.by, &touched.how, rule.layer.said(rule.path));
    let summary = format!("the policy does not allow what this change does: {how}");
    let help = match by {
        Some(by) => {
            format!(
                "leave it out with --exclude {by}, or undo the edit: {said} says what may not change"
            )
        }
        None => format!("undo the edit: {said} says what may not change"),
    };
    let mut about = About::new(summary, help).item(Some(item));
    if let Some(address) = touched.address.or(by) {
        about = about.at(address);
    }
    Some(policy.violation(rule, PolicyCode::ChangeNotAllowed, about))
}

fn not_allowed(
    policy: &Policy,
    rule: &Rule<'_, Vec<TargetPattern>>,
    change: &Change,
) -> Option<Violation> {
    let fits = |key: Option<&str>| {
        let mut all = rule.value.iter();
        all.any(|pattern| pattern.fits(&change.address, key))
    };
    let before = change.key_before.as_deref();
    if fits(change.key.as_deref()) && before.is_none_or(|key| fits(Some(key))) {
        return None;
    }
    let about = refused(rule, change);
    Some(policy.violation(rule, PolicyCode::ChangeNotAllowed, about))
}

fn refused<T>(rule: &Rule<'_, T>, change: &Change) -> About {
    let (action, address) = (change.action.as_str(), &change.address);
    let said = rule.layer.said(rule.path);
    let summary = format!("the policy does not allow this change: {action} {address}");
    let help = format!(
        "leave it out with --exclude {address}, or undo the edit: {said} says what may change"
    );
    About::new(summary, help).at(address)
}

/// The first field that an update or a create writes at a provider although no pattern matches it.
fn other_fields(
    policy: &Policy,
    rule: &Rule<'_, Vec<FieldPattern>>,
    change: &Change,
) -> Option<Violation> {
    if !change.writes_to_provider() || change.action == Action::Purchase {
        return None;
    }
    let is_update = change.action == Action::Update;
    let updated = change
        .fields
        .iter()
        .filter(|field| is_update && !field.local);
    let updated = updated.map(|field| field.field.as_str());
    let created = change.after.iter().flat_map(Fields::iter);
    let created = created
        .filter(|(name, value)| !is_update && !value.is_blank() && !change.implied.contains(*name));
    let created = created.map(|(name, _)| name.as_str());
    let patterns = rule
        .value
        .iter()
        .filter_map(|one| Pattern::new(&one.0).ok());
    let patterns: Vec<Pattern> = patterns.collect();
    let is_allowed = |name: &str| patterns.iter().any(|pattern| pattern.matches(name));
    let others: Vec<&str> = updated
        .chain(created)
        .filter(|name| !is_allowed(name))
        .collect();
    if others.is_empty() {
        return None;
    }
    let (address, said) = (&change.address, rule.layer.said(rule.path));
    let summary = format!(
        "the policy does not allow a change of {} at {address}",
        others.join(", ")
    );
    let help = format!("leave the setting as it is: {said} says what may change");
    let about = About::new(summary, help)
        .at(address)
        .written(Written::AtTheAddress);
    Some(policy.violation(rule, PolicyCode::FieldNotAllowed, about))
}

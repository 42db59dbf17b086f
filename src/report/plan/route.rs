//! Who answers a text, in one or two lines below a number's other changes.

use crate::model::{Change, Plan, Role, Route, RouteChange};

use crate::report::text::escape::neutral;

/// The effects of a change on who answers.
pub(in crate::report) fn remarks(change: &Change) -> Vec<String> {
    let mut remarks = lines(change);
    if !change.affects.is_empty() {
        remarks.push(format!(
            "also changes who answers: {}",
            change.affects.join(", ")
        ));
    }
    remarks.extend(change.detaches.iter().map(|detach| {
        let name = neutral(&detach.name);
        format!("{} leaves {name} ({})", detach.member, detach.group)
    }));
    remarks
}

/// The change of a number's route; empty if its own URL answers before and after.
fn lines(change: &Change) -> Vec<String> {
    let Some(route) = &change.route else {
        return Vec::new();
    };
    let declared = format!(
        "declared: {}",
        answer_beside(&route.declared, Some(&route.after))
    );
    if !route.converges() && route.stays() {
        return vec![
            format!(
                "answered by {}",
                answer_beside(&route.after, Some(&route.declared))
            ),
            declared,
        ];
    }
    if !route.converges() {
        let mut remarks = turn(route);
        remarks.push(declared);
        return remarks;
    }
    let own = |route: &Route| route.decided_by.is_number_alone();
    if own(&route.before) && own(&route.after) {
        let replaced = route
            .before
            .handler
            .filter(|_| !route.before.answers_like(&route.after));
        return replaced
            .map(|handler| format!("now answered by {handler}"))
            .into_iter()
            .collect();
    }
    if route.stays() {
        return Vec::new();
    }
    turn(route)
}

/// Who answers now, and who after the apply.
fn turn(route: &RouteChange) -> Vec<String> {
    vec![
        format!(
            "now answered by {}",
            answer_beside(&route.before, Some(&route.after))
        ),
        format!(
            "then answered by {}",
            answer_beside(&route.after, Some(&route.before))
        ),
    ]
}

/// Who answers, in a few words, with the method if only that differs from another route.
pub(in crate::report) fn answer_beside(route: &Route, other: Option<&Route>) -> String {
    let method = route.method.as_deref().filter(|_| {
        let other = other.filter(|other| other.shown_url() == route.shown_url());
        other.is_some_and(|other| other.method != route.method)
    });
    match method {
        Some(method) => format!("{} with {method}", answer(route)),
        None => answer(route),
    }
}

/// What decides who answers, in a few words.
pub(in crate::report) fn decider(route: &Route) -> String {
    let what = route.decided_by.to_string();
    match (&route.decider, route.decided_by.role) {
        (Some(id), _) => match &route.decider_name {
            Some(name) => format!("the {what} {}, {id}", neutral(name)),
            None => format!("the {what} {id}"),
        },
        (None, Role::Number) => "the number itself".to_owned(),
        (None, Role::Nothing) => "nobody".to_owned(),
        (None, _) => match &route.decider_name {
            Some(name) => format!("the {what} {}", neutral(name)),
            None => format!("the {what}"),
        },
    }
}

/// Who answers, in a few words.
pub(in crate::report) fn answer(route: &Route) -> String {
    let decider = decider(route);
    let handler = route
        .handler
        .map(|handler| format!(", {handler}"))
        .unwrap_or_default();
    match route.shown_url() {
        Some(url) => format!("{} ({decider}{handler})", neutral(&url)),
        None if route.decided_by.role == Role::Nothing => "nobody".to_owned(),
        None if route.url_unknown => decider,
        None if route.decided_by.role == Role::Other => format!("nobody ({decider} has no URL)"),
        None => format!("nobody ({decider} drops the text)"),
    }
}

/// Unchanged numbers whose route is not as declared, or changes with their group.
pub(in crate::report) fn steered(plan: &Plan) -> impl Iterator<Item = &Change> {
    let open = |route: &RouteChange| !route.converges() || !route.converged();
    plan.changes
        .iter()
        .filter(move |change| !change.is_effective() && change.route.as_deref().is_some_and(open))
}

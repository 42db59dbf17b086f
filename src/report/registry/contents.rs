//! The contents of the registry for one project and environment, for people.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::model::{Address, Kind, LeftRoute, LeftRoutes, Resource, Scope, State};
use crate::report::text::escape::neutral;
use crate::report::text::plural::plural;

/// A list by kind: each resource with its natural key, identifier and fields, and for a number who
/// answered for it at the end of the last apply. Then the rows of counterparts that agreed.
pub fn human(
    scope: &Scope,
    serial: u64,
    state: &State,
    left: &LeftRoutes,
    counterpart_records: &BTreeMap<Address, Resource>,
) -> String {
    let mut out = format!("{scope}, serial {serial}\n");
    let recorded = || state.resources.iter().chain(counterpart_records);
    let kinds: BTreeSet<Kind> = recorded().map(|(address, _)| address.kind()).collect();
    for kind in kinds {
        let of_kind: Vec<_> = recorded()
            .filter(|(address, _)| address.kind() == kind)
            .collect();
        let _ = writeln!(out, "\n{}:", counted(of_kind.len(), kind));
        for (address, resource) in of_kind {
            let known = [&resource.key, &resource.id]
                .into_iter()
                .flatten()
                .filter(|text| *text != address.name());
            let known = known.fold(String::new(), |line, text| line + "  " + &neutral(text));
            let _ = writeln!(out, "  {address}{known}");
            let width = resource
                .fields
                .iter()
                .map(|(name, _)| name.len())
                .max()
                .unwrap_or(0);
            for (name, value) in resource
                .fields
                .shown()
                .filter(|(_, value)| !value.is_blank())
            {
                let shown = match value.to_json() {
                    serde_json::Value::String(text) => text,
                    serde_json::Value::Array(items) => items
                        .iter()
                        .filter_map(|item| item.as_str())
                        .collect::<Vec<_>>()
                        .join(", "),
                    other => other.to_string(),
                };
                let _ = writeln!(out, "    {name:<width$}  {}", neutral(&shown));
            }
            if let Some(route) = left.get(address) {
                let _ = writeln!(out, "    {}", answered(route));
            }
        }
    }
    out
}

/// A count of resources: `2 numbers`, `2 keywords in Dynamics 365`.
fn counted(count: usize, kind: Kind) -> String {
    match kind {
        Kind::Counterpart(system, Some(level)) => {
            format!("{} in {}", plural(count, level.as_str()), system.title())
        }
        _ => plural(count, &kind.to_string()),
    }
}

/// Who answered for a number at the end of the last apply, in one line.
fn answered(route: &LeftRoute) -> String {
    let answer = match (&route.url, &route.method) {
        (Some(url), Some(method)) => format!("texts go to {method} {url}"),
        (Some(url), None) => format!("texts go to {url}"),
        (None, _) => "no URL answers texts".to_owned(),
    };
    let decider = route.decider.as_ref().map_or_else(String::new, |id| {
        format!(", by the {} {id}", route.decided_by.replace('_', " "))
    });
    let undeclared = if route.converged {
        ""
    } else {
        ", not as declared"
    };
    neutral(&format!(
        "after the last apply, {answer}{decider}{undeclared}"
    ))
    .into_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{answered, human};
    use crate::model::{Address, LeftRoute, LeftRoutes, Resource, Scope, State};

    #[test]
    fn rows_of_a_counterpart_come_last_and_name_it() {
        let at = |text| Address::parse(text).unwrap();
        let own = (at("keywords.JOIN"), Resource::default());
        let row = |word, id: &str| {
            let row = Resource {
                id: Some(id.into()),
                ..Resource::default()
            };
            (at(word), row)
        };
        let theirs = BTreeMap::from([
            row("dynamics.keywords.JOIN", "id-1"),
            row("dynamics.keywords.STOP", "id-2"),
        ]);
        let scope = Scope {
            project: "contoso".into(),
            environment: "prod".into(),
        };
        let state: State = [own].into_iter().collect();
        let shown = human(&scope, 7, &state, &LeftRoutes::default(), &theirs);
        let rows = "\n2 keywords in Dynamics 365:\n  dynamics.keywords.JOIN  id-1\n  dynamics.keywords.STOP  id-2\n";
        assert!(shown.ends_with(rows), "{shown}");
        assert!(shown.contains("\n1 keyword:\n  keywords.JOIN\n"), "{shown}");
    }

    #[test]
    fn a_recorded_route_names_its_url_and_what_decides() {
        let route = |url: Option<&str>, decided_by: &str, decider: Option<&str>| LeftRoute {
            url: url.map(str::to_owned),
            method: url.map(|_| "POST".into()),
            decided_by: decided_by.to_owned(),
            decider: decider.map(Into::into),
            converged: url.is_some(),
        };
        let url = Some("https://a.example/sms");
        assert_eq!(
            answered(&route(url, "number", None)),
            "after the last apply, texts go to POST https://a.example/sms"
        );
        assert_eq!(
            answered(&route(url, "messaging_service", Some("MG1"))),
            "after the last apply, texts go to POST https://a.example/sms, by the messaging service MG1"
        );
        assert_eq!(
            answered(&route(None, "nothing", None)),
            "after the last apply, no URL answers texts, not as declared"
        );
    }
}

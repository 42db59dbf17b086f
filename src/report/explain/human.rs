//! An explanation for people.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::advice::advice;
use super::checked::checked;
use super::input::{Explained, Explanation};
use crate::model::{Address, AlsoReceives, NumberRoutes};
use crate::report::counterpart::human::finding;
use crate::report::plan::route::{answer, answer_beside};
use crate::report::text::escape::neutral;
use crate::report::text::paint::Look;
use crate::report::text::plural::plural;
use crate::report::text::sentence::capital;

/// The explanation as text.
pub fn human(explained: &Explained<'_>) -> String {
    match explained {
        Explained::Number(one) => number(one),
        Explained::Several { address, numbers } => several(address, numbers),
        Explained::Keyword(address, _) => format!("{address}\n\n{}.\n", capital(&keyword(address))),
    }
}

/// The explanation of a keyword.
pub(in crate::report) fn keyword(address: &Address) -> String {
    format!(
        "keywords live in the registry: the service at a callback URL looks up {} there, and no number's route depends on it",
        address.name()
    )
}

fn number(one: &Explanation<'_>) -> String {
    let number = one.number;
    let mut out = number.phone_number.clone();
    match &number.address {
        Some(address) => {
            let _ = write!(out, "  {address}");
        }
        None => {
            let _ = write!(out, "  in the account of providers.{}", number.provider);
        }
    }
    out.push('\n');
    let _ = match (&one.declared_at, number.is_declared) {
        (Some(place), _) => writeln!(out, "  declared at {place}"),
        (None, true) => writeln!(out, "  declared"),
        (None, false) => writeln!(out, "  not declared in the configuration"),
    };
    let _ = writeln!(out, "\nWho answers a text to it now");
    let _ = writeln!(out, "  {}", now(number));
    out.push_str(&also(one.also(), "  "));
    out.push_str(&reservations(one, "  "));
    if let Some(route) = &number.now {
        out.push_str(&checked(route));
    }
    if number.is_declared {
        let _ = writeln!(out, "\nWho should answer");
        let _ = match &number.declared {
            Some(route) => writeln!(out, "  {}", answer_beside(route, number.now.as_ref())),
            None => writeln!(out, "  the configuration does not say"),
        };
        if let Some(place) = &one.url_at {
            let _ = writeln!(out, "  set at {place}");
        }
        let _ = writeln!(out, "  {}", verdict(one));
    }
    let turns = number.converged() == Some(true) && one.applies() == Some(false);
    if let Some(then) = one.change.filter(|_| turns || one.is_to_be_bought()) {
        let _ = if turns {
            writeln!(out, "\nWho answers after the next apply")
        } else {
            writeln!(out, "\nWho answers once it is bought")
        };
        let _ = match &then.route {
            Some(route) => writeln!(out, "  {}", answer(&route.after)),
            None => writeln!(out, "  nobody: the configuration does not say who should"),
        };
        let others = then.route.as_ref().map(|route| &route.after.also);
        out.push_str(&also(others.map_or(&[], Vec::as_slice), "  "));
    }
    out.push_str(&counterpart(one, ""));
    let _ = writeln!(out, "\nWhat to do\n  {}.", capital(&advice(one)));
    out
}

fn now(number: &NumberRoutes) -> String {
    if !number.unread.is_empty() {
        let why: Vec<String> = number
            .unread
            .iter()
            .map(|unread| neutral(&unread.why).into_owned())
            .collect();
        return format!("unknown: {}", why.join("; "));
    }
    match (&number.now, number.receives) {
        (None, _) => "nobody: the number is not in the account".to_owned(),
        (Some(_), Some(false)) => "nobody: the number cannot receive texts".to_owned(),
        (Some(now), _) => answer_beside(now, number.declared.as_ref()),
    }
}

/// The other receivers of the texts, one line each.
fn also(others: &[AlsoReceives], indent: &str) -> String {
    let line = |other: &AlsoReceives| {
        let undeclared = if other.declared { "" } else { ", not declared" };
        format!(
            "{indent}and by {} (the {} {}, {}{undeclared})\n",
            neutral(&other.url),
            other.what,
            neutral(&other.name),
            neutral(&other.id),
        )
    };
    others.iter().map(line).collect()
}

/// The reasons why the answer is uncertain.
fn reservations(one: &Explanation<'_>, indent: &str) -> String {
    let mut out = String::new();
    for taker in one.taken_by() {
        let _ = writeln!(out, "{indent}but {}", neutral(&taker.summary));
    }
    if let Some((place, unlooked)) = one.unlooked() {
        let why = neutral(&unlooked.why);
        let _ = writeln!(
            out,
            "{indent}unless {place} takes the text first, which was not checked: {why}"
        );
    }
    out
}

/// What the counterpart knows about the number, after an empty line if nothing is indented.
fn counterpart(one: &Explanation<'_>, indent: &str) -> String {
    let Some(comparison) = &one.comparison else {
        return String::new();
    };
    let gap = if indent.is_empty() { "\n" } else { "" };
    let mut out = format!("{gap}{indent}{}.\n", capital(&comparison.sentence()));
    for found in comparison.findings() {
        let plain = Look {
            color: false,
            width: usize::MAX,
        };
        finding(&mut out, found, &format!("{indent}  "), plain);
    }
    out
}

fn verdict(one: &Explanation<'_>) -> Cow<'static, str> {
    let text = match (one.number.converged(), one.applies()) {
        (Some(true), _) if one.is_unplanned() => {
            "correct now, but another setting of it is not as declared"
        }
        (Some(false), Some(true)) if one.is_to_be_bought() => "not yet: it must be bought first",
        (Some(true), Some(false)) => "correct now, but the next apply would change it",
        (Some(true), _) if one.detour().is_some() => {
            "the same URL is called, but through another object, which an apply clears"
        }
        (Some(true), _) if let Some(group) = one.joins => {
            let kind = group.kind();
            return format!("correct, but the number is not in its {kind} yet; an apply adds it")
                .into();
        }
        (Some(true), _) if !one.also().is_empty() => {
            "correct, but texts are delivered to others too"
        }
        (Some(true), _) if one.is_open() => "correct, unless something takes the text first",
        (Some(true), _) => "correct",
        (Some(false), Some(true)) if one.number.elsewhere().is_some() => {
            "not correct, and an apply alone fixes only part of it"
        }
        (Some(false), Some(true)) => "not correct yet; an apply fixes it",
        (Some(false), _) => "not correct, and an apply alone does not fix it",
        (None, _) if one.number.declared.is_none() => "so an apply does not change who answers",
        (None, _) => "whether that is the case is unknown",
    };
    text.into()
}

fn several(address: &Address, numbers: &[Explanation<'_>]) -> String {
    let mut out = format!("{address}  {}\n", plural(numbers.len(), "number"));
    for one in numbers {
        let number = one.number;
        let name = match (&number.address, one.declared_as) {
            (Some(address), _) => address.name().to_owned(),
            (None, Some(there)) => format!("declared as {there}"),
            (None, None) => "not declared".to_owned(),
        };
        let joins = one.joins.map(|group| {
            let kind = group.kind();
            format!("as declared, but not in its {kind} yet; an apply adds it")
        });
        let state = match number.converged() {
            _ if one.is_to_be_bought() => "TO BE BOUGHT",
            Some(_) | None if one.is_unplanned() && number.unread.is_empty() => "NOT AS DECLARED",
            Some(true) if one.applies() == Some(false) => {
                "as declared, but the next apply would change it"
            }
            Some(true) if one.detour().is_some() => {
                "as declared, but through another object, which an apply clears"
            }
            Some(true) if let Some(joins) = &joins => joins,
            Some(true) if !one.also().is_empty() => {
                "as declared, but texts are delivered to others too"
            }
            Some(true) => "as declared",
            Some(false) if one.applies() == Some(true) => "NOT AS DECLARED, an apply fixes it",
            Some(false) => "NOT AS DECLARED",
            None => "",
        };
        let _ = writeln!(out, "\n  {}  {name}  {state}", number.phone_number);
        let _ = writeln!(out, "    {}", now(number));
        out.push_str(&also(one.also(), "    "));
        out.push_str(&reservations(one, "    "));
        out.push_str(&counterpart(one, "    "));
    }
    let open = numbers.iter().any(|one| {
        one.number.converged() == Some(false) || one.applies() == Some(false) || one.is_unplanned()
    });
    if open {
        out.push_str("\n`switchboard explain NUMBER` shows what to do about one of them.\n");
    }
    out
}

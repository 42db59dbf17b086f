//! Vars that use vars: the order in which they are filled in, and the circles of vars.

use std::collections::{BTreeMap, BTreeSet};

use crate::codes::YamlCode;
use crate::diagnostic::{Diagnostic, Findings};
use crate::quote::shown;
use crate::tree::path::Step;
use crate::vars::segments::names_in;
use crate::vars::{State, VARS, Vars};

impl Vars<'_> {
    /// Replaces the vars in vars, each as soon as all vars that it uses are done. A var that is
    /// never done is part of a circle, or uses one.
    pub(crate) fn resolve(&mut self, findings: &mut Findings) {
        let mut users: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut waiting: BTreeMap<String, usize> = BTreeMap::new();
        let mut ready: Vec<String> = Vec::new();
        for (name, var) in self.known.iter().filter(|(_, var)| var.state == State::Raw) {
            let names: BTreeSet<&str> = names_in(&var.scalar.text).collect();
            let open = names.iter().filter(|used| {
                self.known
                    .get(**used)
                    .is_some_and(|v| v.state == State::Raw)
            });
            let mut count = 0;
            for used in open {
                users
                    .entry((*used).to_owned())
                    .or_default()
                    .push(name.clone());
                count += 1;
            }
            waiting.insert(name.clone(), count);
            if count == 0 {
                ready.push(name.clone());
            }
        }
        ready.reverse();
        while let Some(name) = ready.pop() {
            waiting.remove(&name);
            self.resolve_one(&name, findings);
            for user in users.remove(&name).unwrap_or_default() {
                if let Some(count) = waiting.get_mut(&user) {
                    *count -= 1;
                    if *count == 0 {
                        ready.push(user);
                    }
                }
            }
        }
        self.circles(&waiting.into_keys().collect(), findings);
    }

    pub(crate) fn resolve_one(&mut self, name: &str, findings: &mut Findings) {
        let Some(var) = self.known.get(name) else {
            return;
        };
        let (mut scalar, place) = (var.scalar.clone(), var.span);
        let path = [Step::Key(VARS), Step::Key(name)];
        let whole = place.is_none_or(|place| self.fill_scalar(&mut scalar, place, &path, findings));
        if let Some(var) = self.known.get_mut(name) {
            var.state = if whole { State::Done } else { State::Broken };
            var.scalar = scalar;
        }
    }

    /// Reports every circle once, at its first member by name.
    pub(crate) fn circles(&mut self, stuck: &BTreeSet<String>, findings: &mut Findings) {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for start in stuck {
            // Follow the first stuck var that each one uses, until a var is reached again.
            let mut way: Vec<String> = Vec::new();
            let mut name = start.clone();
            while seen.insert(name.clone()) {
                way.push(name.clone());
                let text = self.known.get(&name).map_or("", |v| v.scalar.text.as_str());
                let Some(next) = names_in(text).find(|n| stuck.contains(*n)) else {
                    break;
                };
                name = next.to_owned();
            }
            if let Some(at) = way.iter().position(|n| *n == name)
                && let Some(place) = self.known.get(&name).and_then(|v| v.span)
            {
                let circle = way.get(at..).unwrap_or(&[]);
                let mut chain: Vec<&str> = circle.iter().take(8).map(String::as_str).collect();
                if circle.len() > 8 {
                    chain.push("…");
                }
                chain.push(&name);
                let summary = format!(
                    "vars refer to each other in a circle: {}",
                    chain.join(" → ")
                );
                findings.push(
                    Diagnostic::error(YamlCode::VarCycle, summary)
                        .help("write out the text of one of them")
                        .address(format!("{VARS}.{}", shown(&name)))
                        .at(place, ""),
                );
            }
        }
        for name in stuck {
            if let Some(var) = self.known.get_mut(name) {
                var.state = State::Broken;
            }
        }
    }
}

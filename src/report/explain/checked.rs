//! What was considered for a number's texts: one object after the other until one decides, or all that
//! may receive them.

use std::fmt::Write as _;

use crate::model::{Receiver, Route, Step, mask_userinfo};
use crate::report::text::escape::neutral;

/// The objects that were considered.
pub(super) fn checked(route: &Route) -> String {
    let mut out = String::new();
    if route.receivers.is_empty() {
        let _ = writeln!(out, "\nChecked in order of precedence");
        for step in &route.steps {
            out.push_str(&considered(step));
        }
    } else {
        let _ = writeln!(out, "\nEverything that may receive it");
        for receiver in &route.receivers {
            out.push_str(&received(receiver));
        }
    }
    out
}

fn considered(step: &Step) -> String {
    let mark = if step.decides { "→" } else { "·" };
    let mut out = format!("  {mark} {}", step.considered);
    if let Some(id) = &step.id {
        let _ = write!(out, " {}", neutral(id));
    }
    if let Some(url) = &step.url {
        let _ = write!(out, "  {}", neutral(&mask_userinfo(url)));
    }
    let _ = writeln!(out, "\n      {}", neutral(&step.because));
    out
}

fn received(receiver: &Receiver) -> String {
    let mut out = String::new();
    let owner = if receiver.ours { "" } else { ", not declared" };
    let place = receiver.url.as_deref().unwrap_or(&receiver.kind);
    let _ = writeln!(
        out,
        "  {:<9}  {}  {}{owner}",
        receiver.reception.as_str(),
        neutral(&receiver.name),
        neutral(place),
    );
    let _ = writeln!(out, "             it {}", neutral(&receiver.because));
    out
}

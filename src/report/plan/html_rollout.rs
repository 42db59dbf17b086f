//! The rollout on the page of an apply: its waves as a table, and what was seen meanwhile.

use super::ending::Ending;
use super::input::PlanReport;
use crate::model::{RolloutOutcome, Wave};
use crate::report::html::lists::{list, row};
use crate::report::html::{code, text};
use crate::report::rollout::outcome::concealed;
use crate::report::rollout::parts::{reason, seen};
use crate::report::rollout::waves::{alerts, reach, state, title, tone};
use crate::report::text::moment::span;
use crate::report::text::sentence::capital;

/// The section; empty without a rollout.
pub(super) fn rollout(report: &PlanReport<'_>) -> String {
    let Some(outcome) = report.ending.and_then(Ending::rollout) else {
        return String::new();
    };
    let outcome = &concealed(outcome);
    let mut out = String::new();
    if !outcome.waves.is_empty() {
        out.push_str(
            "<div class=\"group\">\n<h3>Waves</h3>\n<div class=\"sheet\"><table class=\"rows\">\n\
             <thead><tr><th scope=\"col\">Wave</th><th scope=\"col\">Result</th><th scope=\"col\">Numbers</th>\
             <th scope=\"col\">Alerts</th><th scope=\"col\">When</th></tr></thead>\n<tbody>\n",
        );
        for one in &outcome.waves {
            out.push_str(&wave(one, outcome));
        }
        out.push_str("</tbody></table></div>\n</div>\n");
    }
    for part in seen(outcome) {
        let line = |subject: &str, said: &str| {
            let pill = format!("<span class=\"pill {}\">{}</span>", part.tone, part.title);
            let mut cells = vec![pill];
            cells.extend((!subject.is_empty()).then(|| code(subject)));
            cells.push(text(said));
            row(&cells, "rollout")
        };
        let lines = part.lines.iter();
        let rows: Vec<String> = lines.map(|one| line(&one.subject, &one.text)).collect();
        list(&mut out, part.title, &rows, true);
    }
    out
}

fn wave(wave: &Wave, outcome: &RolloutOutcome) -> String {
    let mut result = format!(
        "<span class=\"pill {}\">{}</span>",
        tone(wave),
        state(wave, true)
    );
    if let Some(why) = reason(wave, outcome) {
        result.push_str(&format!("<br>{}", text(why)));
    }
    let cells = [
        text(&capital(&title(wave))),
        result,
        text(&reach(wave)),
        text(alerts(wave).as_deref().unwrap_or("not read")),
        text(&span(&wave.started_at, wave.ended_at.as_deref())),
    ];
    row(&cells, "rollout")
}

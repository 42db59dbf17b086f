//! Rollouts in the other formats.

use std::time::Duration;

use super::history::run;
use super::{applied, plans, reported, sample};
use crate::model::RolloutOutcome;
use crate::report::apply::event_line::encode;
use crate::report::apply::events::Event;
use crate::report::markdown::Size;
use crate::report::plan::document::{document, to_json};
use crate::report::plan::{github, gitlab, html, human, markdown, prometheus};
use crate::report::registry::history;

/// Every format, and the events.
fn everything(outcome: RolloutOutcome) -> Vec<(&'static str, String)> {
    let run = run();
    let listed = [history::Listed {
        run: &run,
        counts: None,
        waves: &outcome.waves,
    }];
    let mut texts = vec![
        ("list", history::list(&listed, false, 100)),
        ("run", history::one(&run, &[], &outcome.waves, false, 100)),
    ];
    for wave in &outcome.waves {
        for event in [
            Event::wave_start(wave),
            Event::wave_progress(wave, Duration::from_secs(90)),
            Event::wave_complete(wave),
            Event::wave_stopped(wave),
            Event::revert_start(wave),
        ] {
            texts.push(("event", encode(&event, "2026-07-30T12:00:00Z")));
        }
    }
    texts.push((
        "end",
        encode(&Event::applied(&applied(outcome.clone())), "now"),
    ));
    reported(outcome, |report| {
        texts.extend([
            ("human", human::plan(report, false, 100)),
            ("json", to_json(&document(report))),
            ("markdown", markdown::plan(report, Size::Comment)),
            ("markdown-long", markdown::plan(report, Size::Summary)),
            ("github", github::plan(report)),
            ("html", html::plan(report)),
            ("prometheus", prometheus::plan(report)),
            ("gitlab-terraform", gitlab::terraform(report)),
        ]);
    });
    texts
}

#[test]
fn no_format_shows_a_password() {
    for (name, outcome) in sample::all() {
        for (format, text) in everything(outcome) {
            assert!(!text.contains("hunter2"), "{name}, {format}: {text}");
        }
    }
}

#[test]
fn every_format_says_that_it_stopped_and_was_changed_back() {
    for (format, text) in everything(sample::reverted()) {
        let quiet = ["event", "gitlab-terraform", "list", "run", "prometheus"];
        if quiet.contains(&format) {
            continue;
        }
        let text = text.replace("&#46;", ".");
        assert!(text.contains("changed back"), "{format}: {text}");
        assert!(text.contains("0 are allowed"), "{format}: {text}");
    }
}

#[test]
fn markdown_lists_the_waves_and_the_alerts() {
    let text = reported(sample::reverted(), |report| {
        markdown::plan(report, Size::Comment)
    });
    let from = text.find("### Waves").unwrap();
    let to = text.find("| Action").unwrap();
    insta::assert_snapshot!(&text[from..to], @"
    ### Waves

    - **wave 1 of 2**: passed; 1 number; no alerts; 2026-07-30 12&#58;02&#58;00Z to 12&#58;03&#58;00Z
    - **wave 2 of 2**: stopped; 1 number, 2 in all; 3 alerts; 2026-07-30 12&#58;04&#58;00Z to 12&#58;05&#58;00Z
    - **revert**: done; 2 numbers changed back; 2026-07-30 12&#58;06&#58;00Z to 12&#58;07&#58;00Z

    ### Alerts

    - 2 alerts with code 11200 at handler.example.com about providers.marketing-us.numbers.store-line (providers.marketing-us)
    - 1 alert (providers.marketing-us)
    ");
}

#[test]
fn github_ends_with_an_error() {
    let text = reported(sample::reverted(), github::plan);
    let mut errors = text.lines().filter(|line| line.starts_with("::error"));
    let verdict = errors.next_back().unwrap();
    assert!(
        verdict.starts_with("::error title=switchboard apply::"),
        "{text}"
    );
    assert!(verdict.contains("Waves: wave 2 of 2: stopped"), "{text}");
    let good = reported(sample::good(), github::plan);
    assert!(!good.contains("::error"), "{good}");
}

#[test]
fn metrics_count_waves_and_alerts() {
    let metrics = |outcome| -> String {
        let text = reported(outcome, prometheus::plan);
        let lines = text.lines().filter(|line| {
            !line.starts_with('#') && (line.contains("rollout") || line.contains("reverted"))
        });
        let short =
            lines.map(|line| line.replace("project=\"contoso-sms\",environment=\"prod\"", "…"));
        short.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(metrics(sample::partly_reverted()), @r#"
    switchboard_apply_changes{…,result="reverted"} 1
    switchboard_apply_rollout_waves{…,state="passed"} 1
    switchboard_apply_rollout_waves{…,state="stopped"} 1
    switchboard_apply_rollout_waves{…,state="running"} 0
    switchboard_apply_rollout_stopped{…} 1
    switchboard_apply_rollout_reverted{…} 0
    switchboard_apply_rollout_not_reverted{…} 1
    switchboard_apply_rollout_alerts{…} 3
    switchboard_apply_rollout_unconverged{…} 0
    "#);
    assert!(metrics(sample::reverted()).contains("rollout_reverted{…} 1"));
    let plan = plans::report(&plans::plan("x"), &[], prometheus::plan);
    assert!(!plan.contains("rollout"), "{plan}");
}

#[test]
fn the_page_has_a_table_of_the_waves() {
    let text = reported(sample::partly_reverted(), html::plan);
    let from = text.find("<h3>Waves").unwrap();
    let to = text.find("<h3>What changes").unwrap();
    insta::assert_snapshot!(&text[from..to], @r#"
    <h3>Waves</h3>
    <div class="sheet"><table class="rows">
    <thead><tr><th scope="col">Wave</th><th scope="col">Result</th><th scope="col">Numbers</th><th scope="col">Alerts</th><th scope="col">When</th></tr></thead>
    <tbody>
    <tr class="item" data-find="rollout"><td>Wave 1 of 2</td><td><span class="pill good">passed</span></td><td>1 number</td><td>no alerts</td><td>2026-07-30 12:02:00Z to 12:03:00Z</td></tr>
    <tr class="item" data-find="rollout"><td>Wave 2 of 2</td><td><span class="pill critical">stopped</span></td><td>1 number, 2 in all</td><td>3 alerts</td><td>2026-07-30 12:04:00Z to 12:05:00Z</td></tr>
    <tr class="item" data-find="rollout"><td>Revert</td><td><span class="pill critical">incomplete</span><br>1 change failed</td><td>1 number changed back</td><td>not read</td><td>2026-07-30 12:06:00Z to 12:07:00Z</td></tr>
    </tbody></table></div>
    </div>
    <details class="list group" open><summary>Alerts <span class="soft">2</span></summary>
    <table class="rows"><tbody>
    <tr class="item" data-find="rollout"><td><span class="pill critical">Alerts</span></td><td>2 alerts with code 11200 at handler.example.com about providers.marketing-us.numbers.store-line (providers.marketing-us)</td></tr>
    <tr class="item" data-find="rollout"><td><span class="pill critical">Alerts</span></td><td>1 alert (providers.marketing-us)</td></tr>
    </tbody></table></details>
    <details class="list group" open><summary>Not changed back <span class="soft">1</span></summary>
    <table class="rows"><tbody>
    <tr class="item" data-find="rollout"><td><span class="pill critical">Not changed back</span></td><td><code>providers.marketing-us.numbers.support</code></td><td>updating PN1: no answer from https://u:***@api.example.com/ (HTTP 503)</td></tr>
    </tbody></table></details>
    <div class="group">
    "#);
    let good = reported(RolloutOutcome::default(), html::plan);
    assert!(!good.contains("<h3>Waves"), "{good}");
}

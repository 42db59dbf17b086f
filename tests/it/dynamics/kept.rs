//! What was not read is neither lost nor called as recorded, and nothing is sent that was forbidden.

use serde_json::json;

use super::{Both, CONFIGURATION, FIRST, KEYWORDS, TWILIO, checked};

const AS_RECORDED: &str = "Everything recorded is as the last apply left it";
const PROVIDER: &str = "dynamics.providers.us";
const NUMBER: &str = "dynamics.providers.us.numbers.first";

/// Both sides, recorded as they agree.
fn recorded() -> Both {
    let both = Both::of(&checked());
    both.apply(&[], 0);
    both.run(&["drift"]).exits(0);
    both
}

/// Changes the account of the provider in Dynamics 365.
fn move_provider(both: &Both) {
    let row = both.extension(&both.provider);
    let other = format!("AC{:032}", 7);
    both.set(&row, &json!({"msdynmkt_accountsid": other}));
}

#[test]
fn a_column_that_became_unreadable_keeps_its_record() {
    let both = recorded();
    let token = "msdynmkt_authtoken";
    both.settings(&json!({"secured": {TWILIO: [token, "msdynmkt_accountsid"]}}));
    both.apply(&[], 0);
    both.settings(&json!({"secured": {TWILIO: [token]}}));
    move_provider(&both);
    let shown = both.run(&["drift"]).exits(2).stdout;
    assert!(shown.contains("msdynmkt_accountsid"), "{shown}");
}

#[test]
fn an_account_that_cannot_be_read_does_not_agree() {
    let both = recorded();
    let columns = ["msdynmkt_authtoken", "msdynmkt_accountsid"];
    both.settings(&json!({"secured": {TWILIO: columns}}));
    let compared = both.plan(0);
    assert_eq!(compared["agreed"]["providers"], 0, "{compared:#}");
    let shown = both.run(&["plan"]).exits(0).stdout;
    assert!(shown.contains("-v shows"), "{shown}");
}

#[test]
fn rows_that_were_not_checked_are_not_called_as_recorded() {
    let both = recorded();
    let skipped = both.run(&["drift", "--no-dynamics"]).exits(0).stdout;
    assert!(skipped.contains("not checked"), "{skipped}");
    both.settings(&json!({"application_user": false}));
    for format in ["human", "markdown", "github", "html"] {
        let shown = both.run(&["drift", "--format", format]).exits(3).stdout;
        assert!(!shown.contains(AS_RECORDED), "{format}: {shown}");
    }
    assert!(!skipped.contains(AS_RECORDED), "{skipped}");
}

#[test]
fn a_plan_that_creates_keywords_is_refused_without_dynamics() {
    let both = Both::new();
    both.remove(&both.keyword("JOIN"));
    let plan = ["plan", "--create-dynamics-keywords", "--out", "plan.json"];
    both.run(&plan).exits(0);
    both.clear_calls();
    let refused = both.run(&["apply", "plan.json", "--no-dynamics"]).exits(1);
    assert!(
        refused.stderr.contains("--no-dynamics"),
        "{}",
        refused.stderr
    );
    assert_eq!(both.all_requests(), 0);
}

#[test]
fn keywords_can_only_be_created_where_they_are_compared() {
    let both = Both::new();
    both.edit("  check_on_apply: false", "  keywords: ignore");
    for command in ["plan", "apply"] {
        let refused = both.run(&[command, "--create-dynamics-keywords"]).exits(1);
        let why = refused.stderr;
        assert!(
            why.contains("dynamics.keywords: ignore"),
            "{command}: {why}"
        );
    }
}

#[test]
fn a_keyword_that_is_missing_on_purpose_is_not_created() {
    let both = Both::new();
    both.remove(&both.keyword("JOIN"));
    let list = "{ keyword: JOIN, ignore: [{ code: W0821, reason: no journey uses it }] }";
    both.edit("[JOIN]", &format!("[{list}]"));
    let plan = ["plan", "--create-dynamics-keywords"];
    let shown = both.run(&plan).exits(0).stdout;
    assert!(!shown.contains("dynamics.keywords.JOIN"), "{shown}");
}

#[test]
fn a_number_with_another_name_here_keeps_its_drift() {
    let both = recorded();
    both.set(&both.number(FIRST), &json!({"statecode": 1}));
    both.run(&["drift"]).exits(2);
    both.edit("      first:", "      renamed:");
    both.apply(&[], 0);
    let shown = both.run(&["drift"]).exits(2).stdout;
    assert!(
        shown.contains("dynamics.providers.us.numbers.renamed"),
        "{shown}"
    );
    assert!(!both.recorded().contains(&NUMBER.to_owned()));
}

#[test]
fn a_difference_can_be_expected() {
    let both = recorded();
    move_provider(&both);
    both.run(&["drift"]).exits(2);
    both.world.write(
        ".switchboardignore",
        "dynamics.providers.us # it moves next week\n",
    );
    let shown = both.run(&["drift"]).exits(0).stdout;
    assert!(shown.contains("1 difference expected"), "{shown}");
}

#[test]
fn without_the_block_its_records_are_dropped() {
    let both = recorded();
    assert!(both.recorded().contains(&PROVIDER.to_owned()));
    let block = checked();
    let block = block.split_once("dynamics:\n").unwrap().1;
    let block = block.split_once("providers:\n").unwrap().0;
    both.edit(&format!("dynamics:\n{block}"), "");
    both.apply(&[], 0);
    assert!(both.recorded().is_empty(), "{:?}", both.recorded());
}

#[test]
fn keywords_that_are_ignored_later_are_not_looked_for() {
    let both = recorded();
    both.edit("  check_on_apply: true", "  keywords: ignore");
    let shown = both.run(&["drift"]).exits(0).stdout;
    assert!(!shown.contains("dynamics.keywords"), "{shown}");
}

#[test]
fn an_explanation_says_what_to_do_about_a_finding() {
    let both = Both::new();
    both.remove(&both.number(FIRST));
    let shown = both.run(&["explain", FIRST]).exits(0).stdout;
    let advice = shown.split("What to do").nth(1).unwrap();
    assert!(!advice.trim_start().starts_with("Nothing"), "{shown}");
}

#[test]
fn a_target_without_keywords_says_nothing_about_them() {
    let both = Both::new();
    both.mutate(&json!({"keyword": "join"}));
    let all = both.run(&["plan"]).exits(0).stdout;
    assert!(all.contains("W0822"), "{all}");
    let one = both.run(&["plan", "--target", FIRST]).exits(0).stdout;
    assert!(!one.contains("W0822"), "{one}");
}

#[test]
fn an_ignore_that_silences_a_finding_is_not_called_unused() {
    let both = Both::new();
    both.remove(&both.number(FIRST));
    let list = "ignore: [{ code: E0811, reason: it is added tomorrow }]";
    both.edit(
        "friendly_name: First",
        &format!("friendly_name: First, {list}"),
    );
    let shown = both.run(&["test"]).stdout;
    assert!(!shown.contains("W0755"), "{shown}");
}

#[test]
fn the_address_of_a_row_is_a_target() {
    let both = Both::new();
    both.run(&["plan", "--target", "dynamics.keywords.JOIN"])
        .exits(0);
    assert_eq!(both.rows(KEYWORDS, "msdynmkt_name", "JOIN").len(), 1);
    assert!(CONFIGURATION.contains("keywords: [JOIN]"));
}

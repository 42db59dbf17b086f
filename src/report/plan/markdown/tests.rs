//! Tests of a plan as Markdown: its text, and its size limit.

use proptest::prelude::*;

use super::plan;
use crate::model::{Action, Change, FieldChange, Mark, Money, MonthlyPrice, Plan, Reason, Value};
use crate::report::markdown::Size;
use crate::report::sample;

#[test]
fn a_plan_reads_well_in_a_comment() {
    let mut plan_ = sample::plan("Store `line`");
    plan_
        .changes
        .retain(|c| ["store-line", "warehouse"].contains(&c.address.name()));
    let warning = [sample::diagnostic("warning", "a <b>bold</b> @claim")];
    insta::assert_snapshot!(sample::report(&plan_, &warning, |report| plan(report, Size::Comment)), @"
    ## Switchboard plan: contoso-sms (environment prod)

    **Plan: 1 to update, 1 to adopt (1 to change at the provider, 1 to record).**

    1 number in the account is not in the configuration.

    API calls: 2 reads so far, 2 writes to apply.

    ### Problems

    - **warning** <code>W0412</code> <code>providers.marketing-us.numbers.support</code> a &#60;b&#62;bold&#60;/b&#62; &#64;claim (<code>envs/a,b:c.yaml:22:7</code>)
      look at it

    | Action | Resource | | Changes | Why | Where |
    |---|---|---|---|---|---|
    | update | <code>providers.marketing-us.numbers.store-line</code> | <code>+15017122661</code> | <code>friendly&#95;name</code> <code>Store</code> → <code>Store &#96;line&#96;</code><br><code>sms&#95;method</code> <code>GET</code> → <code>POST</code><br><code>sms&#95;url path</code> <code>/api/v1.0/orgs/3f2c0b7e/sms/inbound</code> → <code>/api/v1.0/orgs/3f2c0b7e/sms/incoming</code> | configuration changed | <code>switchboard.yaml:22:7</code> |
    | adopt | <code>providers.marketing-us.numbers.warehouse</code> | <code>+15017122663</code> |  | already as declared; will be recorded in the registry | <code>switchboard.yaml:31:7</code> |

    <details><summary>~ <code>providers.marketing-us.numbers.store-line</code></summary>

    configuration changed (<code>switchboard.yaml:22:7</code>)

    ```diff
    - friendly_name: Store
    + friendly_name: Store `line`
    - sms_method: GET
    + sms_method: POST
    @@ switchboard.yaml:24 @@
    - sms_url: https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e/sms/inbound
    + sms_url: https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e/sms/incoming
    ```

    </details>

    <details><summary>Not in the configuration</summary>

    - <code>+15017122669</code> number of <code>marketing-us</code>, <code>PN00000000000000000000000000000009</code>

    </details>
    ");
}

/// A plan with `count` numbers; `urls` returns the current and the planned URL of each.
fn moved(count: usize, urls: impl Fn(usize) -> (String, String)) -> Plan {
    let mut plan = sample::plan("x");
    plan.changes = (0..count)
        .map(|at| {
            let made = sample::number(
                &format!("n{at}"),
                &format!("+1501712{at:04}"),
                Action::Update,
                Reason::ConfigChanged,
            );
            let (before, after) = urls(at);
            let field = FieldChange {
                local: false,
                note: None,
                field: "sms_url".into(),
                before: Value::text(before),
                after: Value::text(after),
                recorded: None,
                mark: Mark::Configured,
            };
            Change {
                fields: vec![field],
                ..made
            }
        })
        .collect();
    plan
}

fn shown(plan_: &Plan, diagnostics: &[serde_json::Value], size: Size) -> String {
    sample::report(plan_, diagnostics, |report| plan(report, size))
}

/// The reviewer of a change of host reads one sentence, and finds every number.
#[test]
fn a_change_of_host_is_one_row_and_all_numbers_are_named() {
    let plan_ = moved(500, |at| {
        let url = |host: &str| format!("https://{host}.example.com/{at}");
        (url("a"), url("b"))
    });
    let text = shown(&plan_, &[], Size::Comment);
    let row = "| update | **500 numbers of marketing-us**: <code>n0</code>, <code>n1</code>, <code>n2</code>, <code>n3</code>, <code>n4</code> and 495 more | | <code>sms&#95;url host</code> <code>a.example.com</code> → <code>b.example.com</code> | configuration changed | |";
    assert!(text.contains(row), "{text}");
    for at in 0..500 {
        let member = format!("<code>n{at}</code> <code>+1501712{at:04}");
        let member = member.replace("> <code>", "> ");
        assert!(text.contains(&member), "{at}: {text}");
    }
    assert!(text.len() < 25_000, "{}", text.len());
}

/// What differs fills the report up to its limit, and what does not fit is counted.
#[test]
fn what_differs_fills_the_report() {
    let plan_ = moved(1000, |at| {
        let url = |part: &str| format!("https://h{at}.example.com/{part}{at}");
        (url("old"), url("new"))
    });
    for size in [Size::Comment, Size::Summary] {
        let text = shown(&plan_, &[], size);
        assert!(text.len() <= size.limit());
        let rows = text.matches("\n| update | <code>").count();
        let left = 1000 - rows;
        assert_eq!(left > 0, size == Size::Comment);
        if left > 0 {
            assert!(text.contains(&format!("… and {left} more |")), "{rows}");
            assert!(text.len() > size.limit() - 1_000, "{}", text.len());
        }
    }
}

/// Every error is in the report, however long the plan is.
#[test]
fn problems_are_never_left_out() {
    let mut all = vec![sample::diagnostic("warning", "a warning"); 30];
    all.extend((0..25).map(|at| {
        let mut error = sample::diagnostic("error", &"<!>".repeat(200));
        error["code"] = format!("E{at:04}").into();
        error["help"] = "@".repeat(1_400).into();
        error
    }));
    let plan_ = moved(3000, |at| {
        (
            format!("https://a{at}.example/"),
            format!("https://b{at}.example/"),
        )
    });
    let text = shown(&plan_, &all, Size::Comment);
    assert!(text.len() <= 65_536);
    for at in 0..25 {
        assert!(text.contains(&format!("<code>E{at:04}</code>")), "{at}");
    }
    assert!(
        text.contains("- … and 35 more: <code>E0020</code> (1)"),
        "{text}"
    );
    assert!(text.contains("<code>W0412</code> (30)"));
    assert!(!text.contains("see below") && text.contains("\n| update |"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// For any plan, the report is within its limit, every error is in it, and
    /// its counts add up.
    #[test]
    fn any_plan_fits_and_its_counts_add_up(
        count in 0_usize..2500,
        kinds in 1_usize..9,
        errors in 0_usize..45,
        word in "\\PC{0,40}",
    ) {
        let plan_ = moved(count, |at| {
            let kind = at % kinds;
            let own = if kind == 0 { at } else { 0 };
            let url = |part: &str| format!("https://{part}{own}.example/{word}{kind}");
            (url("old"), url("new"))
        });
        let problems: Vec<_> = (0..errors)
            .map(|at| {
                let mut error = sample::diagnostic("error", &word.repeat(at));
                error["code"] = format!("E{at:04}").into();
                error
            })
            .collect();
        let text = shown(&plan_, &problems, Size::Comment);
        prop_assert!(text.len() <= 65_536, "{}", text.len());
        for at in 0..errors {
            let code = format!("<code>E{at:04}</code>");
            prop_assert!(text.contains(&code), "{}", code);
        }
        let number = |text: &str| -> usize {
            let digits = text.chars().take_while(char::is_ascii_digit);
            digits.collect::<String>().parse().unwrap_or(0)
        };
        let after = |row: &str, mark: &str| row.split_once(mark).map(|(_, rest)| number(rest));
        let counted: usize = text
            .lines()
            .filter(|line| line.starts_with("| update |") || line.starts_with("| | …"))
            .map(|row| after(row, "| **").or(after(row, "| | … and ")).unwrap_or(1))
            .sum();
        prop_assert_eq!(counted, count);
    }
}

/// The price of a number is in the row that a reviewer sees, and so is the reason why one is unknown.
#[test]
fn the_row_of_a_purchase_has_its_price() {
    let mut plan_ = sample::plan("x");
    let bought = |name: &str| Change {
        id: None,
        after: Some(sample::fields(&[("friendly_name", "Fleet")])),
        ..sample::number(name, "+15017122665", Action::Purchase, Reason::New)
    };
    plan_.changes = vec![bought("one"), bought("two")];
    let money = Money {
        currency: "USD".to_owned(),
        amount: "1.15".parse().unwrap(),
    };
    let prices = [
        MonthlyPrice::Known(money),
        MonthlyPrice::Unknown("Twilio lists no price".to_owned()),
    ];
    let addresses = plan_.changes.iter().map(|change| change.address.clone());
    plan_.prices = addresses.zip(prices).collect();
    let text = shown(&plan_, &[], Size::Comment);
    let row = |name: &str| {
        let address = format!("| <code>providers.marketing-us.numbers.{name}</code> |");
        let mut rows = text.lines().filter(|line| line.starts_with("| purchase |"));
        rows.find(|line| line.contains(&address)).unwrap()
    };
    assert!(
        row("one").contains("<br>costs 1.15 USD a month |"),
        "{text}"
    );
    let unknown = "<br>its price is not known: Twilio lists no price |";
    assert!(row("two").contains(unknown), "{text}");
}

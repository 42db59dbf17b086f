//! Tests of drift as Markdown: its text, and its size limit.

use proptest::prelude::*;

use super::drift;
use crate::model::{
    Address, Aspect, By, Difference, Drift, DriftStatus, Drifted, Impact, Scope, Value,
};
use crate::report::drift::input::{DriftMeta, DriftReport};
use crate::report::markdown::Size;
use crate::report::sample;

/// A number whose URL leads elsewhere.
fn moved(at: usize, recorded: &str, observed: &str) -> Drifted {
    let difference = Difference {
        aspect: Aspect::Field("sms_url".into()),
        recorded: Value::text(recorded),
        observed: Value::text(observed),
        impact: Impact::Critical,
        fingerprint: String::new(),
        since: None,
        by: By::Unasked,
        ignored: None,
    };
    Drifted {
        address: Address::parse(&format!("providers.us.numbers.n{at:04}")).unwrap(),
        id: None,
        key: Some(format!("+1501712{at:04}").into()),
        status: DriftStatus::Modified,
        differences: vec![difference],
        route: None,
        group: None,
        unread: false,
        declared: true,
        pending: false,
        elsewhere: None,
        accept: None,
    }
}

/// A number that resembles no other, with a hostile text as its current URL.
fn odd(at: usize) -> Drifted {
    let text = format!("https://h{at}.example/</details>`{}`|@x", "b".repeat(100));
    moved(at, "https://hooks.example/", &text)
}

fn text(
    resources: Vec<Drifted>,
    environments: usize,
    diagnostics: &[serde_json::Value],
    size: Size,
) -> String {
    let scope = Scope {
        project: "p".to_owned(),
        environment: String::new(),
    };
    let found = Drift {
        resources,
        complete: true,
        ..Drift::unseen(scope)
    };
    let (meta, nowhere) = (DriftMeta::default(), |_: &Address, _: Option<&str>| None);
    let report = || DriftReport {
        drift: &found,
        meta: &meta,
        places: &nowhere,
        comparison: None,
        diagnostics,
        remedies: None,
        show_unmanaged: false,
        each: false,
    };
    let reports: Vec<DriftReport<'_>> = (0..environments).map(|_| report()).collect();
    drift(&reports, size)
}

fn number(text: &str) -> usize {
    let digits = text.chars().take_while(char::is_ascii_digit);
    digits.collect::<String>().parse().unwrap_or(0)
}

/// The number of resources that the tables represent.
fn counted(text: &str) -> usize {
    let after = |row: &str, mark: &str| row.split_once(mark).map(|(_, rest)| number(rest));
    text.lines()
        .filter(|line| line.starts_with("| modified |") || line.starts_with("| | | …"))
        .map(|row| {
            let group = after(row, "| **").or(after(row, "| | | … and "));
            group.unwrap_or(1)
        })
        .sum()
}

/// As many numbers as fit are named, and the rest is counted.
#[test]
fn it_fits_however_much_there_is() {
    let whole = text((0..3).map(odd).collect(), 1, &[], Size::Comment);
    assert_eq!(whole.matches("<details>").count(), 3, "{whole}");
    for (count, environments) in [(300, 1), (3000, 1), (100, 3), (3000, 7), (30, 200)] {
        let text = text(
            (0..count).map(odd).collect(),
            environments,
            &[],
            Size::Comment,
        );
        assert!(text.len() <= 65_536, "{}", text.len());
        assert!(text.len() > 49_000, "{}", text.len());
        let counts = format!("{count} modified ({count} critical)");
        let shown = text.matches(&counts).count();
        let left = environments - shown;
        let more = format!("**… and {left} more environments.**");
        assert_eq!(left > 0, text.contains(&more), "{left}");
        assert!(counted(&text) >= count || text.contains("omitted for lack of space"));
    }
}

/// Numbers that are all pointed at one foreign host are one finding, which names it.
#[test]
fn what_is_alike_is_one_row_and_all_are_named() {
    let resources = (0..500).map(|at| {
        let url = |host: &str| format!("https://{host}.example/{at}");
        moved(at, &url("hooks"), &url("elsewhere"))
    });
    let text = text(resources.collect(), 1, &[], Size::Comment);
    let cell =
        "<code>sms&#95;url host</code> <code>hooks.example</code> → <code>elsewhere.example</code>";
    assert!(text.contains(cell), "{text}");
    assert_eq!(counted(&text), 500);
    for at in 0..500 {
        assert!(
            text.contains(&format!("<code>n{at:04}</code> +1501712{at:04}")),
            "{at}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// For any drift, the report is within its limit, every error is in it,
    /// and its counts add up.
    #[test]
    fn any_drift_fits_and_its_counts_add_up(
        count in 0_usize..2000,
        alike in 0_usize..2000,
        environments in 1_usize..4,
        errors in 0_usize..45,
        word in "\\PC{0,40}",
    ) {
        let problems: Vec<_> = (0..errors)
            .map(|at| {
                let mut error = sample::diagnostic("error", &word.repeat(at));
                error["code"] = format!("E{at:04}").into();
                error
            })
            .collect();
        let resources = (0..count).map(|at| {
            if at < alike {
                moved(at, &format!("https://a.example/{word}"), "https://b.example/")
            } else {
                odd(at)
            }
        });
        let text = text(resources.collect(), environments, &problems, Size::Comment);
        prop_assert!(text.len() <= 65_536, "{}", text.len());
        for at in 0..errors {
            let code = format!("<code>E{at:04}</code>");
            prop_assert_eq!(text.matches(&code).count(), environments);
        }
        prop_assert_eq!(counted(&text), count * environments);
    }
}

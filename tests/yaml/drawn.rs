//! How problems are drawn for people: nothing that is empty, and no end without a sum.

use switchboard::model::FindingCode;
use switchboard::report::diagnostics::human;
use switchboard::yaml::{Diagnostic, Sources, YamlCode};

#[test]
fn what_has_no_place_has_no_gutter() {
    let without_a_place =
        || Diagnostic::error(YamlCode::UnusedOverride, "a var is not used").help("leave it out");
    let in_a_file = || {
        Diagnostic::error(FindingCode::NoConfiguration, "nothing here")
            .help("name it")
            .in_file("a.yaml")
    };
    for color in [false, true] {
        for one in [without_a_place(), in_a_file()] {
            let drawn = human(std::slice::from_ref(&one), &Sources::default(), color);
            assert!(!drawn.contains('|'), "{drawn:?}");
            assert!(
                drawn.contains(&one.help) && drawn.contains(&one.summary),
                "{drawn}"
            );
        }
    }
}

#[test]
fn a_place_keeps_its_gutter_but_none_behind_the_last_line() {
    let read = super::sample::read("version: 1\nnope: x\n");
    let drawn = read.human();
    assert!(drawn.contains("nope: x"), "{drawn}");
    assert!(!drawn.trim_end().ends_with('|'), "{drawn}");
}

#[test]
fn what_is_cut_is_counted() {
    let mut all = vec![Diagnostic::error(YamlCode::UnusedOverride, "wrong"); 204];
    all.push(Diagnostic::warning(YamlCode::RemovesNothing, "odd"));
    let drawn = human(&all, &Sources::default(), false);
    assert!(
        drawn.ends_with("… and 5 more: 204 errors and 1 warning in all\n\n"),
        "{drawn}"
    );
}

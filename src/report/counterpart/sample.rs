//! One comparison with something of everything, for the tests of the renderers.

use std::collections::BTreeMap;

use super::{ComparisonDocument, document};
use crate::model::{
    Address, Agreed, Code, Comparison, Counterpart, CounterpartCode, Disagreement, Finding,
    NumberRecord, NumberSight, RecordReference, Severity,
};
use crate::report::place::Located;

/// A finding about an address.
pub(in crate::report) fn finding(
    code: CounterpartCode,
    severity: Severity,
    address: &str,
    summary: &str,
) -> Disagreement {
    Disagreement::plain(Finding {
        severity,
        code: code.into(),
        address: Address::parse(address),
        key: None,
        summary: summary.to_owned(),
        help: "look at it <there>".to_owned(),
        blocks: false,
    })
}

/// The address of a number of the sample plan.
pub(in crate::report) fn number(name: &str) -> Address {
    Address::parse(&format!("providers.marketing-us.numbers.{name}")).unwrap()
}

/// A comparison that was made completely: an error, a warning, a note, and a note about what is not
/// declared.
pub(in crate::report) fn comparison() -> Comparison {
    let there = NumberSight::There(NumberRecord {
        id: "row-1".to_owned(),
        name: Some("Store line".to_owned()),
        provider: Some("US texts".to_owned()),
        group: Some("MG1".to_owned()),
        active: true,
    });
    Comparison {
        system: Counterpart::DYNAMICS,
        url: "https://contoso.crm4.dynamics.com".to_owned(),
        organization_id: Some("3f2c0b7e-0000-4000-8000-000000000000".to_owned()),
        environment_id: Some("e0".to_owned()),
        name: Some("Contoso".to_owned()),
        complete: true,
        reads: 12,
        agreed: Agreed {
            providers: 1,
            numbers: 12,
            keywords: 6,
            organization: true,
        },
        disagreements: vec![
            Disagreement {
                record: Some(RecordReference {
                    table: "msdyn_channelinstance".to_owned(),
                    id: "row-1".to_owned(),
                    name: Some("Store line".to_owned()),
                }),
                field: Some("msdyn_name".to_owned()),
                declared: Some("Store".to_owned()),
                account: Some("Shop".to_owned()),
                theirs: Some("Store line".to_owned()),
                since: Some("2026-07-30T10:00:00Z".to_owned()),
                ..finding(
                    CounterpartCode::AnotherName,
                    Severity::Warning,
                    "providers.marketing-us.numbers.store-line",
                    "it has | another name",
                )
            },
            finding(
                CounterpartCode::NumberMissing,
                Severity::Error,
                "providers.marketing-us.numbers.support",
                "the number is missing in Dynamics 365",
            ),
            finding(
                CounterpartCode::Hidden,
                Severity::Note,
                "dynamics",
                "a column cannot be read",
            ),
            Disagreement {
                unmanaged: true,
                ..finding(
                    CounterpartCode::UndeclaredKeyword,
                    Severity::Note,
                    "dynamics",
                    "a keyword is not declared",
                )
            },
        ],
        numbers: BTreeMap::from([
            (number("store-line"), there),
            (number("support"), NumberSight::Absent),
            (number("front-desk"), NumberSight::NotVisible),
        ]),
    }
}

/// A comparison that could not be made.
pub(in crate::report) fn unread() -> Comparison {
    Comparison {
        organization_id: None,
        environment_id: None,
        name: None,
        complete: false,
        reads: 1,
        agreed: Agreed::default(),
        disagreements: vec![finding(
            CounterpartCode::SignInFailed,
            Severity::Error,
            "dynamics",
            "the secret is wrong",
        )],
        numbers: BTreeMap::new(),
        ..comparison()
    }
}

/// A comparison of which one list could not be read.
pub(in crate::report) fn in_part() -> Comparison {
    let mut comparison = comparison();
    comparison.complete = false;
    comparison.disagreements.push(finding(
        CounterpartCode::NoPrivilege,
        Severity::Error,
        "dynamics",
        "the application may not read keywords",
    ));
    comparison
}

fn place(one: &Disagreement) -> Option<Located> {
    let line = match one.finding.address.as_ref()?.name() {
        "store-line" => 22,
        "support" => 25,
        _ => return None,
    };
    Some(Located {
        file: "switchboard.yaml".to_owned(),
        line,
        column: 7,
        end: (line, 14),
    })
}

/// The document of a comparison, without what is not declared.
pub(in crate::report) fn shown(comparison: &Comparison) -> ComparisonDocument {
    document(comparison, false, &place)
}

/// The same, with what is not declared.
pub(in crate::report) fn all(comparison: &Comparison) -> ComparisonDocument {
    document(comparison, true, &place)
}

/// The text of a code.
pub(in crate::report) fn text(code: CounterpartCode) -> &'static str {
    Code::from(code).as_str()
}

//! The findings of the search for a provider's row.

use super::super::rows::{Extension, ProviderRow};
use super::kind::SenderKind;
use super::report::{listed, provider_name, provider_record, quoted, report};
use crate::counterpart::OurProvider;
use crate::model::{Address, CounterpartCode, Disagreement, Severity};

/// D3: the row has another account, or none.
pub(super) fn another_account(
    ours: &OurProvider,
    row: &ProviderRow,
    theirs: Option<&str>,
) -> Disagreement {
    let name = provider_name(row);
    let summary = match theirs {
        Some(theirs) => format!(
            "{name} of Dynamics 365 uses the account {}, and this provider is the account {}",
            quoted(theirs),
            quoted(&ours.account)
        ),
        None => format!(
            "{name} of Dynamics 365 names no account, and this provider is the account {}",
            quoted(&ours.account)
        ),
    };
    let help = format!(
        "enter the declared Account SID and its Auth Token in {name}, or declare the account that Dynamics 365 uses; what is set in the declared account has no effect on Dynamics 365 until then"
    );
    Disagreement {
        declared: Some(ours.account.clone()),
        theirs: theirs.map(str::to_owned),
        ..about(
            row,
            "msdynmkt_accountsid",
            report(
                CounterpartCode::AnotherAccount,
                &address(ours),
                summary,
                help,
            ),
        )
    }
}

/// D18b: several rows have the declared account.
pub(super) fn several_with_account(ours: &OurProvider, rows: &[&ProviderRow]) -> Disagreement {
    several(
        ours,
        rows,
        &format!("the account {}", quoted(&ours.account)),
        "set `dynamics.provider` of this provider to the name of the one that is meant",
    )
}

/// D18b: several rows are of a kind whose rows name no account.
pub(super) fn several_of_kind(
    ours: &OurProvider,
    kind: SenderKind,
    rows: &[&ProviderRow],
) -> Disagreement {
    several(
        ours,
        rows,
        &format!("the type {}", kind.title()),
        "set `dynamics.provider` of this provider to the name of the one that is meant",
    )
}

/// D18b: several rows have the declared name.
pub(super) fn several_with_name(ours: &OurProvider, rows: &[&ProviderRow]) -> Disagreement {
    several(
        ours,
        rows,
        "the declared name",
        "give each SMS provider a name of its own in Dynamics 365, and set `dynamics.provider` to the one that is meant",
    )
}

fn several(ours: &OurProvider, rows: &[&ProviderRow], have: &str, help: &str) -> Disagreement {
    let names = listed(rows.iter().map(|row| provider_name(row)));
    let summary = format!(
        "{} SMS providers of Dynamics 365 have {have}: {names}",
        rows.len()
    );
    report(
        CounterpartCode::SeveralProviders,
        &address(ours),
        summary,
        help,
    )
}

/// No row has the declared name, and every row is visible.
pub(super) fn no_such_name(
    ours: &OurProvider,
    name: &str,
    kind: SenderKind,
    rows: &[ProviderRow],
) -> Disagreement {
    let fit = rows.iter().filter(|row| kind.may_be_of(row));
    let names = listed(fit.map(provider_name));
    let help = if names.is_empty() {
        format!(
            "add an SMS provider of type {} in Dynamics 365; it has none",
            kind.title()
        )
    } else {
        format!("set `dynamics.provider` to a name that exists: {names}")
    };
    let summary = format!(
        "no SMS provider of Dynamics 365 has the name {}, which is declared for this provider",
        quoted(name)
    );
    let one = report(CounterpartCode::NotCompared, &address(ours), summary, help);
    warning(Disagreement {
        written_at: Some(format!("providers.{}.dynamics.provider", ours.name)),
        field: Some("msdyn_name".to_owned()),
        declared: Some(name.to_owned()),
        ..one
    })
}

/// The row with the declared name is of another kind.
pub(super) fn another_kind(
    ours: &OurProvider,
    kind: SenderKind,
    row: &ProviderRow,
) -> Disagreement {
    let theirs = match &row.extension {
        Extension::Twilio { .. } => SenderKind::Twilio.title().to_owned(),
        Extension::Azure => SenderKind::Azure.title().to_owned(),
        Extension::Other(table) => format!("a channel with the table {}", quoted(table)),
        Extension::None | Extension::Unread => "of no known type".to_owned(),
    };
    let summary = format!(
        "{} of Dynamics 365 is {theirs}, and this provider is {}",
        provider_name(row),
        kind.title()
    );
    let help = format!(
        "set `dynamics.provider` to the name of an SMS provider of type {}",
        kind.title()
    );
    warning(about(
        row,
        "_msdyn_extendedentityid_value",
        report(CounterpartCode::NotCompared, &address(ours), summary, help),
    ))
}

/// No row has the declared account or holds declared numbers, and every row is visible.
pub(super) fn no_provider(ours: &OurProvider, kind: SenderKind) -> Disagreement {
    let summary = match kind {
        SenderKind::Twilio => format!(
            "no SMS provider of Dynamics 365 has the account {}",
            quoted(&ours.account)
        ),
        SenderKind::Azure => format!("Dynamics 365 has no SMS provider of type {}", kind.title()),
    };
    let help = format!(
        "add the account in Dynamics 365 under SMS providers, with the type {}",
        kind.title()
    );
    let one = report(CounterpartCode::NotCompared, &address(ours), summary, help);
    warning(Disagreement {
        declared: Some(ours.account.clone()),
        ..one
    })
}

/// The account of the row cannot be read, so only its name or its numbers match.
pub(super) fn account_hidden(ours: &OurProvider, row: &ProviderRow) -> Disagreement {
    let summary = format!(
        "the Account SID of {} of Dynamics 365 cannot be read, so its account is not compared",
        provider_name(row)
    );
    about(
        row,
        "msdynmkt_accountsid",
        report(
            CounterpartCode::NotCompared,
            &address(ours),
            summary,
            READABLE,
        ),
    )
}

/// The accounts or the kinds of some rows cannot be read, so each of them may be the declared
/// provider's.
pub(super) fn unclear(ours: &OurProvider, kind: SenderKind, rows: &[&ProviderRow]) -> Disagreement {
    let names = listed(rows.iter().map(|row| provider_name(row)));
    let what = match kind {
        SenderKind::Twilio => "Account SID",
        SenderKind::Azure => "type",
    };
    let summary = format!(
        "it is not known which SMS provider of Dynamics 365 this is: the {what} of {names} cannot be read"
    );
    let help = "set `dynamics.provider` of this provider to the name of its SMS provider";
    report(CounterpartCode::NotCompared, &address(ours), summary, help)
}

/// The declared provider is of a kind whose rows are not compared.
pub(super) fn not_comparable(ours: &OurProvider) -> Disagreement {
    let summary = format!(
        "providers of type {} cannot be compared with Dynamics 365",
        quoted(ours.kind)
    );
    let help = "check its SMS provider and its phone numbers in Dynamics 365 yourself";
    report(CounterpartCode::NotCompared, &address(ours), summary, help)
}

/// D8: the row is inactive.
pub(super) fn inactive(ours: &OurProvider, row: &ProviderRow) -> Disagreement {
    let name = provider_name(row);
    let summary = format!("the SMS provider {name} of Dynamics 365 is inactive");
    let help =
        format!("activate {name} in Dynamics 365, or declare the SMS provider that replaces it");
    Disagreement {
        theirs: Some("inactive".to_owned()),
        ..about(
            row,
            "statecode",
            report(CounterpartCode::Inactive, &address(ours), summary, help),
        )
    }
}

const READABLE: &str = "give the application user read access to the column `msdynmkt_accountsid`, and to no other secured column";

fn address(ours: &OurProvider) -> Address {
    Address::Provider(ours.name.clone())
}

fn about(row: &ProviderRow, field: &str, one: Disagreement) -> Disagreement {
    Disagreement {
        record: Some(provider_record(row)),
        field: Some(field.to_owned()),
        // The other columns are in the extension's row, whose time is not read.
        since: row.modified.clone().filter(|_| field == "statecode"),
        ..one
    }
}

fn warning(mut one: Disagreement) -> Disagreement {
    one.finding.severity = Severity::Warning;
    one
}

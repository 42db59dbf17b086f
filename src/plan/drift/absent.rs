//! There is nothing to compare with (E0786, W0787). An absent record is never in order. Pure.

use crate::model::{Finding, FindingCode, Scope, Selection, Severity, Snapshot};

/// Whether no apply ever recorded anything. The serial grows with every record, so one that ended
/// before its first record counts as none.
pub(super) fn is_unapplied(snapshot: &Snapshot) -> bool {
    snapshot.serials.of(None) == 0 && snapshot.state.resources.is_empty()
}

/// Returns the finding that no apply, or nothing that lives at a provider, is recorded.
pub(super) fn find(scope: &Scope, snapshot: &Snapshot, selection: &Selection) -> Option<Finding> {
    let finding = |severity, code: FindingCode, summary: String, help: &str| Finding {
        severity,
        code: code.into(),
        address: None,
        key: None,
        summary,
        help: help.to_owned(),
        blocks: false,
    };
    if is_unapplied(snapshot) {
        let what = match snapshot.lineage {
            None => "there is no registry".to_owned(),
            Some(_) => format!("the registry records no apply of {scope}"),
        };
        return Some(finding(
            Severity::Error,
            FindingCode::NeverApplied,
            format!("{what}, so nothing was compared"),
            "name the registry that apply writes, with --registry or SWITCHBOARD_REGISTRY, and the environment with --env; if nothing was applied yet, apply first",
        ));
    }
    let mut recorded = snapshot.state.resources.keys();
    let lives = recorded.any(|address| !address.kind().lives_in_registry());
    (!lives && selection.is_everything()).then(|| {
        finding(
            Severity::Warning,
            FindingCode::NothingRecorded,
            format!("nothing of {scope} that lives at a provider is recorded, so nothing was compared"),
            "if everything was forgotten on purpose, this drift job can go; otherwise run `switchboard registry history`, and apply",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::model::{Address, Code, FindingCode, Resource, Scope, Selection, Serials, Snapshot};

    fn code(lineage: Option<&str>, serial: u64, recorded: &[&str]) -> Option<Code> {
        let resources = recorded.iter().map(|address| {
            let address = Address::parse(address).unwrap();
            (address, Resource::default())
        });
        let snapshot = Snapshot {
            lineage: lineage.map(str::to_owned),
            serials: Serials {
                base: serial,
                ..Serials::default()
            },
            state: resources.collect(),
            ..Snapshot::default()
        };
        let scope = Scope {
            project: "p".to_owned(),
            environment: String::new(),
        };
        find(&scope, &snapshot, &Selection::default()).map(|finding| finding.code)
    }

    #[test]
    fn what_was_never_recorded_is_told_from_what_is_gone() {
        let number = "providers.us.numbers.a";
        assert_eq!(code(None, 0, &[]), Some(FindingCode::NeverApplied.code()));
        assert_eq!(
            code(Some("L"), 0, &[]),
            Some(FindingCode::NeverApplied.code())
        );
        assert_eq!(
            code(Some("L"), 3, &[]),
            Some(FindingCode::NothingRecorded.code())
        );
        assert_eq!(
            code(Some("L"), 3, &["keywords.JOIN"]),
            Some(FindingCode::NothingRecorded.code())
        );
        assert_eq!(code(Some("L"), 3, &[number]), None);
        assert_eq!(code(Some("L"), 0, &[number]), None);
    }
}

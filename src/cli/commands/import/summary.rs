//! What an import prints on stderr when it is done.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cli::global_options::Global;
use crate::cli::output::{problems, suggestions, terminal};
use crate::engine::{self, Imported};
use crate::import::sources::claims::{Outcome, Weight};
use crate::model::{Address, Finding, Origins};
use crate::report::import::{self as report, Account, Beside, Into, Remark, Summary};
use crate::yaml::{Diagnostic, Sources};

/// What was written.
pub(super) struct Written<'a> {
    /// The file of each provider; `None` for stdout.
    pub files: &'a [Option<String>],
    /// The accounts that are not imported, each with a clause that says why.
    pub left_out: &'a [(String, String)],
    /// What was added to a file that was there, and its addresses.
    pub into: Option<(Into<'a>, &'a BTreeSet<Address>)>,
    /// What the sources say.
    pub outcome: &'a Outcome,
    /// The hand-over files, if any were asked for.
    pub handover: Option<&'a [String]>,
}

/// Prints what was imported, what could not be written, and what the plan says.
pub(super) fn print(imported: &Imported, written: &Written<'_>, global: &Global) {
    let plan = imported.plan.as_ref();
    if let Some(plan) = plan {
        let origins = Origins::default();
        // What was there before is for `plan` to report.
        let is_about = |finding: &&Finding| {
            written.into.as_ref().is_none_or(|(_, added)| {
                let mut addresses = finding.address.iter();
                addresses.any(|address| added.contains(address))
            })
        };
        let findings = plan.findings.iter().filter(is_about);
        let errors = findings.map(|one| engine::placed(one, &origins));
        let errors: Vec<Diagnostic> = errors.filter(Diagnostic::is_error).collect();
        problems::eprint(&errors, &Sources::default(), global);
    }
    if global.quiet {
        return;
    }
    let providers = imported.providers.iter().zip(written.files);
    let accounts = providers.map(|(one, file)| Account {
        provider: one.name.as_str(),
        id: &one.account,
        counted: &one.counted,
        is_empty: one.objects == 0,
        file: file.as_deref(),
        token_variable: one.token_variable.as_deref(),
        token_noun: one.token_noun,
        unwritten: one
            .unwritten
            .iter()
            .map(|one| (one.address.to_string(), one.what.as_str()))
            .collect(),
        cautions: one
            .cautions
            .iter()
            .map(|one| (one.address.to_string(), one.what.as_str()))
            .collect(),
        unasked: &one.unasked,
    });
    let writes = plan.into_iter().flat_map(|plan| &plan.changes);
    let writes = writes.filter(|change| change.writes_to_provider());
    let wanted = writes.filter(|change| {
        let mut providers = imported.providers.iter();
        providers.any(|one| one.wanted.contains(&change.address))
    });
    let summary = Summary {
        accounts: accounts.collect(),
        unmatched: &imported.unmatched,
        left_out: written.left_out,
        plan,
        wanted: wanted.map(|change| change.address.to_string()).collect(),
        into: written.into.as_ref().map(|(into, _)| into),
        beside: beside(imported, global),
        remarks: remarks(written.outcome),
        configuration: configuration(written.files),
        handover: written.handover,
        everything: global.verbose > 0,
    };
    terminal::eprint(&report::human(&summary));
}

/// What was taken over beside the providers; `None` if nothing was, and everything has a place.
fn beside<'a>(imported: &'a Imported, global: &Global) -> Option<Beside<'a>> {
    let beside = &imported.beside;
    let taken = Beside {
        organization: beside.organization.is_some(),
        keywords: beside.keywords.len(),
        declaration: beside.block.as_ref().map(|(system, _)| system.as_str()),
        unplaced: &beside.unplaced,
        everything: global.verbose > 0,
    };
    taken.is_anything().then_some(taken)
}

/// The file that was written, or the folder of several, as `-f` takes it; `None` if a plan finds it
/// by itself.
fn configuration(files: &[Option<String>]) -> Option<String> {
    let written: Vec<&String> = files.iter().flatten().collect();
    let path = match *written.as_slice() {
        [] => return None,
        [file] if file == "switchboard.yaml" => return None,
        [file] => file.as_str(),
        [file, ..] => match Path::new(file).parent()?.to_str()? {
            "" => ".",
            "switchboard" => return None,
            folder => folder,
        },
    };
    Some(suggestions::quoted(path))
}

/// Prints what the sources say, without a summary.
pub(super) fn remark(outcome: &Outcome, global: &Global) {
    if !global.quiet {
        let remarks = remarks(outcome);
        terminal::eprint(&report::remarks(&remarks, global.verbose > 0));
    }
}

fn remarks(outcome: &Outcome) -> Vec<Remark<'_>> {
    let remarks = outcome.remarks.iter().map(|remark| Remark {
        is_warning: remark.weight == Weight::Warning,
        summary: &remark.summary,
        details: &remark.details,
    });
    remarks.collect()
}

#[cfg(test)]
mod tests {
    use super::configuration;

    #[test]
    fn the_next_plan_names_what_was_written() {
        let of = |files: &[&str]| {
            let files: Vec<_> = files.iter().map(|file| Some((*file).to_owned())).collect();
            configuration(&files)
        };
        assert_eq!(of(&["a b.yaml"]).as_deref(), Some("'a b.yaml'"));
        assert_eq!(of(&["accounts/a.yaml"]).as_deref(), Some("accounts/a.yaml"));
        let several = of(&["accounts/a.yaml", "accounts/b.yaml"]);
        assert_eq!(several.as_deref(), Some("accounts"));
        assert_eq!(of(&["a.yaml", "b.yaml"]).as_deref(), Some("."));
        assert_eq!(of(&["switchboard.yaml"]), None);
        assert_eq!(of(&["switchboard/a.yaml", "switchboard/b.yaml"]), None);
        assert_eq!(configuration(&[None]), None);
    }
}

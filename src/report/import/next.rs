//! What to do after an import.

use super::{Account, Summary};
use crate::report::text::escape::neutral;

/// What to do with the hand-over files.
pub(super) fn handover(files: &[String]) -> String {
    if files.is_empty() {
        return "No hand-over files were written: nothing that Terraform manages was imported.\n"
            .to_owned();
    }
    let files: Vec<_> = files.iter().map(|file| neutral(file)).collect();
    let steps = match files.as_slice() {
        [_] => "its steps",
        _ => "the steps in the files",
    };
    format!(
        "Wrote {} for the hand-over. Follow {steps} after `switchboard apply`; until then both tools manage these objects, and `terraform apply` may change them.\n",
        files.join(" and ")
    )
}

/// What to do next.
pub(super) fn next(summary: &Summary<'_>) -> String {
    if let Some(into) = summary.into {
        let next = if into.is_changed {
            "Next: read the difference, then run `switchboard plan`.\n"
        } else {
            "Nothing was written.\n"
        };
        return next.to_owned();
    }
    let option = match &summary.configuration {
        Some(path) => format!(" -f {}", neutral(path)),
        None => String::new(),
    };
    match summary.accounts.as_slice() {
        [] => String::new(),
        [
            Account {
                file: Some(file), ..
            },
        ] => {
            let file = neutral(file);
            format!("Next: read {file}, then run `switchboard plan{option}`.\n")
        }
        [_] => "Next: save it as switchboard.yaml and run `switchboard plan`.\n".to_owned(),
        _ => {
            format!("Next: read the files, then run `switchboard plan{option}`.\n")
        }
    }
}

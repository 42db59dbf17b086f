//! Records of a counterpart that are to be accepted: no key of the configuration declares what they
//! hold, so each that drifted is refused with what to do instead.

use super::NotAccepted;
use crate::engine::error::{RunError, RunErrorKind};
use crate::model::{Address, AddressPattern, Counterpart, DriftStatus, Drifted};

/// Whether a text names records of a counterpart: its first part is the counterpart's key.
pub(super) fn is_of_record(text: &str) -> bool {
    let first = text.split('.').next().unwrap_or_default();
    Counterpart::parse(first).is_some()
}

/// The drifted records that these texts name, in the order of addresses. A text that names no
/// compared record is an error.
pub(super) fn refused(
    resources: &[Drifted],
    texts: &[String],
) -> Result<Vec<NotAccepted>, RunError> {
    let records = || {
        let all = resources.iter();
        all.filter_map(|one| Some((one, one.address.counterpart()?)))
    };
    let mut named: Vec<(&Drifted, Counterpart)> = Vec::new();
    for text in texts {
        let pattern = AddressPattern::is_written_as_one(text).then(|| AddressPattern::parse(text));
        let wrong = |why: &str| {
            let summary = format!("the target {text}: {why}");
            let help = "`switchboard registry show` lists the addresses of recorded rows";
            RunError::new(RunErrorKind::Address, summary).help(help)
        };
        let pattern = pattern.transpose().map_err(wrong)?;
        let before = named.len();
        named.extend(records().filter(|(one, _)| match &pattern {
            Some(pattern) => pattern.fits(&one.address, one.key.as_deref()),
            None => is_under(&one.address, text),
        }));
        if named.len() == before {
            return Err(wrong("no row was recorded and compared under this address"));
        }
    }
    named.retain(|(one, _)| one.is_drift() || one.status == DriftStatus::Unchecked);
    let mut refused: Vec<NotAccepted> = named.into_iter().map(refusal).collect();
    refused.sort_by(|a, b| a.address.cmp(&b.address));
    refused.dedup_by(|a, b| a.address == b.address);
    Ok(refused)
}

/// Whether an address is the one of the text, or under it.
fn is_under(address: &Address, text: &str) -> bool {
    let address = address.to_string();
    let rest = address.strip_prefix(text);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn refusal((one, system): (&Drifted, Counterpart)) -> NotAccepted {
    let title = system.title();
    let (why, help) = if one.is_drift() {
        (
            format!("no key of the configuration declares what {title} holds there"),
            format!(
                "put it back in {title}, or add a line with `{}` and a reason to .switchboardignore",
                one.address
            ),
        )
    } else {
        (
            "it could not be read".to_owned(),
            "run the command again when it can be read".to_owned(),
        )
    };
    NotAccepted {
        address: one.address.clone(),
        why,
        help,
    }
}

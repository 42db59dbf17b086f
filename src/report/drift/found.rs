//! Differences as issues that other programs track: the check, the place, and a stable fingerprint.

use jiff::Timestamp;

use super::input::DriftReport;
use super::remedy::remedy;
use super::words;
use crate::model::{Address, Aspect, Difference, Drifted, Impact};
use crate::report::fields::rows::shown;
use crate::report::gitlab::head_of;
use crate::report::place::Located;
use crate::report::text::fingerprint::Fingerprints;

/// The kind of check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// A setting.
    Field,
    /// The route.
    Route,
    /// The identity.
    Identity,
    /// The existence.
    Existence,
}

impl Check {
    /// All checks, in the order in which they are listed.
    pub(super) const ALL: [Self; 4] = [Self::Field, Self::Route, Self::Identity, Self::Existence];

    fn of(aspect: &Aspect) -> Self {
        match aspect {
            Aspect::Field(_) => Self::Field,
            Aspect::Route => Self::Route,
            Aspect::Id => Self::Identity,
            Aspect::Existence => Self::Existence,
        }
    }

    /// The stable name for programs.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Field => "drift/field",
            Self::Route => "drift/route",
            Self::Identity => "drift/identity",
            Self::Existence => "drift/missing",
        }
    }

    /// The finding in a few words.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Field => "A setting differs from the last apply",
            Self::Route => "Texts are answered differently than at the last apply",
            Self::Identity => "Another object has the same name",
            Self::Existence => "It is no longer in the account",
        }
    }

    /// What the finding means, and what to do.
    pub(super) fn help(self) -> &'static str {
        match self {
            Self::Field => {
                "It was changed in the provider's console or through its API. `switchboard apply` puts it back; `switchboard drift` prints the YAML that keeps it. Add expected differences to .switchboardignore."
            }
            Self::Route => {
                "The settings of the number are unchanged, but another object, such as a group that the number is in, decides in its place. `switchboard explain ADDRESS` shows which and why; declare that object, or take the number out of it."
            }
            Self::Identity => {
                "It was deleted and created again, or the number was released and bought again, so its identifier changed. `switchboard apply` records the new one."
            }
            Self::Existence => {
                "It was released, deleted or moved. No apply brings a number back: remove it from the configuration if it was given up for good, or declare it where it is now."
            }
        }
    }
}

/// A difference.
pub(super) struct Found<'a> {
    /// The check.
    pub(super) check: Check,
    /// The address.
    pub(super) address: &'a Address,
    /// The difference.
    pub(super) difference: &'a Difference,
    /// The finding in one line.
    pub(super) message: String,
    /// What puts the resource back, or what else to do.
    pub(super) remedy: String,
    /// The place of its declaration, else of its provider's, else the first line of the first file.
    pub(super) place: Located,
    /// The stable name. Another value is another difference.
    pub(super) fingerprint: String,
}

impl Found<'_> {
    /// The severity.
    pub(super) fn impact(&self) -> Impact {
        self.difference.impact
    }

    /// When the difference was first seen.
    pub(super) fn since(&self) -> Option<Timestamp> {
        self.difference.since
    }
}

/// The differences of one environment, the worst first.
pub(super) fn found<'a>(
    report: &DriftReport<'a>,
    fingerprints: &mut Fingerprints,
) -> Vec<Found<'a>> {
    let drifted = report.drift.worst_first().into_iter();
    let mut all: Vec<Found<'a>> = drifted
        .flat_map(|one| one.counted().map(move |difference| (one, difference)))
        .map(|(one, difference)| make(report, one, difference, fingerprints))
        .collect();
    all.sort_by_key(|found| std::cmp::Reverse(found.impact()));
    all
}

fn make<'a>(
    report: &DriftReport<'a>,
    one: &'a Drifted,
    difference: &'a Difference,
    fingerprints: &mut Fingerprints,
) -> Found<'a> {
    let scope = &report.drift.scope;
    let address = one.address.to_string();
    let what = match difference.aspect {
        Aspect::Field(_) | Aspect::Id => words::line(difference),
        Aspect::Route | Aspect::Existence => words::remarks(one).join("; "),
    };
    let identity = words::identity(one).map_or_else(String::new, |text| format!(" ({text})"));
    let remedy = remedy(report, one);
    let command = remedy
        .command
        .map(|command| format!("put it back: {command}"));
    Found {
        check: Check::of(&difference.aspect),
        address: &one.address,
        difference,
        message: format!("{address}{identity}: {what}"),
        remedy: command.or(remedy.words).unwrap_or_default(),
        place: place(report, &one.address),
        // Computed from what is shown: a digest of a password would allow guessing it.
        fingerprint: fingerprints.of(&[
            "drift",
            &scope.project,
            &scope.environment,
            &address,
            difference.aspect.as_str(),
            &shown(&difference.recorded),
            &shown(&difference.observed),
        ]),
    }
}

fn place(report: &DriftReport<'_>, address: &Address) -> Located {
    let provider = address.provider().cloned().map(Address::Provider);
    (report.places)(address, None)
        .or_else(|| (report.places)(&provider?, None))
        .unwrap_or_else(|| head_of(&report.meta.files))
}

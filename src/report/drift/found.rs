//! Every difference that counts as something a program tracks: which check, where, and a name
//! that it keeps from run to run. For the formats whose readers keep lists of problems.

use jiff::Timestamp;

use super::input::DriftReport;
use super::remedy::remedy;
use super::words;
use crate::model::{Address, Aspect, Difference, Drifted, Impact};
use crate::report::fields::rows::shown;
use crate::report::gitlab::head_of;
use crate::report::place::Located;
use crate::report::text::fingerprint::Fingerprints;

/// What was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// A setting.
    Field,
    /// Who answers.
    Route,
    /// That it is the same thing.
    Identity,
    /// That it is there.
    Existence,
}

impl Check {
    /// All of them, in the order in which they are listed.
    pub(super) const ALL: [Self; 4] = [Self::Field, Self::Route, Self::Identity, Self::Existence];

    fn of(aspect: &Aspect) -> Self {
        match aspect {
            Aspect::Field(_) => Self::Field,
            Aspect::Route => Self::Route,
            Aspect::Id => Self::Identity,
            Aspect::Existence => Self::Existence,
        }
    }

    /// The name that programs know it by. It never changes.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Field => "drift/field",
            Self::Route => "drift/route",
            Self::Identity => "drift/identity",
            Self::Existence => "drift/missing",
        }
    }

    /// What it found, in a few words.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Field => "A setting differs from the last apply",
            Self::Route => "Texts are answered differently than at the last apply",
            Self::Identity => "Another object has the same name",
            Self::Existence => "It is no longer in the account",
        }
    }

    /// What that means, and what to do.
    pub(super) fn help(self) -> &'static str {
        match self {
            Self::Field => {
                "It was changed in the provider's console or through its API. `switchboard apply` puts it back; `switchboard drift` prints the YAML that keeps it. Add expected differences to .switchboardignore."
            }
            Self::Route => {
                "The settings of the number are unchanged, but another object, such as a messaging service, decides in its place. `switchboard explain ADDRESS` shows which and why; declare it, or take the number out of it."
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
    /// Which check found it.
    pub(super) check: Check,
    /// What is concerned.
    pub(super) address: &'a Address,
    /// What differs, and how much that matters.
    pub(super) difference: &'a Difference,
    /// What is the matter, in a line.
    pub(super) message: String,
    /// What puts it back, or what else to do.
    pub(super) remedy: String,
    /// Where it is declared, else where its provider is, else the head of the first file.
    pub(super) place: Located,
    /// Its name from run to run. Another value is another difference.
    pub(super) fingerprint: String,
}

impl Found<'_> {
    /// How much it matters.
    pub(super) fn impact(&self) -> Impact {
        self.difference.impact
    }

    /// Since when it is known.
    pub(super) fn since(&self) -> Option<Timestamp> {
        self.difference.since
    }
}

/// What drifted in one environment, the worst first.
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
        Aspect::Route | Aspect::Existence => words::told(one).join("; "),
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
        // Of what is shown: a digest of a password would let others try passwords against it.
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

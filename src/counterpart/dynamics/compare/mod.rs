//! The comparison of what was read of Dynamics 365 with our side. Pure and deterministic.
//!
//! Rows are compared, and never changed. What was not read is never reported as missing, and what may
//! be among rows that the user does not see is called not visible.
//!
//! | Module | Subject |
//! |---|---|
//! | `contact_point` | one spelling for what texts are sent from |
//! | `index` | the rows by id and by contact point |
//! | `kind` | the kinds of provider that both sides have |
//! | `organization` | the organisation in callback URLs |
//! | `visibility` | what could not be read, or may not be visible |
//! | `providers`, `provider_reports` | which row is a declared provider, and what the search finds |
//! | `groups` | the messaging service that a provider sends through |
//! | `numbers`, `number_row` | declared numbers and their rows |
//! | `undeclared` | numbers of both sides, or of Dynamics 365 only, that are not declared |
//! | `keywords`, `keyword_id` | keywords, and the identifier of a new one |
//! | `columns`, `agreeing`, `observe` | what is recorded of rows that agree, and what became of it |
//! | `known` | what an import takes over |
//! | `gathered`, `report` | the results, and the words of findings |

mod agreeing;
mod columns;
mod contact_point;
mod gathered;
mod groups;
mod index;
mod keyword_id;
mod keywords;
mod kind;
mod known;
mod number_row;
mod numbers;
mod observe;
mod organization;
mod provider_reports;
mod providers;
mod report;
#[cfg(test)]
mod tests;
mod undeclared;
mod visibility;

use std::collections::BTreeMap;

use super::options::Options;
use super::rows::{Cell, Environment, Extent};
use crate::counterpart::{Compared, Known, OurProvider, Ours, RecordSight, Records};
use crate::model::{Address, Comparison, Counterpart, Resource};
use gathered::{Gathered, is_clean};
use index::Index;
use kind::{SenderKind, account_sid};

/// What was read of an environment.
#[derive(Debug)]
pub(super) struct Read {
    /// The rows.
    pub environment: Environment,
    /// What of them is compared.
    pub options: Options,
}

impl Records for Read {
    fn compare(&self, ours: &Ours) -> Compared {
        let environment = &self.environment;
        let index = Index::of(environment);
        let mut found = Gathered::new(ours.recording);
        visibility::compare(environment, &mut found);
        organization::compare(environment.organization.as_ref(), ours, &mut found);
        for provider in &ours.providers {
            compare_provider(provider, &index, self.options, &mut found);
        }
        if self.options.keywords && ours.covers_keywords {
            keywords::compare(environment, ours, &mut found);
        }
        let unseen = found.unseen;
        let partly = visibility::partly_visible(environment, self.options, ours, unseen);
        found.disagreements.extend(partly);
        let organization = environment.organization.as_ref();
        Compared {
            comparison: Comparison {
                system: Counterpart::DYNAMICS,
                url: environment.url.clone(),
                organization_id: organization.map(|one| one.id.clone()),
                environment_id: organization.and_then(|one| one.environment_id.clone()),
                name: organization.and_then(|one| one.name.clone()),
                complete: environment.obstacles.is_empty(),
                reads: environment.reads,
                agreed: found.agreed,
                disagreements: found.sorted(),
                numbers: found.numbers,
            },
            agreeing: found.agreeing.unwrap_or_default(),
            missing_keywords: found.missing_keywords,
        }
    }

    fn observe(&self, recorded: &BTreeMap<Address, Resource>) -> BTreeMap<Address, RecordSight> {
        observe::observe(&self.environment, recorded)
    }

    fn known(&self) -> Known {
        known::known(&self.environment)
    }
}

/// Compares a provider, its group of numbers and its numbers.
fn compare_provider(ours: &OurProvider, index: &Index<'_>, options: Options, found: &mut Gathered) {
    let Some(kind) = SenderKind::parse(ours.kind) else {
        found
            .disagreements
            .push(provider_reports::not_comparable(ours));
        return;
    };
    let mut matching = providers::matching(ours, kind, index);
    found.unseen.providers += usize::from(matching.unseen);
    numbers::compare(ours, kind, &matching, index, options, found);
    let mut reports = std::mem::take(&mut matching.reports);
    if let Some(row) = matching.row {
        if kind == SenderKind::Twilio && matching.same_account {
            reports.extend(groups::compare(ours, row));
        }
        if !row.active {
            reports.push(provider_reports::inactive(ours, row));
        }
        if index.environment.numbers.extent != Extent::Unread {
            undeclared::compare(ours, row, index, found);
            if matching.same_account {
                undeclared::unknown(ours, row, index, found);
            }
        }
        // What could not be compared does not agree.
        let hidden = kind == SenderKind::Twilio && account_sid(row) == Cell::Hidden;
        if is_clean(&reports) && !hidden {
            found.agreed.providers += 1;
            let address = Address::Provider(ours.name.clone());
            found.agrees(&address, || agreeing::agreeing_provider(row));
        }
    }
    found.disagreements.extend(reports);
}

//! The rows compared with our side. Pure.

use std::collections::BTreeMap;

use super::options::Options;
use super::rows::Environment;
use crate::counterpart::{Compared, Known, Ours, RecordSight, Records};
use crate::model::{Address, Agreed, Comparison, Counterpart, Resource};

/// What was read, with what is compared.
#[derive(Debug)]
pub(super) struct Read {
    pub environment: Environment,
    pub options: Options,
}

impl Records for Read {
    fn compare(&self, _: &Ours) -> Compared {
        Compared {
            comparison: Comparison {
                system: Counterpart::DYNAMICS,
                url: self.environment.url.clone(),
                organization_id: None,
                environment_id: None,
                name: None,
                complete: !self.options.keywords,
                reads: self.environment.reads,
                agreed: Agreed::default(),
                disagreements: Vec::new(),
                numbers: BTreeMap::new(),
            },
            agreeing: BTreeMap::new(),
            missing_keywords: Vec::new(),
        }
    }

    fn observe(&self, _: &BTreeMap<Address, Resource>) -> BTreeMap<Address, RecordSight> {
        BTreeMap::new()
    }

    fn known(&self) -> Known {
        Known::default()
    }
}

//! Sample records for a registry.

use std::path::Path;
use std::time::Duration;

use switchboard::model::{Action, Address, Covered, Fields, Resource, Scope, Value};
use switchboard::registry::{
    self, Intent, NewRun, Record, Registry, Session, Settlement, Unfinished,
};

pub fn sqlite_in(folder: &Path) -> Box<dyn Registry> {
    registry::open(&format!("sqlite:{}", folder.join("registry.db").display())).unwrap()
}

pub fn scope(environment: &str) -> Scope {
    Scope {
        project: "contoso".into(),
        environment: environment.into(),
    }
}

pub fn run() -> NewRun {
    NewRun {
        user: "ada".into(),
        host: "build-7".into(),
        pid: 4711,
        git_commit: Some("c0ffee".into()),
        plan_sha256: "5ha".into(),
        undoes: None,
        covered: Covered::Everything,
    }
}

/// Begins a run that must not have to wait.
pub async fn begin(registry: &dyn Registry, scope: &Scope) -> Box<dyn Session> {
    registry.begin(scope, &run(), Duration::ZERO).await.unwrap()
}

pub fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

pub fn number(name: &str) -> Address {
    address(&format!("providers.us.numbers.{name}"))
}

pub fn texts(pairs: &[(&'static str, &str)]) -> Fields {
    pairs
        .iter()
        .map(|(name, value)| ((*name).into(), Value::text(*value)))
        .collect()
}

pub fn phone(e164: &str, url: &str) -> Resource {
    Resource {
        id: Some(format!("PN{}", &e164[1..]).into()),
        ..Resource::keyed(e164, texts(&[("url", url)]))
    }
}

pub fn keep(address: &Address, resource: &Resource) -> Settlement {
    Settlement {
        address: address.clone(),
        action: Action::Adopt,
        before: None,
        after: Some(resource.fields.clone()),
        result: Ok(Record::Keep(resource.clone())),
    }
}

pub fn forget(address: &Address) -> Settlement {
    Settlement {
        address: address.clone(),
        action: Action::Forget,
        before: None,
        after: None,
        result: Ok(Record::Forget),
    }
}

pub fn fail(address: &Address, why: &str) -> Settlement {
    Settlement {
        action: Action::Update,
        result: Err(why.into()),
        ..forget(address)
    }
}

/// A change that failed, and what is known of the thing nevertheless.
pub fn fail_in_part(address: &Address, resource: &Resource, why: &str) -> Settlement {
    Settlement {
        after: Some(resource.fields.clone()),
        result: Err(Unfinished {
            why: why.to_owned(),
            keep: Some(resource.clone()),
        }),
        ..fail(address, why)
    }
}

pub fn intend(address: &Address, fields: &Fields) -> Intent {
    Intent {
        claim: None,
        address: address.clone(),
        action: Action::Update,
        before: None,
        after: Some(fields.clone()),
    }
}

//! Contradictions in a seed.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, ensure};
use url::Url;

use crate::seed::extension::{ACS, CUSTOM_KIND};
use crate::seed::format::{NumberType, Seed, SeedKeyword, SeedNumber, SeedProvider};
use crate::store::guid::is_guid;
use crate::store::settings::Settings;
use crate::store::tables::{KINDS, table};

/// Refuses a seed that contradicts itself; the error names the object.
pub(crate) fn check(seed: &Seed) -> Result<()> {
    if let Some(url) = &seed.url {
        let parsed = Url::parse(url).ok();
        let origin = parsed.map(|url| url.origin().ascii_serialization());
        ensure!(
            origin.is_some_and(|origin| origin.eq_ignore_ascii_case(url)),
            "url: {url:?} is not scheme and host only, such as \"https://contoso.crm4.dynamics.com\""
        );
    }
    let mut clients = BTreeSet::new();
    for app in &seed.apps {
        let client = app.client_id.as_deref().unwrap_or_default().to_lowercase();
        ensure!(
            clients.insert(client.clone()),
            "apps: the client {client:?} is in the seed twice"
        );
    }
    let organization = &seed.organization;
    for (name, id) in [
        ("id", &organization.id),
        ("environment_id", &organization.environment_id),
        ("business_unit_id", &organization.business_unit_id),
    ] {
        guid(id.as_deref()).with_context(|| format!("organization: {name}"))?;
    }
    for provider in &seed.providers {
        provider.check()?;
    }
    let mut keywords = BTreeSet::new();
    for keyword in &seed.keywords {
        keyword.check()?;
        if let Some(id) = keyword.whole().id {
            ensure!(
                keywords.insert(id.to_lowercase()),
                "keywords: the id {id} is in the seed twice"
            );
        }
    }
    seed.settings.check()
}

fn guid(id: Option<&str>) -> Result<()> {
    if let Some(id) = id {
        ensure!(is_guid(id), "{id:?} is not a GUID without braces");
    }
    Ok(())
}

fn kind(kind: &str) -> Result<()> {
    ensure!(
        kind == CUSTOM_KIND || KINDS.contains(&kind),
        "the kind {kind:?} is not one of {CUSTOM_KIND}, {}",
        KINDS.join(", ")
    );
    Ok(())
}

impl SeedProvider {
    /// Refuses one that contradicts itself.
    pub(crate) fn check(&self) -> Result<()> {
        let name = &self.name;
        ensure!(!name.is_empty(), "a provider has no name");
        kind(&self.kind).with_context(|| format!("provider {name}"))?;
        for number in &self.numbers {
            number.check().with_context(|| format!("provider {name}"))?;
            ensure!(
                self.kind != ACS || number.whole().kind != Some(NumberType::Geo),
                "provider {name}: number {}: the kind {ACS} has no type geo",
                number.point()
            );
        }
        Ok(())
    }
}

impl SeedNumber {
    /// Refuses one that contradicts itself.
    pub(crate) fn check(&self) -> Result<()> {
        let point = self.point();
        ensure!(
            (1..=100).contains(&point.chars().count()),
            "the contact point {point:?} has not between 1 and 100 characters"
        );
        if let Some(given) = self.whole().extension_kind {
            kind(&given).with_context(|| format!("number {point}"))?;
        }
        Ok(())
    }
}

impl SeedKeyword {
    /// Refuses one that contradicts itself.
    pub(crate) fn check(&self) -> Result<()> {
        let keyword = self.whole();
        let name = &keyword.name;
        ensure!(
            (1..=100).contains(&name.chars().count()),
            "the keyword {name:?} has not between 1 and 100 characters"
        );
        guid(keyword.id.as_deref()).with_context(|| format!("keyword {name}"))
    }
}

impl Settings {
    /// Refuses settings that name a table or a column that does not exist.
    pub(crate) fn check(&self) -> Result<()> {
        let depths = [&self.read, &self.create, &self.write];
        let named = depths.into_iter().flat_map(|depths| depths.keys());
        for name in named
            .chain(&self.missing_tables)
            .chain(self.entity_sets.keys())
        {
            ensure!(table(name).is_some(), "settings: there is no table {name}");
        }
        for (name, columns) in self.missing_columns.iter().chain(&self.secured) {
            let table =
                table(name).with_context(|| format!("settings: there is no table {name}"))?;
            for column in columns {
                let mut known = table.columns.iter();
                ensure!(
                    known.any(|known| known.name == column),
                    "settings: {name} has no column {column}"
                );
            }
        }
        ensure!(self.page_size > 0, "settings: page_size is 0");
        Ok(())
    }
}

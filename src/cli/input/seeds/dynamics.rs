//! What Dynamics 365 holds for a configuration.

use dataverse_sandbox::{Seed, SeedApp, SeedNumber, SeedNumberMap, SeedProvider};

use crate::cli::input::seeds::twilio::account_sid;
use crate::cli::local_sandbox::{AZURE, TWILIO};
use crate::config::Configuration;
use crate::counterpart::Written;
use crate::model::{Address, Kind, Name, Resource};
use crate::provider::Declared;

/// The kind in Dynamics of a provider at Azure.
const ACS: &str = "byoacs";

/// What a configuration says about Dynamics. The names of providers and of numbers there are for
/// people.
#[derive(Debug, Default, PartialEq, Eq)]
struct DynamicsPart {
    /// Scheme and host of the environment.
    url: Option<String>,
    organisation_id: Option<String>,
    tenant_id: Option<String>,
    client_id: Option<String>,
    providers: Vec<Provider>,
}

/// A declared provider, as Dynamics should know it.
#[derive(Debug, PartialEq, Eq)]
struct Provider {
    name_in_dynamics: String,
    /// The kind there.
    kind: &'static str,
    account_sid: Option<String>,
    /// The known SIDs of the declared messaging services; `None` for one that is not known.
    service_sids: Vec<Option<String>>,
    /// Contact point and friendly name.
    numbers: Vec<(String, Option<String>)>,
}

/// The seed of a file; `None` if neither a file nor the configuration has the key `dynamics`. What
/// the file leaves out agrees with the configuration: the environment, and, if it names no provider,
/// a row for each declared provider and number. Keywords are the file's only, so that creating them
/// has something to do.
pub(super) fn seed(configuration: &Configuration, file: Option<Seed>) -> Option<Seed> {
    let is_declared = configuration.counterpart.is_some();
    let file = file.or_else(|| is_declared.then(Seed::default))?;
    Some(filled(file, part(configuration)))
}

/// What a configuration says.
fn part(configuration: &Configuration) -> DynamicsPart {
    let declared = configuration.providers.iter();
    let urls = declared
        .clone()
        .flat_map(|(_, one)| one.declared().callbacks());
    let mut named = urls.filter_map(|(_, url)| url.organisation());
    let organisation = configuration.organisation.as_ref();
    let written = configuration.counterpart.as_ref().map(|it| it.written());
    let Written {
        resource,
        tenant,
        application,
    } = written.unwrap_or_default();
    DynamicsPart {
        url: Some(resource).filter(|url| !url.is_empty()),
        tenant_id: tenant,
        client_id: application,
        organisation_id: organisation
            .map(|id| id.as_str().to_owned())
            .or_else(|| named.next()),
        providers: declared
            .filter_map(|(name, one)| provider(name, one.declared()))
            .collect(),
    }
}

/// A provider of a kind that Dynamics can send through.
fn provider(name: &Name, declared: &dyn Declared) -> Option<Provider> {
    let account = account_sid(declared.account());
    let kind = match declared.kind() {
        TWILIO => TWILIO,
        AZURE => ACS,
        _ => return None,
    };
    let is_twilio = kind == TWILIO;
    let resources = declared.resources(name, &account);
    let of = |kind: fn(Kind) -> bool| {
        let all = resources.iter();
        all.filter(move |(address, _)| kind(address.kind()))
            .map(|(_, one)| one)
    };
    let text = |one: &Resource, field: &str| {
        let value = one.fields.get(field).as_text();
        value.map(str::to_owned)
    };
    let own = resources
        .iter()
        .find(|(address, _)| matches!(address, Address::Provider(_)));
    let named = declared.at_counterpart().map(str::to_owned);
    let named = named.or_else(|| text(&own?.1, "description"));
    let numbers = of(|kind| kind == Kind::Number);
    let numbers =
        numbers.filter_map(|one| Some((one.key.as_ref()?.to_string(), text(one, "friendly_name"))));
    Some(Provider {
        name_in_dynamics: named.unwrap_or_else(|| name.as_str().to_owned()),
        kind,
        numbers: numbers.collect(),
        service_sids: of(|kind| matches!(kind, Kind::Group(_)))
            .filter(|_| is_twilio)
            .map(|service| service.id.as_ref().map(ToString::to_string))
            .collect(),
        account_sid: is_twilio.then_some(account),
    })
}

fn filled(file: Seed, part: DynamicsPart) -> Seed {
    let mut seed = file;
    seed.url = seed.url.or(part.url);
    seed.tenant_id = seed.tenant_id.or(part.tenant_id);
    seed.organization.id = seed.organization.id.or(part.organisation_id);
    if seed.apps.is_empty() && part.client_id.is_some() {
        seed.apps.push(SeedApp {
            client_id: part.client_id,
            ..SeedApp::default()
        });
    }
    if seed.providers.is_empty() {
        seed.providers = part.providers.into_iter().map(row).collect();
    }
    seed
}

/// The row of a provider, with its numbers.
fn row(provider: Provider) -> SeedProvider {
    // Of several services, none is that of all numbers.
    let only = <[Option<String>; 1]>::try_from(provider.service_sids);
    let numbers = provider.numbers.into_iter().map(|(point, name)| {
        SeedNumber::Map(SeedNumberMap {
            name,
            ..SeedNumberMap::new(point)
        })
    });
    SeedProvider {
        account_sid: provider.account_sid,
        messaging_service_sid: only.ok().and_then(|[sid]| sid),
        numbers: numbers.collect(),
        ..SeedProvider::new(provider.name_in_dynamics, provider.kind)
    }
}

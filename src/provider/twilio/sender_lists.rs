//! Which lists of a service's senders a read needs, besides the list of its phone numbers. Pure.

use super::service::{ALPHA_SENDERS, DEFERS, INBOUND_METHOD, INBOUND_URL, SENDERS};
use crate::model::{Kind, Object, Resource};
use crate::provider::{Extent, Managed};

/// The further lists of one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SenderLists {
    /// Its short codes: needed if a short code is managed, if whom the service answers changes and
    /// the plan must name everybody who is affected, or if everything is read and the account has a
    /// short code.
    pub short_codes: bool,
    /// Its alphanumeric senders: needed if some are managed.
    pub alpha_senders: bool,
}

impl SenderLists {
    /// The lists that this service, which is one of `services`, needs. `short_codes_exist` says
    /// whether the account has a short code.
    pub(super) fn of(
        service: &Object,
        services: &[Object],
        managed: &Managed,
        short_codes_exist: bool,
    ) -> Self {
        let recorded: Vec<&Resource> = groups(&managed.recorded)
            .filter(|one| fits(one, service))
            .collect();
        // A declaration that fits no service may rename a recorded one.
        let is_new = |one: &Resource| !services.iter().any(|service| fits(one, service));
        let desired: Vec<&Resource> = groups(&managed.desired)
            .filter(|one| fits(one, service) || (!recorded.is_empty() && is_new(one)))
            .collect();
        let rerouted = desired.iter().any(|want| {
            let route = [INBOUND_URL, INBOUND_METHOD, DEFERS];
            let changes = |field: &&str| {
                let wanted = want.fields.find(field);
                wanted.is_some_and(|value| !value.is_satisfied_by(service.fields.get(field)))
            };
            route.iter().any(changes)
        });
        let both = || desired.iter().chain(&recorded);
        let short = |member: &String| !member.starts_with('+');
        let lists_short = both().any(|one| {
            let members = one.fields.get(SENDERS).members();
            members.is_some_and(|members| members.iter().any(short))
        });
        let lists_alpha = both().any(|one| one.fields.get(ALPHA_SENDERS).is_set());
        Self {
            short_codes: (managed.extent >= Extent::Numbers && short_codes_exist)
                || !managed.short_codes.is_empty()
                || rerouted
                || lists_short,
            alpha_senders: managed.extent >= Extent::AlphaSenders || lists_alpha,
        }
    }
}

fn groups(all: &[(Kind, Resource)]) -> impl Iterator<Item = &Resource> {
    let groups = all.iter().filter(|(kind, _)| kind.is_group());
    groups.map(|(_, resource)| resource)
}

/// Whether a resource is this service, by its SID or its name.
fn fits(resource: &Resource, service: &Object) -> bool {
    resource.id.as_deref() == Some(&service.id) || resource.key.as_deref() == Some(&service.key)
}

#[cfg(test)]
mod tests {
    use super::SenderLists;
    use crate::model::{Fields, Kind, Object, Resource, Value};
    use crate::provider::twilio::MESSAGING_SERVICES;
    use crate::provider::{Extent, Managed};

    fn needed(desired: &[(&'static str, Value)]) -> (bool, bool) {
        let fields = |all: &[(&'static str, Value)]| -> Fields {
            all.iter()
                .map(|(name, value)| ((*name).into(), value.clone()))
                .collect()
        };
        let kind = Kind::Group(MESSAGING_SERVICES);
        let service = Object {
            kind,
            id: "MG1".into(),
            key: "Campaigns".into(),
            fields: fields(&[("use_inbound_webhook_on_number", Value::Flag(true))]),
            label: None,
        };
        let managed = Managed {
            desired: vec![(kind, Resource::keyed("Campaigns", fields(desired)))],
            ..Managed::default()
        };
        let services = [service];
        let of = |managed: &Managed| {
            let lists = SenderLists::of(&services[0], &services, managed, true);
            (lists.short_codes, lists.alpha_senders)
        };
        let others = Managed {
            desired: vec![(kind, Resource::keyed("Others", fields(desired)))],
            ..Managed::default()
        };
        assert_eq!(of(&others), (false, false));
        // The declaration renames the recorded service.
        let renamed = Managed {
            recorded: vec![(kind, Resource::keyed("Campaigns", Fields::new()))],
            ..others
        };
        assert_eq!(of(&renamed), of(&managed));
        of(&managed)
    }

    #[test]
    fn reading_everything_skips_lists_that_must_be_empty() {
        let service = Object {
            kind: Kind::Group(MESSAGING_SERVICES),
            id: "MG1".into(),
            key: "Campaigns".into(),
            fields: Fields::new(),
            label: None,
        };
        let services = [service];
        let of = |extent: Extent, short_codes_exist: bool| {
            let managed = Managed {
                extent,
                ..Managed::default()
            };
            let lists = SenderLists::of(&services[0], &services, &managed, short_codes_exist);
            (lists.short_codes, lists.alpha_senders)
        };
        assert_eq!(of(Extent::Managed, true), (false, false));
        assert_eq!(of(Extent::Handlers, false), (false, false));
        assert_eq!(of(Extent::Handlers, true), (true, false));
        assert_eq!(of(Extent::AlphaSenders, false), (false, true));
    }

    #[test]
    fn a_list_is_read_only_where_it_matters() {
        let set = |member: &str| Value::Set {
            members: [member.to_owned()].into(),
        };
        let switch = "use_inbound_webhook_on_number";
        assert_eq!(needed(&[(switch, Value::Flag(true))]), (false, false));
        assert_eq!(needed(&[(switch, Value::Flag(false))]), (true, false));
        assert_eq!(needed(&[("senders", set("+15017122661"))]), (false, false));
        assert_eq!(needed(&[("senders", set("74454"))]), (true, false));
        assert_eq!(needed(&[("alpha_senders", set("Contoso"))]), (false, true));
    }
}

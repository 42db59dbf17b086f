//! The comparison itself, without a process: the state as recorded by the apply, the observed state
//! with one change, and the result.

use std::collections::BTreeMap;

use switchboard::config::{Input, Text, load};
use switchboard::model::{
    Address, Collection, Drift, DriftStatus, Exemption, Fields, FindingCode, Impact, Kind, Level,
    Name, Object, Scope, Snapshot, State, Unread, Value,
};
use switchboard::plan::{self, AccountListing, DriftTerms};

const YAML: &str = r#"
version: 1
providers:
  us:
    type: twilio
    callback_url: https://u:first@a.example/
    numbers:
      alone: { phone_number: "+15017122661", friendly_name: Alone }
      member: { phone_number: "+15017122662" }
    messaging_services:
      news: { friendly_name: News, inbound: webhook, numbers: [member] }
keywords: [JOIN]
"#;
const ACCOUNT: &str = "AC1";
const ALONE: &str = "+15017122661";
const MEMBER: &str = "+15017122662";

/// An account as the configuration asks for it, and the same recorded.
struct World {
    desired: State,
    recorded: State,
    objects: Vec<Object>,
    unread: Vec<Unread>,
    exemptions: Vec<Exemption>,
    routers: plan::Routers<'static>,
}

fn world() -> World {
    let input = Input {
        base: vec![Text {
            name: "a.yaml".to_owned(),
            bytes: YAML.into(),
        }],
        ..Input::default()
    };
    let configuration = load(input).configuration.unwrap();
    let us = Name::parse("us").unwrap();
    let desired = configuration.desired(&BTreeMap::from([(us, ACCOUNT.to_owned())]));
    let mut recorded = State::default();
    let mut objects = Vec::new();
    for (address, want) in &desired.resources {
        let mut have = want.clone();
        have.fields = have.fields.concealed();
        if !address.kind().lives_in_registry() {
            let id = format!("id of {}", address.name());
            have.id = Some(id.clone().into());
            objects.push(Object {
                label: Some("friendly_name"),
                kind: address.kind(),
                id: id.into(),
                key: want.key.clone().unwrap(),
                fields: want.fields.clone(),
            });
        }
        recorded.insert(address.clone(), have);
    }
    World {
        desired,
        recorded,
        objects,
        unread: Vec::new(),
        exemptions: Vec::new(),
        routers: configuration.routers(),
    }
}

impl World {
    /// Changes a field of the observed state.
    fn set(&mut self, key: &str, field: &'static str, value: Value) {
        let object = self.objects.iter_mut().find(|one| one.key == key).unwrap();
        object.fields.insert(field, value);
    }

    fn stranger(&mut self, fields: &[(&'static str, Value)], member: &str) {
        let members = [member.to_owned()].into();
        let mut all: Fields = fields
            .iter()
            .map(|(name, value)| ((*name).into(), value.clone()))
            .collect();
        all.insert("senders", Value::Set { members });
        self.objects.push(Object {
            label: Some("friendly_name"),
            kind: Kind::Group(Collection::new("messaging_services")),
            id: "MG of a stranger".into(),
            key: "Stranger".into(),
            fields: all,
        });
    }

    fn hide(&mut self, level: Level, partly: bool) {
        self.unread.push(Unread {
            provider: Name::parse("us").unwrap(),
            level,
            code: FindingCode::AccountUnreachable.into(),
            why: "no".to_owned(),
            help: String::new(),
            partly,
            denied: false,
            blocks: false,
        });
    }

    fn look(self) -> Drift {
        let account = AccountListing {
            id: ACCOUNT.to_owned(),
            providers: vec![Name::parse("us").unwrap()],
            objects: self.objects,
            unread: self.unread,
            reads: 2,
            prerequisites: Vec::new(),
        };
        let observed = plan::bind(&State::default(), &self.recorded, vec![account]);
        let snapshot = Snapshot {
            state: self.recorded,
            ..Snapshot::default()
        };
        let scope = Scope {
            project: "p".to_owned(),
            environment: String::new(),
        };
        let terms = DriftTerms {
            routers: self.routers,
            exemptions: &self.exemptions,
            ..DriftTerms::default()
        };
        plan::drift(&scope, &self.desired, &snapshot, &observed, &terms)
    }
}

/// Name, status and impact of everything that is not in sync.
fn reported(drift: &Drift) -> Vec<(String, DriftStatus, Option<Impact>)> {
    let off = drift
        .resources
        .iter()
        .filter(|one| one.status != DriftStatus::InSync);
    off.map(|one| (one.address.name().to_owned(), one.status, one.impact()))
        .collect()
}

fn found(change: impl FnOnce(&mut World)) -> Vec<(String, DriftStatus, Option<Impact>)> {
    let mut world = world();
    change(&mut world);
    reported(&world.look())
}

use DriftStatus::{Ignored, Missing, Modified, Unchecked};
use Impact::{Critical, Major, Minor};

fn one(
    name: &str,
    status: DriftStatus,
    impact: Impact,
) -> Vec<(String, DriftStatus, Option<Impact>)> {
    vec![(name.to_owned(), status, Some(impact))]
}

#[test]
fn what_is_as_recorded_is_in_sync_and_nothing_is_pending() {
    let drift = world().look();
    assert_eq!(reported(&drift), []);
    assert!(drift.complete && drift.pending.is_empty() && drift.unmanaged.is_empty());
    assert_eq!(drift.summary().in_sync, 3);
}

#[test]
fn a_field_that_decides_who_answers_has_the_greatest_impact() {
    let text = Value::text;
    let off = |key: &'static str, field, value| found(|world| world.set(key, field, value));
    let url = || text("https://b.example/");
    assert_eq!(
        off(ALONE, "sms_url", url()),
        one("alone", Modified, Critical)
    );
    assert_eq!(
        off(ALONE, "sms_url", Value::Blank),
        one("alone", Modified, Critical)
    );
    assert_eq!(
        off(ALONE, "sms_method", text("GET")),
        one("alone", Modified, Major)
    );
    assert_eq!(
        off(ALONE, "friendly_name", text("x")),
        one("alone", Modified, Minor)
    );
    // Its service answers for it, so its own URL is a setting that Twilio does not call.
    assert_eq!(
        off(MEMBER, "sms_url", url()),
        one("member", Modified, Major)
    );
    let password = text("https://u:second@a.example/");
    assert_eq!(
        off(ALONE, "sms_url", password),
        one("alone", Modified, Critical)
    );
    // A field that is not recorded is not managed.
    assert_eq!(off(MEMBER, "friendly_name", text("x")), []);
    // An application that calls the very same URL with the same method.
    let same = found(|world| {
        world.set(ALONE, "sms_application_sid", text("AP1"));
        world.set(
            ALONE,
            "application_sms_url",
            text("https://u:first@a.example/"),
        );
        world.set(ALONE, "application_sms_method", text("POST"));
    });
    assert_eq!(same.len(), 1);
}

#[test]
fn a_service_matters_as_far_as_its_members_do() {
    let service = |field, value| found(|world| world.set("News", field, value));
    let both = service("inbound_request_url", Value::text("https://b.example/"));
    let both: Vec<&str> = both.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(both, ["member", "news"]);
    // The number's own URL is the same one.
    let defers = service("use_inbound_webhook_on_number", Value::Flag(true));
    assert_eq!(defers, one("news", Modified, Major));
    let members = ["+15017122669".to_owned()].into();
    let left = service("senders", Value::Set { members });
    assert_eq!(left, one("news", Modified, Major));
    let members = [MEMBER.to_owned(), "+15017122669".to_owned()].into();
    assert_eq!(service("senders", Value::Set { members }), []);
}

#[test]
fn a_service_in_the_way_is_drift_of_the_number() {
    let answers = ("use_inbound_webhook_on_number", Value::Flag(false));
    let drift = |url: &str| {
        let mut world = world();
        let inbound = ("inbound_request_url", Value::text(url));
        world.stranger(&[answers.clone(), inbound], ALONE);
        world.look()
    };
    let shadowed = drift("https://b.example/");
    assert_eq!(reported(&shadowed), one("alone", Modified, Critical));
    let number = &shadowed.resources[0];
    assert!(number.is_shadowed() && number.accept.is_none());
    assert!(
        number
            .group
            .as_ref()
            .unwrap()
            .declaration
            .contains("[alone]")
    );
    // No handler answers at all.
    assert_eq!(reported(&drift("")), one("alone", Modified, Critical));
}

#[test]
fn an_absent_number_is_missing_only_if_the_whole_list_was_read() {
    let gone = |world: &mut World| world.objects.retain(|object| object.key != ALONE);
    assert_eq!(found(gone), one("alone", Missing, Critical));
    for partly in [false, true] {
        let hidden = found(|world| {
            gone(world);
            world.hide(Level::Number, partly);
        });
        assert_eq!(hidden, [("alone".to_owned(), Unchecked, None)]);
    }
    let mut world = world();
    world.hide(Level::Group, false);
    world.set(ALONE, "friendly_name", Value::text("x"));
    let drift = world.look();
    assert!(!drift.complete);
    let all = [
        ("alone".to_owned(), Modified, Some(Minor)),
        ("member".to_owned(), Unchecked, None),
    ];
    assert_eq!(reported(&drift), all);
}

#[test]
fn a_number_bought_again_is_another_object() {
    let another = found(|world| world.objects[0].id = "another".into());
    assert_eq!(another, one("alone", Modified, Major));
}

#[test]
fn expected_drift_is_ignored_but_listed() {
    let mut world = world();
    let exempt = |pattern: &str| Exemption::parse(pattern, "why", 1).unwrap();
    world.exemptions = vec![exempt("providers.us.numbers.*:friendly_name")];
    world.set(ALONE, "friendly_name", Value::text("x"));
    world.set(MEMBER, "sms_method", Value::text("GET"));
    let drift = world.look();
    let all = [
        ("alone".to_owned(), Ignored, None),
        ("member".to_owned(), Modified, Some(Major)),
    ];
    assert_eq!(reported(&drift), all);
    assert_eq!((drift.summary().ignored, drift.summary().modified), (1, 1));
}

#[test]
fn the_configuration_moves_what_is_pending_and_nothing_else() {
    let mut world = world();
    let number = world
        .desired
        .resources
        .remove(&Address::parse("providers.us.numbers.alone").unwrap());
    let renamed = Address::parse("providers.us.numbers.other").unwrap();
    world.desired.insert(renamed, number.unwrap());
    let drift = world.look();
    assert_eq!(reported(&drift), []);
    let pending: Vec<&str> = drift.pending.iter().map(Address::name).collect();
    assert_eq!(pending, ["alone", "other"]);
    assert!(drift.unmanaged.is_empty());
}

#[test]
fn another_account_cannot_be_compared_with_the_record() {
    let mut world = world();
    let us = Address::parse("providers.us").unwrap();
    let mut provider = world.recorded.get(&us).unwrap().clone();
    provider.fields.insert("account_sid", Value::text("AC2"));
    world.recorded.insert(us, provider);
    world.objects.clear();
    let drift = world.look();
    assert!(
        reported(&drift)
            .iter()
            .all(|(_, status, _)| *status == Unchecked)
    );
    assert!(
        !drift.complete
            && drift
                .findings
                .iter()
                .any(|one| one.code == FindingCode::NotComparable)
    );
}

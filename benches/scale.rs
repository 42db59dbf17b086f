//! How reading a configuration and deciding a plan grow with the number of phone numbers. `cargo
//! bench` runs it; docs/performance.md shows the results and the machine.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use switchboard::config::{Configuration, Input, Text, load};
use switchboard::model::{Fields, Kind, Object, Scope, Snapshot, State, Value};
use switchboard::plan;

const SIZES: [usize; 4] = [10, 1_000, 10_000, 100_000];

/// A provider with this many numbers, each with a name of its own.
fn yaml(numbers: usize) -> String {
    let mut text = String::from(
        "version: 1\nproject: bench\nproviders:\n  main:\n    type: twilio\n    account_sid: AC00000000000000000000000000000001\n    callback_url: https://sms.example.com/api/v1.0/orgs/3f2c0b7e-0000-4000-8000-000000000000/sms/incoming\n    numbers:\n",
    );
    for n in 0..numbers {
        let _ = writeln!(
            text,
            "      line-{n}:\n        phone_number: \"+1501{n:07}\"\n        friendly_name: Line {n}"
        );
    }
    text
}

fn read(text: &str) -> Configuration {
    let base = vec![Text {
        name: "bench.yaml".to_owned(),
        bytes: text.as_bytes().to_vec(),
    }];
    let loaded = load(Input {
        base,
        ..Input::default()
    });
    assert!(loaded.diagnostics.is_empty(), "the configuration is valid");
    loaded.configuration.expect("it is valid")
}

/// Desired, recorded and listed numbers; every tenth was changed from outside.
fn states(numbers: usize) -> (State, Snapshot, Vec<Object>) {
    let configuration = read(&yaml(numbers));
    let accounts = configuration
        .providers
        .keys()
        .map(|name| (name.clone(), "AC1".to_owned()));
    let desired = configuration.desired(&accounts.collect::<BTreeMap<_, _>>());
    let mut recorded = desired.clone();
    let mut listed = Vec::new();
    for (at, (address, resource)) in recorded.resources.iter_mut().enumerate() {
        if address.kind() != Kind::Number {
            continue;
        }
        let id = format!("PN{at:032x}");
        resource.id = Some(id.clone().into());
        let mut fields: Fields = resource.fields.clone();
        if at % 10 == 0 {
            fields.insert("sms_url", Value::text("https://elsewhere.example.com/sms"));
        }
        listed.push(Object {
            label: Some("friendly_name"),
            kind: Kind::Number,
            id: id.into(),
            key: resource.key.clone().unwrap_or_default(),
            fields,
        });
    }
    (
        desired,
        Snapshot {
            state: recorded,
            ..Snapshot::default()
        },
        listed,
    )
}

fn validate(c: &mut Criterion) {
    let mut group = c.benchmark_group("validate");
    group.sample_size(10);
    for size in SIZES {
        let text = yaml(size);
        group.throughput(Throughput::Elements(size as u64));
        group.bench_with_input(BenchmarkId::from_parameter(size), &text, |b, text| {
            b.iter(|| read(black_box(text)));
        });
    }
    group.finish();
}

fn diff(c: &mut Criterion) {
    let mut group = c.benchmark_group("diff");
    group.sample_size(10);
    let scope = Scope {
        project: "bench".to_owned(),
        environment: String::new(),
    };
    for size in SIZES {
        let (desired, recorded, listed) = states(size);
        let provider = desired
            .resources
            .keys()
            .find_map(|address| address.provider())
            .cloned();
        let providers: Vec<_> = provider.into_iter().collect();
        group.throughput(Throughput::Elements(size as u64));
        group.bench_with_input(BenchmarkId::from_parameter(size), &listed, |b, listed| {
            b.iter_batched(
                || plan::AccountListing {
                    id: "AC1".to_owned(),
                    providers: providers.clone(),
                    objects: listed.clone(),
                    ..plan::AccountListing::default()
                },
                |account| {
                    let observed = plan::bind(&desired, &recorded.state, vec![account]);
                    plan::plan(
                        &scope,
                        &desired,
                        &recorded,
                        observed,
                        &plan::Terms::default(),
                    )
                    .sha256()
                },
                criterion::BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, validate, diff);
criterion_main!(benches);

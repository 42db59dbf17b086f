//! `import` as a command: what it writes and where, and what it leaves alone.

use crate::support::fixture::unwritten;
use crate::support::imported::{bare, imported};
use crate::support::world::World;

const ACCOUNT: &str = r#"accounts:
  AC00000000000000000000000000000001:
    friendly_name: Contoso Stores
    numbers:
      - { phone_number: "+15017122661", friendly_name: Store line, sms_url: "https://hooks.contoso.example/sms" }
      - { phone_number: "+15017122662", sms_url: "https://hooks.contoso.example/sms" }
      - { phone_number: "+15017122663", friendly_name: Plain, sms_url: "http://plain.example/sms" }
      - { phone_number: "+15017122664", friendly_name: Store line, sms_url: "https://hooks.contoso.example/sms" }
    messaging_services:
      - { friendly_name: News, inbound_request_url: "https://hooks.contoso.example/sms", numbers: ["+15017122664"] }
"#;

/// What `import` wrote is a configuration whose plan writes nothing, before and after its apply.
#[test]
fn what_it_writes_is_a_configuration_without_changes() {
    let (world, sandbox) = bare(ACCOUNT);
    let empty = world.contents();
    let imported = world.run(&["import"]).exits(0);
    assert_eq!(world.contents(), empty, "import left files behind");
    for part in [
        "Imported the account AC00000000000000000000000000000001 as contoso-stores: 4 numbers and 1 messaging service.",
        "1 setting could not be written",
        "providers.contoso-stores.numbers.plain: its URL http://plain.example/sms is not https",
        "The plan has no changes at the provider: apply only records 6 objects.",
    ] {
        assert!(
            imported.stderr.contains(part),
            "{part}\n{}",
            imported.stderr
        );
    }
    world.write("switchboard.yaml", &imported.stdout);
    world.run(&["validate"]).exits(0);
    world.run(&["fmt", "--check"]).exits(0);
    let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(plan["calls"]["writes"], 0, "{plan:#}");
    assert_eq!(plan["complete"], true, "{plan:#}");
    world.run(&["apply", "--auto-approve"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    let again = world.run(&["import"]).exits(0);
    assert_eq!(again.stdout, imported.stdout);
    assert!(
        again.stderr.contains("as the registry records it"),
        "{}",
        again.stderr
    );
    unwritten(&sandbox);
}

/// Short codes are declared like numbers. Alphanumeric senders cost a request for each service, so
/// only a full import reads them.
#[test]
fn short_codes_and_alphanumeric_senders() {
    let account = r#"accounts:
  AC00000000000000000000000000000001:
    friendly_name: Contoso
    alpha_senders_per_service: 2
    short_codes:
      - { short_code: "74454", friendly_name: Votes, sms_url: "https://votes.contoso.example/sms" }
      - { short_code: "012" }
    messaging_services:
      - { friendly_name: News, inbound_request_url: "https://hooks.contoso.example/sms", short_codes: ["74454"], alpha_senders: [Contoso, "R&D"] }
"#;
    let (world, sandbox) = bare(account);
    let lean = world.run(&["import"]).exits(0);
    assert!(!lean.stdout.contains("alpha_senders"), "{}", lean.stdout);
    let lists = |list: &str| {
        let calls = sandbox.calls();
        calls
            .iter()
            .filter(|call| {
                call.path
                    .split(['?', '.'])
                    .next()
                    .is_some_and(|path| path.ends_with(list))
            })
            .count()
    };
    // The list of the account, and that of its service.
    assert_eq!((lists("/ShortCodes"), lists("/AlphaSenders")), (2, 0));
    let imported = world.run(&["import", "--full"]).exits(0);
    assert_eq!(lists("/AlphaSenders"), 1);
    for part in [
        "short_code: \"74454\"",
        "short_code: \"012\"",
        "numbers: [votes]",
        "alpha_senders: [Contoso, R&D]",
    ] {
        assert!(
            imported.stdout.contains(part),
            "{part}\n{}",
            imported.stdout
        );
    }
    world.write("switchboard.yaml", &imported.stdout);
    let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(plan["calls"]["writes"], 0, "{plan:#}");
    world.run(&["apply", "--auto-approve"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    unwritten(&sandbox);
}

#[test]
fn a_file_that_exists_stays_as_it_is() {
    let (world, sandbox) = bare(ACCOUNT);
    let new = world.run(&["import", "--out", "new.yaml"]).exits(0);
    assert!(
        new.stdout.is_empty() && new.stderr.contains("new.yaml"),
        "{new:?}"
    );
    world.write("there.yaml", "mine\n");
    sandbox.clear_calls();
    for path in ["there.yaml", "new.yaml"] {
        let refused = world.run(&["import", "--out", path]).exits(1);
        assert!(
            refused.stderr.contains("never overwrites"),
            "{}",
            refused.stderr
        );
    }
    assert_eq!(world.read("there.yaml"), "mine\n");
    // That is known before anything is read.
    assert!(sandbox.calls().is_empty());
    world.write("folder/contoso-stores.yaml", "mine\n");
    world.run(&["import", "--out", "folder"]).exits(1);
    assert_eq!(world.read("folder/contoso-stores.yaml"), "mine\n");
    world
        .run(&["import", "--out", "folder", "--provider", "other"])
        .exits(0);
    assert_eq!(
        world
            .read("folder/other.yaml")
            .replace("other:", "contoso-stores:"),
        world.read("new.yaml")
    );
}

#[test]
fn without_credentials_the_help_says_what_to_set() {
    for missing in ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"] {
        let (mut world, _sandbox) = bare(ACCOUNT);
        world.variables.remove(missing);
        let refused = world.run(&["import"]).exits(1);
        for part in [
            "TWILIO_ACCOUNT_SID",
            "TWILIO_AUTH_TOKEN",
            "--profile",
            "import --sandbox",
        ] {
            assert!(refused.stderr.contains(part), "{part}\n{}", refused.stderr);
        }
        assert!(refused.stdout.is_empty());
    }
}

#[test]
fn strict_reports_what_could_not_be_written() {
    let (world, _sandbox) = bare(ACCOUNT);
    let strict = world.run(&["import", "--strict"]).exits(3);
    assert!(
        strict
            .stdout
            .contains("# Not written: its URL http://plain.example/sms")
    );
    let matching = ["import", "--strict", "--match", "store*"];
    world.run(&matching).exits(0);
}

#[test]
fn a_pattern_selects_numbers_and_their_services() {
    let (world, _sandbox) = bare(ACCOUNT);
    let names = |pattern: &str| {
        let yaml = world.run(&["import", "--match", pattern]).exits(0).stdout;
        let known = ["661", "662", "663", "664", "news:"];
        let found = known.iter().filter(|part| yaml.contains(**part));
        found.copied().collect::<Vec<_>>()
    };
    assert_eq!(names("store*"), ["661", "664", "news:"]);
    assert_eq!(names("+1501712266[13]"), ["661", "663"]);
    assert_eq!(names("NEWS"), ["news:"]);
    let nothing = world.run(&["import", "--match", "*nothing*"]).exits(1);
    assert!(
        nothing.stderr.contains("nothing matches"),
        "{}",
        nothing.stderr
    );
    assert!(nothing.stdout.is_empty());
    world.run(&["import", "--match", "[a"]).exits(1);
}

/// Names that the registry has are kept, in the project of the configuration that is there.
#[test]
fn names_in_the_registry_are_kept() {
    let (world, _sandbox) = bare(ACCOUNT);
    let yaml = r#"version: 1
project: shops
providers:
  main:
    type: twilio
    numbers:
      front: { phone_number: "+15017122661" }
    messaging_services:
      letters: { friendly_name: News }
"#;
    world.write("switchboard.yaml", yaml);
    world.run(&["apply", "--auto-approve"]).exits(0);
    let imported = world.run(&["import"]).exits(0).stdout;
    for part in [
        "project: shops\n",
        "  main:\n",
        "      front:\n",
        "      letters:\n",
        "      store-line:\n",
    ] {
        assert!(imported.contains(part), "{part}\n{imported}");
    }
    // An overlay is another environment, of which nothing is recorded.
    world.write("envs/prod.yaml", "version: 1\n");
    let elsewhere = world.run(&["import", "--env", "prod"]).exits(3);
    assert!(elsewhere.stdout.contains("  contoso-stores:\n"));
    assert!(
        elsewhere.stderr.contains("belongs to shops"),
        "{}",
        elsewhere.stderr
    );
    // A configuration with errors is no obstacle.
    world.write("switchboard.yaml", "version: 2\n");
    let broken = world.run(&["import"]).exits(3);
    assert!(broken.stdout.contains("  contoso-stores:\n"));
    assert!(
        broken.stderr.contains("configuration here has errors"),
        "{}",
        broken.stderr
    );
}

/// A number or service that another project of the registry owns is written, and is an error: the
/// plan of what was written cannot be applied.
#[test]
fn what_another_project_owns_makes_the_import_incomplete() {
    let (world, sandbox) = bare(ACCOUNT);
    let number = "numbers: { front: { phone_number: \"+15017122661\" } }";
    let service = "messaging_services: { letters: { friendly_name: News } }";
    for owned in [number, service] {
        let registry = format!("sqlite:{}", world.beside("registry.db").display());
        let _ = std::fs::remove_file(world.beside("registry.db"));
        let yaml = format!(
            "version: 1\nproject: shops\nproviders: {{ main: {{ type: twilio, {owned} }} }}\n"
        );
        world.write("shops/switchboard.yaml", &yaml);
        let apply = ["apply", "-f", "shops", "--registry", &registry];
        world
            .run(&[&apply[..], &["--auto-approve"]].concat())
            .exits(0);
        world.write("there.yaml", "version: 1\nproject: other\n");
        for target in [&[][..], &["--out", "new.yaml"], &["--into", "there.yaml"]] {
            let import = [&["import", "--registry", &registry], target].concat();
            let imported = world.run(&import).exits(3);
            for part in ["belongs to shops", "E0701"] {
                assert!(
                    imported.stderr.contains(part),
                    "{part}: {target:?}: {}",
                    imported.stderr
                );
            }
        }
        for file in ["new.yaml", "there.yaml"] {
            assert!(world.read(file).contains("+15017122661"));
            std::fs::remove_file(world.path(file)).unwrap();
        }
    }
    unwritten(&sandbox);
}

#[test]
fn the_sandbox_needs_no_account() {
    let world = World::empty();
    let imported = world.run(&["import", "--sandbox"]).exits(0);
    assert!(world.contents().is_empty());
    world.write("switchboard.yaml", &imported.stdout);
    world.run(&["plan", "--sandbox"]).exits(0);
    let strange = [
        "import",
        "--sandbox",
        "--account-sid",
        "AC00000000000000000000000000000009",
    ];
    let refused = world.run(&strange).exits(1);
    assert!(
        refused
            .stderr
            .contains("AC00000000000000000000000000000001"),
        "{}",
        refused.stderr
    );
}

/// With `--full`, a value that is the same without being written is written, and is still no change.
#[test]
fn full_writes_every_value() {
    let (world, sandbox) = bare(ACCOUNT);
    let full = world.run(&["import", "--full"]).exits(0).stdout;
    for part in [
        "method: POST",
        "callback_method: POST",
        "sticky_sender: true",
        "friendly_name: \"(501) 712-2662\"",
    ] {
        assert!(full.contains(part), "{part}\n{full}");
    }
    world.write("switchboard.yaml", &full);
    world.run(&["fmt", "--check"]).exits(0);
    world.run(&["apply", "--auto-approve"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    unwritten(&sandbox);
}

/// The account does not have a number's application any more: nothing can be declared, and the rest
/// of the import changes nothing.
#[test]
fn an_application_that_was_deleted_leaves_the_route_unmanaged() {
    let account = r#"accounts:
  AC00000000000000000000000000000001:
    applications:
      - { friendly_name: Bot, sid: AP00000000000000000000000000000001, sms_url: "https://bot.example/sms" }
      - { friendly_name: Old, sid: AP00000000000000000000000000000002, sms_url: "https://old.example/sms" }
    numbers:
      - { phone_number: "+15017122661", friendly_name: A, sms_url: "https://hooks.contoso.example/sms" }
      - { phone_number: "+15017122662", friendly_name: B, sms_url: "https://hooks.contoso.example/sms" }
      - { phone_number: "+15017122663", friendly_name: C, sms_url: "https://hooks.contoso.example/sms" }
      - { phone_number: "+15017122664", friendly_name: D, sms_application_sid: Old }
      - { phone_number: "+15017122665", friendly_name: E, sms_application_sid: Bot }
"#;
    let (world, sandbox) = bare(account);
    let old = "/2010-04-01/Accounts/AC00000000000000000000000000000001/Applications/AP00000000000000000000000000000002.json";
    sandbox.request("DELETE", old, &[]);
    sandbox.clear_calls();
    let (ended, problems) = imported(&world, &sandbox, &[]);
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
    let written = ended.exits(0).stdout;
    assert!(
        written.contains("incoming: unmanaged")
            && written.contains("does not have the application"),
        "{written}"
    );
    assert!(
        written.contains("incoming: { application: bot }"),
        "{written}"
    );
    assert_eq!(
        written.matches("https://bot.example/sms").count(),
        1,
        "{written}"
    );
}

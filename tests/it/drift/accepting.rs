//! `drift --accept`: live values are written where they are declared, and nothing else changes.

use super::outside;
use crate::support::sandbox::Sandbox;
use crate::support::world::{Ended, World};

const BASE: &str = "\
version: 1
vars: { host: hooks.example }
x-shared: &shared
  url: https://shared.example/sms
providers:
  us:
    type: twilio
    callback_url: https://us.example/sms # everybody's
    numbers:
      first: # the main line
        phone_number: \"+15017122661\"
        friendly_name: 'First'   # as in the console
      second:
        phone_number: \"+15017122662\"
        incoming: { url: \"https://second.example/sms\", fallback_url: https://second.example/late }
      third:
        phone_number: \"+15017122663\"
        incoming:
          url: https://${host}/sms
      fourth:
        phone_number: \"+15017122664\"
        incoming: *shared
    messaging_services:
      campaigns:
        friendly_name: Campaigns
        inbound: webhook
        numbers: [fourth]
        sticky_sender: true
";
const OVERLAY: &str = "\
providers:
  us:
    numbers:
      second:
        incoming:
          url: https://second.staging.example/sms
";
const NEXT: &str = "The next `switchboard apply` records it without a write at the provider; until then drift still reports it.";

/// An applied world, in an environment if one is named.
fn applied(environment: Option<&str>) -> (World, Sandbox) {
    let (mut world, sandbox) = World::and_sandbox(BASE, "");
    world.write("envs/staging.yaml", OVERLAY);
    if let Some(name) = environment {
        let variable = ("SWITCHBOARD_ENV".to_owned(), name.to_owned());
        world.variables.extend([variable]);
    }
    world.run(&["apply", "--auto-approve"]).exits(0);
    (world, sandbox)
}

fn set(sandbox: &Sandbox, target: &str, fields: &[(&str, &str)]) {
    outside(sandbox, "POST", target, fields);
}

/// Accepts, and asserts that the next apply only records, and that nothing differs then.
#[track_caller]
fn accepts(world: &World, sandbox: &Sandbox, addresses: &[&str]) -> Ended {
    let arguments = [&["drift", "--accept"], addresses].concat();
    let ended = world.run(&arguments).exits(2);
    assert!(
        ended.stdout.contains(NEXT),
        "{}{}",
        ended.stdout,
        ended.stderr
    );
    world.run(&["validate"]).exits(0);
    let plan = world.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(plan["calls"]["writes"], 0, "{plan:#}");
    sandbox.clear_calls();
    world.run(&["apply", "--auto-approve"]).exits(0);
    let calls = sandbox.journal();
    assert!(
        calls.iter().all(|call| call["method"] == "GET"),
        "{calls:?}"
    );
    world.run(&["drift"]).exits(0);
    world.run(&["plan", "--detailed-exitcode"]).exits(0);
    ended
}

/// Asserts that nothing is accepted, for this reason, and that nothing is written.
#[track_caller]
fn refuses(world: &World, address: &str, why: &str) {
    let before = (
        world.read("switchboard.yaml"),
        world.read("envs/staging.yaml"),
    );
    let ended = world.run(&["drift", "--accept", address]).exits(2);
    assert!(
        ended.stdout.contains(why),
        "{}\n{}",
        ended.stdout,
        ended.stderr
    );
    assert!(
        ended.stdout.contains("no file was written"),
        "{}",
        ended.stdout
    );
    let after = (
        world.read("switchboard.yaml"),
        world.read("envs/staging.yaml"),
    );
    assert_eq!(before, after);
}

#[test]
fn a_value_is_written_where_it_is_declared() {
    let (world, sandbox) = applied(None);
    set(&sandbox, "+15017122661", &[("FriendlyName", "It's $new")]);
    let url = "https://second.example/sms?a=1#rc=2";
    set(&sandbox, "+15017122662", &[("SmsUrl", url)]);
    let ended = accepts(&world, &sandbox, &["providers.us.numbers.*"]);
    let expected = BASE
        .replace("'First'", "'It''s $$new'")
        .replace("\"https://second.example/sms\"", &format!("\"{url}\""));
    assert_eq!(world.read("switchboard.yaml"), expected);
    let line = format!(
        "switchboard.yaml:15:26: accepted providers.us.numbers.second.incoming.url: \"{url}\""
    );
    assert!(ended.stdout.contains(&line), "{}", ended.stdout);
    assert!(
        ended
            .stdout
            .contains("switchboard.yaml:12:24: accepted providers.us.numbers.first.friendly_name:"),
        "{}",
        ended.stdout
    );
}

#[test]
fn quotes_in_a_value_are_escaped_in_the_report() {
    let (world, sandbox) = applied(None);
    set(
        &sandbox,
        "+15017122661",
        &[("FriendlyName", r#"The "old" \o/"#)],
    );
    let ended = accepts(&world, &sandbox, &["first"]);
    let line = r#"first.friendly_name: "The \"old\" \\o/""#;
    assert!(ended.stdout.contains(line), "{}", ended.stdout);
}

#[test]
fn only_the_named_address_is_accepted() {
    let (world, sandbox) = applied(None);
    set(&sandbox, "+15017122661", &[("FriendlyName", "New")]);
    set(
        &sandbox,
        "+15017122662",
        &[("SmsUrl", "https://new.example/sms")],
    );
    world.run(&["drift", "--accept", "first"]).exits(2);
    assert_eq!(
        world.read("switchboard.yaml"),
        BASE.replace("'First'", "'New'")
    );
}

#[test]
fn a_number_that_has_its_providers_url_declares_its_own() {
    let (world, sandbox) = applied(None);
    let fields = [
        ("SmsUrl", "https://first.example/sms"),
        ("SmsMethod", "GET"),
    ];
    set(&sandbox, "+15017122661", &fields);
    accepts(&world, &sandbox, &["first"]);
    let own =
        "        incoming:\n          url: https://first.example/sms\n          method: GET\n";
    assert_eq!(
        world.read("switchboard.yaml"),
        BASE.replace("      second:\n", &format!("{own}      second:\n"))
    );
}

#[test]
fn a_number_that_answers_nothing_says_so() {
    let (world, sandbox) = applied(None);
    set(&sandbox, "+15017122661", &[("SmsUrl", "")]);
    accepts(&world, &sandbox, &["+15017122661"]);
    assert!(
        world
            .read("switchboard.yaml")
            .contains("        incoming: none\n")
    );
}

#[test]
fn a_service_declares_its_own_url_and_setting() {
    let (world, sandbox) = applied(None);
    let fields = [
        ("StickySender", "false"),
        ("InboundRequestUrl", "https://campaigns.example/sms"),
    ];
    set(&sandbox, "/v1/Services/{Campaigns}", &fields);
    accepts(&world, &sandbox, &["campaigns"]);
    let expected = BASE.replace("sticky_sender: true", "sticky_sender: false")
        + "        callback_url: https://campaigns.example/sms\n";
    assert_eq!(world.read("switchboard.yaml"), expected);
}

/// With or without a URL that it keeps, and with a URL of its own in the file.
#[test]
fn a_service_that_defers_says_so() {
    let defers = ("UseInboundWebhookOnNumber", "true");
    let own = BASE.replace(
        "inbound: webhook\n",
        "inbound: webhook\n        callback_url: https://campaigns.example/sms\n",
    );
    for base in [BASE, &own] {
        for fields in [&[defers][..], &[defers, ("InboundRequestUrl", "")]] {
            let (world, sandbox) = World::and_sandbox(base, "");
            world.run(&["apply", "--auto-approve"]).exits(0);
            set(&sandbox, "/v1/Services/{Campaigns}", fields);
            accepts(&world, &sandbox, &["campaigns"]);
            assert_eq!(
                world.read("switchboard.yaml"),
                BASE.replace("inbound: webhook", "inbound: defer_to_sender"),
                "{fields:?}"
            );
        }
    }
    // Only what is blank is called blank.
    let (world, sandbox) = applied(None);
    let fields = [
        ("InboundRequestUrl", "http://plain.example/sms"),
        ("StickySender", "false"),
    ];
    set(&sandbox, "/v1/Services/{Campaigns}", &fields);
    let why = "the live value of inbound_request_url cannot be declared";
    refuses(&world, "campaigns", why);
}

/// A number that an overlay declares in part is its environment's own: the base, which others read,
/// does not change for it.
#[test]
fn an_overlay_gets_the_values_of_what_it_declares_in_part() {
    let (world, sandbox) = applied(Some("staging"));
    let late = [("SmsFallbackUrl", "https://late.staging.example/sms")];
    set(&sandbox, "+15017122662", &late);
    let ended = accepts(&world, &sandbox, &["second"]);
    assert_eq!(
        world.read("envs/staging.yaml"),
        format!("{OVERLAY}          fallback_url: https://late.staging.example/sms\n")
    );
    assert_eq!(world.read("switchboard.yaml"), BASE);
    assert!(!ended.stdout.contains("Note:"), "{}", ended.stdout);
}

#[test]
fn a_value_in_a_file_that_other_environments_read_says_so() {
    for (environment, others) in [(None, "--env staging"), (Some("staging"), "without --env")] {
        let (world, sandbox) = applied(environment);
        set(&sandbox, "+15017122661", &[("FriendlyName", "New")]);
        let ended = accepts(&world, &sandbox, &["first"]);
        let note = format!(
            "Note: other environments read switchboard.yaml, too: {others}. What was written there holds for them as well, unless an overlay says otherwise."
        );
        assert!(ended.stdout.contains(&note), "{}", ended.stdout);
    }
}

#[test]
fn an_overlay_gets_what_it_decided() {
    let (world, sandbox) = applied(Some("staging"));
    set(
        &sandbox,
        "+15017122662",
        &[("SmsUrl", "https://new.example/sms")],
    );
    set(&sandbox, "+15017122661", &[("FriendlyName", "New")]);
    accepts(&world, &sandbox, &["providers.us"]);
    assert_eq!(
        world.read("envs/staging.yaml"),
        OVERLAY.replace("second.staging", "new")
    );
    assert_eq!(
        world.read("switchboard.yaml"),
        BASE.replace("'First'", "'New'")
    );
}

#[test]
fn what_cannot_be_declared_is_not_accepted() {
    let (world, sandbox) = applied(None);
    set(
        &sandbox,
        "+15017122661",
        &[("SmsUrl", "http://plain.example/sms")],
    );
    refuses(
        &world,
        "first",
        "the live value of sms_url cannot be declared",
    );
    set(
        &sandbox,
        "+15017122661",
        &[("SmsUrl", "https://u:secret@plain.example/sms")],
    );
    refuses(&world, "first", "holds a password");
    let said = world.run(&["drift", "--accept", "first"]).exits(2);
    assert!(!said.stdout.contains("secret@") && !said.stderr.contains("secret@"));
}

#[test]
fn a_value_from_a_var_or_a_merge_stays() {
    let (world, sandbox) = applied(None);
    set(
        &sandbox,
        "+15017122663",
        &[("SmsUrl", "https://new.example/sms")],
    );
    refuses(&world, "third", "the value uses a var");
    let merged = BASE.replace("incoming: *shared", "incoming: { <<: *shared }");
    world.write("switchboard.yaml", &merged);
    set(
        &sandbox,
        "+15017122664",
        &[("SmsUrl", "https://new.example/sms")],
    );
    world.run(&["drift", "--accept", "fourth"]).exits(2);
    // The anchor stays as it is, so that nothing else changes.
    let declared = world.read("switchboard.yaml");
    assert!(
        declared.contains("  url: https://shared.example/sms\n"),
        "{declared}"
    );
}

/// A key of a number that comes from a merged map is not changed there, because others share the map.
#[test]
fn a_key_from_a_merge_is_refused_with_what_to_do() {
    let merged = BASE.replace("incoming: *shared", "<<: *named").replace(
        "x-shared:",
        "x-named: &named { friendly_name: Ours, incoming: { url: https://shared.example/sms } }\nx-shared:",
    );
    let (world, sandbox) = World::and_sandbox(&merged, "");
    world.write("envs/staging.yaml", OVERLAY);
    world.run(&["apply", "--auto-approve"]).exits(0);
    set(&sandbox, "+15017122664", &[("FriendlyName", "Theirs")]);
    let said = "switchboard.yaml: `providers.us.numbers.fourth.friendly_name`: the key comes from another map, by `<<`";
    refuses(&world, "fourth", said);
    let ended = world.run(&["drift", "--accept", "fourth"]).exits(2);
    let help = "change the key in the map that `<<` names, or declare it here";
    assert!(ended.stdout.contains(help), "{}", ended.stdout);
    set(
        &sandbox,
        "+15017122664",
        &[("SmsUrl", "https://new.example/sms")],
    );
    refuses(&world, "fourth", "by `<<`");
    assert_eq!(world.read("switchboard.yaml"), merged);
}

#[test]
fn a_short_code_is_accepted_like_a_number() {
    let base = "version: 1\nproviders:\n  us:\n    type: twilio\n    numbers:\n      votes: { short_code: \"07445\", friendly_name: Votes } # ours\n";
    let seed = "accounts: { AC00000000000000000000000000000001: { short_codes: [{ short_code: \"07445\" }] } }\n";
    let (world, sandbox) = World::and_sandbox(base, seed);
    world.run(&["apply", "--auto-approve"]).exits(0);
    set(&sandbox, "07445", &[("FriendlyName", "Theirs")]);
    accepts(&world, &sandbox, &["votes"]);
    let expected = base.replace("Votes", "Theirs");
    assert_eq!(world.read("switchboard.yaml"), expected);
}

#[test]
fn an_alias_is_written_out_at_the_number() {
    let (world, sandbox) = applied(None);
    set(
        &sandbox,
        "+15017122664",
        &[("SmsUrl", "https://new.example/sms")],
    );
    accepts(&world, &sandbox, &["fourth"]);
    let own = "incoming:\n          url: https://new.example/sms\n";
    assert_eq!(
        world.read("switchboard.yaml"),
        BASE.replace("incoming: *shared\n", own)
    );
}

#[test]
fn a_number_that_left_its_service_is_not_accepted() {
    let (world, sandbox) = applied(None);
    let member = "/v1/Services/{Campaigns}/PhoneNumbers/+15017122664";
    outside(&sandbox, "DELETE", member, &[]);
    refuses(&world, "campaigns", "members changed");
    let command =
        "put it back: `switchboard apply --target providers.us.messaging_services.campaigns`";
    refuses(&world, "campaigns", command);
}

#[test]
fn nothing_drifted_and_nothing_known() {
    let (world, _sandbox) = applied(None);
    let ended = world.run(&["drift", "--accept", "first"]).exits(0);
    assert!(
        ended.stdout.contains("Nothing to accept"),
        "{}",
        ended.stdout
    );
    let ended = world.run(&["drift", "--accept", "frist"]).exits(1);
    assert!(ended.stderr.contains("did you mean"), "{}", ended.stderr);
    assert_eq!(world.read("switchboard.yaml"), BASE);
    let ended = world
        .run(&["drift", "--accept", "first", "--env", "a", "--env", "b"])
        .exits(1);
    assert!(ended.stderr.contains("one environment"), "{}", ended.stderr);
}

#[test]
fn a_document_stays_a_document() {
    let (world, sandbox) = applied(None);
    set(&sandbox, "+15017122661", &[("FriendlyName", "New")]);
    let ended = world
        .run(&["drift", "--accept", "first", "--format", "json"])
        .exits(2);
    assert_eq!(ended.json()["kind"], "drift");
    assert!(ended.stderr.contains(NEXT), "{}", ended.stderr);
}

#[test]
fn a_second_time_nothing_is_written() {
    let (world, sandbox) = applied(None);
    let before = BASE.replace(
        "          url: https://${host}/sms",
        "          # ours\n          url: https://hooks.example/sms",
    );
    world.write("switchboard.yaml", &before);
    set(
        &sandbox,
        "+15017122663",
        &[("SmsUrl", "https://new.example/sms")],
    );
    world.run(&["drift", "--accept", "third"]).exits(2);
    let accepted = world.read("switchboard.yaml");
    let expected = before.replace(
        "# ours\n          url: https://hooks",
        "# ours\n          url: https://new",
    );
    assert_eq!(accepted, expected);
    refuses(
        &world,
        "third",
        "the configuration declares what is live already",
    );
    assert_eq!(world.read("switchboard.yaml"), accepted);
}

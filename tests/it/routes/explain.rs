//! `explain` with the real binary: what answers, why, and what to do; and that the advice helps.

use serde_json::{Value, json};

use super::configuration;
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const STORE: &str = "    numbers:\n      store: { phone_number: \"+15017122661\" }\n";
const HOOK: &str = "https://hooks.shop.example/sms";

/// A world whose account holds this text, below the account's SID.
fn world(under_provider: &str, account: &str) -> (World, Sandbox) {
    let seed = format!("accounts:\n  AC00000000000000000000000000000001:\n{account}");
    World::and_sandbox(&configuration(under_provider), &seed)
}

fn numbers(settings: &str) -> String {
    format!(
        "    numbers:\n      - {{ phone_number: \"+15017122661\"{settings} }}\n      - {{ phone_number: \"+15017122669\", sms_url: \"{HOOK}\" }}\n"
    )
}

const APPLICATION: &str = "AP00000000000000000000000000000009";

const OLD: &str = "    messaging_services:\n      - { friendly_name: Old campaign, inbound_request_url: \"https://dead.example/sms\", numbers: [\"+15017122661\"] }\n";

#[track_caller]
fn explained(world: &World, what: &str) -> Value {
    let before = world.contents();
    let json = world
        .run(&["explain", what, "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(before, world.contents(), "explain wrote something");
    json
}

/// Explains a number for which a plan as declared is not possible.
#[track_caller]
fn incomplete(world: &World, what: &str) -> Value {
    let ended = world.run(&["explain", what, "--format", "json"]).exits(3);
    assert_eq!(ended.stderr, "", "beside a document");
    ended.json()
}

fn advice(explained: &Value) -> &str {
    explained["advice"].as_str().unwrap()
}

#[test]
fn a_service_in_the_way_and_the_yaml_that_helps() {
    let service = format!("{}{OLD}", numbers(&format!(", sms_url: \"{HOOK}\"")));
    let (world, sandbox) = world(STORE, &service);
    let why = explained(&world, "store");
    assert_eq!(why["kind"], "explanation");
    assert_eq!(why["address"], "providers.us.numbers.store");
    assert_eq!(why["phone_number"], "+15017122661");
    assert_eq!(
        why["source"],
        json!({"file": "switchboard.yaml", "line": 10, "column": 7})
    );
    assert_eq!(why["declared"]["url"], HOOK);
    assert_eq!(why["now"]["url"], "https://dead.example/sms");
    assert_eq!(why["now"]["decided_by"], "messaging_service");
    assert_eq!(why["converged"], false);
    assert_eq!(why["steps"][0]["decides"], true);
    assert_eq!(why["steps"][1]["considered"], "number");
    assert_eq!(why["steps"][1]["decides"], false);

    let human = world.run(&["explain", "+15017122661"]).exits(0).stdout;
    for part in [
        "switchboard.yaml:10:7",
        "Old campaign",
        "not correct, and an apply alone",
    ] {
        assert!(human.contains(part), "{part} in\n{human}");
    }
    sandbox.clear_calls();
    world.run(&["explain", "store"]).exits(0);
    assert!(sandbox.calls().iter().all(|call| call.method == "GET"));

    // The advice, followed to the letter, helps.
    let yaml = advice(&why)
        .split('`')
        .nth(1)
        .unwrap()
        .replace("NAME", "old");
    let followed = configuration(&format!("{STORE}    {yaml}\n"));
    world.write("switchboard.yaml", &followed);
    let why = explained(&world, "store");
    assert!(advice(&why).contains("switchboard apply"), "{why:#}");
    world.run(&["apply", "--auto-approve"]).exits(0);
    let why = explained(&world, "store");
    assert_eq!(why["converged"], true);
    assert_eq!(why["now"]["url"], HOOK);
    assert!(advice(&why).starts_with("nothing to do"));
    assert!(advice(&why).contains("switchboard.yaml:8:"), "{why:#}");
}

#[test]
fn an_application_in_the_way_goes_with_an_apply() {
    let account = format!(
        "    applications:\n      - {{ friendly_name: Old bot, sms_url: \"https://bot.example/sms\" }}\n{}",
        numbers(&format!(
            ", sms_url: \"{HOOK}\", sms_application_sid: Old bot"
        ))
    );
    let (world, _sandbox) = world(STORE, &account);
    let why = explained(&world, "providers.us.numbers.store");
    assert_eq!(why["now"]["decided_by"], "application");
    assert_eq!(why["now"]["url"], "https://bot.example/sms");
    assert_eq!(why["converged"], false);
    assert!(advice(&why).contains("`switchboard apply`"), "{why:#}");
    world.run(&["apply", "--auto-approve"]).exits(0);
    assert_eq!(explained(&world, "store")["converged"], true);
}

/// The declared URL is called, but through an application, which an apply clears: plan,
/// explain and test say the same.
#[test]
fn an_application_with_the_same_url_is_removed_too() {
    for account in [
        numbers(&format!(
            ", sms_url: \"{HOOK}\", sms_application_sid: {APPLICATION}"
        )),
        // Also where a service defers to the number.
        format!(
            "{}    messaging_services:\n      - {{ friendly_name: Calm, use_inbound_webhook_on_number: true, numbers: [\"+15017122661\"] }}\n",
            numbers(&format!(
                ", sms_url: \"{HOOK}\", sms_application_sid: {APPLICATION}"
            ))
        ),
        // And where the number has no URL of its own.
        numbers(&format!(
            ", sms_url: \"\", sms_application_sid: {APPLICATION}"
        )),
    ] {
        let account = format!(
            "{account}    applications:\n      - {{ sid: {APPLICATION}, friendly_name: Router, sms_url: \"{HOOK}\" }}\n"
        );
        let declared = if account.contains("Calm") {
            format!(
                "{STORE}    messaging_services:\n      calm: {{ friendly_name: Calm, inbound: defer_to_sender, numbers: [store] }}\n"
            )
        } else {
            STORE.to_owned()
        };
        let (world, _sandbox) = world(&declared, &account);
        world.run(&["plan", "--detailed-exitcode"]).exits(2);
        let why = explained(&world, "store");
        let advice = advice(&why);
        assert!(
            advice.contains("run `switchboard apply`") && advice.contains(APPLICATION),
            "{advice}"
        );
        let words = world.run(&["explain", "store"]).exits(0).stdout;
        assert!(
            words.contains("through another object, which an apply clears"),
            "{words}"
        );
        assert!(!words.contains("Nothing to do"), "{words}");
        let test = world.run(&["test"]).stdout;
        assert!(
            test.contains(&format!(
                "goes to {HOOK} through the application {APPLICATION}"
            )),
            "{test}"
        );
        world.run(&["apply", "--auto-approve"]).exits(0);
        let words = world.run(&["explain", "store"]).exits(0).stdout;
        assert!(words.contains("Nothing to do"), "{words}");
    }
}

#[test]
fn an_undeclared_number_is_explained_by_its_digits() {
    let (world, _sandbox) = world(STORE, &numbers(""));
    let why = explained(&world, "+15017122669");
    assert_eq!(why["address"], Value::Null);
    assert_eq!(why["provider"], "us");
    assert_eq!(why["declared"], Value::Null);
    assert_eq!(why["converged"], Value::Null);
    assert_eq!(why["now"]["url"], HOOK);
    assert!(advice(&why).contains("phone_number: \"+15017122669\""));
    for unknown in ["+15017122600", "nobody", "providers.us.numbers.nobody"] {
        let ended = world.run(&["explain", unknown]).exits(1);
        assert!(
            ended.stdout.is_empty() && ended.stderr.contains(unknown),
            "{ended:?}"
        );
    }
}

/// Explain, plan and drift give the same advice where a declared service answers and does
/// not declare who should: the setting to declare at the service, and no option of apply. The
/// advice, when followed, helps.
#[test]
fn a_service_that_does_not_say_who_answers() {
    let id = "MG00000000000000000000000000000007";
    let service = |inbound: &str| {
        configuration(&format!(
            "{STORE}    messaging_services:\n      camp: {{ sid: {id}, {inbound}numbers: [store] }}\n"
        ))
    };
    let account = format!(
        "{}{}",
        numbers(""),
        OLD.replace("friendly_name", &format!("sid: {id}, friendly_name"))
    );
    let (world, _sandbox) = world(STORE, &account);
    world.write("switchboard.yaml", &service(""));
    let why = explained(&world, "store");
    let first = advice(&why).to_owned();
    assert!(
        first.contains("providers.us.messaging_services.camp")
            && first.contains("set `inbound: defer_to_sender` there")
            && !first.contains("--allow-detach"),
        "{first}"
    );
    let plan = world.run(&["plan"]).exits(3).stderr;
    assert!(plan.contains(&first), "{plan}");
    world.run(&["apply", "--auto-approve"]).exits(3);
    let drift = world.run(&["drift"]).exits(2).stdout;
    assert!(drift.contains(&first), "{drift}");
    assert_eq!(advice(&explained(&world, "store")), first);

    world.write("switchboard.yaml", &service("inbound: defer_to_sender, "));
    world.run(&["apply", "--auto-approve"]).exits(0);
    assert_eq!(explained(&world, "store")["converged"], true);
    world.run(&["drift"]).exits(0);
}

#[test]
fn a_number_in_an_undeclared_service_gets_yaml_for_both() {
    let (world, _sandbox) = world("", &format!("{}{OLD}", numbers("")));
    let why = explained(&world, "+15017122661");
    assert_eq!(why["now"]["url"], "https://dead.example/sms");
    assert!(advice(&why).contains("inbound: defer_to_sender"), "{why:#}");
}

#[test]
fn a_number_that_twilios_demo_answers() {
    let (world, _sandbox) = world(STORE, &numbers(""));
    let why = explained(&world, "store");
    assert_eq!(why["now"]["handler"], "Twilio's demo");
    assert_eq!(why["converged"], false);
    assert!(advice(&why).contains("`switchboard apply`"));
    let human = world.run(&["explain", "store"]).exits(0).stdout;
    assert!(human.contains("Twilio's demo"), "{human}");
}

#[test]
fn a_service_that_drops_on_purpose_has_converged() {
    let drop = format!(
        "{STORE}    messaging_services:\n      quiet: {{ friendly_name: Old campaign, inbound: drop, numbers: [store] }}\n"
    );
    let (world, _sandbox) = world(&drop, &format!("{}{OLD}", numbers("")));
    world.run(&["apply", "--auto-approve"]).exits(0);
    let why = explained(&world, "store");
    assert_eq!(why["now"]["url"], Value::Null);
    assert_eq!(why["now"]["decided_by"], "messaging_service");
    assert_eq!(why["converged"], true);
    let because = why["steps"][0]["because"].as_str().unwrap();
    assert!(because.contains("dropped"), "{because}");
    let service = explained(&world, "quiet");
    assert_eq!(service["explanations"].as_array().unwrap().len(), 1);
}

#[test]
fn what_could_not_be_read_is_reported_as_unknown() {
    let (world, sandbox) = world(STORE, &format!("{}{OLD}", numbers("")));
    sandbox.add_faults(&json!([{
        "method": "GET", "path": "/v1/Services", "times": 50, "then": { "status": 500 }
    }]));
    let ended = world
        .run(&["explain", "store", "--format", "json"])
        .exits(3);
    let why = ended.json();
    assert_eq!(why["now"], Value::Null);
    assert_eq!(why["converged"], Value::Null);
    assert_eq!(why["steps"], json!([]));
    assert_eq!(why["unread"].as_array().unwrap().len(), 1);
    assert!(advice(&why).contains("the answer is unknown"));
    let code = why["diagnostics"][0]["code"].as_str().unwrap();
    assert!(code.starts_with("E070"), "{why:#}");
    assert_eq!(ended.stderr, "");
    let human = world.run(&["explain", "+15017122669"]).exits(3).stdout;
    assert!(
        human.contains("unknown") && !human.contains(HOOK),
        "{human}"
    );
}

#[test]
fn providers_and_keywords_are_explained_briefly() {
    let (world, _sandbox) = world(STORE, &format!("{}{OLD}", numbers("")));
    let keywords = format!("{}keywords: [JOIN]\n", configuration(STORE));
    world.write("switchboard.yaml", &keywords);
    let provider = explained(&world, "providers.us");
    assert_eq!(provider["kind"], "explanations");
    assert_eq!(provider["explanations"].as_array().unwrap().len(), 2);
    let human = world.run(&["explain", "us"]).exits(0).stdout;
    assert!(human.contains("NOT AS DECLARED"), "{human}");
    let keyword = explained(&world, "join");
    assert_eq!(keyword["address"], "keywords.JOIN");
    assert!(advice(&keyword).contains("keywords live in the registry"));
}

#[test]
fn a_number_that_is_not_in_the_account_is_reported_as_missing() {
    let gone = STORE.replace("+15017122661", "+15017122668");
    let (world, _sandbox) = world(&gone, &numbers(""));
    let why = incomplete(&world, "store");
    assert_eq!(why["now"], Value::Null);
    assert_eq!(why["converged"], false);
    assert_eq!(why["planned"], Value::Null);
    assert_eq!(why["diagnostics"][0]["code"], "E0702");
    assert_eq!(why["diagnostics"][0]["range"]["start"]["line"], 10);
    assert!(advice(&why).contains("not in the account"), "{why:#}");
    let human = world.run(&["explain", "store"]).exits(3);
    assert!(human.stderr.contains("E0702"), "{}", human.stderr);
    // The plan reaches the same end state.
    world.run(&["plan"]).exits(3);
    assert_eq!(incomplete(&world, "us")["diagnostics"][0]["code"], "E0702");
}

#[test]
fn a_number_that_will_be_bought_is_explained() {
    let buy = "    numbers:\n      campaign: { phone_number: \"+15015550100\", purchase: true }\n";
    let (world, _sandbox) = world(buy, &numbers(""));
    let why = explained(&world, "campaign");
    assert_eq!(why["now"], Value::Null);
    assert_eq!(why["converged"], false);
    assert_eq!(why["planned"]["action"], "purchase");
    assert_eq!(why["planned"]["then"]["url"], HOOK);
    assert_eq!(why["planned"]["converges"], true);
    assert!(advice(&why).contains("`switchboard apply --allow-purchases 1`"));
    assert!(advice(&why).contains(HOOK) && !advice(&why).contains("digits"));
    let human = world.run(&["explain", "campaign"]).exits(0).stdout;
    for part in [
        "must be bought first",
        "Who answers once it is bought",
        HOOK,
    ] {
        assert!(human.contains(part), "{part} in\n{human}");
    }
    let provider = world.run(&["explain", "us"]).exits(0).stdout;
    assert!(provider.contains("TO BE BOUGHT"), "{provider}");
}

#[test]
fn a_number_that_cannot_receive_texts_is_explained() {
    let (world, _sandbox) = world(STORE, &numbers(", capabilities: { sms: false }"));
    let why = incomplete(&world, "store");
    assert_eq!(why["now"]["url"], Value::Null);
    assert_eq!(why["converged"], false);
    assert_eq!(why["diagnostics"][0]["code"], "E0726");
    assert!(advice(&why).contains("cannot receive texts"), "{why:#}");
    let human = world.run(&["explain", "store"]).exits(3).stdout;
    assert!(
        human.contains("nobody: the number cannot receive texts"),
        "{human}"
    );
    world.run(&["plan"]).exits(3);
}

#[test]
fn an_undeclared_service_with_the_same_url_is_still_reported() {
    let same = OLD.replace("https://dead.example/sms", HOOK);
    let declared = format!(
        "{STORE}    messaging_services:\n      campaigns: {{ friendly_name: Campaigns, inbound: webhook, numbers: [store] }}\n"
    );
    // Declared in another service: it cannot join, and plan and explain say so.
    let (there, _sandbox) = world(&declared, &format!("{}{same}", numbers("")));
    let why = incomplete(&there, "store");
    assert_eq!(why["now"]["url"], HOOK);
    assert_eq!(why["now"]["decider_name"], "Old campaign");
    assert_eq!(why["converged"], false);
    let codes: Vec<&Value> = why["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|reported| &reported["code"])
        .collect();
    assert!(codes.contains(&&json!("E0723")), "{why:#}");
    let plan = there.run(&["plan", "--format", "json"]).exits(3).json();
    let number = &plan["resource_changes"][1];
    assert_eq!(number["name"], "store");
    assert_eq!(number["route"]["converges"], false);

    // Declared in none: what answers is still not what is declared.
    let (alone, _sandbox) = world(
        STORE,
        &format!("{}{same}", numbers(&format!(", sms_url: \"{HOOK}\""))),
    );
    let why = explained(&alone, "store");
    assert_eq!(why["converged"], false);
    assert!(advice(&why).contains("inbound: defer_to_sender"), "{why:#}");
    let plan = alone.run(&["plan"]).exits(3);
    assert!(
        plan.stderr.contains("E0721")
            && plan
                .stderr
                .contains("calls https://hooks.shop.example/sms too"),
        "{}",
        plan.stderr
    );
    assert!(
        plan.stdout
            .contains("1 number is not answered by its declared webhook"),
        "{}",
        plan.stdout
    );
    let service = alone.run(&["apply", "--auto-approve"]).exits(3);
    assert!(service.stderr.contains("W0722"), "{}", service.stderr);
}

#[test]
fn every_answer_in_json_is_a_document_that_fits_the_schema() {
    let (world, sandbox) = world(STORE, &numbers(""));
    let keywords = format!("{}keywords: [JOIN]\n", configuration(STORE));
    world.write("switchboard.yaml", &keywords);
    let path = crate::support::crate_folder().join("schemas/explanation.schema.json");
    let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let schema = jsonschema::draft7::new(&schema).unwrap();
    for what in ["store", "us", "join", "+15017122669"] {
        let why = explained(&world, what);
        let odd: Vec<String> = schema
            .iter_errors(&why)
            .map(|error| error.to_string())
            .collect();
        assert!(odd.is_empty(), "{what}: {odd:?}\n{why:#}");
    }
    let refused = |world: &World, what: &str, code: &str| {
        let ended = world.run(&["explain", what, "--format", "json"]).exits(1);
        let why = ended.json();
        assert_eq!(why["diagnostics"][0]["code"], code, "{why:#}");
    };
    refused(&world, "nobody", "E0904");
    refused(&world, "+15017122600", "E0904");
    let mut poor = world.copy();
    poor.variables.remove("TOKEN_1");
    let ended = poor.run(&["explain", "store", "--format", "json"]).exits(1);
    assert_eq!(ended.json()["error_count"], 1, "{ended:?}");
    let broken = world.copy();
    broken.write("switchboard.yaml", "version: 2\n");
    assert_eq!(
        broken
            .run(&["explain", "x", "--format", "json"])
            .exits(1)
            .json()["valid"],
        false
    );
    drop(sandbox);
    let gone = world
        .run(&["explain", "-f", "nowhere.yaml", "x", "--format", "json"])
        .exits(1);
    assert_eq!(gone.json()["valid"], false);
}

#[test]
fn a_service_missing_from_the_account_is_reported() {
    let services = format!(
        "{STORE}    messaging_services:\n      lost: {{ sid: MG00000000000000000000000000000099, inbound: defer_to_sender }}\n"
    );
    let (world, _sandbox) = world(&services, &numbers(""));
    let why = incomplete(&world, "lost");
    assert_eq!(why["diagnostics"][0]["code"], "E0702", "{why:#}");
    let human = world.run(&["explain", "lost"]).exits(3);
    assert!(
        human
            .stderr
            .contains("MG00000000000000000000000000000099 is not in the account"),
        "{}",
        human.stderr
    );
}

#[test]
fn a_keyword_has_a_place_in_the_files() {
    let (world, _sandbox) = world(STORE, &numbers(""));
    let keywords = format!("{}keywords:\n  - JOIN\n", configuration(STORE));
    world.write("switchboard.yaml", &keywords);
    let line = keywords.lines().count();
    assert_eq!(
        explained(&world, "JOIN")["source"],
        json!({"file": "switchboard.yaml", "line": line, "column": 5})
    );
}

const DECLARED: &str = "    numbers:\n      store: { phone_number: \"+15017122661\", incoming: { application: bot } }\n    applications:\n      bot: { friendly_name: Bot, url: \"https://bot.example/sms\" }\n";

/// A declared application answers, once it exists; its URL is at its own place in the file. Where
/// someone deleted it, explain says what answers instead and that an apply helps.
#[test]
fn a_declared_application_is_explained_before_and_after_it_exists() {
    let (world, sandbox) = world(DECLARED, &numbers(""));
    let why = explained(&world, "store");
    assert_eq!(why["now"]["decided_by"], "number");
    assert_eq!(why["declared"]["decided_by"], "application", "{why:#}");
    assert_eq!(why["declared"]["url"], "https://bot.example/sms");
    assert_eq!(why["converged"], false);
    assert!(advice(&why).contains("run `switchboard apply`"), "{why:#}");

    world.run(&["apply", "--auto-approve"]).exits(0);
    let why = explained(&world, "store");
    assert_eq!(why["now"]["decided_by"], "application");
    assert_eq!(why["now"]["url"], "https://bot.example/sms");
    assert_eq!(why["converged"], true);

    let sid = sandbox.setting("+15017122661", "sms_application_sid");
    let path =
        format!("/2010-04-01/Accounts/AC00000000000000000000000000000001/Applications/{sid}.json");
    sandbox.request("DELETE", &path, &[]);
    let why = explained(&world, "store");
    assert_eq!(why["converged"], false, "{why:#}");
    assert!(advice(&why).contains("run `switchboard apply`"), "{why:#}");
    world.run(&["apply", "--auto-approve"]).exits(0);
    assert_eq!(explained(&world, "store")["converged"], true);
}

//! Importing resources: `import --resource-id`, and `import --into` for declared ones.

use std::fs;

use serde_json::json;

use super::cloud::{CALLBACK, Cloud, GROUP, NUMBER, REPORTS, child, source};

/// Lines of a seed with these event subscriptions.
fn with(subscriptions: &[(&str, &str, &str)]) -> String {
    let lines = subscriptions.iter().map(|(name, url, types)| {
        format!("      - {{ name: {name}, endpoint_url: \"{url}\", event_types: [{types}] }}\n")
    });
    let lines: String = lines.collect();
    format!("    topic: {{}}\n    subscriptions:\n{lines}")
}

/// The usual resource with these event subscriptions, and a folder without a configuration.
fn bare(subscriptions: &[(&str, &str, &str)]) -> Cloud {
    let cloud = Cloud::of("", &with(subscriptions));
    fs::remove_file(cloud.world.path("switchboard.yaml")).unwrap();
    cloud
}

const INCOMING: &str = "SMSReceived";
const REPORT: &str = "SMSDeliveryReportReceived";

/// Imports the usual resource into `switchboard.yaml`. Returns the file and the summary.
fn imported(cloud: &Cloud) -> (String, String) {
    let id = source();
    let ended = cloud.run(&["import", "--resource-id", &id, "--out", "switchboard.yaml"]);
    let ended = ended.exits(0);
    (cloud.world.read("switchboard.yaml"), ended.stderr)
}

/// Expects that a plan of the configuration only adopts, that an apply writes nothing, and that
/// nothing is left to do.
fn changes_nothing(cloud: &Cloud) {
    cloud.run(&["validate"]).exits(0);
    cloud.run(&["fmt", "--check"]).exits(0);
    let plan = cloud.plan();
    let changes = plan["resource_changes"].as_array().unwrap();
    for change in changes {
        let action = change["change"]["actions"][0].as_str().unwrap();
        let is_quiet = ["adopt", "no-op"].contains(&action);
        // Azure has no fields of a number to write.
        let is_local = ["provider", "number"].contains(&change["type"].as_str().unwrap());
        assert!(is_quiet || is_local, "{change:#}");
    }
    cloud.apply(0);
    cloud.is_settled();
    let writes = ["PUT", "PATCH", "DELETE"].map(|method| cloud.requests(method, ""));
    assert_eq!(writes, [0, 0, 0]);
}

#[test]
fn a_resource_becomes_a_file_whose_plan_changes_nothing() {
    let cloud = bare(&[
        ("dynamics-incoming", CALLBACK, INCOMING),
        ("contoso-sms-delivery-reports", REPORTS, REPORT),
        ("chats", "https://chats.example.com/", "ChatMessageReceived"),
    ]);
    let (file, summary) = imported(&cloud);
    let provider = file.split_once("providers:\n").unwrap().1;
    assert_eq!(
        provider,
        format!(
            "  contoso-sms:
    type: azure
    resource_id: {}
    callback_url: {CALLBACK}
    delivery_report_url: {REPORTS}
    subscriptions:
      incoming: {{ name: dynamics-incoming }}
    # Azure's stable API lists no short codes: add each to the numbers with `short_code`.
    numbers:
      us-0123:
        phone_number: \"{NUMBER}\"
      us-2661:
        phone_number: \"+15017122661\"
",
            source()
        )
    );
    assert!(summary.contains("no changes at the provider"), "{summary}");
    changes_nothing(&cloud);
    let again = cloud.run(&["import", "--resource-id", &source()]).exits(0);
    assert_eq!(again.stdout, file);
    let secrets = [
        &cloud.running.access()[0].connection_string,
        "client_secret",
    ];
    for secret in secrets {
        assert!(!file.contains(secret), "{file}");
    }
}

#[test]
fn the_id_keeps_its_spelling_and_counts_once() {
    let cloud = bare(&[("contoso-sms-incoming", CALLBACK, INCOMING)]);
    let spelled = source().replace("resourceGroups/messaging", "RESOURCEGROUPS/Messaging");
    let twice = [
        "import",
        "--resource-id",
        &spelled,
        "--resource-id",
        &source(),
    ];
    let file = cloud.run(&twice).exits(0).stdout;
    assert!(
        file.contains(&format!("resource_id: {spelled}\n")),
        "{file}"
    );
    // The name is the one that follows from the provider's.
    assert!(!file.contains("subscriptions:"), "{file}");
    assert!(
        file.contains("No event subscription delivers delivery reports."),
        "{file}"
    );
    let named = ["import", "--resource-id", &spelled, "--provider", "eu"];
    let file = cloud.run(&named).exits(0).stdout;
    assert!(file.contains("\n  eu:\n"), "{file}");
    assert!(
        file.contains("incoming: { name: contoso-sms-incoming }"),
        "{file}"
    );
    cloud.world.write("switchboard.yaml", &file);
    changes_nothing(&cloud);
}

#[test]
fn several_candidates_are_commented_out() {
    let other = "https://other.example.com/sms?code=s3cret";
    let cloud = bare(&[("one", CALLBACK, INCOMING), ("two", other, INCOMING)]);
    let (file, summary) = imported(&cloud);
    let lines = [
        format!("    # callback_url: {CALLBACK} # the event subscription one\n"),
        format!("    # callback_url: {other} # the event subscription two;"),
    ];
    for line in &lines {
        assert!(file.contains(line), "{file}");
    }
    assert!(
        file.contains("# Not written: 2 event subscriptions"),
        "{file}"
    );
    assert!(
        summary.contains("providers.contoso-sms.subscriptions.incoming"),
        "{summary}"
    );
    assert!(
        summary.contains("Warning: ") && !summary.contains("s3cret"),
        "{summary}"
    );
    let strict = ["import", "--resource-id", &source(), "--strict"];
    cloud.run(&strict).exits(3);
    // Each line is what it says it is.
    let line = &lines[0].replace("# callback", "callback");
    cloud
        .world
        .write("switchboard.yaml", &file.replace(&lines[0], line));
    changes_nothing(&cloud);
}

#[test]
fn a_query_that_looks_like_a_key_is_written_with_a_warning() {
    let url = format!("{CALLBACK}?code=s3cret");
    let cloud = bare(&[("dynamics", &url, INCOMING)]);
    let (file, summary) = imported(&cloud);
    assert!(file.contains(&format!("callback_url: {url}\n")), "{file}");
    assert!(
        file.contains("# The query string of callback_url looks like a key"),
        "{file}"
    );
    assert!(summary.contains("looks like a key (`code`)"), "{summary}");
    assert!(!summary.contains("s3cret"), "{summary}");
    changes_nothing(&cloud);
}

#[test]
fn what_cannot_be_declared_is_named_without_its_query() {
    let key = "https://theirs.example.com/?code=s3cret";
    let cloud = bare(&[
        ("both", key, "SMSReceived, SMSDeliveryReportReceived"),
        ("failed", key, INCOMING),
        ("filtered", key, INCOMING),
    ]);
    cloud.mutate(&json!({ "state": { "id": child("failed"), "state": "Failed" } }));
    let filter = json!({ "filter": { "advancedFilters": [
        { "operatorType": "StringBeginsWith", "key": "data.message", "values": ["JOIN"] }
    ] } });
    cloud.mutate(&json!({ "set": { "id": child("filtered"), "properties": filter } }));
    let verbose = ["import", "--resource-id", &source(), "-vv"];
    let ended = cloud.run(&verbose).exits(0);
    let shown = format!("{}{}", ended.stdout, ended.stderr);
    assert!(!shown.contains("s3cret"), "{shown}");
    assert!(!shown.contains("Not written"), "{shown}");
    for line in [
        "# - both delivers other events, too\n",
        "# - failed is in a state in which it may deliver nothing\n",
        "# - filtered has a filter\n",
        "declare callback_url",
    ] {
        assert!(ended.stdout.contains(line), "{line}{shown}");
    }
    // Whose query string cannot be written is not asked for it, either.
    let asked = |name: &str| cloud.requests("POST", &format!("{name}/getFullUrl"));
    assert_eq!(["both", "failed"].map(asked), [0, 0]);
    cloud.world.write("switchboard.yaml", &ended.stdout);
    changes_nothing(&cloud);
}

#[test]
fn a_filter_that_lets_every_number_through_is_adopted() {
    let cloud = bare(&[("dynamics", CALLBACK, INCOMING)]);
    let filter = json!({ "filter": { "advancedFilters": [
        { "operatorType": "StringContains", "key": "data.to", "values": ["8885550123", "5017122661"] }
    ] } });
    cloud.mutate(&json!({ "set": { "id": child("dynamics"), "properties": filter } }));
    let (file, _) = imported(&cloud);
    assert!(
        file.contains(&format!("callback_url: {CALLBACK}\n")),
        "{file}"
    );
    changes_nothing(&cloud);
}

#[test]
fn numbers_that_receive_nothing_and_short_codes_are_imported() {
    let cloud = bare(&[("dynamics", CALLBACK, INCOMING)]);
    let number = json!({ "phone_number": "+15017122663", "sms": "outbound" });
    cloud.mutate(&json!({ "number": { "resource": source(), "number": number } }));
    let (file, _) = imported(&cloud);
    assert!(file.contains("+15017122663"), "{file}");
    let code = format!("{file}      alerts:\n        short_code: \"123456\"\n");
    cloud.world.write("switchboard.yaml", &code);
    changes_nothing(&cloud);
    // The registry has it, and the next import names it.
    let again = ["import", "--resource-id", &source()];
    let again = cloud.run(&again).exits(0).stdout;
    let entry = "      alerts:\n        short_code: \"123456\"\n";
    assert!(
        again.contains(entry) && again.contains("4 numbers"),
        "{again}"
    );
}

#[test]
fn without_the_right_to_the_whole_url_it_is_not_declared() {
    let cloud = bare(&[("dynamics", &format!("{CALLBACK}?code=s3cret"), INCOMING)]);
    cloud.settings(&json!({ "deny": ["*/getFullUrl/action"] }));
    let (file, summary) = imported(&cloud);
    assert!(file.contains("action getFullUrl"), "{file}");
    assert!(
        file.contains(&format!("    # callback_url: {CALLBACK}\n")),
        "{file}"
    );
    assert!(!file.contains("\n    callback_url"), "{file}");
    assert!(
        summary.contains("1 setting could not be written"),
        "{summary}"
    );
    changes_nothing(&cloud);
}

#[test]
fn numbers_that_match_are_imported_with_what_answers_them() {
    let cloud = bare(&[("inbound", CALLBACK, INCOMING), ("out", REPORTS, REPORT)]);
    let id = source();
    let matching = [
        "import",
        "--resource-id",
        &id,
        "--match",
        "+1501*",
        "--out",
        "switchboard.yaml",
    ];
    cloud.run(&matching).exits(0);
    let file = cloud.world.read("switchboard.yaml");
    assert!(file.contains("us-2661") && !file.contains(NUMBER), "{file}");
    assert!(file.contains(CALLBACK) && file.contains(REPORTS), "{file}");
    changes_nothing(&cloud);
}

#[test]
fn a_declared_resource_gets_what_its_file_lacks() {
    let cloud = bare(&[
        ("made-by-hand", CALLBACK, INCOMING),
        ("out", REPORTS, REPORT),
    ]);
    let declared = format!(
        "version: 1\nproject: demo\nproviders:\n  eu: # ours\n    type: azure\n    resource_id: '{}'\n",
        source()
    );
    cloud.world.write("switchboard.yaml", &declared);
    let into = ["import", "--provider", "eu", "--into", "switchboard.yaml"];
    let summary = cloud.run(&into).exits(0).stderr;
    assert!(
        summary.contains("2 numbers and 2 event subscriptions"),
        "{summary}"
    );
    let file = cloud.world.read("switchboard.yaml");
    assert!(file.starts_with(&declared), "{file}");
    assert!(file.contains("incoming: { name: made-by-hand }"), "{file}");
    changes_nothing(&cloud);
    let again = cloud.run(&into).exits(0);
    assert!(
        again.stderr.contains("Nothing was written."),
        "{}",
        again.stderr
    );
    assert_eq!(cloud.world.read("switchboard.yaml"), file);
}

#[test]
fn what_is_declared_stays_and_new_numbers_are_added() {
    let cloud = bare(&[("made-by-hand", CALLBACK, INCOMING)]);
    let declared = super::cloud::configuration("");
    cloud.world.write("switchboard.yaml", &declared);
    let summary = cloud
        .run(&["import", "--into", "switchboard.yaml"])
        .exits(0)
        .stderr;
    let file = cloud.world.read("switchboard.yaml");
    assert!(file.starts_with(&declared), "{file}");
    assert!(
        file.ends_with("      us-2661:\n        phone_number: \"+15017122661\"\n"),
        "{file}"
    );
    assert!(
        summary.contains("The plan changes nothing else"),
        "{summary}"
    );
    changes_nothing(&cloud);
    // By its id, too, in another spelling.
    let upper = source().to_uppercase();
    let by_id = [
        "import",
        "--resource-id",
        &upper,
        "--into",
        "switchboard.yaml",
    ];
    let ended = cloud.run(&by_id).exits(0);
    assert!(
        ended.stderr.contains("Nothing was written."),
        "{}",
        ended.stderr
    );
}

#[test]
fn several_resources_have_a_file_each() {
    let other = format!("{GROUP}/Microsoft.Communication/communicationServices/fabrikam-sms");
    // With a token, the stand-in reads the numbers of the app's only resource.
    let seed = format!(
        "apps:\n  - resources: [fabrikam-sms]\nresources:\n  - resource_id: {}\n    numbers: [\"{NUMBER}\"]\n{}  - resource_id: {other}\n    numbers: [\"+15017122662\"]\n",
        source(),
        with(&[("dynamics", CALLBACK, INCOMING)]),
    );
    let mut cloud = Cloud::seeded("", &seed);
    fs::remove_file(cloud.world.path("switchboard.yaml")).unwrap();
    let access = cloud.running.access().into_iter();
    let own = access.last().unwrap();
    assert_eq!(own.resource_id, other);
    let app = [
        ("AZURE_CLIENT_ID", own.client_id),
        ("AZURE_CLIENT_SECRET", own.client_secret),
    ];
    let app = app.map(|(name, value)| (name.to_owned(), value));
    cloud.world.variables.extend(app);
    let id = source();
    let both = ["import", "--resource-id", &id, "--resource-id", &other];
    let refused = cloud.shown(&both, 1);
    assert!(refused.contains("do not fit on stdout"), "{refused}");
    let both = [&both[..], &["--out", "switchboard"]].concat();
    let summary = cloud.shown(&both, 0);
    // ACS_CONNECTION_STRING is of the first one.
    assert!(
        summary.contains("not of the resource fabrikam-sms"),
        "{summary}"
    );
    assert!(
        summary.contains("Set ACS_CONNECTION_STRING_FABRIKAM_SMS to a connection string of"),
        "{summary}"
    );
    let first = cloud.world.read("switchboard/contoso-sms.yaml");
    let second = cloud.world.read("switchboard/fabrikam-sms.yaml");
    assert!(!first.contains("connection_string"), "{first}");
    let variable = "connection_string: { env: ACS_CONNECTION_STRING_FABRIKAM_SMS }";
    assert!(second.contains(variable), "{second}");
    assert!(second.contains("+15017122662"), "{second}");
    let name = "ACS_CONNECTION_STRING_FABRIKAM_SMS".to_owned();
    cloud.world.variables.insert(name, own.connection_string);
    changes_nothing(&cloud);
}

#[test]
fn what_is_wrong_with_the_options_is_said() {
    let mut cloud = bare(&[]);
    let id = source();
    for (arguments, code, said) in [
        (
            &["import", "--resource-id", "contoso-sms"][..],
            1,
            "is not the id of a Communication Services resource",
        ),
        (
            &[
                "import",
                "--resource-id",
                &id,
                "--provider",
                "a",
                "--provider",
                "b",
            ],
            1,
            "--provider is given 2 times, for 1 accounts",
        ),
        (
            &[
                "import",
                "--resource-id",
                &id,
                "--account-sid",
                "AC00000000000000000000000000000001",
            ],
            1,
            "cannot be used with",
        ),
        (
            &["import", "--resource-id", &id, "--from-csv", "-"],
            1,
            "cannot be used with",
        ),
        (
            &["import", "--resource-id", &id, "--profile", "main"],
            1,
            "one after the other",
        ),
        (
            &["import", "--resource-id", &id, "--sandbox"],
            1,
            "the sandbox has no resource",
        ),
        (&["import"], 1, "--resource-id"),
    ] {
        let shown = cloud.shown(arguments, code);
        assert!(shown.contains(said), "{arguments:?}\n{shown}");
    }
    for name in ["AZURE_TENANT_ID", "AZURE_CLIENT_SECRET"] {
        cloud.world.variables.remove(name);
    }
    let unset = cloud.shown(&["import", "--resource-id", &id], 1);
    assert!(
        unset.contains("AZURE_TENANT_ID") && unset.contains("AZURE_CLIENT_SECRET"),
        "{unset}"
    );
}

#[test]
fn a_resource_that_cannot_be_read_whole_is_not_written() {
    let cloud = bare(&[("dynamics", CALLBACK, INCOMING)]);
    cloud.settings(&json!({ "deny": ["Microsoft.EventGrid/eventSubscriptions/read"] }));
    let id = source();
    let out = ["import", "--resource-id", &id, "--out", "new.yaml"];
    let shown = cloud.shown(&out, 1);
    assert!(shown.contains("Nothing was written"), "{shown}");
    assert!(!cloud.world.path("new.yaml").exists());
    let gone = id.replace("contoso-sms", "gone-sms");
    let shown = cloud.shown(&["import", "--resource-id", &gone], 1);
    assert!(shown.contains("Nothing was written"), "{shown}");
}

#[test]
fn the_sandbox_of_a_project_with_resources_only_is_imported() {
    let cloud = Cloud::new(&super::cloud::configuration(""));
    let imported = cloud.run(&["import", "--sandbox"]).exits(0).stdout;
    let id = format!("resource_id: {}\n", source());
    assert!(
        imported.contains(&id) && imported.contains(NUMBER),
        "{imported}"
    );
    let into = ["import", "--into", "switchboard.yaml", "--sandbox"];
    cloud.run(&into).exits(0);
    let strange = source().replace("contoso-sms", "strange");
    let refused = cloud.shown(&["import", "--sandbox", "--resource-id", &strange], 1);
    assert!(
        refused.contains(&format!("it has {}", source())),
        "{refused}"
    );
    assert_eq!(cloud.running.calls().len(), 0);
}

#[test]
fn each_kind_gets_what_the_file_lacks() {
    let twilio = "  us:\n    type: twilio\n    callback_url: https://crm.example.com/twilio\n    numbers:\n      store:\n        phone_number: \"+15017122661\"\n";
    let declared = super::cloud::configuration("") + twilio;
    let cloud = Cloud::new(&declared);
    let into = ["import", "--into", "switchboard.yaml", "--sandbox"];
    let summary = cloud.run(&into).exits(0).stderr;
    assert_eq!(summary.matches(": 1 number").count(), 2, "{summary}");
    let file = cloud.world.read("switchboard.yaml");
    // The sandbox of each kind has one number more than the file.
    for added in ["+15005550198", "+15005550199"] {
        assert_eq!(file.matches(added).count(), 1, "{file}");
    }
    cloud.run(&["validate"]).exits(0);
    let again = cloud.run(&into).exits(0).stderr;
    assert_eq!(again.matches("Nothing was written.").count(), 2, "{again}");
    // A name chooses the kind.
    cloud.world.write("switchboard.yaml", &declared);
    let named = [&into[..], &["--provider", "eu"]].concat();
    let summary = cloud.run(&named).exits(0).stderr;
    assert_eq!(summary.matches(": 1 number").count(), 1, "{summary}");
    let strange = [&into[..], &["--provider", "strange"]].concat();
    cloud.run(&strange).exits(1);
}

#[test]
fn an_event_subscription_at_the_resource_is_declared_too() {
    let seed = format!(
        "    subscriptions:\n      - {{ name: at-source, under: source, endpoint_url: \"{CALLBACK}?v=1\", event_types: [{INCOMING}] }}\n"
    );
    let cloud = Cloud::of("", &seed);
    fs::remove_file(cloud.world.path("switchboard.yaml")).unwrap();
    let (file, summary) = imported(&cloud);
    assert!(
        file.contains(&format!("callback_url: {CALLBACK}?v=1\n")),
        "{file}"
    );
    assert!(
        !file.contains("key") && !summary.contains("Warning"),
        "{file}{summary}"
    );
    changes_nothing(&cloud);
}

/// The event subscription that has the usual name and is not declared: a later URL would change it.
#[test]
fn an_undeclared_event_subscription_with_the_usual_name_is_pointed_out() {
    let both = format!("{INCOMING}, {REPORT}");
    let cloud = bare(&[("contoso-sms-incoming", CALLBACK, &both)]);
    let (file, _) = imported(&cloud);
    for line in [
        "# To receive them, declare callback_url.\n",
        "# The event subscription contoso-sms-incoming has the name that follows from the provider's: with callback_url alone, an apply would change it. To keep it as it is, declare another name, too: `subscriptions: { incoming: { name: NAME } }`.\n",
        "# To receive them, declare delivery_report_url: an apply creates an event subscription for it.\n",
    ] {
        assert!(file.contains(line), "{line} is not in\n{file}");
    }
    changes_nothing(&cloud);
}

//! Most tests call commands in their own process. These show that the binary does the same.

use regex::Regex;

use crate::support::fixture::NUMBERS;
use crate::support::text::settled;
use crate::support::world::Ended;

/// The output and the exit code of a command, without times.
fn seen(ended: &Ended) -> (i32, String, String) {
    let time = Regex::new(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d[0-9:.]*( UTC|Z)").unwrap();
    let timeless = |text: &str| time.replace_all(&settled(text), "TIME").into_owned();
    (ended.code, timeless(&ended.stdout), timeless(&ended.stderr))
}

/// Every command that only reads, with a URL edited in the files and another changed outside.
#[test]
fn the_binary_prints_and_exits_as_a_call_does() {
    let (world, sandbox) = NUMBERS.applied();
    NUMBERS.edit(&world);
    let elsewhere = "https://elsewhere.example/sms".to_owned();
    sandbox.change("POST", "+15017122661", &[("SmsUrl".to_owned(), elsewhere)]);
    let commands: [(&[&str], i32); 24] = [
        (&["--help"], 0),
        (&["--version"], 0),
        (&["plan", "--help"], 0),
        (&["plan", "--frobnicate"], 1),
        (&["plan", "--target", "providers.us.numbers.ninth"], 1),
        (&["-f", "nowhere.yaml", "validate"], 1),
        (&["validate"], 0),
        (&["validate", "--format", "json"], 0),
        (&["fmt", "--check"], 0),
        (&["plan"], 0),
        (&["plan", "--detailed-exitcode"], 2),
        (&["plan", "--format", "markdown"], 0),
        (&["plan", "--sandbox", "--registry", "sqlite:other.db"], 0),
        (&["--color", "always", "--quiet", "plan"], 0),
        (&["apply", "--no-input"], 1),
        (&["drift"], 2),
        (&["drift", "--format", "sarif"], 2),
        (&["explain", "first"], 0),
        (&["graph"], 0),
        (&["test"], 2),
        (
            &["numbers", "search", "--country", "US", "--type", "local"],
            0,
        ),
        (&["registry", "show"], 0),
        (&["schema", "plan"], 0),
        (&["completions", "bash"], 0),
    ];
    for (arguments, code) in commands {
        let called = world.run(arguments);
        let ran = world.run_binary(arguments);
        assert_eq!(seen(&called), seen(&ran), "{arguments:?}");
        assert_eq!(ran.code, code, "{arguments:?}\n{ran:?}");
    }
}

#[test]
fn an_apply_by_the_binary_writes_what_a_call_writes() {
    let (calling, called) = NUMBERS.fresh();
    let (mut running, ran) = NUMBERS.fresh();
    running.by_binary = true;
    let outputs = [&calling, &running].map(|world| {
        let applied = world.run(&["apply", "--auto-approve"]).exits(0);
        seen(&applied)
    });
    assert_eq!(outputs[0], outputs[1]);
    assert_eq!(called.calls(), ran.calls());
    for world in [&calling, &running] {
        world.run_binary(&["plan", "--detailed-exitcode"]).exits(0);
    }
}

#[test]
fn incomplete_is_3_for_the_binary_too() {
    let (world, sandbox) = NUMBERS.applied();
    let fails = serde_json::json!([{ "method": "GET", "path": "/v1/Services", "times": 100,
        "then": { "status": 400, "code": 20001, "message": "Busy" } }]);
    sandbox.add_faults(&fails);
    let called = world.run(&["drift"]);
    let ran = world.run_binary(&["drift"]).exits(3);
    assert_eq!(seen(&called), seen(&ran));
}

#[test]
fn a_configuration_made_by_the_binary_is_valid() {
    let world = crate::support::world::World::empty();
    world.run_binary(&["init"]).exits(0);
    world.run(&["validate"]).exits(0);
}

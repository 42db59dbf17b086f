//! Completions in the shells that are here, which know what the configuration declares.

use std::process::Command;

use crate::support::programs::present;
use crate::support::world::{Ended, World, binary_path};

const CONFIGURATION: &str = "version: 1
providers:
  us:
    type: twilio
    description: Marketing
    callback_url: https://sms.example.com/in
    numbers:
      store-line: { phone_number: \"+15017122661\" }
      support: { phone_number: \"+18885550123\", friendly_nam: misspelt }
    messaging_services:
      campaigns: { friendly_name: Campaigns }
  eu: { type: twilio }
keywords: [STOP, { keyword: JOIN }]
";

/// A configuration that is not in the default place, with two environments; one has a provider of
/// its own.
fn world() -> World {
    let world = World::empty();
    world.write("repo/main.yaml", CONFIGURATION);
    world.write(
        "repo/envs/prod.yaml",
        "providers: { asia: { type: twilio } }\n",
    );
    world.write("repo/envs/preview.yaml", "");
    world
}

/// Command lines, each with proposals that must be there, and those that must not.
const LINES: &[(&str, &[&str], &[&str])] = &[
    (
        "explain -f repo/main.yaml ",
        &[
            "providers.us",
            "providers.us.numbers.store-line",
            "providers.us.numbers.support",
            "providers.us.messaging_services.campaigns",
            "providers.eu",
            "keywords.STOP",
            "keywords.JOIN",
        ],
        &["store-line", "providers.asia"],
    ),
    (
        "explain -f repo/main.yaml sto",
        &["store-line"],
        &["support"],
    ),
    ("explain E030", &["E0301", "E0303"], &["E0201"]),
    (
        "plan --file repo/main.yaml --target providers.us.n",
        &[
            "providers.us.numbers.store-line",
            "providers.us.numbers.support",
        ],
        &["providers.us", "providers.us.messaging_services.campaigns"],
    ),
    (
        "apply -f repo/main.yaml --exclude cam",
        &["campaigns"],
        &["store-line"],
    ),
    (
        "drift -f repo/main.yaml --env prod --target providers.a",
        &["providers.asia"],
        &["providers.us"],
    ),
    (
        "test -f repo/main.yaml ",
        &["eu", "us"],
        &["store-line", "asia"],
    ),
    (
        "test -f repo/main.yaml --env prod ",
        &["asia", "eu", "us"],
        &[],
    ),
    (
        "plan -f repo/main.yaml --env pr",
        &["preview", "prod"],
        &["providers.us"],
    ),
    ("pla", &["plan"], &["apply"]),
    ("plan --detailed-e", &["--detailed-exitcode"], &["--target"]),
];

/// Runs a script of a shell in a world, where the program is on PATH.
fn shell(world: &World, program: &str, options: &[&str], script: &str) -> Ended {
    let binary = binary_path();
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", binary.parent().unwrap().display());
    let mut command = Command::new(program);
    command.args(options).arg("-c").arg(script);
    command
        .current_dir(world.folder())
        .env("PATH", path)
        .env("HOME", world.folder());
    command
        .env_remove("SWITCHBOARD_ENV")
        .env_remove("SWITCHBOARD_COMPLETE");
    Ended::of(command.output().unwrap()).exits(0)
}

/// Checks each line with the proposals that `ask` gets from a shell.
fn check(ask: impl Fn(&World, &str) -> String) {
    let world = world();
    for (line, expected, absent) in LINES {
        let shown = ask(&world, &format!("switchboard {line}"));
        let proposed: Vec<&str> = shown.lines().map(str::trim).collect();
        for one in *expected {
            assert!(
                proposed.contains(one),
                "{line}: {one} is not in {proposed:?}"
            );
        }
        for one in *absent {
            assert!(!proposed.contains(one), "{line}: {one} is in {proposed:?}");
        }
    }
    // Nothing to read is nothing to propose but options, and no error.
    let shown = ask(&World::empty(), "switchboard explain ");
    assert!(
        shown.lines().all(|line| line.trim().starts_with("--")),
        "{shown}"
    );
}

#[test]
fn bash_knows_what_is_declared() {
    if !present("completions for bash", &["bash"]) {
        return;
    }
    check(|world, line| {
        let script = format!(
            "source <(switchboard completions bash)
             line={line:?}
             read -ra COMP_WORDS <<<\"$line\"
             [[ $line == *' ' ]] && COMP_WORDS+=('')
             COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)) COMP_TYPE=9
             $(complete -p switchboard | sed 's/.*-F \\([^ ]*\\).*/\\1/') switchboard \"${{COMP_WORDS[COMP_CWORD]}}\"
             printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        shell(world, "bash", &["--norc"], &script).stdout
    });
}

#[test]
fn fish_knows_what_is_declared() {
    if !present("completions for fish", &["fish"]) {
        return;
    }
    check(|world, line| {
        let script =
            format!("switchboard completions fish | source; complete --do-complete {line:?}");
        let shown = shell(world, "fish", &["--no-config"], &script).stdout;
        // The words after a tab are the description.
        let values = shown
            .lines()
            .map(|line| line.split('\t').next().unwrap_or_default());
        values.collect::<Vec<_>>().join("\n")
    });
}

/// The completion system of zsh needs a terminal, so the function that shows proposals prints them.
#[test]
fn zsh_knows_what_is_declared() {
    if !present("completions for zsh", &["zsh"]) {
        return;
    }
    check(|world, line| {
        let script = format!(
            "compdef() {{ completer=$1 }}
             _describe() {{ for one in ${{(P)@[-1]}}; do print -r -- ${{one%%:*}}; done }}
             eval \"$(switchboard completions zsh)\"
             line={line:?}
             words=(${{=line}})
             [[ $line == *' ' ]] && words+=('')
             CURRENT=${{#words}}
             $completer"
        );
        shell(world, "zsh", &["-f"], &script).stdout
    });
}

/// A description beside a proposal, where the shell shows one.
#[test]
fn a_proposal_is_described() {
    if !present("completions for fish", &["fish"]) {
        return;
    }
    let script = "switchboard completions fish | source; complete --do-complete 'switchboard explain -f repo/main.yaml providers.us.numbers.sto'";
    let shown = shell(&world(), "fish", &["--no-config"], script).stdout;
    assert_eq!(shown, "providers.us.numbers.store-line\t+15017122661\n");
}

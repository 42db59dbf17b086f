//! Words and options of other tools, such as Terraform, and what to write here instead.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Commands of other tools, each with what does the same here.
const COMMANDS: [(&str, &str); 11] = [
    (
        "destroy",
        "nothing is ever deleted: remove what you no longer manage from the configuration, and `switchboard plan` \
         shows what is forgotten; `switchboard numbers release` releases one number",
    ),
    (
        "state",
        "the registry holds the state: `switchboard registry show` lists what is recorded, \
         `switchboard registry history` what was done",
    ),
    (
        "refresh",
        "every plan reads the accounts: `switchboard plan` shows what apply would do, `switchboard drift` what was \
         changed outside",
    ),
    (
        "show",
        "`switchboard registry show` lists what is recorded; a saved plan is JSON and can be read as it is",
    ),
    (
        "output",
        "`switchboard registry show --format json` lists what is recorded, for programs",
    ),
    (
        "taint",
        "nothing is ever replaced: `switchboard plan` shows what differs, and `switchboard apply` corrects it",
    ),
    (
        "untaint",
        "nothing is ever replaced, so nothing is marked for it",
    ),
    (
        "get",
        "`switchboard registry show` lists what is recorded, `switchboard explain ADDRESS` one number's route",
    ),
    ("diff", "`switchboard plan` shows what apply would do"),
    (
        "workspace",
        "environments are overlays: `--env NAME` applies envs/NAME.yaml",
    ),
    (
        "console",
        "`switchboard explain ADDRESS` shows what decides about one number",
    ),
];

/// What to write instead of an address and an identifier, as Terraform's `import` takes them.
const IMPORT: &str = "`switchboard import` writes YAML for a whole account; to adopt one object, declare it under any \
                      name, and `switchboard apply` records it without changing it";

/// What to write instead of an option that only another command has, or another tool.
const OPTIONS: [(&str, &str, &str); 4] = [
    (
        "plan",
        "--auto-approve",
        "a plan changes nothing, so there is nothing to approve; `switchboard apply --auto-approve` applies without \
         asking",
    ),
    (
        "apply",
        "--out",
        "`switchboard plan --out PLAN` saves a plan, and `switchboard apply PLAN` applies it",
    ),
    (
        "apply",
        "--destroy",
        "nothing is ever deleted: remove what you no longer manage from the configuration",
    ),
    (
        "plan",
        "--destroy",
        "nothing is ever deleted: remove what you no longer manage from the configuration",
    ),
];

/// What does the same here as a command of another tool.
pub(super) fn instead_of(word: &str) -> Option<&'static str> {
    let known = COMMANDS.iter().find(|(name, _)| *name == word);
    known.map(|(_, help)| *help)
}

/// Help for a usage error, if its cause is a word of another tool.
pub(super) fn help(error: &clap::Error, arguments: &[OsString]) -> Option<String> {
    let command = arguments
        .iter()
        .skip(1)
        .filter_map(|argument| argument.to_str())
        .find(|argument| !argument.starts_with('-'));
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let word = text(ContextKind::InvalidSubcommand)?;
            instead_of(word).map(str::to_owned)
        }
        ErrorKind::UnknownArgument => {
            let option = text(ContextKind::InvalidArg)?;
            let command = command?;
            let known = OPTIONS.iter().find(|(of, name, _)| {
                *of == command && option.trim_start_matches('-') == name.trim_start_matches('-')
            });
            let of_command = known.map(|(_, _, help)| (*help).to_owned());
            let positional = || {
                let is_import = command == "import" && !option.starts_with('-');
                let import = is_import.then_some(IMPORT);
                import.or_else(|| instead_of(option)).map(str::to_owned)
            };
            of_command
                .or_else(positional)
                .or_else(|| with_one_dash(arguments))
        }
        _ => None,
    }
}

/// The advice on an option with one dash, as other tools write them.
fn with_one_dash(arguments: &[OsString]) -> Option<String> {
    let mut options = arguments.iter().filter_map(|argument| argument.to_str());
    let option = options.find(|option| {
        let name = option.strip_prefix('-').unwrap_or_default();
        let name = name.split('=').next().unwrap_or_default();
        name.len() > 2 && name.starts_with(|c: char| c.is_ascii_lowercase()) && name != "vvv"
    })?;
    let name = option.split('=').next().unwrap_or_default();
    Some(format!("long options begin with two dashes: -{name}"))
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::help;
    use crate::cli::Cli;

    fn advice(line: &str) -> Option<String> {
        let arguments: Vec<_> = line.split(' ').map(Into::into).collect();
        let error = Cli::try_parse_from(&arguments).unwrap_err();
        help(&error, &arguments)
    }

    #[test]
    fn words_of_other_tools_lead_to_ours() {
        for (line, expected) in [
            ("switchboard destroy", "numbers release"),
            ("switchboard state list", "registry show"),
            ("switchboard refresh", "switchboard drift"),
            ("switchboard show", "registry show"),
            ("switchboard output -json", "registry show"),
            ("switchboard taint x", "ever replaced"),
            ("switchboard plan --auto-approve", "apply --auto-approve"),
            (
                "switchboard plan -auto-approve",
                "two dashes: --auto-approve",
            ),
            ("switchboard apply --out p.json", "plan --out"),
            ("switchboard plan destroy", "nothing is ever deleted"),
            ("switchboard plan -out=p.json", "two dashes: --out"),
        ] {
            let advice = advice(line).unwrap_or_default();
            assert!(advice.contains(expected), "{line}: {advice}");
        }
        assert_eq!(advice("switchboard plan --colour"), None);
        assert_eq!(advice("switchboard frobnicate"), None);
    }
}

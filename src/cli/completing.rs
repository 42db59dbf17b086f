//! Completion in shells. The script of a shell runs this program with the words typed so far, so
//! that it can propose what the configuration declares: addresses, providers and environments.
//!
//! Only the configuration's files are read. What cannot be read is not proposed; a shell has no
//! place for an error.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Command, Parser};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::Shells;
use clap_complete::{CompleteEnv, Shell};

use crate::cli::global_options::Global;
use crate::cli::input::config_files::{self, Files};
use crate::config;
use crate::model::Address;
use crate::provider::{self, codes};
use crate::report::text::escape::neutral;
use crate::yaml::{Map, Node, Value};

/// The variable with which the script of a shell asks for proposals. Its value is the shell.
const VARIABLE: &str = "SWITCHBOARD_COMPLETE";
/// The name that people type.
const PROGRAM: &str = "switchboard";

/// The global options among the words that were typed.
#[derive(Parser)]
struct Given {
    #[command(flatten)]
    global: Global,
}

/// The script that a shell loads.
pub(crate) fn script(shell: Shell) -> io::Result<Vec<u8>> {
    let mut script = Vec::new();
    let name = shell.to_string();
    let shells = Shells::builtins();
    let completer = shells
        .completer(&name)
        .ok_or_else(|| io::Error::other(format!("there are no completions for {name}")))?;
    completer.write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script)?;
    if shell == Shell::Zsh {
        // As a file of $fpath, the script is the function that zsh calls the first time.
        writeln!(
            script,
            "if [ \"$funcstack[1]\" = \"_{PROGRAM}\" ]; then\n    _clap_dynamic_completer_{PROGRAM} \"$@\"\nfi"
        )?;
    }
    Ok(script)
}

/// Answers the script of a shell, if it is what started the program. Returns whether it was.
pub(super) fn answer(command: impl Fn() -> Command) -> Result<bool, clap::Error> {
    let arguments: Vec<_> = std::env::args_os().collect();
    if arguments.is_empty() {
        return Ok(false);
    }
    let folder = std::env::current_dir().ok();
    CompleteEnv::with_factory(|| with_proposals(command()))
        .var(VARIABLE)
        .bin(PROGRAM)
        .completer(PROGRAM)
        .try_complete(arguments, folder.as_deref())
}

/// The command with proposals for the values of its arguments.
fn with_proposals(command: Command) -> Command {
    let with_own = command.mut_args(|argument| {
        let named = argument.get_value_names().and_then(<[_]>::first);
        let named = named.map(|name| name.as_str().to_owned());
        match (argument.get_id().as_str(), named.as_deref()) {
            ("envs", _) => argument.add(ArgValueCompleter::new(environments)),
            ("provider", _) | (_, Some("PROVIDER")) => {
                argument.add(ArgValueCompleter::new(providers))
            }
            (_, Some("ADDRESS")) => argument.add(ArgValueCompleter::new(addresses)),
            (_, Some("ADDRESS|CODE")) => argument.add(ArgValueCompleter::new(addresses_and_codes)),
            _ => argument,
        }
    });
    with_own.mut_subcommands(with_proposals)
}

/// Something that the configuration declares.
struct Declared {
    address: Address,
    /// A few words about it.
    about: String,
}

/// The declared addresses that begin with a text. Names alone are proposed as well once a part of
/// one is typed.
fn addresses(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(typed) = current.to_str() else {
        return Vec::new();
    };
    let declared = declared();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    let whole = declared.iter().map(|one| (one.address.to_string(), one));
    let short = declared.iter().filter(|_| !typed.is_empty());
    let short = short.map(|one| (one.address.name().to_owned(), one));
    for (text, one) in whole.chain(short) {
        if text.starts_with(typed) && seen.insert(text.clone()) {
            found.push(candidate(&text, &one.about));
        }
    }
    found
}

/// The addresses and the codes of findings that begin with a text.
fn addresses_and_codes(current: &OsStr) -> Vec<CompletionCandidate> {
    let mut found = addresses(current);
    let typed = current.to_str().unwrap_or_default();
    if typed.starts_with(['E', 'W']) {
        let mut known: Vec<_> = codes::all().map(|known| known.code).collect();
        known.sort_unstable_by_key(|code| code.as_str());
        let fitting = known.iter().filter(|code| code.as_str().starts_with(typed));
        found.extend(fitting.map(|code| candidate(code.as_str(), code.meaning())));
    }
    found
}

/// The declared providers that begin with a text.
fn providers(current: &OsStr) -> Vec<CompletionCandidate> {
    let typed = current.to_str().unwrap_or_default();
    let declared = declared();
    let providers = declared
        .iter()
        .filter(|one| matches!(one.address, Address::Provider(_)));
    let fitting = providers.filter(|one| one.address.name().starts_with(typed));
    let candidates = fitting.map(|one| candidate(one.address.name(), &one.about));
    candidates.collect()
}

/// The environments with an overlay that begin with a text.
fn environments(current: &OsStr) -> Vec<CompletionCandidate> {
    let typed = current.to_str().unwrap_or_default();
    let folders = gathered(false).map(|files| files.folders);
    let names = config_files::environments(&folders.unwrap_or_default());
    let fitting = names.iter().filter(|name| name.starts_with(typed));
    fitting.map(|name| candidate(name, "")).collect()
}

fn candidate(text: &str, about: &str) -> CompletionCandidate {
    let about = (!about.is_empty()).then(|| neutral(about).into_owned().into());
    CompletionCandidate::new(text).help(about)
}

/// What the configuration declares, also if there are errors in it.
fn declared() -> Vec<Declared> {
    let Some(files) = gathered(true) else {
        return Vec::new();
    };
    let loaded = config::load(files.input);
    let mut found = Vec::new();
    let Some(root) = &loaded.origins.root else {
        return found;
    };
    for (name, provider) in entries(root, "providers") {
        add(&mut found, &format!("providers.{name}"), provider);
        let groups = provider::collections();
        let groups = groups.iter().map(|collection| collection.as_str());
        for collection in groups.chain(["numbers"]) {
            for (inner, object) in entries(provider, collection) {
                add(
                    &mut found,
                    &format!("providers.{name}.{collection}.{inner}"),
                    object,
                );
            }
        }
    }
    let keywords = root
        .get("keywords")
        .and_then(Node::list)
        .unwrap_or_default();
    for keyword in keywords {
        let word = keyword.get("keyword").unwrap_or(keyword);
        let word = word.text().unwrap_or_default();
        add(&mut found, &format!("keywords.{word}"), keyword);
    }
    found
}

fn add(found: &mut Vec<Declared>, path: &str, object: &Node) {
    let about = ["phone_number", "short_code", "description"]
        .iter()
        .find_map(|key| object.get(key)?.text());
    if let Some(address) = Address::parse(path) {
        found.push(Declared {
            address,
            about: about.unwrap_or_default().to_owned(),
        });
    }
}

/// The entries of the map under a key.
fn entries<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = (&'a str, &'a Node)> {
    let map = node.get(key).and_then(|inner| match &inner.value {
        Value::Map(map) => Some(map),
        _ => None,
    });
    let entries = map.into_iter().flat_map(Map::iter);
    entries.map(|(name, entry)| (name, &entry.value))
}

/// The files of the configuration that the typed options name, with the overlay or without.
fn gathered(with_overlay: bool) -> Option<Files> {
    let mut global = given(std::env::args_os().filter_map(|word| word.into_string().ok()))?;
    // Reading from a pipe or from a terminal would wait for somebody to write.
    global.files.retain(|path| path.is_file() || path.is_dir());
    global.env = global.envs.first().cloned().filter(|_| with_overlay);
    config_files::gather(&global).ok()
}

/// The options that decide which configuration is read, among the words that were typed.
fn given(words: impl Iterator<Item = String>) -> Option<Global> {
    let mut words = words.skip_while(|word| word != "--").skip(2);
    let mut kept = vec![PROGRAM.to_owned()];
    while let Some(word) = words.next() {
        match word.as_str() {
            "-f" | "--file" | "--env" | "--var" => {
                if let Some(value) = words.next().filter(|value| !value.is_empty()) {
                    kept.extend([word, value]);
                }
            }
            joined
                if ["--file=", "--env=", "--var="]
                    .iter()
                    .any(|o| joined.starts_with(o)) =>
            {
                kept.push(word);
            }
            joined if joined.starts_with("-f") => kept.push(word),
            _ => {}
        }
    }
    let given = Given::try_parse_from(kept).ok()?;
    let mut global = given.global;
    global.files.retain(|path| *path != PathBuf::new());
    Some(global)
}

#[cfg(test)]
mod tests {
    use super::given;

    #[test]
    fn the_options_that_name_a_configuration_are_found() {
        let words = "/bin/switchboard -- switchboard plan -f a.yaml --file=b --env prod -fc --var x=1 --target us";
        let global = given(words.split(' ').map(str::to_owned)).unwrap();
        let files: Vec<_> = global.files.iter().map(|path| path.to_str()).collect();
        assert_eq!(files, [Some("a.yaml"), Some("b"), Some("c")]);
        assert_eq!(global.envs, ["prod"]);
        assert_eq!(global.vars.len(), 1);
    }
}

//! Commands that a report suggests, completed with the options of the current command: a pasted
//! command must use the same configuration, registry and account.

use std::borrow::Cow;
use std::sync::PoisonError;

use crate::cli::global_options::{Global, WITHHELD};
use crate::cli::surroundings::Surroundings;
use crate::model::mask_userinfo;
use crate::report::markdown::Size;
use crate::report::plan::document::PlanDocument;
use crate::report::text::escape::neutral;
use crate::report::text::workflow_commands;

/// The marks around a suggestion: in a text, and in Markdown where a backtick must not be markup.
const MARKS: [&str; 2] = ["`", MARKDOWN];
const MARKDOWN: &str = "&#96;";
const PROGRAM: &str = "switchboard ";
/// The commands that take the options. Commands of two words have their second word in the text.
const TAKES: [&str; 11] = [
    "apply", "doctor", "drift", "explain", "graph", "numbers", "plan", "registry", "test",
    "validate", "watch",
];
const OF_TWO_WORDS: [&str; 2] = ["numbers", "registry"];
/// The option of commands that are judged by a policy, and those commands.
const POLICY: &str = "--policy ";
const JUDGED: [&str; 5] = ["apply", "drift", "plan", "registry history", "validate"];

/// Remembers the options that a next command needs as well. Called before anything is printed, and
/// again when a saved plan names a configuration.
pub(crate) fn remember(global: &Global) {
    let mut given = options(global);
    given.extend(
        global
            .env
            .as_ref()
            .map(|name| format!("--env {}", quoted(name))),
    );
    let around = Surroundings::current();
    *around
        .given()
        .write()
        .unwrap_or_else(PoisonError::into_inner) = given;
}

/// Remembers the policy that an option named. Suggested commands that make a plan repeat it: without
/// it, they would do what it forbids.
pub(crate) fn remember_policy(path: &std::path::Path) {
    let option = format!("{POLICY}{}", quoted(&path.to_string_lossy()));
    let around = Surroundings::current();
    let given = around.given();
    let mut given = given.write().unwrap_or_else(PoisonError::into_inner);
    if !given.contains(&option) {
        given.push(option);
    }
}

/// The options that choose the configuration, registry and account. A value of a variable that may be a
/// secret is left out, and `…` in its place is refused, so that the command does nothing before the value
/// is filled in. The environment is left out: a report on several environments adds it itself.
pub(crate) fn options(global: &Global) -> Vec<String> {
    let mut given = Vec::new();
    for path in &global.files {
        given.push(format!("-f {}", quoted(&path.to_string_lossy())));
    }
    for (name, value) in &global.vars {
        let value = if may_be_shown(name, value) {
            value
        } else {
            WITHHELD
        };
        given.push(format!("--var {}", quoted(&format!("{name}={value}"))));
    }
    if let Some(url) = &global.registry {
        given.push(format!("--registry {}", quoted(&mask_userinfo(url))));
    }
    if global.sandbox {
        given.push("--sandbox".to_owned());
    }
    for name in &global.profiles {
        given.push(format!("--profile {}", quoted(name)));
    }
    if global.allow_command_secrets {
        given.push("--allow-command-secrets".to_owned());
    }
    given
}

/// Whether the value of a variable may be repeated. Variables are no place for secrets, and what a plan
/// shows of a URL holds the value in the clear. Its user and password are not shown, so a value that may
/// be a part of them is not either.
fn may_be_shown(name: &str, value: &str) -> bool {
    const SECRET: [&str; 7] = ["pass", "pw", "secret", "token", "key", "cred", "user"];
    let name = name.to_ascii_lowercase();
    !value.contains('@') && !SECRET.iter().any(|word| name.contains(word))
}

/// Completes the commands that a text suggests between backticks.
pub(crate) fn complete(text: &str) -> Cow<'_, str> {
    let around = Surroundings::current();
    let given = around
        .given()
        .read()
        .unwrap_or_else(PoisonError::into_inner);
    if given.is_empty() {
        return Cow::Borrowed(text);
    }
    MARKS.iter().fold(Cow::Borrowed(text), |text, mark| {
        with(&text, mark, &given).map_or(text, Cow::Owned)
    })
}

/// A document whose result has its suggestions completed.
pub(crate) fn in_document(mut document: PlanDocument) -> PlanDocument {
    if let Some(applied) = &mut document.applied {
        applied.verdict = complete(&applied.verdict).into_owned();
    }
    document
}

/// A text of a limited size with its suggestions completed. The options take their room from the
/// rest of the text; options that are too long for it are left out.
pub(crate) fn fitted(size: Size, render: impl Fn(Size) -> String) -> String {
    fitted_with(size, render, |text| complete(text).into_owned())
}

fn fitted_with(
    size: Size,
    render: impl Fn(Size) -> String,
    complete: impl Fn(&str) -> String,
) -> String {
    let mut room = size.limit();
    // A shorter text may hold other suggestions, and more of them. The size settles quickly.
    for _ in 0..4 {
        let completed = complete(&render(Size::AtMost(room)));
        // Printing splits commands for GitHub's runner, which makes the text longer as well.
        let over = workflow_commands::text(&completed)
            .len()
            .saturating_sub(size.limit());
        if over == 0 {
            return completed;
        }
        room = room.saturating_sub(over);
    }
    render(size)
}

/// Commands for GitHub's runner with their suggestions completed.
pub(crate) fn in_commands(text: &str) -> Cow<'_, str> {
    let around = Surroundings::current();
    let given = around
        .given()
        .read()
        .unwrap_or_else(PoisonError::into_inner);
    let escaped: Vec<String> = given
        .iter()
        .map(|option| option.replace('%', "%25"))
        .collect();
    with(text, "`", &escaped).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The text with the suggestions between these marks completed; `None` if it has none.
fn with(text: &str, mark: &str, given: &[String]) -> Option<String> {
    let mut out = String::new();
    let mut done = 0;
    let begins = format!("{mark}{PROGRAM}");
    for (at, _) in text.match_indices(&begins) {
        let begun = at + begins.len();
        let rest = text.get(begun..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        let command = line.split(mark).next().unwrap_or_default();
        let Some(length) = name(command) else {
            continue;
        };
        out.push_str(text.get(done..begun + length).unwrap_or_default());
        done = begun + length;
        let has = |option: &&String| {
            let flag = option.split(' ').next().unwrap_or_default();
            command.split(' ').any(|word| word == flag)
        };
        let named = command.get(..length).unwrap_or_default();
        let takes = |option: &&String| !option.starts_with(POLICY) || JUDGED.contains(&named);
        let missing = given.iter().filter(|option| !has(option));
        for option in missing.filter(takes) {
            out.push(' ');
            if mark == MARKDOWN {
                out.push_str(&in_markdown(option));
            } else {
                out.push_str(option);
            }
        }
    }
    (done > 0).then(|| out + text.get(done..).unwrap_or_default())
}

/// Escapes a text so that Markdown shows it as it is.
fn in_markdown(text: &str) -> String {
    let shown = |c: char| {
        if c.is_alphanumeric() || " -./=:".contains(c) {
            c.to_string()
        } else {
            format!("&#{};", u32::from(c))
        }
    };
    text.chars().map(shown).collect()
}

/// The length of a command's name; `None` if the command does not take the options.
fn name(command: &str) -> Option<usize> {
    let mut words = command.split(' ');
    let first = words.next().filter(|word| TAKES.contains(word))?;
    if OF_TWO_WORDS.contains(&first) {
        Some(first.len() + 1 + words.next()?.len())
    } else {
        Some(first.len())
    }
}

/// A word, quoted for a shell.
pub(crate) fn quoted(word: &str) -> String {
    let word = neutral(word);
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:=@%+,-".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.into_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Size, fitted_with, may_be_shown, quoted, with, workflow_commands};

    #[test]
    fn what_may_be_a_password_is_not_repeated() {
        for (name, value) in [
            ("pw", "x"),
            ("API_TOKEN", "x"),
            ("user", "x"),
            ("host", "u:x@sms.example.com"),
        ] {
            assert!(!may_be_shown(name, value), "{name}");
        }
        assert!(may_be_shown("host", "sms.example.com"));
    }

    /// Only commands that are judged by it take a policy.
    #[test]
    fn a_policy_is_repeated_where_a_plan_is_made() {
        let given = ["--policy p.yaml".to_owned()];
        for (text, completed) in [
            ("`switchboard plan`", "`switchboard plan --policy p.yaml`"),
            (
                "`switchboard registry history RUN --inverse`",
                "`switchboard registry history --policy p.yaml RUN --inverse`",
            ),
            (
                "`switchboard registry unlock`",
                "`switchboard registry unlock`",
            ),
            ("`switchboard doctor`", "`switchboard doctor`"),
        ] {
            assert_eq!(with(text, "`", &given).unwrap(), completed);
        }
    }

    /// A suggestion repeats the options once, after the command's name.
    #[test]
    fn suggestions_are_completed() {
        let given = ["-f 'a b.yaml'", "--sandbox"].map(str::to_owned);
        for (text, completed) in [
            (
                "see `switchboard plan`",
                "see `switchboard plan -f 'a b.yaml' --sandbox`",
            ),
            (
                "`switchboard registry history RUN --inverse`",
                "`switchboard registry history -f 'a b.yaml' --sandbox RUN --inverse`",
            ),
            (
                "`switchboard apply --sandbox --target a`, `switchboard init`",
                "`switchboard apply -f 'a b.yaml' --sandbox --target a`, `switchboard init`",
            ),
            ("nothing", "nothing"),
            (
                "`switchboard planet` and `switchboard",
                "`switchboard planet` and `switchboard",
            ),
        ] {
            let once = with(text, "`", &given).unwrap_or(text.to_owned());
            assert_eq!(once, completed);
            let twice = with(&once, "`", &given).unwrap_or(once);
            assert_eq!(twice, completed);
        }
        let markdown = with("&#96;switchboard plan&#96;", super::MARKDOWN, &given);
        assert_eq!(
            markdown.as_deref(),
            Some("&#96;switchboard plan -f &#39;a b.yaml&#39; --sandbox&#96;")
        );
    }

    /// Completed suggestions do not push a report over its limit.
    #[test]
    fn completed_texts_keep_their_limit() {
        let size = Size::AtMost(1_000);
        let render = |size: Size| {
            let text = "`switchboard plan` ".repeat(5);
            format!(
                "{text}{}",
                "x".repeat(size.limit().saturating_sub(text.len()))
            )
        };
        for (length, completed) in [(1, true), (150, true), (300, false)] {
            let given = [format!("-f {}", "y".repeat(length))];
            let complete = |text: &str| with(text, "`", &given).unwrap_or(text.to_owned());
            let text = fitted_with(size, render, complete);
            assert_eq!(text.len(), 1_000);
            assert_eq!(text.contains(&given[0]), completed);
        }
        let parted = fitted_with(size, |size| "##[x]".repeat(size.limit() / 5), str::to_owned);
        assert!((900..=1_000).contains(&workflow_commands::text(&parted).len()));
    }

    #[test]
    fn words_are_quoted_for_a_shell() {
        for (word, shell) in [
            ("a/b.yaml", "a/b.yaml"),
            ("", "''"),
            ("it's $HOME", r"'it'\''s $HOME'"),
            ("a\nb", r"'a\nb'"),
        ] {
            assert_eq!(quoted(word), shell);
        }
    }
}

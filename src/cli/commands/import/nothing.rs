//! An import that has nothing to write.

use crate::cli::commands::import::Import;
use crate::cli::exit_code::Exit;
use crate::cli::failure::fail_with_help;
use crate::cli::output::terminal;
use crate::engine::{Imported, RunErrorKind};
use crate::import::sources::claims::{Outcome, Sources};

impl Import {
    /// Ends an import that has nothing to write.
    pub(super) fn nothing(
        &self,
        imported: &Imported,
        sources: &Sources,
        outcome: &Outcome,
    ) -> anyhow::Result<Exit> {
        let is_whole = imported.unread.is_empty();
        if is_whole && !sources.is_empty() && sources.name_nothing() {
            return fail_with_help(
                RunErrorKind::Options,
                "the source names nothing to import, so nothing was written",
                "check that it is the right file: a list with a row for each number, or a state with numbers, messaging services or applications of Twilio",
            );
        }
        if is_whole && self.pattern.is_none() && !sources.is_empty() {
            let (summary, help) = if outcome.is_elsewhere {
                (
                    "nothing that the source names is in an account that was read, so nothing was written",
                    "name the accounts with --account-sid, or with --profile",
                )
            } else {
                (
                    "nothing that the source names can be imported, so nothing was written",
                    "read the warnings and notes about the source, and correct it",
                )
            };
            return fail_with_help(RunErrorKind::Options, summary, help);
        }
        if let (true, Some(pattern)) = (is_whole, &self.pattern) {
            return fail_with_help(
                RunErrorKind::Options,
                format!("nothing matches {pattern}, so nothing was written"),
                "--match takes a glob such as 'Store*' or '+1501*', and compares it with friendly names and E.164 numbers",
            );
        }
        terminal::eprint("Nothing was written: no account could be read whole.\n");
        Ok(Exit::ERROR)
    }
}

//! What the documents show is run: every shell block of README, the tutorial, the how-tos and the
//! examples for Azure, Dynamics 365 and rollouts, and every example of the help. The real binary is on PATH; a stand-in on loopback plays the accounts.
//!
//! A page is run in a folder of its own, from top to bottom. Comments, which a reader does not see,
//! mark the blocks below them:
//!
//! - `<!-- file: PATH -->`: the block is the content of this file.
//! - `<!-- not run: REASON -->`: the shell block is left out.
//! - `<!-- exits: N -->`: the shell block ends with this exit code, not 0.
//! - `<!-- file: PATH`, content, `-->`: a file that the page does not show.
//! - `<!-- console: NUMBER FIELD=VALUE -->`: somebody changes a number in the provider's console.
//! - `<!-- accounts`, content, `-->`: what the stand-in holds, as in `sandbox.yaml`. Without it there
//!   is none, and the page uses `--sandbox`.
//!
//! The `text` block after a shell block is the output. In it, a line `…` is any number of lines, and
//! `…` within a line any text. `UPDATE=1` writes outputs that differ and contain no `…`.

mod page;
mod reference;
mod run;
mod skill;

use std::fs;
use std::path::PathBuf;

use page::Step;
use run::Folder;

use crate::support::crate_folder;
use crate::support::postgres;

/// The most blocks that may be left out, of all pages together.
const LEFT_OUT: usize = 8;

/// The pages whose blocks are run, the how-tos included.
fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = [
        "README.md",
        "examples/azure/README.md",
        "examples/azure-and-twilio/README.md",
        "examples/dynamics/README.md",
        "examples/rollout/README.md",
        "docs/rollout.md",
        "examples/policy/README.md",
    ]
    .iter()
    .map(|page| crate_folder().join(page))
    .collect();
    for folder in ["docs/tutorial.md", "docs/how-to"] {
        let path = crate_folder().join(folder);
        if path.is_dir() {
            let entries = fs::read_dir(path).unwrap();
            pages.extend(entries.map(|entry| entry.unwrap().path()));
        } else {
            pages.push(path);
        }
    }
    pages.sort();
    pages
}

/// The path from the repository's root.
fn shown(page: &std::path::Path) -> String {
    let path = page.strip_prefix(crate_folder()).unwrap();
    path.display().to_string()
}

#[test]
fn few_blocks_are_left_out_and_each_says_why() {
    let mut left_out = Vec::new();
    let mut run = 0;
    for page in pages() {
        for step in page::steps(&fs::read_to_string(&page).unwrap()) {
            match step {
                Step::LeftOut { line, reason } => {
                    assert!(reason.len() > 10, "{}:{line}: {reason}", shown(&page));
                    left_out.push(format!("{}:{line}: {reason}", shown(&page)));
                }
                Step::Shell(_) => run += 1,
                _ => {}
            }
        }
    }
    assert!(left_out.len() <= LEFT_OUT, "{left_out:#?}");
    assert!(run > 2 * left_out.len(), "{run} run, {left_out:#?}");
}

#[test]
fn every_shell_block_does_what_its_page_says() {
    let mut wrong = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let mut folder = Folder::new();
        if text.contains("$POSTGRES_URL") {
            let Some(server) = postgres::server() else {
                continue;
            };
            let database = server.database();
            folder.set(
                "POSTGRES_URL",
                &server.socket_url(postgres::name_in(&database)),
            );
        }
        if let Err(difference) = run::page(&page, &text, &mut folder) {
            wrong.push(format!("{}:{difference}", shown(&page)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

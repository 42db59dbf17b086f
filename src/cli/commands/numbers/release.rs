//! `numbers release`: releases a number. This is the one command that can lose a number; it shares
//! nothing with `apply` and does nothing else.

use std::sync::Arc;

use clap::Args;

use crate::cli::commands::numbers::{NumbersContext, provider_name};
use crate::cli::exit_code::Exit;
use crate::cli::failure::{fail, fail_with_help};
use crate::cli::help::{Page, exits, variables};
use crate::cli::output::terminal;
use crate::engine::RunErrorKind;
use crate::model::{Address, E164, Kind, Name, Object, Resource, ShortCode};
use crate::provider::{Numbers, Released};

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        (
            "Release a number, after you type it",
            &["switchboard numbers release +18885550123"],
        ),
        (
            "Release it in a pipeline",
            &["switchboard numbers release +18885550123 --confirm +18885550123"],
        ),
    ],
    exits: &[
        ("0", "released"),
        (
            "1",
            "error: usage, configuration, credentials, not confirmed, or still declared",
        ),
        (
            "3",
            "incomplete: something could not be read, or it is unclear whether it was released",
        ),
        exits::SIGNALS,
    ],
    variables: variables::ALL,
};

/// Release a phone number, perhaps for good: the provider may give it to another customer
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(super) struct Release {
    /// The number, in E.164
    #[arg(value_name = "NUMBER", value_parser = number)]
    number: E164,

    /// Look only in this provider's account
    #[arg(long, value_name = "NAME", value_parser = provider_name)]
    provider: Option<Name>,

    /// Repeat the number here instead of typing it at the prompt
    #[arg(long, value_name = "NUMBER")]
    confirm: Option<String>,

    /// How long to wait for an apply to finish
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub(super) lock_timeout: u64,
}

fn number(text: &str) -> Result<E164, String> {
    if let Ok(code) = ShortCode::parse(text) {
        return Err(format!(
            "{code} is a short code; Switchboard never releases one: end its contract with the provider"
        ));
    }
    E164::parse(text).map_err(|why| format!("{}; {}", why.summary, why.help))
}

type Found = (Arc<dyn Numbers>, Object);

impl Release {
    pub(super) async fn run(&self, context: &NumbersContext<'_>) -> anyhow::Result<Exit> {
        let number = &self.number;
        self.undeclared(context)?;
        if let Some(typed) = &self.confirm
            && typed != number.as_str()
        {
            return fail_with_help(
                RunErrorKind::Refused,
                format!("nothing was released: {number} was not confirmed"),
                format!("--confirm must repeat {number} exactly"),
            );
        }
        if self.confirm.is_none() && !terminal::can_ask(context.inputs.global) {
            return fail_with_help(
                RunErrorKind::NotApproved,
                "nothing was released: the number must be confirmed, and there is no terminal to ask on",
                format!("repeat the number with --confirm {number}"),
            );
        }
        let snapshot = context
            .session
            .context
            .registry
            .snapshot(&context.session.context.scope)
            .await?;
        if let Some(owner) = snapshot.owned_elsewhere.get(number.as_str()) {
            return fail_with_help(
                RunErrorKind::Refused,
                format!("nothing was released: {number} belongs to {owner} in this registry"),
                "release it there",
            );
        }
        let Some((account, found)) = self.find(context).await? else {
            return Ok(Exit::ERROR);
        };
        terminal::eprint(&format!(
            "{number} ({}) will be released from {}. Its fee ends, texts and calls to it will go nowhere, the provider may give it to another customer, and it may be gone for good.\n",
            found.id,
            account.account()
        ));
        if self.confirm.is_none() {
            let typed = terminal::ask("Type the number to release it: ").await?;
            if typed != number.as_str() {
                return fail(
                    RunErrorKind::NotApproved,
                    format!("nothing was released: that is not {number}"),
                );
            }
        }
        let recorded = snapshot.state.resources.iter();
        let released = if recorded
            .clone()
            .any(|(address, have)| self.is_it(address, have))
        {
            self.release_recorded(context, account.as_ref(), &found)
                .await?
        } else {
            account.release(&found).await?
        };
        terminal::print(&match released {
            Released::Now => format!("Released {number} from {}.\n", account.account()),
            Released::Before => {
                format!("{number} was already gone from {}.\n", account.account())
            }
            Released::Unanswered => format!(
                "{number} is gone from {}: the first request to release it got no answer, and the repeated request did not find the number. Most likely the first one released it.\n",
                account.account()
            ),
        })?;
        Ok(Exit::DONE)
    }

    /// Refuses while the configuration declares the number, under any provider.
    fn undeclared(&self, context: &NumbersContext<'_>) -> anyhow::Result<()> {
        for (name, provider) in &context.inputs.configuration.providers {
            for (address, declared) in provider.declared().resources(name, "") {
                if self.is_it(&address, &declared) {
                    return fail_with_help(
                        RunErrorKind::Refused,
                        format!("nothing was released: {address} declares {}", self.number),
                        "remove it from the configuration first",
                    );
                }
            }
        }
        Ok(())
    }

    pub(super) fn is_it(&self, address: &Address, resource: &Resource) -> bool {
        address.kind() == Kind::Number && resource.key.as_deref() == Some(self.number.as_str())
    }

    /// The account that has the number. `None` if accounts cannot be opened, which has been
    /// reported.
    async fn find(&self, context: &NumbersContext<'_>) -> anyhow::Result<Option<Found>> {
        let Some(opened) = context.open(self.provider.as_ref())? else {
            return Ok(None);
        };
        let mut looked = Vec::new();
        for (_, account) in opened {
            if let Some(found) = account.find(&self.number).await? {
                return Ok(Some((account, found)));
            }
            looked.push(account.account().to_owned());
        }
        fail(
            RunErrorKind::Refused,
            format!(
                "nothing was released: {} is not in the account (looked in {})",
                self.number,
                looked.join(", ")
            ),
        )
    }
}

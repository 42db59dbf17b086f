//! `explain`: who answers a text to a number, and why. Writes nothing anywhere and takes no lock.

use clap::{Args, ValueEnum};

use self::answer::Told;
use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::local_sandbox::Access;
use crate::cli::output::plan_output::Format;
use crate::cli::output::problems::{self, Problems};
use crate::cli::output::terminal::{self, Form};
use crate::cli::planning::{self, Desk};
use crate::cli::routes::{self, Seen};
use crate::cli::session::{Project, World};
use crate::config::Configuration;
use crate::model::{Address, E164, NumberRoutes, State};
use crate::plan::{TargetError, resolve_target};
use crate::provider::Settings;
use crate::report::diagnostics;
use crate::report::explain::document as explain_document;
use crate::report::explain::{self, Explained, Explanation};
use crate::yaml::Diagnostic;

mod answer;
mod taken;

/// Say who answers a text to a number, why, and which knob to turn
///
/// Reads the account and the registry, and writes nothing anywhere. ADDRESS is a whole address, a
/// name, or the phone number in E.164; also of a number that is in an account and not declared.
#[derive(Debug, Args)]
pub struct Explain {
    /// What to explain: providers.NAME.numbers.NAME, NAME, or +15017122661
    #[arg(value_name = "ADDRESS")]
    address: String,

    /// How to report on stdout
    #[arg(long, value_enum, default_value_t = Shown::Human, value_name = "FORMAT")]
    format: Shown,
}

/// How to explain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shown {
    /// For people.
    Human,
    /// For programs.
    Json,
}

/// What the words on the command line mean.
enum Asked {
    /// Something declared or recorded.
    Address(Address),
    /// A number that is neither.
    Unmanaged(String),
}

impl Explain {
    pub fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        let ended = self.start(global);
        if let (Err(error), Shown::Json) = (&ended, self.format) {
            // Whoever reads a document gets one, whatever happens.
            terminal::print_as(Form::Json, &problems::document_of_error(error))?;
        }
        ended
    }

    fn start(&self, global: &Global) -> anyhow::Result<Exit> {
        let project = Project::read(global)?;
        let Some(configuration) = &project.loaded.configuration else {
            return self.reject(&Problems::new(&project, Vec::new()), global);
        };
        crate::cli::runtime::interruptible(|settings| {
            self.explain(global, &project, configuration, settings)
        })
    }

    /// Reports what keeps anything from being explained.
    fn reject(&self, problems: &Problems<'_>, global: &Global) -> anyhow::Result<Exit> {
        let format = match self.format {
            Shown::Human => Format::Human,
            Shown::Json => Format::Json,
        };
        problems.report(format, &[], global)
    }

    async fn explain(
        &self,
        global: &Global,
        project: &Project,
        configuration: &Configuration,
        settings: Settings,
    ) -> anyhow::Result<Exit> {
        let world = World::open(global, project, configuration, Access::Reads, settings).await?;
        let opened = planning::open(&world, configuration, &project.loaded.origins, &[]).await;
        let exit = match opened {
            Ok(Ok(desk)) => self.answer(global, project, &world, &desk).await,
            Ok(Err(wrong)) => self.reject(&Problems::new(project, wrong), global),
            Err(error) => Err(error),
        };
        world.close(exit).await
    }

    async fn answer(
        &self,
        global: &Global,
        project: &Project,
        world: &World,
        desk: &Desk,
    ) -> anyhow::Result<Exit> {
        let snapshot = world.registry.snapshot(&world.scope).await?;
        let asked = self.asked(&desk.desired, &snapshot.state)?;
        let provider = |address: &Address| address.provider().cloned().map(Address::Provider);
        let needed = match &asked {
            Asked::Address(address @ Address::Keyword(_)) => {
                let place = routes::located(project, address, None);
                self.print(&Explained::Keyword(address, place), &[], project, global)?;
                return Ok(Exit::DONE);
            }
            Asked::Address(address) => provider(address).into_iter().collect(),
            Asked::Unmanaged(_) => Vec::new(),
        };
        let mut seen = routes::read(world, desk, needed).await?;
        // One that is not where it is declared may be in another of the accounts.
        let lost = |number: &NumberRoutes| {
            matches!(&asked, Asked::Address(address) if answer::concerns(address, number))
                && number.is_declared
                && number.now.is_none()
                && number.unread.is_empty()
        };
        if seen.numbers.iter().any(lost) {
            seen = routes::read(world, desk, Vec::new()).await?;
        }
        let meant = |number: &&NumberRoutes| match &asked {
            Asked::Address(address) => answer::concerns(address, number),
            Asked::Unmanaged(key) => number.phone_number == *key,
        };
        let chosen: Vec<&NumberRoutes> = seen.numbers.iter().filter(meant).collect();
        let takers = taken::ask(desk, &chosen).await;
        let numbers: Vec<Explanation<'_>> = chosen
            .iter()
            .map(|number| Explanation {
                takers: takers.get(&number.provider).map(|takers| &**takers),
                declared_as: answer::declared_as(&desk.desired, number),
                owner: snapshot
                    .owned_elsewhere
                    .get(&number.phone_number)
                    .map(ToString::to_string),
                ..explanation(project, world, &seen, number)
            })
            .collect();
        let mut told = Told::default();
        let whole = match &asked {
            Asked::Address(address @ (Address::Provider(_) | Address::MessagingService { .. })) => {
                Some(address)
            }
            Asked::Address(_) | Asked::Unmanaged(_) => None,
        };
        if let Some(address) = whole {
            // The list may be short of some.
            told.unread(seen.unread.iter(), project);
            told.whole(address, &seen.plan, project, world);
        } else {
            let unread = numbers.iter().flat_map(|one| &one.number.unread);
            told.unread(unread, project);
        }
        told.numbers(&numbers);
        told.add(taken::found(&numbers, desk, project, world).into_iter());
        let explained = match (whole, numbers.into_iter()) {
            (Some(address), numbers) => Explained::Several {
                address,
                numbers: numbers.collect(),
            },
            (None, mut numbers) => match numbers.next() {
                Some(number) => Explained::Number(number),
                None => return self.nowhere(global, project, &seen),
            },
        };
        self.print(&explained, &told.diagnostics, project, global)?;
        Ok(Exit {
            incomplete: told.incomplete,
            ..Exit::DONE
        })
    }

    fn asked(&self, desired: &State, recorded: &State) -> anyhow::Result<Asked> {
        // What is declared is meant before what is only recorded under an older name.
        let found = match resolve_target(&self.address, desired, &State::default()) {
            Err(TargetError::Unknown(_)) => resolve_target(&self.address, desired, recorded),
            found => found,
        };
        match (found, E164::parse(&self.address)) {
            (Ok(address), _) => Ok(Asked::Address(address)),
            (Err(TargetError::Unknown(_)), Ok(number)) => Ok(Asked::Unmanaged(number.to_string())),
            (Err(error), _) => anyhow::bail!(
                "{error}; write an address such as providers.NAME.numbers.NAME, or the phone number in E.164"
            ),
        }
    }

    /// Prints the explanation; diagnostics are part of a document and beside words.
    fn print(
        &self,
        explained: &Explained<'_>,
        told: &[Diagnostic],
        project: &Project,
        global: &Global,
    ) -> anyhow::Result<()> {
        let sources = &project.loaded.origins.sources;
        match self.format {
            Shown::Human => {
                terminal::print(&explain::human(explained))?;
                problems::tell(told, sources, global);
                Ok(())
            }
            Shown::Json => {
                let all = project.loaded.diagnostics.iter().chain(told);
                let (notes, others): (Vec<_>, Vec<_>) = all.partition(|one| one.is_note());
                let all = others.into_iter().chain(notes);
                let json = all.map(|told| diagnostics::json(told, sources)).collect();
                terminal::print_as(Form::Json, &explain_document::to_json(explained, json))
            }
        }
    }

    /// Nothing is called so. Where something could not be read, that is all that can be said.
    fn nowhere(&self, global: &Global, project: &Project, seen: &Seen) -> anyhow::Result<Exit> {
        let unread = routes::unread_told(seen.unread.iter(), project);
        if unread.is_empty() {
            anyhow::bail!(
                "{} is neither declared nor in one of the accounts; write an address such as providers.NAME.numbers.NAME, or the phone number in E.164",
                self.address
            );
        }
        self.reject(&Problems::new(project, unread), global)?;
        terminal::tell(&format!(
            "whether {} is in an account is not known: not everything could be read\n",
            self.address
        ));
        Ok(Exit {
            incomplete: true,
            ..Exit::DONE
        })
    }
}

fn explanation<'a>(
    project: &Project,
    world: &World,
    seen: &'a Seen,
    number: &'a NumberRoutes,
) -> Explanation<'a> {
    let declared = number.address.as_ref().filter(|_| number.is_declared);
    let own = declared.map(|address| (address.clone(), "incoming.url"));
    let by_group = number
        .declared
        .as_ref()
        .is_some_and(|route| route.decided_by != "number");
    let drops = number
        .declared
        .as_ref()
        .is_some_and(|route| route.url.is_none());
    let group = number.declared_in.clone().filter(|_| by_group);
    let places = match group {
        // A service that drops has no URL anywhere: its `inbound` is what says so.
        Some(group) if drops => [(group, "inbound")].to_vec(),
        Some(group) => [(group, "callback_url")].to_vec(),
        None => own.into_iter().collect(),
    };
    let provider = Address::Provider(number.provider.clone());
    let mut places = places.into_iter().chain([(provider, "callback_url")]);
    Explanation {
        number,
        declared_at: declared.and_then(|address| routes::located(project, address, None)),
        url_at: number
            .declared
            .as_ref()
            .and_then(|_| places.find_map(|(at, key)| routes::located(project, &at, Some(key)))),
        change: routes::change(&seen.plan, number),
        affected_by: seen.plan.changes.iter().find_map(|change| {
            let affects = change.affects.contains(&number.phone_number);
            affects.then_some(&change.address)
        }),
        joins: answer::joins(&seen.plan, number),
        declared_as: None,
        owner: None,
        takers: None,
        purchases: seen.plan.summary().purchase,
        errors: answer::errors(&seen.plan, number, project, world),
    }
}

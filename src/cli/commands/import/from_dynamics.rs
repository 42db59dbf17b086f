//! `--from-dynamics`: the environment of Dynamics 365 that an import reads, and what it knows.

use std::sync::Arc;

use clap::Args;

use crate::cli::failure::fail_with_help;
use crate::cli::global_options::Global;
use crate::cli::input::project::Project;
use crate::cli::output::problems;
use crate::cli::session::Session;
use crate::counterpart::Declared;
use crate::counterpart::dynamics::{Declaration, EnvironmentUrl};
use crate::engine::{self, RunErrorKind};
use crate::import::sources::claims::{Sources, Taken};
use crate::yaml::{self, Diagnostic};

/// The option that names the environment.
#[derive(Debug, Args)]
pub(super) struct DynamicsOption {
    /// Take names, descriptions, keywords and the organisation from Dynamics 365: from the environment
    /// with this URL, else from the one that the configuration declares
    #[arg(
        long = "from-dynamics",
        value_name = "URL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = DECLARED,
        conflicts_with = "no_dynamics"
    )]
    environment: Option<Environment>,
}

/// The word for the environment that the configuration declares. It is no URL.
const DECLARED: &str = "declared";

/// The environment to read.
#[derive(Debug, Clone)]
enum Environment {
    /// The one that the configuration declares.
    Declared,
    /// The one with this URL, which is not checked yet.
    At(String),
}

impl From<&str> for Environment {
    fn from(text: &str) -> Self {
        match text {
            DECLARED => Self::Declared,
            url => Self::At(url.to_owned()),
        }
    }
}

/// An environment that can be opened, if one is asked for; or what is wrong with its declaration.
pub(super) type Chosen = Result<Option<Arc<dyn Declared>>, Vec<Diagnostic>>;

impl DynamicsOption {
    /// The declaration of the environment. One that the configuration declares is taken from there,
    /// with its credentials. `adds` is whether the import adds to the configuration.
    pub(super) fn chosen(&self, project: &Project, adds: bool) -> anyhow::Result<Chosen> {
        let Some(environment) = &self.environment else {
            return Ok(Ok(None));
        };
        let configuration = project.loaded.configuration.as_ref();
        let declared = configuration.and_then(|one| one.counterpart.clone());
        let Environment::At(url) = environment else {
            if declared.is_some() {
                return Ok(Ok(declared));
            }
            let summary = if configuration.is_none() && !project.sources.is_empty() {
                "--from-dynamics names no URL, and the configuration here has errors"
            } else {
                "--from-dynamics names no URL, and no configuration here has the key `dynamics`"
            };
            return fail_with_help(RunErrorKind::Options, summary, NAME_IT);
        };
        let given = match EnvironmentUrl::parse(url) {
            Ok(url) => Declaration::of_url(url),
            Err(why) => {
                let summary = format!("--from-dynamics: {}", why.summary);
                let problem = Diagnostic::error(why.code, summary).help(why.help);
                return Ok(Err(vec![problem]));
            }
        };
        let is_same =
            |declared: &Arc<dyn Declared>| declared.written().resource == given.written().resource;
        match declared {
            Some(declared) if is_same(&declared) => return Ok(Ok(Some(declared))),
            Some(declared) if adds => {
                let summary = format!(
                    "--from-dynamics={url}: the configuration declares the environment {}",
                    declared.written().resource
                );
                let help = "leave out the URL, or write a new file with --out";
                return fail_with_help(RunErrorKind::Options, summary, help);
            }
            _ => {}
        }
        let problems: Vec<Diagnostic> = given
            .check()
            .into_iter()
            .map(|one| Diagnostic::error(one.code, one.summary).help(one.help))
            .collect();
        if problems.is_empty() {
            Ok(Ok(Some(Arc::new(given))))
        } else {
            Ok(Err(problems))
        }
    }
}

/// What to do without an environment.
const NAME_IT: &str = "pass --from-dynamics=https://contoso.crm4.dynamics.com with your environment's URL, or declare `dynamics: { url: … }`";

/// What an import reads besides accounts.
pub(super) struct Beside<'a> {
    /// The files of other tools.
    pub sources: &'a Sources,
    /// The environment of Dynamics 365.
    pub dynamics: Option<&'a dyn Declared>,
}

impl Beside<'_> {
    /// Reads Dynamics 365, if it is asked for, for accounts of these kinds. What cannot be read is
    /// reported.
    pub(super) async fn taken(
        &self,
        kinds: Vec<&'static str>,
        session: &Session,
        global: &Global,
    ) -> anyhow::Result<Option<Taken>> {
        let Some(declared) = self.dynamics else {
            return Ok(None);
        };
        let reading = engine::known_to_counterpart(&session.context, declared, &kinds);
        let known = Box::pin(reading).await?;
        let unread = known.unread.iter().map(|one| {
            let key = declared.system().as_str();
            let problem = Diagnostic::error(one.code, one.summary.as_str());
            problem.help(one.help.as_str()).address(key)
        });
        problems::eprint(
            &unread.collect::<Vec<_>>(),
            &yaml::Sources::default(),
            global,
        );
        Ok(Some(Taken {
            system: declared.system(),
            block: declared.block(),
            known,
            kinds,
        }))
    }
}

//! `import --into`: adds to a file of the configuration what it lacks, one kind of provider after the
//! other.

use std::path::Path;

use crate::cli::commands::import::accounts::Wanted;
use crate::cli::commands::import::from_dynamics::Beside;
use crate::cli::commands::import::new_files::NewFiles;
use crate::cli::commands::import::opened::unread;
use crate::cli::commands::import::summary::Written;
use crate::cli::commands::import::{Import, into, summary};
use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::input::project::Project;
use crate::cli::output::problems;
use crate::cli::session::Session;
use crate::engine::{self, ImportRequest, IntoFile};
use crate::import::sources::claims::{Claims, Records, Sources, Taken};
use crate::provider::ProviderKind;
use crate::report::import::Into;
use crate::yaml;

/// What is the same for each kind.
struct Request<'a> {
    path: &'a Path,
    global: &'a Global,
    session: &'a Session,
    wanted: &'a Wanted<'a>,
    sources: &'a Sources,
    taken: Option<&'a Taken>,
}

impl Import {
    /// Adds to a file what it lacks of each kind. The file is read again before each.
    pub(super) async fn add_each(
        &self,
        path: &Path,
        global: &Global,
        project: &Project,
        session: &Session,
        wanted: &Wanted<'_>,
        beside: &Beside<'_>,
    ) -> anyhow::Result<Exit> {
        let sources = beside.sources;
        let kinds = wanted.kinds_beside(&project.loaded, sources, global, session)?;
        let names = kinds.iter().map(|kind| kind.name).collect();
        let taken = beside.taken(names, session, global).await?;
        let request = Request {
            path,
            global,
            session,
            wanted,
            sources,
            taken: taken.as_ref(),
        };
        let mut ended = Exit::DONE;
        for (at, kind) in kinds.into_iter().enumerate() {
            let again = if at > 0 {
                Some(Project::checked(global)?)
            } else {
                None
            };
            let project = again.as_ref().unwrap_or(project);
            let exit = self.add(kind, project, &request);
            ended = ended.and(Box::pin(exit).await?);
        }
        Ok(ended)
    }

    /// Adds to a file what it lacks.
    async fn add(
        &self,
        kind: &'static ProviderKind,
        project: &Project,
        request: &Request<'_>,
    ) -> anyhow::Result<Exit> {
        let Request {
            path,
            global,
            session,
            wanted,
            sources,
            taken,
        } = request;
        let target = into::Target::of(path, global)?;
        let found = wanted
            .accounts_beside(kind, &project.loaded, global, session)
            .await?;
        let records = taken.map(|taken| Records::new(kind.name, taken));
        let claims = Claims::new(kind, sources).matching(self.pattern.as_ref());
        let claims = claims.with_records(records);
        let request = ImportRequest {
            kind,
            accounts: &found.accounts,
            pattern: self.pattern.as_ref(),
            source: Some(&claims),
            project: None,
            full: self.full,
        };
        let file = IntoFile {
            loaded: &project.loaded,
            input: &target.input,
            at: target.at,
            others: &target.others,
        };
        let added = engine::import_into(&session.context, &request, file).await?;
        let imported = &added.imported;
        problems::eprint(&unread(imported), &yaml::Sources::default(), global);
        let outcome = claims.conclude();
        if imported.providers.is_empty() {
            summary::remark(&outcome, global);
            return self.nothing(imported, sources, &outcome);
        }
        let handover = self.handover(imported, &outcome, sources, global)?;
        if let Some(text) = &added.text {
            target.write(text)?;
        }
        let handover = handover.map(NewFiles::finish).transpose()?;
        let unchanged: Vec<String> = added.unchanged.iter().map(ToString::to_string).collect();
        let elsewhere: Vec<String> = added.elsewhere.iter().map(ToString::to_string).collect();
        let environments: Vec<String> = target.others.iter().map(into::in_words).collect();
        let name = target.name();
        let into = Into {
            file: &name,
            is_changed: added.text.is_some(),
            pending: added.pending,
            unchanged: &unchanged,
            elsewhere: &elsewhere,
            environments: &environments,
        };
        let written = Written {
            files: &vec![Some(name.clone()); imported.providers.len()],
            left_out: &found.left_out,
            into: Some((into, &added.addresses)),
            outcome: &outcome,
            handover: handover.as_deref(),
        };
        summary::print(imported, &written, global);
        Ok(self.exit(imported, *taken))
    }
}

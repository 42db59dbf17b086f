//! Layer 4: text to desired state. Pure: callers read the files and the environment.
//!
//! The flow is the order of [`load`]: parse each file, join them, lay the overlay over, fill in
//! variables, find every error of shape and value in one walk, read typed values, run the checks
//! that need the whole. Problems are collected; nothing stops at the first.

mod accept;
mod advice;
mod check;
mod desired;
mod digest;
mod document;
mod duplicates;
mod exemptions;
mod fix;
mod formats;
mod hints;
mod left_out;
mod member_hints;
mod partial;
mod places;
mod prune;
mod schema;
mod secret_files;

use std::collections::{BTreeMap, BTreeSet};

pub use accept::{Acceptance, Accepting, Way, declared_in};
pub use check::{misdeclared, misdeclared_at};
pub use desired::Configuration;
pub use document::{Document, KeywordEntry, OrganisationId};
pub use exemptions::exemptions;
pub use fix::{Fixed, Fixes, fix};
pub use schema::{config_schema, config_shape, for_editors, overlay_schema};

use crate::model::{Address, FindingCode, KeywordPlace, Origins, Silences};
use crate::yaml::VARS;
use crate::yaml::{self, Code, Diagnostic, Findings, Node, Sources};

/// A file that was read: its name as the user would write it, and its bytes.
#[derive(Debug, Clone)]
pub struct Text {
    /// The name shown to people.
    pub name: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// The files and variables of a configuration.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// The base files, joined by key.
    pub base: Vec<Text>,
    /// Overlays, laid over the base in this order.
    pub overlays: Vec<Text>,
    /// Variables given by `--var`; each must be declared or used.
    pub vars: BTreeMap<String, String>,
    /// Variables given by the environment, under the names as they are set there. Those that are
    /// not declared belong to other programs and are ignored.
    pub environment_vars: BTreeMap<String, String>,
}

impl Input {
    /// A configuration of one file, without overlays and variables.
    pub fn of(name: &str, text: &str) -> Self {
        Self {
            base: vec![Text {
                name: name.to_owned(),
                bytes: text.into(),
            }],
            ..Self::default()
        }
    }
}

/// The result of reading a configuration.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The configuration, where it has no error.
    pub configuration: Option<Configuration>,
    /// The files and the tree, for pointing at places later.
    pub origins: Origins,
    /// All problems, in the order of their places, without the silenced ones.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that the configuration names as the places of secrets.
    pub secret_files: Vec<String>,
    /// The findings that the configuration silences.
    pub silences: Silences,
    /// The silenced findings that reading found: the code, and the address it is about.
    pub silenced: Vec<(Code, Address)>,
    /// The same findings, for callers that report some of them all the same.
    pub hidden: Vec<Diagnostic>,
}

impl Loaded {
    /// Whether a problem is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// Removes the findings that the configuration silences.
    fn silence(&mut self) {
        let (silences, silenced) = (&self.silences, &mut self.silenced);
        self.diagnostics.retain(|diagnostic| {
            let about = diagnostic.address.as_deref().and_then(Address::parse);
            match about.filter(|address| silences.hide(diagnostic.code, Some(address))) {
                Some(address) => {
                    silenced.push((diagnostic.code, address));
                    self.hidden.push(diagnostic.clone());
                    false
                }
                None => true,
            }
        });
    }
}

/// Reads a configuration. Never fails: the diagnostics hold every problem.
pub fn load(input: Input) -> Loaded {
    let mut findings = Findings::default();
    let mut sources = Sources::default();
    let base = each_once(input.base, &mut findings);
    let base = parse(base, &mut sources, &mut findings);
    let overlays = parse(input.overlays, &mut sources, &mut findings);
    let mut loaded = Loaded::default();
    if let Some(mut root) = yaml::join(base, &["version"], &mut findings) {
        let mut strangers = hints::Strangers::default();
        for overlay in overlays {
            hints::strangers(&root, &overlay, &mut strangers);
            root = yaml::overlay(root, overlay, &mut findings);
        }
        let given = overrides(root.get(VARS), input.vars, &input.environment_vars);
        yaml::substitute(&mut root, &given, &sources, &mut findings);
        let sha256 = digest::sha256(&root);
        secret_files::anchor(&mut root, &sources, &mut loaded.secret_files);
        let before = findings.diagnostics.len();
        loaded.configuration = read(&root, sha256, &mut findings, &mut loaded);
        if let Some(new) = findings.diagnostics.get_mut(before..) {
            hints::amend(new, &root, &strangers);
            hints::keywords_like_null(new, &root, &sources);
        }
        loaded.origins.root = Some(root);
    }
    let misplaced = findings
        .diagnostics
        .iter()
        .filter(|d| d.code == FindingCode::NotAVariableName);
    sources.conceal(misplaced.filter_map(Diagnostic::span));
    sources.conceal(findings.concealed);
    loaded.origins.sources = sources;
    loaded.diagnostics = findings.diagnostics;
    let collections = crate::provider::collections();
    for diagnostic in &mut loaded.diagnostics {
        let inner = diagnostic.address.as_deref();
        if let Some(address) = inner.and_then(|path| Address::enclosing(path, &collections)) {
            diagnostic.address = Some(address.to_string());
        }
    }
    loaded.silence();
    yaml::diagnostic::sort(&mut loaded.diagnostics);
    if loaded.has_errors() {
        loaded.configuration = None;
    }
    loaded
}

/// The files, without those that are given a second time. Such a file is reported once, not for
/// each of its keys.
fn each_once(texts: Vec<Text>, findings: &mut Findings) -> Vec<Text> {
    let mut names = BTreeSet::new();
    let mut reported = BTreeSet::new();
    let mut kept = Vec::new();
    for text in texts {
        let name: Vec<&str> = text.name.split('/').collect();
        // `./a.yaml` is `a.yaml`; an empty first part means an absolute path.
        let parts = name.iter().enumerate();
        let parts = parts.filter(|(at, part)| **part != "." && (*at == 0 || !part.is_empty()));
        let name: Vec<&str> = parts.map(|(_, part)| *part).collect();
        let name = name.join("/");
        if names.insert(name.clone()) {
            kept.push(text);
        } else if reported.insert(name) {
            findings.push(
                Diagnostic::error(FindingCode::FileGivenTwice, "this file is given twice")
                    .help("name it once: a folder means every *.yaml and *.yml in it")
                    .in_file(text.name),
            );
        }
    }
    kept
}

/// The trees of some files, as far as they could be read.
fn parse(texts: Vec<Text>, sources: &mut Sources, findings: &mut Findings) -> Vec<Node> {
    let mut trees = Vec::new();
    for text in texts {
        match sources.add(text.name, text.bytes) {
            Ok(id) => trees.extend(yaml::parse(sources, id, findings).map(without_extensions)),
            Err(refused) => findings.push(*refused),
        }
    }
    trees
}

/// A tree without the keys at its top level that begin with `x-`. They hold anchors, which are
/// resolved when the file is read. Each file may have its own.
fn without_extensions(mut tree: Node) -> Node {
    if let yaml::Value::Map(map) = &mut tree.value {
        let extensions = map.iter().map(|(key, _)| key.to_owned());
        let extensions: Vec<String> = extensions.filter(|key| key.starts_with("x-")).collect();
        for key in extensions {
            map.remove(&key);
        }
    }
    tree
}

/// What `--var` and the environment say about the declared variables; `--var` wins.
fn overrides(
    declared: Option<&Node>,
    mut given: BTreeMap<String, String>,
    environment: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let names = declared
        .and_then(Node::map)
        .into_iter()
        .flat_map(|map| map.iter().map(|(name, _)| name));
    for name in names {
        // Many shells refuse hyphens and lower case in names, so both spellings are accepted.
        let shouted = name.to_ascii_uppercase().replace('-', "_");
        if let Some(value) = environment.get(name).or_else(|| environment.get(&shouted)) {
            given
                .entry(name.to_owned())
                .or_insert_with(|| value.clone());
        }
    }
    given
}

/// Finds everything wrong with a whole tree. Returns a configuration only if nothing is wrong.
fn read(
    root: &Node,
    sha256: String,
    findings: &mut Findings,
    loaded: &mut Loaded,
) -> Option<Configuration> {
    let before = findings.diagnostics.len();
    let shape = match config_shape() {
        Ok(shape) => shape,
        Err(why) => {
            findings.push(ours(&why));
            return None;
        }
    };
    shape.check(root, &formats::DomainFormats, findings);
    let wrong: Vec<&Diagnostic> = findings.diagnostics[before..]
        .iter()
        .filter(|d| d.is_error())
        .collect();
    let whole = !findings.has_errors();
    let partial = partial::typed(root, whole, shape, &wrong);
    let Some(document) = partial.document else {
        // Errors in the text or in its vars also leave holes.
        if !findings.has_errors() {
            findings.push(ours(&partial.why_not));
        }
        return None;
    };
    let (sound, tree) = (wrong.is_empty(), &partial.tree);
    let may_be_left_out = |path: &str| partial.left_out.may_include(path);
    findings
        .diagnostics
        .extend(check::check(&document, tree, &may_be_left_out));
    let (providers, keywords) = (&document.providers, &document.keywords);
    loaded.silences = desired::silences(providers, keywords, document.counterpart());
    let advice = advice::advise(&document, tree, &loaded.silences, &may_be_left_out);
    findings.diagnostics.extend(advice);
    // What an error left out may have declared something.
    if !findings.has_errors() {
        let nothing = advice::nothing_declared(root);
        findings.diagnostics.extend(nothing);
    }
    let places = places::keyword_places(&document, tree);
    for (index, (entry, place)) in places.enumerate() {
        if let Some(span) = place {
            let known = loaded.origins.keywords.entry(entry.word().clone());
            known.or_insert(KeywordPlace { index, span });
        }
    }
    sound.then(|| Configuration::new(document, sha256))
}

/// An error that only a mistake in Switchboard can cause. It is reported rather than hidden.
fn ours(why: &str) -> Diagnostic {
    Diagnostic::error(
        FindingCode::ConfigurationNotRead,
        format!("this configuration could not be read: {why}"),
    )
    .help("the files passed every check, so this is a bug in switchboard: please report it")
}

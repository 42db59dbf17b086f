//! The edits that declare a live value: where each key is written, and in which file.

use std::collections::BTreeSet;

use crate::config::Loaded;
use crate::model::Address;
use crate::yaml::{
    self, Draft, DraftList, DraftMap, Edit, Findings, Map, Node, SourceId, Sources, Style, Value,
    lookup,
};

/// The key of a number that holds its route, and the keys that a service's way to answer needs.
const INCOMING: &str = "incoming";
const OF_INBOUND: [&str; 2] = ["callback_url", "callback_method"];
const INBOUND: &str = "inbound";
const URL: &str = "callback_url";
/// The method of a URL that declares none.
const DEFAULT_METHOD: &str = "POST";

/// How values are written. Each way is tried where those before it do not declare what is live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Key by key, without methods that are the default anyway.
    KeyByKey,
    /// Key by key, with every method.
    WithMethods,
    /// A map as a whole.
    Whole,
}

impl Way {
    /// The way to try after this one.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::KeyByKey => Some(Self::WithMethods),
            Self::WithMethods => Some(Self::Whole),
            Self::Whole => None,
        }
    }
}

/// An edit that declares a live value.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// The file.
    pub source: SourceId,
    /// The edit of its text.
    pub edit: Edit,
    /// The key below the address, dotted.
    pub key: String,
    /// The value as it is declared then, for people; empty if the key is removed.
    pub value: String,
}

/// A configuration that live values are written into.
pub struct Accepting<'a> {
    root: &'a Node,
    /// The overlays among its files.
    overlays: BTreeSet<SourceId>,
}

impl<'a> Accepting<'a> {
    /// The configuration, with the names of its overlays; `None` if nothing could be read.
    pub fn into(loaded: &'a Loaded, overlays: &[String]) -> Option<Self> {
        let sources = &loaded.origins.sources;
        let overlays = sources
            .ids()
            .filter(|id| overlays.iter().any(|name| name == sources.name(*id)));
        Some(Self {
            root: loaded.origins.root.as_ref()?,
            overlays: overlays.collect(),
        })
    }

    /// The edits that declare `wanted` at an address.
    pub fn edits(&self, address: &Address, wanted: &Map, way: Way) -> Vec<Acceptance> {
        let address = address.to_string();
        let object: Vec<&str> = address.split('.').collect();
        let mut edits = Vec::new();
        for (key, entry) in wanted {
            let path = [object.as_slice(), &[key]].concat();
            let there = lookup(self.root, &path).map(|(_, node)| node);
            let both = (there.and_then(of_urls), of_urls(&entry.value));
            if let (INCOMING, (Some(_), Some(map))) = (key, both)
                && way != Way::Whole
            {
                for (inner, entry) in map {
                    let path = [path.as_slice(), &[inner]].concat();
                    edits.extend(self.edit(&object, &path, &entry.value, way));
                }
            } else {
                edits.extend(self.edit(&object, &path, &entry.value, way));
            }
        }
        if wanted.get(INBOUND).is_some() {
            let obsolete = OF_INBOUND.iter().filter(|key| wanted.get(key).is_none());
            edits.extend(obsolete.filter_map(|key| self.removal(&object, key)));
        }
        edits
    }

    /// The edit that declares one value; `None` if it is declared already, or need not be.
    fn edit(&self, object: &[&str], path: &[&str], value: &Node, way: Way) -> Option<Acceptance> {
        let there = lookup(self.root, path).map(|(_, node)| node);
        if there.is_some_and(|there| there.text().is_some() && there.text() == value.text()) {
            return None;
        }
        let default = value.text() == Some(DEFAULT_METHOD);
        if there.is_none() && default && way == Way::KeyByKey {
            return None;
        }
        let draft = draft(value);
        let overlay = self.overlay_of(object);
        let there = there.map(|there| there.span.source);
        let (source, edit) = match (there, overlay) {
            // The base stays as other environments read it.
            (Some(there), Some(overlay)) if !self.overlays.contains(&there) => {
                (overlay, Edit::insert(path.iter().copied(), draft))
            }
            (Some(there), _) => (there, Edit::set(path.iter().copied(), draft)),
            (None, overlay) => (
                overlay.or_else(|| self.home(object, path))?,
                Edit::insert(path.iter().copied(), draft),
            ),
        };
        Some(Acceptance {
            source,
            edit,
            key: path.get(object.len()..)?.join("."),
            value: shown(value),
        })
    }

    /// The edit that removes a key that would contradict the others.
    fn removal(&self, object: &[&str], key: &str) -> Option<Acceptance> {
        let path = [object, &[key]].concat();
        let (place, _) = lookup(self.root, &path)?;
        Some(Acceptance {
            source: place.source,
            edit: Edit::remove(path.iter().copied()),
            key: key.to_owned(),
            value: String::new(),
        })
    }

    /// The overlay that declares some of an object; the last one of several.
    fn overlay_of(&self, object: &[&str]) -> Option<SourceId> {
        let (key, node) = lookup(self.root, object)?;
        let mut sources = BTreeSet::from([key.source]);
        sources_of(node, &mut sources);
        sources.intersection(&self.overlays).last().copied()
    }

    /// The file that gets a new key: the overlay that decided the value so far, or the file that
    /// declares the object.
    fn home(&self, object: &[&str], path: &[&str]) -> Option<SourceId> {
        let provider = object.get(..2)?;
        let beside = path.get(..path.len().saturating_sub(1))?;
        let url = if object.len() + 1 < path.len() {
            [beside, &["url"]].concat()
        } else {
            [object, &[URL]].concat()
        };
        let decided = lookup(self.root, &url)
            .or_else(|| lookup(self.root, &[provider, &[URL]].concat()))
            .map(|(_, node)| node.span.source);
        let (own, _) = lookup(self.root, object)?;
        let in_overlay = |source: &SourceId| self.overlays.contains(source);
        Some(decided.filter(in_overlay).unwrap_or(own.source))
    }
}

/// The map that a short text in YAML holds, such as one that [`Router::acceptance`] returns.
///
/// [`Router::acceptance`]: crate::model::Router::acceptance
pub fn declared_in(text: &str) -> Option<Map> {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let id = sources.add("accepted", text.as_bytes().to_vec()).ok()?;
    let node = yaml::parse(&mut sources, id, &mut findings)?;
    match node.value {
        Value::Map(map) if !findings.has_errors() => Some(map),
        _ => None,
    }
}

/// The files that declare some of a node. The span of a merged map is only one of them.
fn sources_of(node: &Node, sources: &mut BTreeSet<SourceId>) {
    match &node.value {
        Value::Map(map) => {
            for (_, entry) in map {
                sources.insert(entry.key.source);
                sources_of(&entry.value, sources);
            }
        }
        _ => {
            sources.insert(node.span.source);
        }
    }
}

/// A map that does not name an application.
fn of_urls(node: &Node) -> Option<&Map> {
    node.map().filter(|map| map.get("application").is_none())
}

/// A value as it is written into a file.
fn draft(node: &Node) -> Draft {
    match &node.value {
        Value::Scalar(scalar) => {
            if let Some(flag) = scalar.as_boolean() {
                return flag.into();
            }
            match scalar.as_integer().and_then(|n| i64::try_from(n).ok()) {
                Some(number) => number.into(),
                None => scalar.text.as_str().into(),
            }
        }
        Value::List(items) => {
            let items = items.iter().map(draft);
            items.fold(DraftList::new(), DraftList::with).into()
        }
        Value::Map(map) => {
            let entries = map.iter().map(|(key, entry)| (key, draft(&entry.value)));
            let with = |map: DraftMap, (key, value): (&str, Draft)| map.with(key, value);
            entries.fold(DraftMap::new(), with).into()
        }
        Value::Null | Value::Unread => "".into(),
    }
}

/// A value on one line, for people.
fn shown(node: &Node) -> String {
    match &node.value {
        Value::Scalar(scalar) if scalar.style == Style::Plain => scalar.text.to_string(),
        Value::Scalar(scalar) => {
            let text = yaml::shown(&scalar.text);
            format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
        }
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(shown).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(map) => {
            let entry =
                |(key, entry): (&str, &yaml::Entry)| format!("{key}: {}", shown(&entry.value));
            let entries: Vec<String> = map.iter().map(entry).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::Null | Value::Unread => "null".to_owned(),
    }
}

//! Anchors and aliases, counted before anything is copied.

use crate::codes::YamlCode;
use crate::diagnostic::Diagnostic;
use crate::quote::shown;
use crate::read::builder::{Builder, Next, Size, Stop};
use crate::read::limits::MAX_DEPTH;
use crate::read::syntax;
use crate::source::Span;
use crate::tree::node::{Node, Value};

const MAX_ANCHORS: usize = 1_000;
const MAX_ALIASES: usize = 10_000;
/// The most nodes that aliases may add, and that anchors may hold, in all files of a configuration
/// together.
const MAX_EXPANDED: usize = 100_000;
/// The most bytes of text that aliases may add.
const MAX_EXPANDED_BYTES: usize = 6 << 20;

impl Builder<'_> {
    /// Keeps a copy of an anchored node for its aliases.
    pub(crate) fn remember(&mut self, anchor: usize, node: &Node, size: Size) -> Result<(), Stop> {
        if anchor == 0 || self.expanded.refused {
            return Ok(());
        }
        self.spend(size, node.span)?;
        self.anchors.insert(anchor, (node.clone(), size));
        Ok(())
    }

    /// Counts nodes that are about to be copied.
    pub(crate) fn spend(&mut self, size: Size, at: Span) -> Result<(), Stop> {
        self.expanded.nodes += size.nodes;
        self.expanded.bytes += size.bytes;
        if self.expanded.nodes > MAX_EXPANDED || self.expanded.bytes > MAX_EXPANDED_BYTES {
            self.expanded.refused = true;
            let summary =
                "the aliases of all files together expand to more than 100,000 values or 6 MiB";
            return self.stop(
                Diagnostic::error(YamlCode::TooManyAliases, summary)
                    .help("use fewer aliases")
                    .at(at, "the limit is exceeded here"),
            );
        }
        Ok(())
    }

    pub(crate) fn anchor(&mut self, name: &str, at: Span) -> Result<(), Stop> {
        self.anchor_count += 1;
        if self.anchor_count > MAX_ANCHORS {
            let summary = format!("the file has more than {MAX_ANCHORS} anchors");
            return self.stop(
                Diagnostic::error(YamlCode::TooManyAliases, summary)
                    .help("use fewer anchors")
                    .at(at, ""),
            );
        }
        if let Some(first) = self.anchor_names.insert(name.to_owned(), at) {
            let summary = format!("the anchor `{}` is defined twice", shown(name));
            self.problem(
                Diagnostic::warning(YamlCode::AnchorRedefined, summary)
                    .help(
                        "give each anchor a name of its own; an alias refers to the last one before it",
                    )
                    .at(at, "again here")
                    .related(first, "first here"),
            );
        }
        Ok(())
    }

    pub(crate) fn alias(&mut self, anchor: usize, at: Span) -> Result<(), Stop> {
        self.aliases += 1;
        if self.aliases > MAX_ALIASES {
            let summary = format!("the file has more than {MAX_ALIASES} aliases");
            return self.stop(
                Diagnostic::error(YamlCode::TooManyAliases, summary)
                    .help("use fewer aliases")
                    .at(at, ""),
            );
        }
        if self.wants_key() {
            self.problem(syntax::complex_key("a key is an alias", at));
            self.next(Next::Dropped, true);
            return Ok(());
        }
        if self.expanded.refused {
            // An error in another file reports this already.
            let value = Value::Unread;
            return self.place(Node { value, span: at }, Size::default());
        }
        if self.open.iter().any(|open| open.anchor == anchor) {
            let summary = "an alias is inside the value that it names";
            self.problem(
                Diagnostic::error(YamlCode::AliasToItself, summary)
                    .help("a value cannot hold itself; write it out")
                    .at(at, ""),
            );
            return self.place(
                Node {
                    value: Value::Unread,
                    span: at,
                },
                Size::default(),
            );
        }
        let Some(size) = self.anchors.get(&anchor).map(|(_, size)| *size) else {
            let summary = "the anchor of this alias is on a value that could not be read";
            self.problem(
                Diagnostic::error(YamlCode::UnknownAlias, summary)
                    .help("write the value out")
                    .at(at, ""),
            );
            return self.place(
                Node {
                    value: Value::Unread,
                    span: at,
                },
                Size::default(),
            );
        };
        if self.open.len() + size.levels > MAX_DEPTH {
            let summary =
                format!("with this alias lists and maps are nested more than {MAX_DEPTH} deep");
            return self.stop(
                Diagnostic::error(YamlCode::TooDeep, summary)
                    .help("nest less")
                    .at(at, ""),
            );
        }
        self.spend(size, at)?;
        let value = self
            .anchors
            .get(&anchor)
            .map_or(Value::Unread, |(node, _)| node.value.clone());
        self.place(Node { value, span: at }, size)
    }
}

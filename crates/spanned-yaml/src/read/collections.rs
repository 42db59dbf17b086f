//! Keys, and the beginnings and ends of lists and maps.

use std::borrow::Cow;

use granit_parser::Tag;

use crate::codes::YamlCode;
use crate::diagnostic::Diagnostic;
use crate::quote::shown;
use crate::read::builder::{Builder, Kind, Next, Open, Size, Stop, is_secret};
use crate::read::limits::MAX_DEPTH;
use crate::read::{merge, syntax};
use crate::secrets::mask::{holds_a_secret, words};
use crate::source::Span;
use crate::tree::node::{Node, Value};
use crate::tree::scalar::Style;

/// Whether a colon follows a key.
struct HasColon(bool);

impl Builder<'_> {
    pub(crate) fn key(&mut self, value: Value, at: Span) {
        let mut quoted = false;
        let mut text = match value {
            Value::Scalar(scalar) => {
                quoted = scalar.style != Style::Plain;
                if scalar.style == Style::Plain {
                    if let Some(found) =
                        crate::read::plain_scalars::look_at_plain(self.sources, at, &scalar.text)
                    {
                        self.problem(found);
                    }
                    if scalar.text == "<<" {
                        return self.merge_key(at);
                    }
                }
                scalar.text
            }
            Value::Null if at.start < at.end => self.sources.slice(at).into(),
            Value::Unread => {
                self.next(Next::Dropped, true);
                return;
            }
            _ => {
                self.problem(syntax::complex_key("a key is empty", at));
                self.next(Next::Dropped, true);
                return;
            }
        };
        if text.len() > 1024 && text.chars().nth(1024).is_some() {
            let summary = "a key is longer than 1024 characters";
            self.problem(
                Diagnostic::error(YamlCode::KeyTooLong, summary)
                    .help("use a shorter name")
                    .at(at, ""),
            );
            self.next(Next::Dropped, true);
            return;
        }
        // `{ token, "abc" }`: a comma instead of a colon makes a key of the secret. After a colon, a
        // key in quotes is a key.
        let follows = match self.after_a_secret() {
            Some(HasColon(has_colon)) => (quoted && !has_colon) || words(&text).next().is_some(),
            None => false,
        };
        let hides = follows || holds_a_secret(&text);
        if hides {
            self.hidden.push(at);
            text = "***".into();
        }
        let Some(Open {
            kind: Kind::Map(map, _),
            ..
        }) = self.open.last()
        else {
            return;
        };
        if let Some(first) = map.get(&text).map(|entry| entry.key) {
            let name = if hides || self.in_secret() {
                "***".to_owned()
            } else {
                shown(&text)
            };
            let summary = format!("the key `{name}` is in this map twice");
            self.problems.push(
                Diagnostic::error(YamlCode::DuplicateKey, summary)
                    .help("keep one of the two")
                    .address(self.address(Some(&text)))
                    .at(at, "again here")
                    .related(first, "first here"),
            );
            self.next(Next::Dropped, false);
            return;
        }
        self.next(Next::Value(text, at), false);
    }

    /// A merge key: the next node names the maps to merge.
    fn merge_key(&mut self, at: Span) {
        let again = matches!(self.open.last(), Some(open) if !open.merged.is_empty());
        if again {
            let summary = "the key `<<` is in this map twice";
            self.problem(
                Diagnostic::error(YamlCode::DuplicateKey, summary)
                    .help("merge several maps with a list: `<<: [*a, *b]`")
                    .at(at, "again here"),
            );
            return self.next(Next::Dropped, true);
        }
        self.next(Next::Merged(at), false);
    }

    /// Whether a colon follows the last key of the map on top of the stack, if that is a secret's key
    /// without a value.
    fn after_a_secret(&self) -> Option<HasColon> {
        let Some(Open {
            kind: Kind::Map(map, _),
            ..
        }) = self.open.last()
        else {
            return None;
        };
        let (key, entry) = map.last()?;
        if !entry.value.is_null() || !is_secret(key) {
            return None;
        }
        let text = self.sources.text(entry.key.source);
        let after = text.get(entry.key.end as usize..).unwrap_or_default();
        Some(HasColon(after.trim_start().starts_with(':')))
    }

    /// Sets what the map on top of the stack waits for.
    pub(crate) fn next(&mut self, next: Next, partial: bool) {
        if let Some(Open {
            kind: Kind::Map(map, wanted),
            ..
        }) = self.open.last_mut()
        {
            *wanted = next;
            map.partial |= partial;
        }
    }

    pub(crate) fn start(
        &mut self,
        kind: Kind,
        core: &str,
        anchor: usize,
        at: Span,
        tag: Option<(Cow<'_, Tag>, Span)>,
    ) -> Result<(), Stop> {
        if self.open.len() >= MAX_DEPTH {
            let summary = format!("lists and maps are nested more than {MAX_DEPTH} deep");
            return self.stop(
                Diagnostic::error(YamlCode::TooDeep, summary)
                    .help("no configuration needs this; look for stray brackets or dashes")
                    .at(at, ""),
            );
        }
        let mut refused = false;
        if let Some((tag, place)) = tag
            && !tag.is_yaml_core_schema_tag(core)
        {
            self.tag(place);
            refused = true;
        }
        let as_key = self.wants_key();
        if as_key {
            if !self.open.iter().any(|open| open.as_key) {
                self.problem(syntax::complex_key("a key is a list or a map", at));
            }
            self.next(Next::Dropped, true);
        }
        let size = Size {
            nodes: 1,
            ..Size::default()
        };
        let anchor = if as_key { 0 } else { anchor };
        self.open.push(Open {
            kind,
            span: at,
            anchor,
            size,
            merged: Vec::new(),
            as_key,
            refused,
        });
        Ok(())
    }

    pub(crate) fn end(&mut self, at: Span) -> Result<(), Stop> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        if open.as_key {
            return Ok(());
        }
        let mut place = open.span;
        // The end of a block collection is noticed only at what follows; it ends with its last child.
        if at.end > at.start {
            place.end = at.end;
        }
        let value = match open.kind {
            _ if open.refused => Value::Unread,
            Kind::List(mut items) => {
                items.shrink_to_fit();
                Value::List(items)
            }
            Kind::Map(map, _) => {
                let mut map = merge::with(map, open.merged);
                self.rooms.extend(map.fit());
                Value::Map(map)
            }
        };
        let node = Node { value, span: place };
        self.remember(open.anchor, &node, open.size)?;
        self.place(node, open.size)
    }
}

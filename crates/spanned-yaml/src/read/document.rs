//! One file's events turned into a tree, under limits that keep hostile input cheap.
//!
//! `granit-parser` alone decides what is YAML; this file decides which YAML is allowed here. It
//! returns what could be read and everything that is wrong. After a syntax error the maps that were
//! still open are marked as partial, so that keys that were not reached are not reported as
//! missing.

use std::borrow::Cow;

use granit_parser::{Event, Options, Parser, ScalarStyle, Tag};
use smol_str::SmolStr;

use crate::codes::YamlCode;
use crate::diagnostic::{Diagnostic, Findings};
use crate::quote::shown;
use crate::read::builder::{Builder, Kind, Next, Size, Stop};
use crate::read::syntax;
use crate::source::{SourceId, Sources, Span, span};
use crate::tree::node::{Map, Node, Value};
use crate::tree::scalar::{Scalar, Style};

/// The end of a help about an alias that may have been meant as a text.
const QUOTE_ASTERISK: &str = "text that begins with `*` must be quoted";

/// Tags by which other tools mark a secret, or a variable that holds one. The tags themselves are
/// not secrets.
const OF_SECRETS: [&str; 3] = ["!secret", "!env", "!vault"];
/// The number of problems after which the rest of a file is not read.
const MAX_PROBLEMS: usize = 1_000;

/// Reads one file. An empty file is a null. Problems, and the places that must not be shown, are
/// added to the findings.
pub fn parse(sources: &mut Sources, id: SourceId, findings: &mut Findings) -> Option<Node> {
    let mut complete = true;
    let mut revealed = None;
    let text = sources.text(id);
    let mut options = Options::default();
    options.emit_unresolved_aliases = true;
    options.emit_anchor_events = true;
    options.set_emit_comments(false);
    let mut builder = Builder::new(sources, id, findings.expanded);
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((event, place)) => {
                let place = builder.span(&place);
                let tag = place.1;
                if builder.event(event, place.0, tag).is_err() {
                    complete = false;
                    builder.abandon();
                    break;
                }
            }
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(text.len());
                let diagnostic = syntax::explain(error.kind(), sources, id, at);
                let place = diagnostic.span();
                revealed = place.and_then(|at| syntax::character(error.kind(), sources, at));
                builder
                    .problems
                    .push(diagnostic.address(builder.address(None)));
                complete = false;
                builder.abandon();
                break;
            }
        }
    }
    let root = match builder.root {
        None if builder.problems.is_empty() => Some(Node {
            value: Value::Null,
            span: span(id, 0, 0),
        }),
        Some(root) if root.is_null() => Some(Node {
            span: span(id, 0, 0),
            ..root
        }),
        root => root.filter(|root| !matches!(root.value, Value::Unread)),
    };
    findings.diagnostics.extend(builder.problems);
    findings.concealed.extend(builder.hidden);
    if root.as_ref().is_some_and(|root| root.map().is_none()) {
        // A file that is not a map may be the file of a secret, named by mistake.
        findings.concealed.push(sources.whole(id));
    }
    findings.expanded = builder.expanded;
    if let Some(at) = revealed {
        sources.reveal(at);
    }
    if complete {
        sources.mark_parsed(id);
    }
    root
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, at: Span, tag_at: Option<Span>) -> Result<(), Stop> {
        if self.problems.len() >= MAX_PROBLEMS {
            return Err(Stop);
        }
        match event {
            Event::DocumentStart(_, version) => {
                if let Some(version) = version.filter(|v| (v.major, v.minor) != (1, 2)) {
                    let summary = format!(
                        "the file asks for YAML {}.{}; it is read as YAML 1.2",
                        version.major, version.minor
                    );
                    let place = span(self.id, 0, self.text.find('\n').unwrap_or(0));
                    self.problems.push(
                        Diagnostic::warning(YamlCode::OldYaml, summary)
                            .help("remove the %YAML line")
                            .at(place, ""),
                    );
                }
                self.documents += 1;
                if self.documents > 1 {
                    return self.stop(
                        Diagnostic::error(YamlCode::SeveralDocuments, "the file holds more than one document")
                            .help("put what follows this line into a file of its own; several files are joined")
                            .at(at, "a second document starts here"),
                    );
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                let scalar = self.scalar(text, style, at, tag.zip(tag_at));
                self.scalar_node(scalar, anchor, at)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.start(Kind::List(Vec::new()), "seq", anchor, at, tag.zip(tag_at))
            }
            Event::MappingStart(_, anchor, tag) => {
                let room = self.rooms.pop().unwrap_or_default();
                let kind = Kind::Map(Map::growing_in(room), Next::Key);
                self.start(kind, "map", anchor, at, tag.zip(tag_at))
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(at),
            Event::Anchor(_, name) => {
                if self.in_secret() {
                    self.hidden.push(at);
                }
                self.anchor(&name, at)
            }
            Event::Alias(anchor) => self.alias(anchor, at),
            Event::UnresolvedAlias(name) => {
                let summary = if self.in_secret() {
                    "there is no anchor of this name".to_owned()
                } else {
                    format!("there is no anchor `{}`", shown(&name))
                };
                let names = self.anchor_names.keys().map(String::as_str);
                let unknown = Diagnostic::error(YamlCode::UnknownAlias, summary).at(at, "");
                self.problem(match crate::suggestion::nearest(&name, names) {
                    Some(near) => unknown.did_you_mean(format!("*{}", shown(near)), QUOTE_ASTERISK),
                    None => unknown.help(format!(
                        "define it before this line with `&`; {QUOTE_ASTERISK}"
                    )),
                });
                self.place(
                    Node {
                        value: Value::Unread,
                        span: at,
                    },
                    Size::default(),
                )
            }
            _ => Ok(()),
        }
    }

    /// A scalar with its style, tag and nullness settled; `None` where it cannot be read.
    fn scalar(
        &mut self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        at: Span,
        tag: Option<(Cow<'_, Tag>, Span)>,
    ) -> Value {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
        };
        let absent = style == Style::Plain && at.start == at.end;
        let null = style == Style::Plain
            && (absent || matches!(text.as_ref(), "~" | "null" | "Null" | "NULL"));
        let scalar = Scalar {
            text: text.into(),
            style,
            concealed: false,
            filled: false,
        };
        match tag {
            None if null => Value::Null,
            None => Value::Scalar(scalar),
            Some((tag, place)) => match tag.core_suffix() {
                Some("str") => {
                    let text = if absent {
                        SmolStr::default()
                    } else {
                        scalar.text
                    };
                    Value::Scalar(Scalar::quoted(text))
                }
                Some("int" | "float" | "bool") if !null => Value::Scalar(scalar),
                Some("null" | "int" | "float" | "bool") if null || scalar.text.is_empty() => {
                    Value::Null
                }
                _ => {
                    self.tag(place);
                    Value::Unread
                }
            },
        }
    }

    pub(crate) fn tag(&mut self, place: Span) {
        let in_secret = self.in_secret();
        let tag = self.sources.slice(place);
        let of_secrets = OF_SECRETS.iter().any(|own| tag.eq_ignore_ascii_case(own));
        // A secret that begins with `!` would be read as a tag.
        let tag = if in_secret && !of_secrets {
            self.hidden.push(place);
            ""
        } else {
            tag
        };
        let help = match tag {
            _ if of_secrets => {
                "remove it; for a value from outside write ${name}, and pass it with --var or SWITCHBOARD_VAR_NAME"
            }
            "!!binary" => "write the text itself; binary values are not supported",
            "!include" => "join files with -f, or with an overlay; there is no include",
            _ => "remove the tag; if the value begins with `!`, quote it",
        };
        let summary = match tag {
            "" => "the tag here is not supported".to_owned(),
            _ => format!("the tag `{}` is not supported", shown(tag)),
        };
        self.problem(
            Diagnostic::error(YamlCode::Tag, summary)
                .help(help)
                .at(place, ""),
        );
    }

    /// A scalar event: a key, or a value.
    fn scalar_node(&mut self, value: Value, anchor: usize, at: Span) -> Result<(), Stop> {
        if self.wants_key() {
            if let Value::Scalar(scalar) = &value {
                self.look_for_secret(&scalar.text, at);
            }
            if let (Value::Scalar(scalar), true) = (&value, anchor != 0) {
                let size = Size {
                    nodes: 1,
                    bytes: scalar.text.len(),
                    levels: 0,
                };
                self.remember(
                    anchor,
                    &Node {
                        value: value.clone(),
                        span: at,
                    },
                    size,
                )?;
            }
            self.key(value, at);
            return Ok(());
        }
        let mut at = at;
        let mut size = Size {
            nodes: 1,
            bytes: 0,
            levels: 0,
        };
        if let Value::Scalar(scalar) = &value {
            self.look_for_secret(&scalar.text, at);
            size.bytes = scalar.text.len();
            match scalar.style {
                Style::Block => {
                    let cut = self.sources.slice(at).trim_end().len();
                    at = span(self.id, at.start as usize, at.start as usize + cut);
                }
                Style::Plain => {
                    if let Some(found) =
                        crate::read::plain_scalars::look_at_plain(self.sources, at, &scalar.text)
                    {
                        self.problem(found);
                    }
                }
                Style::Quoted => {}
            }
        }
        let node = Node { value, span: at };
        self.remember(anchor, &node, size)?;
        self.place(node, size)
    }
}

//! Values to be written, with their comments.

/// A value to be written.
#[derive(Debug, Clone, PartialEq)]
pub enum Draft {
    /// Text; quoted where that is necessary.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A number with a decimal point.
    Decimal(f64),
    /// `true` or `false`.
    Flag(bool),
    /// A list.
    List(DraftList),
    /// A map.
    Map(DraftMap),
}

impl Draft {
    /// Whether the value is written on lines of its own.
    pub(crate) fn is_block(&self) -> bool {
        match self {
            Draft::Map(map) => !map.entries.is_empty() && !map.is_inline(),
            Draft::List(list) => !list.items.is_empty() && !list.is_inline(),
            _ => false,
        }
    }

    /// Whether there is a comment inside the value.
    fn has_comments(&self) -> bool {
        let of = |part: &Part| part.has_comments();
        match self {
            Draft::Map(map) => !map.below.is_empty() || map.entries.iter().any(|(_, p)| of(p)),
            Draft::List(list) => !list.below.is_empty() || list.items.iter().any(of),
            _ => false,
        }
    }
}

/// A value with its comments: an entry of a map without its key, or an item of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub(crate) value: Draft,
    pub(crate) above: Vec<String>,
    pub(crate) beside: Option<String>,
    pub(crate) blank: bool,
}

impl Part {
    /// A value without comments.
    pub fn new(value: impl Into<Draft>) -> Self {
        Self {
            value: value.into(),
            above: Vec::new(),
            beside: None,
            blank: false,
        }
    }

    /// Adds a comment above the entry, without its `#`; each line of the text is a line.
    #[must_use]
    pub fn above(mut self, comment: impl Into<String>) -> Self {
        self.above.push(comment.into());
        self
    }

    /// Puts a comment at the end of the entry's first line, without its `#`.
    #[must_use]
    pub fn beside(mut self, comment: impl Into<String>) -> Self {
        self.beside = Some(comment.into());
        self
    }

    /// Puts a blank line above the entry and its comments, unless it is the first.
    #[must_use]
    pub fn after_a_blank_line(mut self) -> Self {
        self.blank = true;
        self
    }

    /// The value.
    pub fn value(&self) -> &Draft {
        &self.value
    }

    fn has_comments(&self) -> bool {
        !self.above.is_empty() || self.beside.is_some() || self.value.has_comments()
    }
}

/// A map to be written, in the given order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DraftMap {
    pub(crate) entries: Vec<(String, Part)>,
    pub(crate) inline: bool,
    pub(crate) below: Vec<String>,
}

impl DraftMap {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an entry at the end.
    pub fn push(&mut self, key: impl Into<String>, part: impl Into<Part>) {
        self.entries.push((key.into(), part.into()));
    }

    /// The map with one more entry.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, part: impl Into<Part>) -> Self {
        self.push(key, part);
        self
    }

    /// Writes the map on one line, `{ a: 1 }`, unless there are comments in it.
    #[must_use]
    pub fn inline(mut self) -> Self {
        self.inline = true;
        self
    }

    /// Adds a comment below the last entry. An empty map has no such comment.
    #[must_use]
    pub fn below(mut self, comment: impl Into<String>) -> Self {
        self.below.push(comment.into());
        self
    }

    /// Keys and entries in order.
    pub fn entries(&self) -> &[(String, Part)] {
        &self.entries
    }

    fn is_inline(&self) -> bool {
        let comments = |(_, part): &(String, Part)| part.has_comments();
        self.inline && self.below.is_empty() && !self.entries.iter().any(comments)
    }
}

/// A list to be written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DraftList {
    pub(crate) items: Vec<Part>,
    pub(crate) inline: bool,
    pub(crate) below: Vec<String>,
}

impl DraftList {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an item at the end.
    pub fn push(&mut self, part: impl Into<Part>) {
        self.items.push(part.into());
    }

    /// The list with one more item.
    #[must_use]
    pub fn with(mut self, part: impl Into<Part>) -> Self {
        self.push(part);
        self
    }

    /// Writes the list on one line, `[a, b]`, unless there are comments in it.
    #[must_use]
    pub fn inline(mut self) -> Self {
        self.inline = true;
        self
    }

    /// Adds a comment below the last item. An empty list has no such comment.
    #[must_use]
    pub fn below(mut self, comment: impl Into<String>) -> Self {
        self.below.push(comment.into());
        self
    }

    /// The items in order.
    pub fn items(&self) -> &[Part] {
        &self.items
    }

    fn is_inline(&self) -> bool {
        self.inline && self.below.is_empty() && !self.items.iter().any(Part::has_comments)
    }
}

impl<P: Into<Part>> FromIterator<P> for DraftList {
    fn from_iter<I: IntoIterator<Item = P>>(items: I) -> Self {
        Self {
            items: items.into_iter().map(Into::into).collect(),
            ..Self::default()
        }
    }
}

impl<K: Into<String>, P: Into<Part>> FromIterator<(K, P)> for DraftMap {
    fn from_iter<I: IntoIterator<Item = (K, P)>>(entries: I) -> Self {
        let entries = entries.into_iter();
        Self {
            entries: entries.map(|(k, p)| (k.into(), p.into())).collect(),
            ..Self::default()
        }
    }
}

/// A value of a Rust type as a draft, and as a part without comments.
macro_rules! drafts {
    ($($from:ty => |$value:ident| $draft:expr;)*) => {$(
        impl From<$from> for Draft {
            fn from($value: $from) -> Self {
                $draft
            }
        }

        impl From<$from> for Part {
            fn from(value: $from) -> Self {
                Part::new(value)
            }
        }
    )*};
}

drafts! {
    &str => |value| Draft::Text(value.to_owned());
    String => |value| Draft::Text(value);
    i64 => |value| Draft::Number(value);
    i32 => |value| Draft::Number(i64::from(value));
    u32 => |value| Draft::Number(i64::from(value));
    f64 => |value| Draft::Decimal(value);
    bool => |value| Draft::Flag(value);
    DraftList => |value| Draft::List(value);
    DraftMap => |value| Draft::Map(value);
}

impl From<Draft> for Part {
    fn from(value: Draft) -> Self {
        Part::new(value)
    }
}

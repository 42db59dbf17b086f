//! The header `Prefer`.

use sandbox_server::Request;

/// The annotation that names the table of a lookup.
pub(crate) const LOOKUP: &str = "Microsoft.Dynamics.CRM.lookuplogicalname";

/// What a request prefers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Prefer {
    /// The whole header.
    pub(crate) text: String,
    pub(crate) page_size: Option<usize>,
    annotations: Option<String>,
    pub(crate) representation: bool,
}

impl Prefer {
    /// What this request prefers.
    pub(crate) fn of(request: &Request) -> Self {
        Self::parse(request.header("prefer").unwrap_or_default())
    }

    fn parse(text: &str) -> Self {
        let mut found = Self {
            text: text.to_owned(),
            ..Self::default()
        };
        let mut quoted = false;
        let parts = text.split(|c| {
            quoted ^= c == '"';
            (c == ',' || c == ';') && !quoted
        });
        for part in parts {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let value = value.trim().trim_matches('"');
            match name.trim() {
                "odata.maxpagesize" => {
                    found.page_size = value.parse().ok().filter(|size| *size > 0);
                }
                "odata.include-annotations" => found.annotations = Some(value.to_owned()),
                "return" => found.representation = value == "representation",
                _ => {}
            }
        }
        found
    }

    /// True if an annotation is requested.
    pub(crate) fn wants(&self, annotation: &str) -> bool {
        let mut patterns = self.annotations.iter().flat_map(|list| list.split(','));
        patterns.any(|pattern| {
            let pattern = pattern.trim();
            let start = pattern.strip_suffix('*');
            pattern == annotation || start.is_some_and(|start| annotation.starts_with(start))
        })
    }

    /// True if every annotation is requested.
    pub(crate) fn wants_all(&self) -> bool {
        let mut patterns = self.annotations.iter().flat_map(|list| list.split(','));
        patterns.any(|pattern| pattern.trim() == "*")
    }

    /// True if any annotation is requested.
    pub(crate) fn wants_any(&self) -> bool {
        self.annotations.is_some()
    }

    /// The header `Preference-Applied` of a read.
    pub(crate) fn applied(&self, is_list: bool) -> Option<String> {
        let size = self.page_size.filter(|_| is_list);
        let size = size.map(|size| format!("odata.maxpagesize={size}"));
        let annotations = self.annotations.as_ref();
        let annotations = annotations.map(|list| format!("odata.include-annotations=\"{list}\""));
        let applied: Vec<String> = size.into_iter().chain(annotations).collect();
        (!applied.is_empty()).then(|| applied.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_in_quotes_does_not_separate() {
        let prefer = Prefer::parse(
            "odata.maxpagesize=3, odata.include-annotations=\"A.b,Microsoft.Dynamics.CRM.*\"",
        );
        assert_eq!(prefer.page_size, Some(3));
        assert!(prefer.wants("A.b") && prefer.wants(LOOKUP) && !prefer.wants("A.c"));
        assert!(!prefer.wants_all() && Prefer::parse("odata.include-annotations=*").wants_all());
        assert!(Prefer::parse("return=representation").representation);
    }
}

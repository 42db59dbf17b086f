//! The query options of a read.

use sandbox_server::{Reply, Request};

use crate::api::error::{error, not_simulated};
use crate::web::filter::Filter;

/// How many navigation properties can be expanded.
const MOST_EXPANDS: usize = 15;

/// The query options.
#[derive(Debug, Default)]
pub(crate) struct Options {
    pub(crate) select: Option<Vec<String>>,
    pub(crate) expand: Vec<Expand>,
    pub(crate) filter: Option<Filter>,
    /// True for the link to a next page.
    pub(crate) is_continued: bool,
}

/// An expanded navigation property.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Expand {
    pub(crate) name: String,
    pub(crate) select: Option<Vec<String>>,
}

impl Options {
    /// The options of a request.
    pub(crate) fn of(request: &Request) -> Result<Self, Reply> {
        let mut options = Self::default();
        for (name, value) in &request.query {
            match name.as_str() {
                "$select" => options.select = Some(names(value)),
                "$expand" => options.expand = expands(value)?,
                "$filter" => {
                    let filter = Filter::parse(value);
                    let filter = filter.ok_or_else(|| not_simulated("this $filter"))?;
                    options.filter = Some(filter);
                }
                "$skiptoken" => options.is_continued = true,
                "$skip" => return Err(bad("Skip Clause is not supported in CRM")),
                other if other.starts_with('$') => return Err(not_simulated(other)),
                _ => {}
            }
        }
        if options.expand.len() > MOST_EXPANDS {
            return Err(bad(format!(
                "The sandbox expands at most {MOST_EXPANDS} navigation properties, as Dataverse does"
            )));
        }
        Ok(options)
    }
}

/// 400 for an option that cannot be read.
pub(crate) fn bad(message: impl AsRef<str>) -> Reply {
    error(400, "0x0", message)
}

fn names(list: &str) -> Vec<String> {
    list.split(',').map(|name| name.trim().to_owned()).collect()
}

/// Reads `$expand`: names with options in parentheses.
fn expands(text: &str) -> Result<Vec<Expand>, Reply> {
    let mut depth = 0_u32;
    let parts = text.split(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    });
    parts.map(|part| expand(part.trim())).collect()
}

fn expand(part: &str) -> Result<Expand, Reply> {
    let Some((name, options)) = part.split_once('(') else {
        return Ok(Expand {
            name: part.to_owned(),
            select: None,
        });
    };
    let options = options
        .strip_suffix(')')
        .ok_or_else(|| bad("Syntax error in $expand: a parenthesis is not closed"))?;
    let mut select = None;
    for option in options.split(';').filter(|option| !option.is_empty()) {
        match option.split_once('=') {
            Some(("$select", list)) => select = Some(names(list)),
            _ => return Err(not_simulated(&format!("the option {option} of $expand"))),
        }
    }
    Ok(Expand {
        name: name.trim().to_owned(),
        select,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expands_have_options_of_their_own() {
        let read = expands("a($select=b,c),d").unwrap();
        let [first, second] = read.as_slice() else {
            panic!("{read:?}");
        };
        assert_eq!(first.select, Some(vec!["b".to_owned(), "c".to_owned()]));
        assert_eq!((second.name.as_str(), &second.select), ("d", &None));
        assert!(expands("a($select=b").is_err() && expands("a($top=1)").is_err());
    }
}

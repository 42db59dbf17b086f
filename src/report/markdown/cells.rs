//! Table cells, fenced differences and lists that plan and drift share in Markdown.

use std::fmt::Write as _;

use crate::model::Unmanaged;
use crate::report::fields::brief::briefs;
use crate::report::fields::rows::Row;
use crate::report::text::escape::neutral;
use crate::report::text::markdown_escape::{code, inert};
use crate::report::text::plural::plural;
use crate::report::text::sheet::List;
use crate::report::text::width::shortened;

/// The longest text about one member of a group, in characters.
const OWN: usize = 160;

/// The cell of a table that shows the changes: the fields, else the first remark.
pub(in crate::report) fn changes(rows: &[Row], remarks: &[String]) -> String {
    if rows.is_empty() {
        return remarks.first().map_or_else(String::new, |line| inert(line));
    }
    let (briefs, more) = briefs(rows);
    let mut parts: Vec<String> = briefs
        .iter()
        .map(|one| {
            let (name, after) = (code(&one.name), code(&one.after));
            match &one.before {
                Some(before) => format!("{name} {} → {after}", code(before)),
                None => format!("{name} {after}"),
            }
        })
        .collect();
    if more > 0 {
        parts.push(format!("and {}", plural(more, "more field")));
    }
    parts.join("<br>")
}

/// Rows as a fenced diff, each below the place of its value; empty for no rows. `sign` marks values that have one side only.
pub(in crate::report) fn diff(rows: &[Row], sign: &str) -> String {
    let mut body = String::new();
    for row in rows {
        if let Some(place) = &row.place {
            let _ = writeln!(body, "@@ {} @@", neutral(&place.in_short()));
        }
        match (&row.before, &row.after) {
            (Some(before), Some(after)) => {
                let _ = writeln!(body, "- {0}: {before}\n+ {0}: {after}", row.name);
            }
            (Some(value), None) | (None, Some(value)) => {
                let _ = writeln!(body, "{sign} {}: {value}", row.name);
            }
            (None, None) => {}
        }
        for note in &row.notes {
            let _ = writeln!(body, "# {}: {note}", row.name);
        }
    }
    if body.is_empty() {
        return body;
    }
    let fence = "`".repeat(longest_run(&body).max(2) + 1);
    format!("\n{fence}diff\n{body}{fence}\n")
}

/// One member of a group.
pub(in crate::report) struct Member {
    /// The last part of its address.
    pub(in crate::report) name: String,
    /// What identifies it, if its name does not.
    pub(in crate::report) identity: Option<String>,
    /// What differs from the rest of the group; may be empty.
    pub(in crate::report) own: String,
}

/// The members of a group in a folded list, on one line if none differs from the rest.
pub(in crate::report) fn members(open: String, members: &[Member]) -> List {
    let own = members.iter().any(|one| !one.own.is_empty());
    let item = |(at, one): (usize, &Member)| {
        let mut text = match (own, at) {
            (true, _) => "- ".to_owned(),
            (false, 0) => String::new(),
            (false, _) => ", ".to_owned(),
        };
        text.push_str(&code(&one.name));
        if let Some(identity) = &one.identity {
            let _ = write!(text, " {}", inert(identity));
        }
        if own {
            let _ = writeln!(text, " {}", inert(&shortened(&one.own, OWN)));
        }
        (text, 1)
    };
    List {
        open,
        items: members.iter().enumerate().map(item).collect(),
        close: "\n\n</details>\n",
        more: if own { and_more_below } else { and_more_beside },
    }
}

fn and_more_below(more: usize) -> String {
    format!("- … and {more} more\n")
}

fn and_more_beside(more: usize) -> String {
    format!(" … and {more} more")
}

/// Objects in the accounts that are not in the configuration.
pub(in crate::report) fn unmanaged(unmanaged: &[Unmanaged]) -> List {
    let item = |item: &Unmanaged| {
        let (key, id) = (code(&item.object.key), code(&item.object.id));
        let (kind, provider) = (item.object.kind, code(item.provider.as_str()));
        (format!("- {key} {kind} of {provider}, {id}\n"), 1)
    };
    List {
        open: "\n<details><summary>Not in the configuration</summary>\n\n".to_owned(),
        items: unmanaged.iter().map(item).collect(),
        close: "\n</details>\n",
        more: and_more_below,
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::longest_run;

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert_eq!(longest_run("a``b```c"), 3);
    }
}

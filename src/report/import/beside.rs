//! What an import took over from Dynamics 365 beside the accounts, in words.

use super::list;
use crate::model::Counterpart;
use crate::report::text::plural::plural;

/// What was taken over.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// Whether the organisation's id was.
    pub organization: bool,
    /// How many keywords were.
    pub keywords: usize,
    /// The key of the declaration that was added, if one was. It holds the comments.
    pub declaration: Option<&'a str>,
    /// What has no place in the file, each as a clause.
    pub unplaced: &'a [String],
    /// Whether to list everything, however much it is.
    pub everything: bool,
}

impl Beside<'_> {
    /// Whether there is anything to say.
    pub fn is_anything(&self) -> bool {
        !self.taken().is_empty() || !self.unplaced.is_empty()
    }

    /// What was taken over, in words.
    fn taken(&self) -> Vec<String> {
        let mut taken = Vec::new();
        if self.organization {
            taken.push("the organisation id".to_owned());
        }
        if self.keywords > 0 {
            taken.push(plural(self.keywords, "keyword"));
        }
        if let Some(key) = self.declaration {
            taken.push(format!("the declaration `{key}`"));
        }
        taken
    }

    /// The lines of the summary.
    pub(super) fn human(&self) -> String {
        let mut text = String::new();
        let title = Counterpart::DYNAMICS.title();
        let taken = self.taken();
        let taken = match taken.split_last() {
            Some((last, [])) => Some(last.clone()),
            Some((last, rest)) => Some(format!("{} and {last}", rest.join(", "))),
            None => None,
        };
        if let Some(taken) = taken {
            text += &format!("Took over from {title}: {taken}.\n");
        }
        if !self.unplaced.is_empty() {
            let count = plural(self.unplaced.len(), "entry").replace("entrys", "entries");
            let comments = match self.declaration {
                Some(_) => "; the file has a comment for each",
                None => "",
            };
            text += &format!("  {count} of {title} could not be written{comments}:\n");
            text += &list(self.unplaced.iter().cloned(), self.everything);
        }
        text
    }
}

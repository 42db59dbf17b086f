//! What a reading found, as the `Debug` output of the records shows it: their rows are not public.

use regex::Regex;

pub struct Seen(pub String);

impl Seen {
    /// How much was visible: of the providers, the numbers, and the keywords if they were read.
    pub fn extents(&self) -> Vec<String> {
        self.all(r"extent: (\w+)")
    }

    /// The codes of what makes the comparison incomplete.
    pub fn codes(&self) -> Vec<String> {
        Self(self.obstacles().to_owned()).all(r"code: (\w+)")
    }

    /// What makes the comparison incomplete, as text.
    pub fn obstacles(&self) -> &str {
        self.between("obstacles: [", "], notes: [")
    }

    /// The codes of the notes.
    pub fn note_codes(&self) -> Vec<String> {
        Self(self.notes().to_owned()).all(r"code: (\w+)")
    }

    pub fn notes(&self) -> &str {
        self.between("], notes: [", "], reads: ")
    }

    pub fn reads(&self) -> usize {
        self.all(r"\], reads: (\d+)").remove(0).parse().unwrap()
    }

    /// The number of rows of a type.
    pub fn rows(&self, of: &str) -> usize {
        self.0.matches(&format!("{of} {{")).count()
    }

    /// The row with a name.
    pub fn row(&self, of: &str, name: &str) -> &str {
        let of = format!("{of} {{ ");
        let mut rows = self.0.split(&of).skip(1);
        let named = format!("\"{name}\"");
        let row = rows.find(|row| row.contains(&named));
        row.unwrap_or_else(|| panic!("no {of} {name} in {}", self.0))
    }

    #[track_caller]
    pub fn has(&self, text: &str) {
        assert!(self.0.contains(text), "{text} is not in {}", self.0);
    }

    /// Expects that everything was read and is visible.
    #[track_caller]
    pub fn is_complete(&self) {
        assert!(self.codes().is_empty(), "{}", self.0);
        let mut extents = self.extents().into_iter();
        assert!(extents.all(|extent| extent == "Everything"), "{}", self.0);
    }

    fn between(&self, start: &str, end: &str) -> &str {
        let (_, rest) = self.0.split_once(start).unwrap();
        rest.split_once(end).unwrap().0
    }

    fn all(&self, pattern: &str) -> Vec<String> {
        let pattern = Regex::new(pattern).unwrap();
        let found = pattern.captures_iter(&self.0);
        found.map(|one| one[1].to_owned()).collect()
    }
}

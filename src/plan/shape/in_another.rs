//! A number that is in another group than the declared one.

/// The group that a number is in instead of the declared one.
pub(in crate::plan) struct Elsewhere {
    /// The group's identifier.
    pub id: String,
    /// The group's name.
    pub name: String,
    /// Whether YAML declares the group.
    pub declared: bool,
    /// The name of the group in which the last apply left the number, if that is another group.
    pub until_now: Option<String>,
}

impl Elsewhere {
    /// Returns a clause that says where the number was, to add after the place where it is.
    pub(crate) fn moved(&self) -> String {
        match &self.until_now {
            Some(name) => {
                format!("; it was in {name} at the last apply and was moved outside Switchboard")
            }
            None => String::new(),
        }
    }
}

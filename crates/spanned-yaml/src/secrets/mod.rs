//! What looks like a secret, what a reference to one looks like, and what must not be shown.

pub(crate) mod mask;
pub(crate) mod names;
pub(crate) mod reference;
pub(crate) mod url_passwords;

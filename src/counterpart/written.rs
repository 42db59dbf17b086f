//! What a declaration says about the place of a counterpart and about its own identity there, for a
//! stand-in that should agree with it. Plain data.

/// What is written in a declaration. What an environment variable holds is not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The resource for which tokens are requested: scheme and host, without a slash at the end.
    pub resource: String,
    /// The tenant.
    pub tenant: Option<String>,
    /// The id of the application.
    pub application: Option<String>,
}

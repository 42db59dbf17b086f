//! Refusals. Codes are Twilio's; where Twilio does not document the HTTP status of a code, it is 400, the usual one.

/// Why a request is refused. The state is unchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: u32,
    pub(crate) message: String,
    pub(crate) detail: Option<String>,
}

impl Refusal {
    /// A refusal with an HTTP status and a Twilio code.
    pub(crate) fn new(status: u16, code: u32, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            detail: None,
        }
    }

    /// HTTP 400 with a Twilio code.
    pub(crate) fn bad(code: u32, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    /// Twilio 20003: the credentials are wrong, or not valid for this resource.
    pub(crate) fn unauthorised(detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..Self::new(401, 20003, "Authenticate")
        }
    }

    /// Twilio 20404: the resource does not exist, or belongs to another account.
    pub(crate) fn not_found(path: &str) -> Self {
        Self::new(
            404,
            20404,
            format!("The requested resource {path} was not found"),
        )
    }

    /// Twilio 20001: a parameter is missing or invalid.
    pub(crate) fn parameter(message: impl Into<String>) -> Self {
        Self::bad(20001, message)
    }

    /// Twilio 20500: the sandbox itself failed.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(500, 20500, message)
    }
}

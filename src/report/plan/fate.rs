//! The result of one change, in words.

/// The result of one change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::report) enum Fate {
    /// It was done and recorded.
    Done,
    /// It was done, and changed back by a rollout that stopped.
    Reverted,
    /// Only a part of it was done and recorded.
    Partly,
    /// It failed.
    Failed,
    /// It was sent, but no result is recorded.
    Unsettled,
    /// It was not tried.
    NotTried,
    /// The report was written before the apply.
    Open,
}

impl Fate {
    /// The result in a few words.
    pub(in crate::report) fn words(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Reverted => "changed back",
            Self::Partly => "partly done",
            Self::Failed => "failed",
            Self::Unsettled => "no result recorded",
            Self::NotTried => "not tried",
            Self::Open => "unknown",
        }
    }

    /// The word for the result in documents.
    pub(in crate::report) const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Reverted => "reverted",
            Self::Partly => "partial",
            Self::Failed => "failed",
            Self::Unsettled => "unsettled",
            Self::NotTried => "not_tried",
            Self::Open => "unknown",
        }
    }

    /// The class that colours the result on a page.
    pub(in crate::report) fn tone(self) -> &'static str {
        match self {
            Self::Done => "good",
            Self::Partly | Self::Failed | Self::Unsettled => "critical",
            Self::Reverted | Self::NotTried | Self::Open => "major",
        }
    }
}

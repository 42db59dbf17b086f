//! The kinds of bad days: how many numbers move, and which of them fail.

/// How many numbers move, and in which waves.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub numbers: usize,
    pub waves: &'static str,
    /// How many numbers each wave adds.
    pub adds: [usize; 3],
}

/// Enough for three waves.
pub const FEW: Size = Size {
    numbers: 60,
    waves: "1,20%,100%",
    adds: [1, 11, 48],
};
/// The size of the example.
pub const MANY: Size = Size {
    numbers: 500,
    waves: "1,5%,100%",
    adds: [1, 24, 475],
};

/// Which of the numbers fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meets {
    /// The fifth is the first, so that the second wave meets it.
    Second,
    /// The 36th is the first, so that only the last wave meets it.
    Last,
}

impl Meets {
    /// The seed of the sandbox's handler, and the place of the first declared number that fails. Every
    /// fiftieth after it fails too.
    pub fn seed_and_place(self) -> (u64, usize) {
        match self {
            Self::Second => (7, 4),
            Self::Last => (3, 35),
        }
    }
}

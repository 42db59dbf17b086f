//! A long life: a configuration that is edited at random, an account that others change at
//! random, requests that fail at random. After each round what is declared, recorded and there
//! must agree. `SWITCHBOARD_LONG_TESTS=1` lives through many rounds; `SWITCHBOARD_SOAK_SEED`
//! lives another life, or one that failed once more.

pub mod chance;
mod drivers;
mod edits;
mod life;
mod model;
mod shared;

/// The seed of the life that is lived unless another one is requested.
const SEED: u64 = 20_261_124;

/// The seed of this run.
pub fn seed() -> u64 {
    let asked = std::env::var("SWITCHBOARD_SOAK_SEED").ok();
    asked.map_or(SEED, |seed| seed.parse().unwrap())
}

/// How many rounds are lived: few, or many in a long run.
pub fn rounds(few: usize, many: usize) -> usize {
    let long = std::env::var_os("SWITCHBOARD_LONG_TESTS").is_some_and(|value| value == "1");
    if long { many } else { few }
}

/// In this process, which makes each round faster.
#[test]
fn declared_recorded_and_live_agree_after_every_round() {
    life::live(seed(), rounds(20, 200), drivers::Library::new);
}

/// The real binary lives through a part of it, too.
#[test]
fn declared_recorded_and_live_agree_with_the_binary() {
    life::live(seed() + 1, rounds(3, 20), drivers::Binary::new);
}

/// Two environments on one account never take each other's texts away.
#[test]
fn two_environments_on_one_account_leave_each_other_alone() {
    shared::live(seed() + 2, rounds(25, 200));
}

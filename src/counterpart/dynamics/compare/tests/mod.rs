//! Tests of the comparison as a whole. They change a world in which both sides agree.

mod differences;
mod imported;
mod keyword_differences;
mod matching;
mod number_differences;
mod observed;
mod random;
mod visible;
mod world;

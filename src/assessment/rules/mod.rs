//! Pure rules of assessment: what a scheme says and may say, and the score of a member by it.
//! Deliberately absent: the clock, the database, and any comparison of one member with another.

pub mod reading;
pub mod scheme;
pub mod scoring;

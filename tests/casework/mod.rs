//! What stories of every kind of case share: the desk, the walk through a machine's table, random histories.
//! Deliberately absent: stories of one kind.

pub mod desk;
pub mod random;
pub mod walk;

//! A random history of a few voices. Deliberately absent: the history itself, which every kind shares.

use super::desk::{Who, collect, desk};
use super::table::WALK;
use crate::casework::random::{Dice, history};
use crate::casework::walk::Walk;
use crate::support::Store;

on_both!(a_random_history_keeps_to_the_table);
async fn a_random_history_keeps_to_the_table(store: Store) {
    let desk = desk(&store).await;
    desk.today("2022-11-07");
    for n in 1..=6 {
        collect(&desk, n, "2022-11-07").await;
    }
    // Those who have a part; what others may not, the table tells.
    let walk = Walk {
        callers: &[Who::Office, Who::Leader, Who::Officer],
        ..WALK
    };
    let done = history(&desk, &walk, Who::Officer, &mut Dice(66), (6, 80)).await;
    assert!(done >= 6, "only {done} deeds were taken");
}

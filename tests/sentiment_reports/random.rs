//! A random history of a few sentiment reports. Deliberately absent: the history itself, which every kind shares.

use super::desk::{Who, desk, hand_in};
use super::table::WALK;
use crate::casework::random::{Dice, history};
use crate::casework::walk::Walk;
use crate::support::Store;

on_both!(a_random_history_keeps_to_the_table);
async fn a_random_history_keeps_to_the_table(store: Store) {
    let desk = desk(&store).await;
    desk.today("2022-11-07");
    for n in 1..=6 {
        hand_in(&desk, n, "2022-11-07").await;
    }
    // Those who have a part; what others may not, the table tells.
    let walk = Walk {
        callers: &[
            Who::Office,
            Who::Leader,
            Who::Unit,
            Who::Author,
            Who::Officer,
        ],
        ..WALK
    };
    let done = history(&desk, &walk, Who::Author, &mut Dice(64), (6, 200)).await;
    assert!(done >= 25, "only {done} deeds were taken");
}

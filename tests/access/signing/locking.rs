//! Guessing: five failures lock a name where they come from, then the name, then the address; whoever works where he always
//! works is not locked out by others. Deliberately absent: how long the waits grow (the rules' own table).

use futures_util::future::join_all;
use serde_json::json;

use super::{ELSEWHERE, OFFICE, Scene, WORD, code, place, sign_in};
use crate::support::Store;

const GUESS: &str = "a-wrong-password";

/// Five failures of a name from an address; then what a right password is told.
async fn after_five(scene: &Scene, from: &str, name: &str) -> String {
    for n in 1..=5 {
        assert_eq!(
            scene.tries(from, name, GUESS).await,
            "WRONG_CREDENTIALS",
            "{n}"
        );
    }
    scene.tries(from, name, WORD).await
}

on_both!(the_sixth_is_not_looked_at_though_it_is_right);
async fn the_sixth_is_not_looked_at_though_it_is_right(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    scene.settled("zhang.san", "OFFICE").await;
    assert_eq!(after_five(&scene, OFFICE, "zhang.san").await, "LOCKED");
    // It stays so for five minutes, for a second program over the same database too, and after a restart.
    let second = place(&store, &[]);
    let done = sign_in(&second, OFFICE, ("zhang.san", WORD, None)).await;
    assert_eq!(code(&done), "LOCKED");
    assert_eq!(
        done["errors"][0]["message"],
        "Too many failures; try again in 5 minutes."
    );
    scene.at(4);
    assert_eq!(scene.tries(OFFICE, "zhang.san", WORD).await, "LOCKED");
    scene.at(5);
    assert_eq!(scene.tries(OFFICE, "zhang.san", WORD).await, "");
    // Who was right begins anew, and the next lock is of five minutes again.
    assert_eq!(after_five(&scene, OFFICE, "zhang.san").await, "LOCKED");
    scene.at(10);
    assert_eq!(scene.tries(OFFICE, "zhang.san", WORD).await, "");
}

on_both!(a_program_that_counts_too_late_is_noticed);
async fn a_program_that_counts_too_late_is_noticed(store: Store) {
    let scene = Scene::new(&store, &["--lock-after", "6"]).await;
    scene.settled("zhang.san", "OFFICE").await;
    assert_eq!(after_five(&scene, OFFICE, "zhang.san").await, "");
}

on_both!(names_that_nobody_has_are_locked_alike);
async fn names_that_nobody_has_are_locked_alike(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    scene.person("zhang.san", "OFFICE").await;
    let mut told = Vec::new();
    for (n, name) in ["zhang.san", "nobody", "没有此人"].into_iter().enumerate() {
        let from = format!("198.51.100.{n}");
        let mut all = Vec::new();
        for _ in 0..7 {
            all.push(scene.sign_in(&from, (name, GUESS, None)).await);
        }
        assert_eq!(code(&all[6]), "LOCKED");
        told.push(all);
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
}

on_both!(who_guesses_from_many_places_locks_the_name_but_not_where_its_person_works);
async fn who_guesses_from_many_places_locks_the_name_but_not_where_its_person_works(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    let (account, _) = scene.settled("zhang.san", "OFFICE").await;
    for n in 0..5 {
        let from = format!("198.51.100.{n}");
        assert_eq!(
            scene.tries(&from, "zhang.san", GUESS).await,
            "WRONG_CREDENTIALS"
        );
    }
    // A sixth place is not listened to, nor is the person himself where he never was; at his desk he is.
    assert_eq!(
        scene.tries("198.51.100.9", "zhang.san", GUESS).await,
        "LOCKED"
    );
    assert_eq!(scene.tries(ELSEWHERE, "zhang.san", WORD).await, "LOCKED");
    assert_eq!(scene.tries(OFFICE, "zhang.san", WORD).await, "");
    // Another name is another matter, and the security administrator opens the lock.
    scene.settled("li.si", "OFFICE").await;
    assert_eq!(scene.tries(ELSEWHERE, "li.si", WORD).await, "");
    let unlock = format!("accountUnlock(input: {{id: {account}}}) {{ errors {{ code }} }}");
    assert_eq!(
        scene.does(&scene.keeper, &unlock).await["errors"],
        json!([])
    );
    assert_eq!(scene.tries(ELSEWHERE, "zhang.san", WORD).await, "");
}

on_both!(who_tries_many_names_locks_his_address_but_not_its_regulars);
async fn who_tries_many_names_locks_his_address_but_not_its_regulars(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    scene.settled("regular", "OFFICE").await;
    scene.settled("visitor", "LEADER").await;
    let from = ELSEWHERE;
    assert_eq!(scene.tries(from, "regular", WORD).await, "");
    for n in 0..5 {
        assert_eq!(
            scene.tries(from, &format!("name-{n}"), GUESS).await,
            "WRONG_CREDENTIALS"
        );
    }
    assert_eq!(scene.tries(from, "visitor", WORD).await, "LOCKED");
    assert_eq!(scene.tries(from, "regular", WORD).await, "");
    assert_eq!(scene.tries(OFFICE, "visitor", WORD).await, "");
    let unlock = |address: &str| {
        format!("addressUnlock(input: {{address: \"{address}\"}}) {{ address errors {{ code }} }}")
    };
    let done = scene.does(&scene.keeper, &unlock("somewhere")).await;
    assert_eq!(code(&done), "INVALID_ADDRESS");
    assert_eq!(
        scene.does(&scene.keeper, &unlock(from)).await["address"],
        from
    );
    assert_eq!(scene.tries(from, "visitor", WORD).await, "");
}

on_both!(many_at_once_gain_nothing);
async fn many_at_once_gain_nothing(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    scene.settled("zhang.san", "OFFICE").await;
    let all = join_all((0..20).map(|_| scene.tries(ELSEWHERE, "zhang.san", GUESS))).await;
    let looked_at = all
        .iter()
        .filter(|code| *code == "WRONG_CREDENTIALS")
        .count();
    assert_eq!(looked_at, 5, "{all:?}");
    assert_eq!(all.iter().filter(|code| *code == "LOCKED").count(), 15);
}

on_both!(right_ones_at_once_lock_nobody);
async fn right_ones_at_once_lock_nobody(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    scene.settled("zhang.san", "OFFICE").await;
    for _ in 0..4 {
        let all = join_all((0..4).map(|_| scene.tries(OFFICE, "zhang.san", WORD))).await;
        assert_eq!(all, ["", "", "", ""]);
    }
    assert_eq!(scene.tries(OFFICE, "zhang.san", WORD).await, "");
}

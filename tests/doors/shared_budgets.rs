//! Budgets that several programs over one database grant together, by a clock of the story's own. Deliberately absent: what
//! a request costs (budgets).

use clap::Parser;
use uuid::Uuid;
use workrooms::http::budget::{Budgets, Payer, Shared, Spent};
use workrooms::kernel::clock::Clock;

use super::Line;
use crate::support::Store;

const ONE: Payer = Payer::Token(Uuid::from_u128(1));
const OTHER: Payer = Payer::Token(Uuid::from_u128(2));

fn clock() -> Clock {
    Clock::fixed("2026-03-02T01:00:00Z".parse().unwrap())
}

fn on(clock: &Clock, seconds: i64) {
    clock.set(clock.now() + chrono::TimeDelta::seconds(seconds));
}

fn programs(store: &Store, clock: &Clock, budget: &str) -> [Shared; 3] {
    let settings = ["workrooms", "--budget-per-minute", budget];
    let config = Line::parse_from(settings).config.http;
    [(); 3].map(|()| Shared::new(&config, store.db.clone(), clock.clone()))
}

/// How much a caller gets out of these programs, in turn, by so much at a time.
async fn got(programs: &[Shared], payer: Payer, cost: u64) -> u64 {
    let (mut sum, mut refusals) = (0, 0);
    for program in programs.iter().cycle() {
        match program.charge(payer, cost, 0).await.unwrap() {
            Ok(()) => (sum, refusals) = (sum + cost, 0),
            Err(_) => refusals += 1,
        }
        if refusals == programs.len() {
            return sum;
        }
    }
    unreachable!("the circle has no end")
}

on_both!(all_programs_together_grant_one_budget);
async fn all_programs_together_grant_one_budget(store: Store) {
    let clock = clock();
    let programs = programs(&store, &clock, "6000");
    // To the last unit, in whatever pieces: what one program holds of a slice it still grants.
    for (payer, cost) in [(ONE, 1), (OTHER, 7)] {
        let sum = got(&programs, payer, cost).await;
        let lost = cost * 3;
        assert!(sum <= 6000 && sum + lost > 6000, "{cost}: {sum}");
    }
    // Each by itself would have granted it three times.
    let config = Line::parse_from(["workrooms", "--budget-per-minute", "6000"]);
    let mut alone = 0;
    for budgets in [(); 3].map(|()| Budgets::new(&config.config.http)) {
        alone += u64::from(budgets.charge(ONE, 6000, 0).await.is_ok()) * 6000;
    }
    assert_eq!(alone, 18_000);
    // It comes back by the second, and once.
    on(&clock, 30);
    let half = got(&programs, ONE, 1).await;
    assert!((2998..=3000).contains(&half), "{half}");
    on(&clock, 3600);
    assert_eq!(got(&programs, ONE, 1).await, 6000, "nothing is saved up");
}

on_both!(what_is_left_of_a_slice_is_lost_and_no_more);
async fn what_is_left_of_a_slice_is_lost_and_no_more(store: Store) {
    let clock = clock();
    let programs = programs(&store, &clock, "6000");
    // Each program takes a slice of a hundred, a sixtieth, for a request of one.
    for program in &programs {
        assert_eq!(program.charge(ONE, 1, 0).await.unwrap(), Ok(()));
    }
    on(&clock, 4);
    // Not over yet: 300 less 3 are at hand, and of the rest 4 s came back of what is out.
    assert_eq!(programs[0].charge(ONE, 99, 0).await.unwrap(), Ok(()));
    on(&clock, 2);
    // The other slices are over; by now all that was out has come back.
    assert_eq!(got(&programs, ONE, 1).await, 6000);
}

on_both!(who_is_refused_is_told_when_and_asks_the_database_no_more);
async fn who_is_refused_is_told_when_and_asks_the_database_no_more(store: Store) {
    let clock = clock();
    let [first, second, _] = programs(&store, &clock, "60");
    assert_eq!(first.charge(ONE, 60, 0).await.unwrap(), Ok(()));
    assert_eq!(
        second.charge(ONE, 20, 0).await.unwrap(),
        Err(Spent { wait: 20 })
    );
    assert_eq!(
        second.charge(ONE, 20, 10).await.unwrap(),
        Err(Spent { wait: 30 })
    );
    assert_eq!(
        second.charge(OTHER, 60, 0).await.unwrap(),
        Ok(()),
        "each has his own"
    );
    on(&clock, 19);
    assert_eq!(
        second.charge(ONE, 20, 0).await.unwrap(),
        Err(Spent { wait: 1 })
    );
    assert_eq!(second.charge(ONE, 19, 0).await.unwrap(), Ok(()));
    on(&clock, 20);
    assert_eq!(second.charge(ONE, 20, 0).await.unwrap(), Ok(()));
    // More than a minute's budget is let through once the budget is whole.
    on(&clock, 60);
    assert_eq!(first.charge(ONE, 1_000, 0).await.unwrap(), Ok(()));
    assert_eq!(
        second.charge(ONE, 1_000, 0).await.unwrap(),
        Err(Spent { wait: 60 })
    );
    // Whoever was refused is refused without asking until then: without a database it makes no difference to him.
    store.db.clone().close().await.unwrap();
    assert_eq!(
        second.charge(ONE, 1_000, 0).await.unwrap(),
        Err(Spent { wait: 60 })
    );
    assert!(second.charge(ONE, 1, 0).await.is_err());
}

on_both!(a_budget_that_is_whole_again_is_forgotten);
async fn a_budget_that_is_whole_again_is_forgotten(store: Store) {
    use sea_orm::{ConnectionTrait, Statement};
    let clock = clock();
    let [program, ..] = programs(&store, &clock, "60");
    assert_eq!(program.charge(ONE, 60, 0).await.unwrap(), Ok(()));
    assert_eq!(program.charge(OTHER, 10, 0).await.unwrap(), Ok(()));
    let payers = async || {
        let text = "SELECT payer FROM caller_budget WHERE district_id = '0' ORDER BY payer";
        let asked = Statement::from_string(store.db.get_database_backend(), text);
        let rows = store.db.query_all_raw(asked).await.unwrap();
        let payer = |row: &sea_orm::QueryResult| row.try_get::<String>("", "payer").unwrap();
        rows.iter().map(payer).collect::<Vec<_>>()
    };
    assert_eq!(payers().await.len(), 2);
    on(&clock, 11);
    program.forget().await.unwrap();
    assert_eq!(payers().await, [format!("token {}", Uuid::from_u128(1))]);
    on(&clock, 50);
    program.forget().await.unwrap();
    assert_eq!(payers().await, Vec::<String>::new());
}

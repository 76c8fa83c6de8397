//! Random histories held against the oracle: every metric of every node, under both attributions and all three credits.
//! Deliberately absent: whether an earlier number keeps its answers to the byte (lasting).

use std::collections::BTreeMap;

use super::asking::{ATTRIBUTIONS, CREDITS, Filter, METRICS, PERIODS, Question};
use super::oracle::Oracle;
use super::random::{Dice, History};
use super::stage::Town;
use crate::support::Store;

/// The first figure that the program and the oracle tell differently.
pub async fn first_difference(town: &Town, question: &Question) -> Option<String> {
    let number = match question.as_of {
        Some(number) => number,
        None => town.number().await,
    };
    let oracle = Oracle::read(town, number).await;
    let answers = question.ask(town).await;
    assert_eq!(answers.len(), town.nodes().len());
    for (node, figures) in town.nodes().into_iter().zip(answers) {
        assert_eq!(figures.len(), METRICS.len());
        let weights = oracle.weights(node, question.attribution == "CURRENT", question.credit);
        for (metric, is) in METRICS.into_iter().zip(figures) {
            let due = oracle.tell(
                metric,
                &weights,
                question.span(),
                &question.filter,
                question.with_records,
            );
            if is != due {
                return Some(format!(
                    "{metric} of {node:?}, {question:?}: {is:?} is not {due:?}"
                ));
            }
        }
    }
    None
}

/// All questions of one attribution and credit: each period and a filter, once with the records, once at an earlier number.
fn questions(town: &Town, dice: &mut Dice, earlier: i64) -> Vec<Question> {
    let mut questions = Vec::new();
    for attribution in ATTRIBUTIONS {
        for credit in CREDITS {
            let whole = Question {
                attribution,
                credit,
                period: dice.one(&PERIODS),
                filter: Filter::default(),
                as_of: None,
                with_records: false,
            };
            for _ in 0..3 {
                questions.push(Question {
                    period: dice.one(&PERIODS),
                    filter: Filter::random(town, dice),
                    ..whole.clone()
                });
            }
            let narrowed = Question {
                as_of: Some(earlier),
                filter: Filter::random(town, dice),
                ..whole.clone()
            };
            questions.extend([whole, narrowed]);
        }
    }
    // Records are dear: of every node and metric under one of the six, in full and narrowed.
    let some = dice.below(questions.len() / 5);
    for question in &mut questions[some * 5 + 2..=some * 5 + 3] {
        question.with_records = true;
    }
    questions
}

/// Lives a history and compares; gives what it was made of.
async fn compare(store: &Store, seed: u64, steps: usize) -> BTreeMap<&'static str, usize> {
    let town = Town::new(store, 4).await;
    let mut history = History::new(&town, seed);
    for _ in 0..steps {
        history.step().await;
    }
    let mut dice = Dice(seed ^ 0xda1a);
    let newest = town.number().await;
    let earlier = newest - i64::try_from(dice.below(steps / 2)).unwrap();
    for question in questions(&town, &mut dice, earlier) {
        let difference = first_difference(&town, &question).await;
        assert_eq!(difference, None, "seed {seed}");
    }
    town.assert_sound().await;
    history.made
}

macro_rules! seeds {
    ($($name:ident = $seed:literal),+ $(,)?) => {
        $(on_both!($name);
        async fn $name(store: Store) {
            let made = compare(&store, $seed, 70).await;
            let changes: usize = made.values().sum();
            assert!(changes >= 35, "half of the steps change something: {made:?}");
        })+
    };
}

seeds!(
    history_1_equals_the_recomputation = 1,
    history_2_equals_the_recomputation = 20221016,
    history_3_equals_the_recomputation = 430503,
    history_4_equals_the_recomputation = 4,
    history_5_equals_the_recomputation = 196,
    history_6_equals_the_recomputation = 214,
);

on_both!(a_long_history_holds_every_sort_of_change_and_equals_the_recomputation);
async fn a_long_history_holds_every_sort_of_change_and_equals_the_recomputation(store: Store) {
    let made = compare(&store, 99, 320).await;
    for sort in [
        "accepted",
        "held",
        "posted again",
        "conflict",
        "rejected by the rules",
        "corrected",
        "void",
        "verified",
        "rejected",
        "marked a duplicate",
        "released",
        "moved",
        "ended",
        "withdrawn",
        "days corrected",
        "established",
        "office",
        "workroom renamed",
        "campaign revised",
        "nil return",
    ] {
        assert!(made.contains_key(sort), "{sort}: {made:?}");
    }
}

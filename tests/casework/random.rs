//! Random deeds of random callers on a few cases of a kind: no state outside the table, no history lost, clocks that never
//! run backwards, and everything digests to what the journal holds. Deliberately absent: what each deed should do.

use serde_json::{Value, json};
use workrooms::casework::kinds::{CaseAct, CaseState};

use super::desk::{Desk, Who};
use super::walk::Walk;

/// Numbers that look random and are the same in every run.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }
}

/// What somebody may do in the n-th case.
pub async fn may_do(desk: &Desk, who: Who, n: u128) -> Vec<CaseAct> {
    let may = desk.see(who, n).await["availableActions"].clone();
    let may = may.as_array().into_iter().flatten();
    may.map(|one| serde_json::from_value(one["action"].clone()).unwrap())
        .collect()
}

/// `rounds` deeds on the cases `1..=cases`, which stand already; gives how many were taken. `seer` sees every case.
pub async fn history(
    desk: &Desk,
    walk: &Walk,
    seer: Who,
    dice: &mut Dice,
    (cases, rounds): (usize, usize),
) -> usize {
    let words: Vec<String> = walk
        .states
        .iter()
        .map(|state| json!(state).as_str().unwrap().to_owned())
        .collect();
    let acts: Vec<CaseAct> = CaseAct::ALL
        .iter()
        .copied()
        .filter(|act| *act != CaseAct::Propose)
        .filter(|act| walk.practice.machine.of(*act).next().is_some())
        .collect();
    let mut known: Vec<Vec<Value>> = vec![Vec::new(); cases + 1];
    let mut done = 0;
    for round in 0..rounds {
        let day = format!("2022-11-{:02}", 8 + round * 20 / rounds);
        desk.today(&day);
        let n = 1 + dice.roll(cases);
        // Mostly somebody who may do something, and something that leads on; sometimes anybody and anything.
        let state: CaseState =
            serde_json::from_value(desk.see(seer, n as u128).await["state"].clone()).unwrap();
        let leads_on = |act: &CaseAct| {
            let row = walk.practice.machine.find(state, *act);
            let to = row.and_then(|row| row.to);
            to.map(|to| walk.practice.machine.open(to).count() > 1)
        };
        let (mut who, mut may) = (walk.callers[dice.roll(walk.callers.len())], Vec::new());
        for _ in 0..8 {
            may = may_do(desk, who, n as u128).await;
            // What ends a case is rare, or little would happen.
            let ending = dice.roll(30) == 0;
            may.retain(|act| ending || leads_on(act) != Some(false));
            if !may.is_empty() {
                break;
            }
            who = walk.callers[dice.roll(walk.callers.len())];
        }
        if dice.roll(2) == 0 && may.iter().any(|act| leads_on(act).is_some()) {
            may.retain(|act| leads_on(act).is_some());
        }
        let act = match may.len() {
            0 => acts[dice.roll(acts.len())],
            _ if dice.roll(8) == 0 => acts[dice.roll(acts.len())],
            some => may[dice.roll(some)],
        };
        let (mutation, mut input) = (walk.asked)(desk, act, n as u128);
        input["id"] = json!(desk.id(n as u128));
        let answer = desk.answer(who, mutation, input).await;
        let seen = desk.see(seer, n as u128).await;
        assert!(words.contains(&seen["state"].as_str().unwrap().to_owned()));
        let steps = seen["steps"].as_array().unwrap().clone();
        assert!(steps.starts_with(&known[n]), "no step is lost or changed");
        if answer["payload"]["errors"] == json!([]) {
            done += 1;
            assert_eq!(steps.last().unwrap()["toState"], seen["state"]);
        }
        for leg in seen["legs"].as_array().unwrap() {
            assert!(leg["used"].as_i64().unwrap() >= 0 && leg["paused"].as_i64().unwrap() >= 0);
            let (began, ended) = (leg["beganOn"].as_str(), leg["endedOn"].as_str());
            assert!(ended.is_none() || ended >= began, "{leg}");
            assert!(
                leg["dueOn"].is_null() || leg["dueOn"].as_str() >= began,
                "{leg}"
            );
        }
        known[n] = steps;
    }
    desk.assert_whole().await;
    done
}

//! Every state × action × caller of a machine: what the machine and the policy say, as a file that anyone can read, held
//! equal to the program, and a walk over the real API that finds the same. Deliberately absent: a list of exceptions.

use std::fmt::Write;

use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use workrooms::casework::Practice;
use workrooms::casework::kinds::{CaseAct, CaseState, Party};
use workrooms::casework::refusals::lacking;
use workrooms::kernel::authz::{Answer, Standing, answer};

use super::desk::{Desk, Who};

/// How stories walk through the machine of a kind.
#[derive(Clone, Copy)]
pub struct Walk {
    /// The kind.
    pub practice: &'static Practice,
    /// Its name in Chinese and in English.
    pub names: (&'static str, &'static str),
    /// Its states, in the order of the file.
    pub states: &'static [CaseState],
    /// Who acts.
    pub callers: &'static [Who],
    /// What a caller is to a case that has all its parties.
    pub parties: fn(Who) -> &'static [Party],
    /// Whether a caller sees a case that was brought into a state.
    pub sees: fn(Who, CaseState) -> bool,
    /// Brings the n-th case, a new one, into a state.
    pub bring: for<'a> fn(&'a Desk, u128, CaseState) -> BoxFuture<'a, ()>,
    /// The mutation of an act without its prefix, with an input that its rules take.
    pub asked: fn(&Desk, CaseAct, u128) -> (&'static str, Value),
    /// Codes of rules beyond the table that these inputs may meet.
    pub rules: &'static [&'static str],
    /// The file.
    pub on_file: &'static str,
    /// Where the file is, from the root of the repository.
    pub place: &'static str,
}

fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

fn pascal(code: &str) -> String {
    code.split('_')
        .map(|part| format!("{}{}", &part[..1], part[1..].to_lowercase()))
        .collect()
}

impl Walk {
    /// What the table says: where it leads, `STAYS`, or why not.
    fn says(&self, state: CaseState, act: CaseAct, who: Who) -> String {
        let machine = self.practice.machine;
        let Some(role) = who.role() else {
            return "UNAUTHENTICATED".to_owned();
        };
        let may = |standing, row: &workrooms::kernel::workflow::Move<_>| {
            answer(Some(role), row.permission, standing) == Answer::Allowed
        };
        let mut rows = machine.of(act);
        if !rows.any(|row| may(Standing::Own, row)) {
            return "FORBIDDEN".to_owned();
        }
        if !(self.sees)(who, state) {
            return "UNKNOWN_CASE".to_owned();
        }
        let mine = (self.parties)(who);
        let standing = |of: &[Party]| match mine.iter().any(|party| of.contains(party)) {
            true => Standing::Own,
            false => Standing::District,
        };
        let mut rows = machine.of(act);
        if !rows.any(|row| may(standing(row.of), row)) {
            return "FORBIDDEN".to_owned();
        }
        match machine.find(state, act) {
            None => "STATE_FORBIDS".to_owned(),
            Some(row) if !may(standing(row.of), row) => "FORBIDDEN".to_owned(),
            Some(row) => {
                let mut cell = row
                    .to
                    .map_or("STAYS".to_owned(), |to| format!("→ {}", word(to)));
                for need in row.needs {
                    let _ = write!(cell, " · {}", word(need));
                }
                cell
            }
        }
    }

    /// The acts of the machine, without the one that begins a case.
    fn acts(&self) -> impl Iterator<Item = CaseAct> {
        let machine = self.practice.machine;
        CaseAct::ALL
            .iter()
            .copied()
            .filter(|act| *act != CaseAct::Propose)
            .filter(|act| machine.of(*act).next().is_some())
    }

    fn table(&self) -> String {
        let (zh, en) = self.names;
        let mut text = format!(
            "# {zh}状态机 · The machine of {en}\n\nMade from the program by the tests; a difference fails them. \
             A cell says where the action leads (`→ STATE`, or `STAYS`) and what must be on record, or why it is refused.\n",
        );
        for state in self.states {
            let _ = write!(text, "\n## {}\n\n| action |", word(state));
            for who in self.callers {
                let _ = write!(text, " {who:?} |");
            }
            let _ = writeln!(text, "\n|---{}|", "|---".repeat(self.callers.len()));
            for act in self.acts() {
                let _ = write!(text, "| {} |", word(act));
                for who in self.callers {
                    let _ = write!(text, " {} |", self.says(*state, act, *who));
                }
                text.push('\n');
            }
        }
        text
    }

    /// The file is what the program says; `UPDATE_GOLDEN` writes it anew, for a person to read.
    #[expect(
        clippy::disallowed_methods,
        reason = "a person asks for the file to be written anew"
    )]
    pub fn assert_on_file(&self) {
        let is = self.table();
        if std::env::var("UPDATE_GOLDEN").is_ok() {
            let place = format!("{}/{}", env!("CARGO_MANIFEST_DIR"), self.place);
            std::fs::write(place, &is).unwrap();
            return;
        }
        assert_eq!(
            self.on_file, is,
            "UPDATE_GOLDEN=1 cargo test --test stories on_file writes it anew"
        );
    }

    /// Every state of the machine is in the file, and nothing else.
    pub fn assert_states(&self) {
        for row in self.practice.machine.moves {
            for state in row.from.iter().chain(&row.to) {
                assert!(self.states.contains(state), "{state:?} of {:?}", row.act);
            }
        }
    }

    /// Whether an answer is what a cell says. Rules beyond the table may still refuse: a claim that nobody holds.
    fn agrees(&self, desk: &Desk, cell: &str, act: CaseAct, before: &str, answer: &Value) -> bool {
        if let Some(code) = answer["errors"][0]["extensions"]["code"].as_str() {
            return cell == code;
        }
        let payload = &answer["payload"];
        let shown = &payload[desk.face.field];
        // Whoever gave the case away sees it no more.
        let gone = shown.is_null();
        let state = shown["state"].as_str().unwrap_or_default();
        match payload["errors"][0]["code"].as_str() {
            Some(code @ ("UNKNOWN_CASE" | "STATE_FORBIDS")) => cell == code,
            Some(code) => {
                let rows = self.practice.machine.of(act);
                let mut needs = rows.flat_map(|row| row.needs);
                let of_need = needs.any(|need| format!("{:?}", lacking(*need)) == pascal(code));
                (of_need && cell.contains('·') || self.rules.contains(&code))
                    && cell.starts_with(['→', 'S'])
                    && state == before
            }
            None => match cell.strip_prefix("→ ") {
                Some(to) => gone || to.split(" · ").next() == Some(state),
                None => cell.starts_with("STAYS") && (gone || state == before),
            },
        }
    }

    /// Walks over the API and finds the table. `seer` sees every case.
    pub async fn assert_walk(&self, desk: &Desk, seer: Who, first: u128) {
        let mut n = first;
        for state in self.states {
            n += 1;
            (self.bring)(desk, n, *state).await;
            let mut steps = desk.see(seer, n).await["step"].clone();
            let mut succeeded = 0;
            for act in self.acts() {
                for who in self.callers {
                    let cell = self.says(*state, act, *who);
                    let (mutation, mut input) = (self.asked)(desk, act, n);
                    input["id"] = json!(desk.id(n));
                    let answer = desk.answer(*who, mutation, input).await;
                    let before = word(state);
                    assert!(
                        self.agrees(desk, &cell, act, &before, &answer),
                        "{state:?} {act:?} {who:?}: {cell}: {answer}"
                    );
                    let now = desk.see(seer, n).await;
                    let done = now["step"] != steps;
                    assert_eq!(
                        done,
                        answer["payload"]["errors"] == json!([]),
                        "a refusal changes nothing"
                    );
                    if done {
                        // The next is tried on a new case in that state.
                        succeeded += 1;
                        n += 1;
                        (self.bring)(desk, n, *state).await;
                        steps = desk.see(seer, n).await["step"].clone();
                    }
                }
            }
            let may = self.acts().any(|act| {
                let mut callers = self.callers.iter();
                callers.any(|who| self.says(*state, act, *who).starts_with(['→', 'S']))
            });
            assert!(
                may || succeeded == 0,
                "{state:?} led somewhere {succeeded} times"
            );
        }
        desk.assert_whole().await;
    }
}

//! Random histories from a seed that a failure names: posts, repeated posts, corrections, withdrawals, verdicts, duplicate
//! marks, changes of links, of offices, of names and of campaigns, nil returns. What the rules refuse is part of the
//! history. Here are the dice and what events say. Deliberately absent: the steps themselves (life), and a random clock.

use std::collections::BTreeMap;

use workrooms::events::draft::EventDraft;
use workrooms::events::kinds::{EventKind, FundKind, Measure, Qualifier};
use workrooms::kernel::id::NodeId;

use super::stage::{Town, event, much};

/// Numbers that follow from a seed (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let sides = u64::try_from(sides).unwrap();
        usize::try_from((z ^ (z >> 31)) % sides).unwrap()
    }

    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// A day from October 2021 to December 2022.
    pub fn day(&mut self) -> String {
        let months = [
            "2021-11", "2022-01", "2022-03", "2022-06", "2022-07", "2022-10", "2022-12",
        ];
        format!("{}-{:02}", self.one(&months), self.below(28) + 1)
    }
}

/// What events may be about.
pub const SUBJECTS: [&str; 2] = [
    "01900000-0000-7000-9000-000000000001",
    "01900000-0000-7000-9000-000000000002",
];

/// A history in the making.
pub struct History<'a> {
    pub town: &'a Town,
    pub dice: Dice,
    /// What was posted, by the number of the event.
    pub drafts: Vec<EventDraft>,
    /// How many changes of each sort were made; what was refused is not among them.
    pub made: BTreeMap<&'static str, usize>,
}

impl<'a> History<'a> {
    pub fn new(town: &'a Town, seed: u64) -> Self {
        Self {
            town,
            dice: Dice(seed),
            drafts: Vec::new(),
            made: BTreeMap::new(),
        }
    }

    /// The same history as others go on with it: other dice.
    pub fn with_seed(self, seed: u64) -> Self {
        Self {
            dice: Dice(seed),
            ..self
        }
    }

    fn host(&mut self) -> (&'static str, NodeId) {
        let town = self.town;
        match self.dice.below(10) {
            0 => ("District", town.committee),
            1 => ("SpecialCommittee", self.dice.one(&town.committees)),
            2 => ("SectorGroup", self.dice.one(&town.groups)),
            3 => ("Member", self.dice.one(&town.members)),
            _ => ("Workroom", self.dice.one(&town.workrooms)),
        }
    }

    pub fn draft(&mut self) -> EventDraft {
        let kinds = [
            EventKind::GoodDeed,
            EventKind::StudyTalk,
            EventKind::MicroConsultation,
            EventKind::Donation,
        ];
        let (host, kind, on) = (self.host(), self.dice.one(&kinds), self.dice.day());
        // Titles differ enough that nothing is held by chance alone.
        let title = format!(
            "活动{:x}{:x}（示例）",
            self.dice.below(usize::MAX),
            self.dice.below(usize::MAX)
        );
        let mut draft = self.town.draft(host, kind, &title, &on);
        while self.dice.chance(35) && draft.co_hosts.len() < 3 {
            let (kind, id) = self.host();
            let id = self.town.global(kind, id);
            if id != draft.host && !draft.co_hosts.contains(&id) {
                draft.co_hosts.push(id);
            }
        }
        for campaign in &self.town.campaigns {
            if self.dice.chance(40) {
                draft
                    .campaigns
                    .push(self.town.global("Campaign", *campaign));
            }
        }
        for member in &self.town.members {
            if self.dice.chance(20) {
                draft.participants.push(self.town.global("Member", *member));
            }
        }
        draft.place_code = match self.dice.below(4) {
            0 => Some(self.town.district.to_string()),
            1 => Some(format!(
                "{}{:03}",
                self.town.district,
                self.dice.below(2) + 1
            )),
            _ => None,
        };
        draft.subject = self
            .dice
            .chance(20)
            .then(|| self.dice.one(&SUBJECTS).to_owned());
        self.quantities(&mut draft);
        if !self.drafts.is_empty() && self.dice.chance(15) {
            draft.parent = Some(self.some_event());
        }
        draft
    }

    fn quantities(&mut self, draft: &mut EventDraft) {
        for (measure, percent, most) in [
            (Measure::Voices, 60, 30),
            (Measure::PersonTimes, 40, 200),
            (Measure::GoodDeeds, 20, 9),
        ] {
            let (value, qualifier) = (self.dice.below(most), self.qualifier());
            if self.dice.chance(percent) {
                let value = i64::try_from(value).unwrap();
                draft.quantities.push(much(measure, value, qualifier, None));
            }
        }
        for kind in [FundKind::AidPaid, FundKind::Mobilised] {
            if self.dice.chance(20) {
                // To the fen.
                let (yuan, fen, qualifier) = (
                    self.dice.below(9000),
                    self.dice.below(100),
                    self.qualifier(),
                );
                let mut funds = much(Measure::Funds, 0, qualifier, Some(kind));
                funds.value = format!("{yuan}.{fen:02}");
                draft.quantities.push(funds);
            }
        }
    }

    fn qualifier(&mut self) -> Qualifier {
        if self.dice.chance(15) {
            Qualifier::AtLeast
        } else {
            Qualifier::Exact
        }
    }

    pub fn some_event(&mut self) -> String {
        let n = self.dice.below(self.drafts.len());
        event(u128::try_from(n).unwrap())
    }
}

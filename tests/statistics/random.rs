//! Random histories: posts, corrections, withdrawals, verdicts, duplicate marks and changes of links in random order, from
//! a seed that a failure names. What the rules refuse is part of the history. Deliberately absent: the clock's randomness.

use workrooms::events::commands::change::{EventChange, correct, void};
use workrooms::events::commands::judge::{mark_duplicate, reject, release, verify};
use workrooms::events::draft::EventDraft;
use workrooms::events::kinds::{EventKind, FundKind, Measure, Qualifier};
use workrooms::kernel::id::NodeId;
use workrooms::linkage::commands::{end, establish, move_lower, withdraw};
use workrooms::linkage::{Chain, LinkKind};

use super::stage::{Town, event, much};
use crate::linkage::stage::wanted;
use crate::organization::stage::day;

/// Numbers that follow from a seed (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
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

/// A history in the making.
pub struct History<'a> {
    pub town: &'a Town,
    pub dice: Dice,
    pub posted: u128,
}

impl History<'_> {
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
        let qualifier = if self.dice.chance(15) {
            Qualifier::AtLeast
        } else {
            Qualifier::Exact
        };
        if self.dice.chance(60) {
            draft.quantities.push(much(
                Measure::Voices,
                self.dice.below(30) as i64,
                qualifier,
                None,
            ));
        }
        if self.dice.chance(30) {
            let kind = self.dice.one(&[FundKind::AidPaid, FundKind::Mobilised]);
            draft.quantities.push(much(
                Measure::Funds,
                self.dice.below(9000) as i64,
                qualifier,
                Some(kind),
            ));
        }
        if self.posted > 0 && self.dice.chance(15) {
            draft.parent = Some(self.some_event());
        }
        draft
    }

    fn some_event(&mut self) -> String {
        event(self.dice.below(self.posted as usize) as u128)
    }

    async fn link(&mut self) -> Option<(NodeId, LinkKind)> {
        let chain = Chain::load(&self.town.db, &self.town.district, self.town.number().await).await;
        let links: Vec<_> = chain
            .unwrap()
            .unwrap()
            .links
            .into_values()
            .map(|link| (link.id, link.kind))
            .collect();
        (!links.is_empty()).then(|| self.dice.one(&links))
    }

    /// One random step; what the rules refuse changes nothing.
    pub async fn step(&mut self) {
        let (town, office) = (self.town, self.town.office());
        let district = &town.district;
        match self.dice.below(if self.posted == 0 { 1 } else { 20 }) {
            0..=9 => {
                let draft = self.draft();
                town.post(self.posted, draft).await;
                self.posted += 1;
            }
            10 | 11 => {
                let (event, draft) = (self.some_event(), self.draft());
                let change = EventChange {
                    event,
                    reason: Some("更正（示例）".into()),
                };
                let _ = correct(&office, district, change, &draft).await;
            }
            choice @ 12..=15 => {
                let change = EventChange {
                    event: self.some_event(),
                    reason: Some("原因（示例）".into()),
                };
                let _ = match choice {
                    12 => void(&office, district, change).await,
                    13 => verify(&office, district, change).await,
                    14 => reject(&office, district, change).await,
                    _ => {
                        let original = self.some_event();
                        mark_duplicate(&office, district, change, &original).await
                    }
                };
            }
            16 => {
                let change = EventChange {
                    event: self.some_event(),
                    reason: None,
                };
                let _ = release(&office, district, change).await;
            }
            17 | 18 => {
                let on = day(&self.dice.day());
                let (committee, group) =
                    (self.dice.one(&town.committees), self.dice.one(&town.groups));
                if let Some((link, kind)) = self.link().await {
                    let upper = match kind {
                        LinkKind::LeadsCommittee => self.dice.one(&town.vice_chairs),
                        LinkKind::ContactsGroup => committee,
                        LinkKind::ContactsMember => self.dice.one(&town.workrooms),
                        _ => group,
                    };
                    let _ = move_lower(&office, link, upper, on).await;
                }
            }
            _ => {
                let on = self.dice.day();
                match (self.link().await, self.dice.below(3)) {
                    (Some((link, _)), 0) => drop(end(&office, link, day(&on)).await),
                    (Some((link, _)), 1) => drop(withdraw(&office, link).await),
                    _ => {
                        let (group, workroom) =
                            (self.dice.one(&town.groups), self.dice.one(&town.workrooms));
                        let link = wanted(LinkKind::ContactsWorkroom, group, workroom, &on, None);
                        drop(establish(&office, link).await);
                    }
                }
            }
        }
    }
}

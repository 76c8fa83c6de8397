//! Random histories: posts, repeated posts, corrections, withdrawals, verdicts, duplicate marks, changes of links, of
//! offices, of names and of campaigns, nil returns, all in random order, from a seed that a failure names. What the rules
//! refuse is part of the history. Deliberately absent: the clock's randomness.

use std::collections::BTreeMap;

use workrooms::events::commands::campaign::{CampaignDraft, revise};
use workrooms::events::commands::change::{EventChange, correct, void};
use workrooms::events::commands::judge::{mark_duplicate, reject, release, verify};
use workrooms::events::commands::nil_return::{self, NilReturnOf};
use workrooms::events::draft::EventDraft;
use workrooms::events::kinds::{EventKind, FundKind, Measure, Qualifier};
use workrooms::events::rules::batch::Ruling;
use workrooms::kernel::error::Failure;
use workrooms::kernel::id::NodeId;
use workrooms::kernel::period::Span;
use workrooms::kernel::scalars::Month;
use workrooms::linkage::commands::{self, end, establish, move_lower, withdraw};
use workrooms::linkage::rules::Wanted;
use workrooms::linkage::{Chain, LinkKind};
use workrooms::organization::Office;
use workrooms::organization::commands::offices::{
    AssumeOffice, CorrectOffice, LeaveOffice, assume_office, correct_office, leave_office,
};
use workrooms::organization::commands::workrooms::{ReviseWorkroom, revise_workroom};

use super::stage::{Town, event, much};
use crate::linkage::stage::wanted;
use crate::organization::stage::{FIRST, day};

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

/// What events may be about.
pub const SUBJECTS: [&str; 2] = [
    "01900000-0000-7000-9000-000000000001",
    "01900000-0000-7000-9000-000000000002",
];

/// A history in the making.
pub struct History<'a> {
    pub town: &'a Town,
    pub dice: Dice,
    drafts: Vec<EventDraft>,
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

    fn draft(&mut self) -> EventDraft {
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

    fn some_event(&mut self) -> String {
        let n = self.dice.below(self.drafts.len());
        event(u128::try_from(n).unwrap())
    }

    /// Counts a change that was made; a fault of the program is no refusal.
    fn note<T, C: std::fmt::Debug>(&mut self, sort: &'static str, outcome: Result<T, Failure<C>>) {
        match outcome {
            Ok(_) => *self.made.entry(sort).or_default() += 1,
            Err(Failure::Refused(_)) => {}
            Err(Failure::Problem(problem)) => panic!("{sort}: {problem:?}"),
        }
    }

    async fn chain(&self) -> Chain {
        let number = self.town.number().await;
        let chain = Chain::load(&self.town.db, &self.town.district, number).await;
        chain.unwrap().unwrap()
    }

    /// One random step; what the rules refuse changes nothing.
    pub async fn step(&mut self) {
        if self.drafts.is_empty() {
            return self.post().await;
        }
        match self.dice.below(24) {
            0..=7 => self.post().await,
            8 => self.repeat().await,
            9..=11 => self.correct().await,
            12..=16 => self.judge().await,
            17..=20 => self.link().await,
            21 => self.office().await,
            22 => self.rename().await,
            _ => self.nil_return().await,
        }
    }

    async fn send(&mut self, n: usize, draft: EventDraft) {
        let verdict = self.town.post(u128::try_from(n).unwrap(), draft).await;
        let sort = match verdict.ruling {
            Ruling::Accepted(..) => "accepted",
            Ruling::Held(..) => "held",
            Ruling::Duplicate(_) => "posted again",
            Ruling::Conflict(..) => "conflict",
            Ruling::Rejected(_) => "rejected by the rules",
        };
        *self.made.entry(sort).or_default() += 1;
    }

    async fn post(&mut self) {
        let draft = self.draft();
        self.drafts.push(draft.clone());
        self.send(self.drafts.len() - 1, draft).await;
    }

    /// The same id again, with the same content or another; or another id with the same content.
    async fn repeat(&mut self) {
        let n = self.dice.below(self.drafts.len());
        let mut draft = self.drafts[n].clone();
        match self.dice.below(3) {
            0 => self.send(n, draft).await,
            1 => {
                draft.title.push('！');
                draft.narrative = Some("另一内容（示例）".into());
                self.send(n, draft).await;
            }
            _ => {
                self.drafts.push(draft.clone());
                self.send(self.drafts.len() - 1, draft).await;
            }
        }
    }

    fn change_of(&mut self, reason: bool) -> EventChange {
        EventChange {
            event: self.some_event(),
            reason: reason.then(|| "原因（示例）".to_owned()),
        }
    }

    async fn correct(&mut self) {
        let (change, draft) = (self.change_of(true), self.draft());
        let town = self.town;
        let done = correct(&town.office(), &town.district, change, &draft).await;
        self.note("corrected", done);
    }

    async fn judge(&mut self) {
        let (office, district) = (self.town.office(), &self.town.district);
        let change = self.change_of(true);
        match self.dice.below(5) {
            0 => {
                let done = void(&office, district, change).await;
                self.note("void", done);
            }
            1 => {
                let done = verify(&office, district, change).await;
                self.note("verified", done);
            }
            2 => {
                let done = reject(&office, district, change).await;
                self.note("rejected", done);
            }
            3 => {
                let original = self.some_event();
                let done = mark_duplicate(&office, district, change, &original).await;
                self.note("marked a duplicate", done);
            }
            _ => {
                let done = release(&office, district, change).await;
                self.note("released", done);
            }
        }
    }

    async fn link(&mut self) {
        let (town, office) = (self.town, self.town.office());
        let (on, to) = (day(&self.dice.day()), day(&self.dice.day()));
        let mut links: Vec<_> = self.chain().await.links.into_values().collect();
        // By age, because ids differ from run to run and the seed's history must not.
        links.sort_by_key(|link| link.since_number);
        let (group, workroom) = (self.dice.one(&town.groups), self.dice.one(&town.workrooms));
        let picked = self.dice.below(links.len().max(1));
        let Some(link) = links.get(picked) else {
            return;
        };
        match self.dice.below(10) {
            0..=4 => {
                let upper = match link.kind {
                    LinkKind::LeadsCommittee => self.dice.one(&town.vice_chairs),
                    LinkKind::ContactsGroup => self.dice.one(&town.committees),
                    LinkKind::ContactsMember => workroom,
                    _ => group,
                };
                let done = move_lower(&office, link.id, upper, on).await;
                self.note("moved", done);
            }
            5 => {
                let done = end(&office, link.id, on).await;
                self.note("ended", done);
            }
            6 => {
                let done = withdraw(&office, link.id).await;
                self.note("withdrawn", done);
            }
            7 => {
                let to = self.dice.chance(50).then_some(to);
                let done = commands::correct(&office, link.id, Span::new(on, to)).await;
                self.note("days corrected", done);
            }
            _ => {
                let wanted = match self.dice.below(3) {
                    0 => {
                        let member = self.dice.one(&town.members);
                        wanted(LinkKind::ContactsMember, workroom, member, FIRST, None)
                    }
                    1 => {
                        let sector = self.dice.one(&town.sectors);
                        wanted(LinkKind::GathersSector, group, sector, FIRST, None)
                    }
                    _ => wanted(LinkKind::ContactsWorkroom, group, workroom, FIRST, None),
                };
                let to = self.dice.chance(50).then_some(to);
                let span = Span::new(on, to);
                let done = establish(&office, Wanted { span, ..wanted }).await;
                self.note("established", done);
            }
        }
    }

    async fn office(&mut self) {
        let office = self.town.office();
        let (on, from) = (day(&self.dice.day()), day(&self.dice.day()));
        let chain = self.chain().await;
        let mut held: Vec<_> = chain.organization.offices.values().collect();
        held.sort_by_key(|held| held.since_number);
        let id = self.dice.one(&held).id;
        let done = match self.dice.below(3) {
            0 => leave_office(&office, LeaveOffice { id, on }).await,
            1 => {
                let to = Some(self.dice.chance(60).then_some(on));
                let from = Some(from);
                correct_office(&office, CorrectOffice { id, from, to }).await
            }
            _ => {
                let input = AssumeOffice {
                    member: self.dice.one(&self.town.vice_chairs),
                    office: Office::ViceChairperson,
                    from,
                    to: None,
                };
                assume_office(&office, input).await
            }
        };
        self.note("office", done);
    }

    async fn rename(&mut self) {
        let (town, office) = (self.town, self.town.office());
        let name = format!("新名{:x}（示例）", self.dice.below(usize::MAX));
        if self.dice.chance(50) {
            let input = ReviseWorkroom {
                id: self.dice.one(&town.workrooms),
                name: Some(name),
                online_url: None,
                posts_monthly: Some(self.dice.chance(70)),
            };
            let done = revise_workroom(&office, input).await;
            self.note("workroom renamed", done);
        } else {
            let campaign = town.global("Campaign", self.dice.one(&town.campaigns));
            let draft = CampaignDraft {
                name,
                from: "2021-10-01".into(),
                to: self.dice.chance(50).then(|| "2023-01-01".to_owned()),
            };
            let done = revise(&office, &town.district, &campaign, draft).await;
            self.note("campaign revised", done);
        }
    }

    async fn nil_return(&mut self) {
        let (town, office) = (self.town, self.town.office());
        let of = NilReturnOf {
            workroom: town.global("Workroom", self.dice.one(&town.workrooms)),
            month: Month::of(day(&self.dice.day())),
        };
        let done = nil_return::declare(&office, &town.district, of.clone()).await;
        let stood = done.is_err();
        self.note("nil return", done);
        if stood {
            let done = nil_return::withdraw(&office, &town.district, of).await;
            self.note("nil return withdrawn", done);
        }
    }
}

//! What happens in a random history: one step after another, refused or not.
//! Deliberately absent: what the events say (random).

use workrooms::events::commands::campaign::{CampaignDraft, revise};
use workrooms::events::commands::change::{EventChange, correct, void};
use workrooms::events::commands::judge::{mark_duplicate, reject, release, verify};
use workrooms::events::commands::nil_return::{self, NilReturnOf};
use workrooms::events::draft::EventDraft;
use workrooms::events::rules::batch::Ruling;
use workrooms::kernel::error::Failure;
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

use super::random::History;
use crate::linkage::stage::wanted;
use crate::organization::stage::{FIRST, day};

impl History<'_> {
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

//! Events of a district without meaning, posted in the order of their days, 500 at a time, as workrooms would: joint ones,
//! ones with members who took part, with sums and accounts. After each batch some are verified, corrected and refused.
//! Deliberately absent: campaigns, parts, and events that resemble each other.

use super::organization::Loaded;
use super::{Chance, Shape, cycle, id, spread};
use crate::demo::{Stopped, told};
use crate::events::commands::change::{EventChange, correct};
use crate::events::commands::judge::{reject, verify};
use crate::events::commands::post::{BATCH, PostedItem, post};
use crate::events::draft::{EventDraft, QuantityDraft};
use crate::events::kinds::{EventKind, Measure, Qualifier};
use crate::events::rules::batch::Ruling;
use crate::kernel::id::{DistrictId, GlobalId, NodeId};
use crate::linkage::Request;

/// What is asked of chance.
mod of {
    pub const KIND: u64 = 1;
    pub const HOST: u64 = 2;
    pub const OTHER_HOST: u64 = 3;
    pub const ATTENDANCE: u64 = 4;
    pub const SUM: u64 = 5;
    pub const MEMBER: u64 = 6;
}

/// Posts them.
pub async fn load(
    office: &Request,
    shape: &Shape,
    chance: Chance,
    organization: &Loaded,
    district: &DistrictId,
) -> Result<(), Stopped> {
    let writer = Writer {
        shape,
        chance,
        organization,
        district,
    };
    let batch = u32::try_from(BATCH).unwrap_or(1);
    let mut next = 0;
    while next < shape.events {
        let end = next.saturating_add(batch).min(shape.events);
        let items = (next..end).map(|n| writer.item(n));
        let items = items.collect::<Result<Vec<_>, _>>()?;
        let posted = post(office, district, items).await;
        for verdict in posted.map_err(|failure| told("events", &failure))?.verdicts {
            if !matches!(verdict.ruling, Ruling::Accepted(..)) {
                return Err(format!("event {}: {:?}", verdict.sent_id, verdict.ruling));
            }
        }
        for n in next..end {
            writer.change(office, n).await?;
        }
        next = end;
    }
    Ok(())
}

struct Writer<'a> {
    shape: &'a Shape,
    chance: Chance,
    organization: &'a Loaded,
    district: &'a DistrictId,
}

impl Writer<'_> {
    fn global(&self, kind: &str, id: NodeId) -> String {
        GlobalId::encode(kind, self.district, id.0).0
    }

    fn item(&self, n: u32) -> Result<PostedItem, Stopped> {
        let on = spread(self.shape.year, 365, n, self.shape.events);
        Ok(PostedItem {
            id: id(on, 0x8, self.chance, n).to_string(),
            draft: self.draft(n)?,
        })
    }

    fn draft(&self, n: u32) -> Result<EventDraft, Stopped> {
        let kind = self.chance.below(of::KIND, n, 31);
        let kind = cycle(&EventKind::ALL, kind)?;
        let (host, co_hosts) = self.hosts(n)?;
        let number = n.saturating_add(1);
        let mut draft = EventDraft {
            host,
            kind,
            title: format!("第{number:07}次活动（示例）"),
            from: spread(self.shape.year, 365, n, self.shape.events).to_string(),
            to: None,
            place_code: None,
            co_hosts,
            campaigns: Vec::new(),
            parent: None,
            participants: Vec::new(),
            quantities: self.quantities(n, kind),
            narrative: None,
            subject: None,
            client_recorded_at: None,
        };
        if n.is_multiple_of(4) {
            for place in 0..3 {
                let one = n.wrapping_mul(3).wrapping_add(place);
                let one = self.chance.below(of::MEMBER, one, u32::MAX);
                let member = cycle(&self.organization.members, one)?;
                draft.participants.push(self.global("Member", member));
            }
            draft.participants.sort();
            draft.participants.dedup();
        }
        if n.is_multiple_of(10) {
            draft.narrative = Some("经过从略（示例）。".to_owned());
        }
        Ok(draft)
    }

    /// Of ten events eight are a workroom's, one a committee's, and one is held by two workrooms.
    fn hosts(&self, n: u32) -> Result<(String, Vec<String>), Stopped> {
        let workroom = |n| cycle(&self.organization.workrooms, n);
        let host = self.chance.below(of::HOST, n, self.shape.workrooms);
        let lead = workroom(host)?;
        Ok(match n % 10 {
            3 => {
                let committee = cycle(&self.organization.committees, host)?;
                (self.global("SpecialCommittee", committee), Vec::new())
            }
            7 if self.shape.workrooms > 1 => {
                let others = self.shape.workrooms.saturating_sub(1);
                let apart = self.chance.below(of::OTHER_HOST, n, others);
                let other = workroom(host.saturating_add(apart).saturating_add(1))?;
                let other = self.global("Workroom", other);
                (self.global("Workroom", lead), vec![other])
            }
            _ => (self.global("Workroom", lead), Vec::new()),
        })
    }

    fn quantities(&self, n: u32, kind: EventKind) -> Vec<QuantityDraft> {
        let attendance = self.chance.below(of::ATTENDANCE, n, 60).saturating_add(5);
        let sum = self.chance.below(of::SUM, n, 9).saturating_add(1);
        let more = match kind {
            EventKind::GoodDeed => Some(Measure::GoodDeeds),
            EventKind::PublicTalk => Some(Measure::Voices),
            EventKind::Visit => Some(Measure::Enterprises),
            EventKind::Patrol => Some(Measure::Villages),
            EventKind::Reading => Some(Measure::Comments),
            _ => None,
        };
        let all = [
            Some((Measure::PersonTimes, attendance)),
            more.map(|more| (more, sum)),
        ];
        let told = all.into_iter().flatten();
        told.map(|(measure, value)| QuantityDraft {
            measure,
            value: value.to_string(),
            qualifier: match measure == Measure::PersonTimes && n % 20 == 9 {
                true => Qualifier::AtLeast,
                false => Qualifier::Exact,
            },
            fund_kind: None,
            unit: None,
        })
        .collect()
    }

    /// Of 400 events eight are verified, two corrected and one is refused.
    async fn change(&self, office: &Request, n: u32) -> Result<(), Stopped> {
        let change = |reason: Option<&str>| -> Result<EventChange, Stopped> {
            Ok(EventChange {
                event: self.item(n)?.id,
                reason: reason.map(str::to_owned),
            })
        };
        let done = if n % 50 == 7 {
            verify(office, self.district, change(None)?).await
        } else if n % 200 == 11 {
            let mut draft = self.draft(n)?;
            draft.title.push_str("更正");
            let change = change(Some("标题有误（示例）"))?;
            correct(office, self.district, change, &draft).await
        } else if n % 400 == 13 {
            reject(office, self.district, change(Some("材料不全（示例）"))?).await
        } else {
            return Ok(());
        };
        done.map(|_| ())
            .map_err(|failure| told(&format!("event {n}"), &failure))
    }
}

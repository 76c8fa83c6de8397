//! Posts the plan's deeds: wholes first, then their parts, then nil returns for the months in which a workroom had
//! nothing. One workroom stays silent for two months, so that silence can be seen beside zero.
//! Deliberately absent: the deeds themselves (plan).

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::organization::Loaded;
use super::plan::{CAMPAIGNS, Deed, Who, deeds};
use super::{Stopped, day, event_id, told};
use crate::events::commands::campaign::{CampaignDraft, launch};
use crate::events::commands::nil_return::{NilReturnOf, declare};
use crate::events::commands::post::{PostedItem, post};
use crate::events::draft::{EventDraft, QuantityDraft};
use crate::events::kinds::{EventKind, Measure, Qualifier};
use crate::events::rules::batch::Ruling;
use crate::kernel::id::{DistrictId, GlobalId, NodeId};
use crate::kernel::scalars::Month;
use crate::linkage::Request;

/// The silent workroom, and its silent months.
const SILENT: (usize, [u32; 2]) = (4, [2, 8]);

/// Loads them; gives the campaigns, in the order of the plan.
pub async fn load(office: &Request, organization: &Loaded) -> Result<Vec<NodeId>, Stopped> {
    let district = office
        .actor()
        .map_err(|_| "nobody is signed in")?
        .district
        .clone();
    let mut launched = Vec::new();
    for (name, starts, ends) in CAMPAIGNS {
        let draft = CampaignDraft {
            name: name.to_owned(),
            from: day(starts.0, starts.1, starts.2).to_string(),
            to: Some(day(ends.0, ends.1, ends.2).to_string()),
        };
        let row = launch(office, &district, draft)
            .await
            .map_err(|failure| told(name, &failure))?;
        launched.push(row.id);
    }
    let campaigns: Vec<String> = launched
        .iter()
        .map(|id| GlobalId::encode("Campaign", &district, id.0).0)
        .collect();
    let head = crate::kernel::db::load_head(&office.db, &district)
        .await
        .map_err(|error| error.to_string())?;
    let number = head.map_or(0, |head| head.number);
    let chain = office.chains.at(&office.db, &district, number, true).await;
    office.db.close().await;
    let committee = chain
        .map_err(|error| error.to_string())?
        .ok_or("no district")?
        .organization
        .district
        .id;
    let writer = Writer {
        district: &district,
        organization,
        campaigns: &campaigns,
        committee,
    };
    let (mut wholes, mut parts) = (Vec::new(), Vec::new());
    let mut next = 1;
    let plan = deeds();
    for deed in &plan {
        let id = event_id(next);
        next += 1;
        wholes.push(writer.item(deed, next - 1)?);
        for (n, title) in deed.parts.iter().enumerate() {
            parts.push(writer.part(deed, title, n, next, id.to_string())?);
            next += 1;
        }
    }
    for batch in [wholes, parts] {
        let posted = post(office, &district, batch)
            .await
            .map_err(|failure| told("events", &failure))?;
        for verdict in posted.verdicts {
            if !matches!(verdict.ruling, Ruling::Accepted(..)) {
                return Err(format!("event {}: {:?}", verdict.sent_id, verdict.ruling));
            }
        }
    }
    nil_returns(office, &district, organization, &plan).await?;
    Ok(launched)
}

/// A nil return for each month of 2022 without an event, but for the silent ones.
async fn nil_returns(
    office: &Request,
    district: &DistrictId,
    organization: &Loaded,
    plan: &[Deed],
) -> Result<(), Stopped> {
    let hosts = |deed: &Deed, n: usize| match deed.who {
        Who::Workroom(host) | Who::CommitteeWith(_, host) => host == n,
        _ => false,
    };
    for (n, (_, workroom)) in organization.workrooms.iter().enumerate() {
        let busy: BTreeSet<u32> = plan
            .iter()
            .filter(|deed| hosts(deed, n))
            .map(|deed| deed.on.month())
            .collect();
        for month in (1..=12).filter(|month| !busy.contains(month)) {
            if n == SILENT.0 && SILENT.1.contains(&month) {
                continue;
            }
            let of = NilReturnOf {
                workroom: GlobalId::encode("Workroom", district, workroom.0).0,
                month: Month::of(day(2022, month, 1)),
            };
            declare(office, district, of)
                .await
                .map_err(|failure| told("nil return", &failure))?;
        }
    }
    Ok(())
}

/// Turns deeds into what a clerk would send.
struct Writer<'a> {
    district: &'a DistrictId,
    organization: &'a Loaded,
    campaigns: &'a [String],
    committee: NodeId,
}

impl Writer<'_> {
    fn global(&self, kind: &str, id: Option<&NodeId>) -> Result<String, Stopped> {
        let id = id.ok_or_else(|| format!("no such {kind}"))?;
        Ok(GlobalId::encode(kind, self.district, id.0).0)
    }

    fn hosts(&self, who: Who) -> Result<(String, Vec<String>), Stopped> {
        let workroom = |n: usize| {
            self.global(
                "Workroom",
                self.organization.workrooms.get(n).map(|(_, id)| id),
            )
        };
        let committee =
            |n: usize| self.global("SpecialCommittee", self.organization.committees.get(n));
        Ok(match who {
            Who::Workroom(n) => (workroom(n)?, Vec::new()),
            Who::Personal => (
                self.global("Workroom", self.organization.personal.as_ref())?,
                Vec::new(),
            ),
            Who::Committee(n) => (committee(n)?, Vec::new()),
            Who::CommitteeWith(n, with) => (committee(n)?, vec![workroom(with)?]),
            Who::District => (self.global("District", Some(&self.committee))?, Vec::new()),
        })
    }

    fn item(&self, deed: &Deed, n: u32) -> Result<PostedItem, Stopped> {
        let quantities = deed
            .quantities
            .iter()
            .map(|(measure, value, qualifier, fund_kind)| QuantityDraft {
                measure: *measure,
                value: value.to_string(),
                qualifier: *qualifier,
                fund_kind: *fund_kind,
                unit: None,
            });
        let members = deed
            .members
            .iter()
            .map(|n| self.global("Member", self.organization.members.get(*n)));
        let campaigns = deed
            .campaigns
            .iter()
            .filter_map(|n| self.campaigns.get(*n))
            .cloned();
        let mut draft = self.draft(deed, deed.title.clone(), deed.on)?;
        draft.quantities = quantities.collect();
        draft.participants = members.collect::<Result<_, _>>()?;
        draft.campaigns = campaigns.collect();
        Ok(PostedItem {
            id: event_id(n).to_string(),
            draft,
        })
    }

    fn part(
        &self,
        deed: &Deed,
        title: &str,
        n: usize,
        id: u32,
        parent: String,
    ) -> Result<PostedItem, Stopped> {
        let weeks = u64::try_from(n.saturating_add(1).saturating_mul(7)).unwrap_or(0);
        let on = deed
            .on
            .checked_add_days(chrono::Days::new(weeks))
            .unwrap_or(deed.on);
        let mut draft = self.draft(deed, title.to_owned(), on)?;
        draft.parent = Some(parent);
        if deed.kind == EventKind::Research {
            // 15 enterprises, 5 in each of the three rounds.
            draft.kind = EventKind::Visit;
            draft.quantities = vec![QuantityDraft {
                measure: Measure::Enterprises,
                value: "5".to_owned(),
                qualifier: Qualifier::Exact,
                fund_kind: None,
                unit: None,
            }];
        }
        Ok(PostedItem {
            id: event_id(id).to_string(),
            draft,
        })
    }

    fn draft(&self, deed: &Deed, title: String, on: NaiveDate) -> Result<EventDraft, Stopped> {
        let (host, co_hosts) = self.hosts(deed.who)?;
        Ok(EventDraft {
            host,
            kind: deed.kind,
            title,
            from: on.to_string(),
            to: None,
            place_code: deed.place.map(str::to_owned),
            co_hosts,
            campaigns: Vec::new(),
            parent: None,
            participants: Vec::new(),
            quantities: Vec::new(),
            narrative: None,
            subject: None,
            client_recorded_at: None,
        })
    }
}

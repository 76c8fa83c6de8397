//! The organisation of a district without meaning: townships with a workroom each, committees, groups, members and the
//! chain over them, of which some links move in the middle of the year.
//! Deliberately absent: divisions below townships, honours, and the lines of contact beside the chain.

use super::{Shape, as_length, cycle};
use crate::demo::{Stopped, day, told};
use crate::kernel::error::Failure;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::period::Span;
use crate::linkage::rules::Wanted;
use crate::linkage::{LinkKind, Request, commands as links};
use crate::organization::commands::bodies::{
    EstablishBody, establish_handling_unit, establish_sector, establish_sector_group,
    establish_special_committee,
};
use crate::organization::commands::offices::{AssumeOffice, assume_office};
use crate::organization::commands::people::{AdmitMember, PersonalWords, admit_members};
use crate::organization::commands::places::{RegisterTownship, register_township};
use crate::organization::commands::terms::{OpenTerm, open_term};
use crate::organization::commands::workrooms::{EstablishWorkroom, establish_workroom};
use crate::organization::kinds::{Agricultural, Office, TownshipKind, WorkroomKind};

/// Members who hold an office: the chairperson, and the vice-chairpersons after him.
pub const COUNCIL: u32 = 6;
const COMMITTEES: u32 = 5;
const GROUPS: u32 = 8;
const SECTORS: u32 = 20;
const UNITS: u32 = 6;
/// Of so many members of a workroom one has another from the first of July on.
const STAYING: usize = 50;

/// The nodes that events and cases hang on.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// Workrooms.
    pub workrooms: Vec<NodeId>,
    /// Special committees.
    pub committees: Vec<NodeId>,
    /// Members; those of one workroom follow each other.
    pub members: Vec<NodeId>,
    /// Handling units.
    pub units: Vec<NodeId>,
}

/// Loads it.
pub async fn load(
    office: &Request,
    shape: &Shape,
    district: &DistrictId,
) -> Result<Loaded, Stopped> {
    let begin = day(shape.year.saturating_sub(2), 1, 1);
    let opened = |what: &'static str| move |failure: Failure<_>| told(what, &failure);
    let mut loaded = Loaded::default();
    let (mut sectors, mut groups) = (Vec::new(), Vec::new());
    let term = OpenTerm {
        ordinal: 6,
        from: begin,
        to: None,
    };
    open_term(office, term).await.map_err(opened("term"))?;
    for n in 1..=SECTORS {
        let body = body(format!("示例界别 {n:02}"), begin);
        let done = establish_sector(office, body).await;
        sectors.push(done.map_err(opened("sector"))?.id);
    }
    for n in 1..=COMMITTEES {
        let body = body(format!("示例专委会 {n:02}"), begin);
        let done = establish_special_committee(office, body).await;
        loaded
            .committees
            .push(done.map_err(opened("committee"))?.id);
    }
    for n in 1..=GROUPS {
        let body = body(format!("示例界别活动组 {n:02}"), begin);
        let done = establish_sector_group(office, body).await;
        groups.push(done.map_err(opened("sector group"))?.id);
    }
    for n in 1..=UNITS {
        let body = body(format!("示例承办单位 {n:02}"), begin);
        let done = establish_handling_unit(office, body).await;
        loaded.units.push(done.map_err(opened("unit"))?.id);
    }
    for n in 1..=shape.workrooms {
        let township = township(office, district, n, begin).await?;
        let workroom = EstablishWorkroom {
            name: format!("示例委员工作室 {n:02}"),
            kind: WorkroomKind::Township,
            township: Some(township),
            sector: None,
            member: None,
            online_url: None,
            posts_monthly: None,
            from: begin,
        };
        let done = establish_workroom(office, workroom).await;
        loaded.workrooms.push(done.map_err(opened("workroom"))?.id);
    }
    let mut chain = Chain {
        office,
        shape,
        moved: Vec::new(),
    };
    for workroom in 0..shape.workrooms {
        let first = workroom.saturating_mul(shape.members);
        let those = (first..first.saturating_add(shape.members)).map(|n| {
            Ok(AdmitMember {
                name: format!("示例委员 {:04}", n.saturating_add(1)),
                is_cpc_member: n % 5 < 2,
                personal: PersonalWords::default(),
                expertise: None,
                term: 6,
                sector: cycle(&sectors, n)?,
                from: begin,
                to: None,
            })
        });
        let those = those.collect::<Result<_, Stopped>>()?;
        let done = admit_members(office, those).await;
        loaded.members.extend(done.map_err(opened("members"))?);
    }
    for (n, member) in (0..COUNCIL).zip(&loaded.members) {
        let input = AssumeOffice {
            member: *member,
            office: match n {
                0 => Office::Chairperson,
                _ => Office::ViceChairperson,
            },
            from: begin,
            to: None,
        };
        let done = assume_office(office, input).await;
        done.map_err(opened("office"))?;
    }
    chain.load(&loaded, &groups, &sectors).await?;
    Ok(loaded)
}

fn body(name: String, from: chrono::NaiveDate) -> EstablishBody {
    EstablishBody { name, from }
}

async fn township(
    office: &Request,
    district: &DistrictId,
    n: u32,
    from: chrono::NaiveDate,
) -> Result<NodeId, Stopped> {
    let input = RegisterTownship {
        code: format!("{district}{n:03}"),
        name: format!("示例街道{n:02}"),
        name_en: format!("Example Subdistrict {n:02}"),
        pinyin: format!("shili {n:02}"),
        kind: TownshipKind::Subdistrict,
        agricultural: Agricultural::No,
        agricultural_note: None,
        aliases: Vec::new(),
        from,
    };
    let done = register_township(office, input).await;
    Ok(done.map_err(|failure| told("township", &failure))?.id)
}

/// Links, the last of which are made first to move.
struct Chain<'a> {
    office: &'a Request,
    shape: &'a Shape,
    /// Links with their new upper ends.
    moved: Vec<(NodeId, NodeId)>,
}

impl Chain<'_> {
    async fn load(
        &mut self,
        loaded: &Loaded,
        groups: &[NodeId],
        sectors: &[NodeId],
    ) -> Result<(), Stopped> {
        let chairs = loaded.members.iter().skip(1);
        for (chair, committee) in chairs.zip(&loaded.committees) {
            self.link(LinkKind::LeadsCommittee, *chair, *committee)
                .await?;
        }
        for (n, group) in (0..).zip(groups) {
            let committee = cycle(&loaded.committees, n)?;
            self.link(LinkKind::ContactsGroup, committee, *group)
                .await?;
        }
        for (n, sector) in (0..).zip(sectors) {
            let group = cycle(groups, n)?;
            self.link(LinkKind::GathersSector, group, *sector).await?;
        }
        for (n, workroom) in (0..).zip(&loaded.workrooms) {
            let group = cycle(groups, n)?;
            let link = self
                .link(LinkKind::ContactsWorkroom, group, *workroom)
                .await?;
            if n == 0 {
                self.moved.push((link, cycle(groups, 1)?));
            }
        }
        let each = as_length(self.shape.members.max(1));
        for (place, those) in (0_u32..).zip(loaded.members.chunks(each)) {
            let workroom = cycle(&loaded.workrooms, place)?;
            let next = cycle(&loaded.workrooms, place.saturating_add(1))?;
            let wanted = those
                .iter()
                .map(|member| self.wanted(LinkKind::ContactsMember, workroom, *member));
            let made = links::establish_all(self.office, &wanted.collect::<Vec<_>>()).await;
            let made = made.map_err(|failure| told("links", &failure))?;
            let going = made.iter().skip(STAYING / 2).step_by(STAYING);
            if next != workroom {
                self.moved.extend(going.map(|link| (*link, next)));
            }
        }
        for (link, upper) in std::mem::take(&mut self.moved) {
            let done = links::move_lower(self.office, link, upper, day(self.shape.year, 7, 1));
            done.await.map_err(|failure| told("move", &failure))?;
        }
        Ok(())
    }

    fn wanted(&self, kind: LinkKind, upper: NodeId, lower: NodeId) -> Wanted {
        let from = day(self.shape.year.saturating_sub(2), 1, 1);
        Wanted {
            kind,
            upper,
            lower,
            span: Span::new(from, None),
        }
    }

    async fn link(&self, kind: LinkKind, upper: NodeId, lower: NodeId) -> Result<NodeId, Stopped> {
        let done = links::establish(self.office, self.wanted(kind, upper, lower)).await;
        done.map_err(|failure| told("link", &failure))
    }
}

//! A small chain to tell stories on: a vice-chairperson, two committees, a group, a workroom, members with offices.
//! Deliberately absent: events.

use workrooms::kernel::error::Failure;
use workrooms::kernel::id::NodeId;
use workrooms::kernel::period::Span;
use workrooms::linkage::commands::establish;
use workrooms::linkage::refusals::{LinkErrorCode, Outcome};
use workrooms::linkage::rules::Wanted;
use workrooms::linkage::{Chain, LinkKind, Request};
use workrooms::organization::Office;
use workrooms::organization::commands::bodies::{
    establish_sector_group, establish_special_committee,
};
use workrooms::organization::commands::offices::{AssumeOffice, assume_office};
use workrooms::organization::commands::people::{AdmitMember, admit_member};
use workrooms::organization::commands::workrooms::establish_workroom;

use crate::organization::stage::{FIRST, Stage, body, day, district, person, workroom};
use crate::support::Store;

pub const CODE: &str = "430503";

/// The chain's pieces, not linked yet.
pub struct Pieces {
    pub stage: Stage,
    pub office: Request,
    pub first: NodeId,
    pub second: NodeId,
    pub group: NodeId,
    pub workroom: NodeId,
    /// Vice-chairperson and standing member from FIRST on.
    pub vice_chair: NodeId,
    /// Standing member from FIRST on; in the Party.
    pub standing: NodeId,
    /// Two plain members, not in the Party.
    pub plain: [NodeId; 2],
}

impl Pieces {
    pub async fn new(store: &Store) -> Self {
        let stage = Stage::new(store);
        let (sector, township) = stage.set_up(CODE).await;
        let office = stage.office(CODE);
        let first = establish_special_committee(&office, body("提案委（示例）", FIRST)).await;
        let second = establish_special_committee(&office, body("经济委（示例）", FIRST)).await;
        let group = establish_sector_group(&office, body("第一组（示例）", FIRST)).await;
        let workroom = establish_workroom(&office, workroom(township)).await;
        let mut people = Vec::new();
        for number in 1..=4 {
            let person = AdmitMember {
                is_cpc_member: number == 2,
                ..person(number, sector)
            };
            people.push(admit_member(&office, person).await.unwrap().id);
        }
        for (member, held) in [
            (people[0], Office::ViceChairperson),
            (people[0], Office::StandingMember),
            (people[1], Office::StandingMember),
        ] {
            hold(&office, member, held, FIRST, None).await;
        }
        Self {
            first: first.unwrap().id,
            second: second.unwrap().id,
            group: group.unwrap().id,
            workroom: workroom.unwrap().id,
            vice_chair: people[0],
            standing: people[1],
            plain: [people[2], people[3]],
            stage,
            office,
        }
    }

    pub async fn link(&self, kind: LinkKind, upper: NodeId, lower: NodeId) -> NodeId {
        let wanted = wanted(kind, upper, lower, FIRST, None);
        establish(&self.office, wanted).await.unwrap()
    }

    /// The four hops down to the first plain member, from FIRST on; gives the committee's link to the group.
    pub async fn chain(&self) -> NodeId {
        self.link(LinkKind::LeadsCommittee, self.vice_chair, self.first)
            .await;
        let to_group = self
            .link(LinkKind::ContactsGroup, self.first, self.group)
            .await;
        self.link(LinkKind::ContactsWorkroom, self.group, self.workroom)
            .await;
        self.link(LinkKind::ContactsMember, self.workroom, self.plain[0])
            .await;
        to_group
    }

    pub async fn number(&self) -> i64 {
        let head = workrooms::kernel::db::load_head(&self.stage.db, &district(CODE)).await;
        head.unwrap().unwrap().number
    }

    pub async fn chain_at(&self, number: i64) -> Chain {
        let chain = Chain::load(&self.stage.db, &district(CODE), number).await;
        chain.unwrap().unwrap()
    }
}

pub async fn hold(office: &Request, member: NodeId, held: Office, from: &str, to: Option<&str>) {
    let input = AssumeOffice {
        member,
        office: held,
        from: day(from),
        to: to.map(day),
    };
    assume_office(office, input).await.unwrap();
}

pub fn wanted(
    kind: LinkKind,
    upper: NodeId,
    lower: NodeId,
    from: &str,
    to: Option<&str>,
) -> Wanted {
    Wanted {
        kind,
        upper,
        lower,
        span: Span::new(day(from), to.map(day)),
    }
}

/// The rules that a change of a link broke.
pub fn codes<T: std::fmt::Debug>(outcome: Outcome<T>) -> Vec<LinkErrorCode> {
    match outcome {
        Err(Failure::Refused(refusals)) => {
            for refusal in &refusals {
                assert!(!refusal.message.zh.is_empty() && !refusal.message.en.is_empty());
                assert!(
                    !refusal.message.zh.contains("示例委员"),
                    "a refusal names no person"
                );
            }
            refusals.iter().map(|refusal| refusal.code).collect()
        }
        other => panic!("a refusal was due, not {other:?}"),
    }
}

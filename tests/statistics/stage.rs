//! A small district with a whole chain, and the ways to act in it and to ask it through the schema.
//! Deliberately absent: events; each story posts its own.

use async_graphql::Variables;
use sea_orm::{ConnectionTrait, DatabaseConnection, QueryResult, Statement};
use serde_json::{Value, json};
use uuid::Uuid;
use workrooms::events::commands::campaign::{CampaignDraft, launch};
use workrooms::events::commands::post::{PostedItem, Verdict, post};
use workrooms::events::draft::{EventDraft, QuantityDraft};
use workrooms::events::kinds::{EventKind, FundKind, Measure, Qualifier};
use workrooms::kernel::actor::Role;
use workrooms::kernel::db::load_head;
use workrooms::kernel::id::{DistrictId, GlobalId, NodeId};
use workrooms::linkage::commands::establish;
use workrooms::linkage::{LinkKind, Request};
use workrooms::organization::commands::bodies::{
    establish_sector, establish_sector_group, establish_special_committee,
};
use workrooms::organization::commands::people::admit_member;
use workrooms::organization::commands::places::register_township;
use workrooms::organization::commands::terms::open_term;
use workrooms::organization::commands::workrooms::{EstablishWorkroom, establish_workroom};
use workrooms::organization::{Office, WorkroomKind};
use workrooms::schema::{self, WorkroomsSchema};

use crate::linkage::stage::{hold, wanted};
use crate::organization::stage::{FIRST, Stage, body, district, person, term, township};
use crate::support::Store;

pub const CODE: &str = "430503";

/// The district. Two vice-chairpersons lead a committee each; the committees contact two groups and one; each group
/// contacts workrooms in turn; each workroom contacts members in turn.
pub struct Town {
    /// Past the walls, for looks at what is stored.
    pub db: DatabaseConnection,
    pub district: DistrictId,
    pub stage: Stage,
    pub schema: WorkroomsSchema,
    pub committee: NodeId,
    pub vice_chairs: Vec<NodeId>,
    pub committees: Vec<NodeId>,
    pub groups: Vec<NodeId>,
    pub workrooms: Vec<NodeId>,
    pub townships: Vec<NodeId>,
    pub sectors: Vec<NodeId>,
    pub members: Vec<NodeId>,
    pub campaigns: Vec<NodeId>,
}

impl Town {
    pub async fn new(store: &Store, workrooms: usize) -> Self {
        Self::in_district(store, CODE, workrooms).await
    }

    /// Another district of the same database.
    pub async fn in_district(store: &Store, code: &str, workrooms: usize) -> Self {
        let stage = Stage::new(store);
        let committee = stage.found(code).await;
        let office = stage.office(code);
        open_term(&office, term(6, FIRST, None)).await.unwrap();
        let mut town = Self {
            db: store.raw.clone(),
            district: district(code),
            schema: schema::build(),
            committee,
            vice_chairs: Vec::new(),
            committees: Vec::new(),
            groups: Vec::new(),
            workrooms: Vec::new(),
            townships: Vec::new(),
            sectors: Vec::new(),
            members: Vec::new(),
            campaigns: Vec::new(),
            stage,
        };
        for n in 0..2 {
            let sector = body(&format!("界别{n}（示例）"), FIRST);
            town.sectors
                .push(establish_sector(&office, sector).await.unwrap().id);
            let committee = body(&format!("专委会{n}（示例）"), FIRST);
            let committee = establish_special_committee(&office, committee).await;
            town.committees.push(committee.unwrap().id);
            let draft = CampaignDraft {
                name: format!("主题活动{n}（示例）"),
                from: "2021-10-01".into(),
                to: None,
            };
            let campaign = launch(&office, &town.district, draft).await.unwrap();
            town.campaigns.push(campaign.id);
        }
        for n in 0..3 {
            let group = body(&format!("活动组{n}（示例）"), FIRST);
            town.groups
                .push(establish_sector_group(&office, group).await.unwrap().id);
        }
        for n in 0..6_u32 {
            let sector = town.sectors[usize::from(n % 2 == 1)];
            let member = admit_member(&office, person(n + 1, sector))
                .await
                .unwrap()
                .id;
            if n < 2 {
                hold(&office, member, Office::ViceChairperson, FIRST, None).await;
                town.vice_chairs.push(member);
            }
            town.members.push(member);
        }
        for n in 0..workrooms {
            if n < 2 {
                let place = township(&format!("{code}{:03}", n + 1), &format!("镇{n}（示例）"));
                town.townships
                    .push(register_township(&office, place).await.unwrap().id);
            }
            // Every third is a sector's.
            let of_sector = n % 3 == 2;
            let workroom = EstablishWorkroom {
                name: format!("委员工作室{n}（示例）"),
                kind: if of_sector {
                    WorkroomKind::Sector
                } else {
                    WorkroomKind::Township
                },
                township: (!of_sector).then(|| town.townships[n % 2]),
                sector: of_sector.then(|| town.sectors[1]),
                member: None,
                online_url: None,
                posts_monthly: Some(true),
                from: FIRST.parse().unwrap(),
            };
            town.workrooms
                .push(establish_workroom(&office, workroom).await.unwrap().id);
        }
        town.link_all(&office).await;
        town
    }

    async fn link_all(&self, office: &Request) {
        let mut links = Vec::new();
        for (n, committee) in self.committees.iter().enumerate() {
            links.push((LinkKind::LeadsCommittee, self.vice_chairs[n], *committee));
        }
        for (n, group) in self.groups.iter().enumerate() {
            links.push((LinkKind::ContactsGroup, self.committees[n % 2], *group));
        }
        links.push((LinkKind::GathersSector, self.groups[0], self.sectors[0]));
        for (n, workroom) in self.workrooms.iter().enumerate() {
            links.push((LinkKind::ContactsWorkroom, self.groups[n % 3], *workroom));
        }
        for (n, member) in self.members.iter().enumerate() {
            let workroom = self.workrooms[n % self.workrooms.len()];
            links.push((LinkKind::ContactsMember, workroom, *member));
        }
        for (kind, upper, lower) in links {
            establish(office, wanted(kind, upper, lower, FIRST, None))
                .await
                .unwrap();
        }
    }

    pub fn office(&self) -> Request {
        self.stage.office(self.district.as_str())
    }

    pub fn global(&self, type_name: &str, id: NodeId) -> String {
        GlobalId::encode(type_name, &self.district, id.0).0
    }

    /// Every node with its GraphQL type.
    pub fn nodes(&self) -> Vec<(&'static str, NodeId)> {
        let all = [
            ("ViceChair", &self.vice_chairs),
            ("SpecialCommittee", &self.committees),
            ("SectorGroup", &self.groups),
            ("Workroom", &self.workrooms),
            ("Township", &self.townships),
            ("Sector", &self.sectors),
            ("Member", &self.members),
        ];
        let mut nodes = vec![("District", self.committee)];
        nodes.extend(
            all.into_iter()
                .flat_map(|(kind, ids)| ids.iter().map(move |id| (kind, *id))),
        );
        nodes
    }

    /// Asks as a leader; fails on any error.
    pub async fn ask(&self, query: &str, variables: Value) -> Value {
        let view = self
            .stage
            .request(Role::Leader, self.district.as_str(), None);
        let request = async_graphql::Request::new(query).variables(Variables::from_json(variables));
        let answer = schema::execute(&self.schema, request, view).await;
        assert!(answer.errors.is_empty(), "{query}: {:?}", answer.errors);
        answer.data.into_json().unwrap()
    }

    /// A draft of one day without quantities.
    pub fn draft(
        &self,
        host: (&str, NodeId),
        kind: EventKind,
        title: &str,
        on: &str,
    ) -> EventDraft {
        EventDraft {
            host: self.global(host.0, host.1),
            kind,
            title: title.to_owned(),
            from: on.to_owned(),
            to: None,
            place_code: None,
            co_hosts: Vec::new(),
            campaigns: Vec::new(),
            parent: None,
            participants: Vec::new(),
            quantities: Vec::new(),
            narrative: None,
            subject: None,
            client_recorded_at: None,
        }
    }

    pub async fn post(&self, n: u128, draft: EventDraft) -> Verdict {
        let item = PostedItem {
            id: event(n),
            draft,
        };
        let posted = post(&self.office(), &self.district, vec![item])
            .await
            .unwrap();
        posted.verdicts.into_iter().next().unwrap()
    }

    pub async fn number(&self) -> i64 {
        load_head(&self.db, &self.district)
            .await
            .unwrap()
            .unwrap()
            .number
    }

    pub async fn rows(&self, sql: &str) -> Vec<QueryResult> {
        let statement = Statement::from_string(self.db.get_database_backend(), sql);
        self.db.query_all_raw(statement).await.unwrap()
    }

    /// The tallies equal the events and the journal is whole.
    pub async fn assert_sound(&self) {
        let differences = workrooms::events::tallies::differences(&self.db, &self.district).await;
        assert_eq!(
            differences
                .unwrap()
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>(),
            Vec::<String>::new()
        );
        let audit = workrooms::events::audit::verify_district(&self.db, &self.district).await;
        assert_eq!(audit.unwrap(), None);
    }
}

/// The id of the n-th event of a story.
pub fn event(n: u128) -> String {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n).to_string()
}

pub fn much(
    measure: Measure,
    value: i64,
    qualifier: Qualifier,
    fund_kind: Option<FundKind>,
) -> QuantityDraft {
    QuantityDraft {
        measure,
        value: value.to_string(),
        qualifier,
        fund_kind,
        unit: None,
    }
}

/// The variables of a question about one node.
pub fn of(id: String) -> Value {
    json!({ "id": id })
}

//! A district for figures: vice-chairpersons, committees, groups, as many workrooms as a story wants, members, the four
//! hops between them from the first day on, and two campaigns. Everything is made by the office through the commands.
//! Deliberately absent: events; each story posts its own.

use async_graphql::Variables;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, Value as Bound};
use serde_json::{Value, json};
use uuid::Uuid;
use workrooms::events::audit::verify_district;
use workrooms::events::commands::campaign::{CampaignDraft, launch};
use workrooms::events::tallies::differences;
use workrooms::kernel::actor::{Actor, Role};
use workrooms::kernel::clock::Clock;
use workrooms::kernel::db::load_head;
use workrooms::kernel::error::Lang;
use workrooms::kernel::id::{DistrictId, GlobalId, NodeId};
use workrooms::kernel::period::Span;
use workrooms::linkage::commands::establish;
use workrooms::linkage::rules::Wanted;
use workrooms::linkage::{KeptChains, LinkKind, Request};
use workrooms::organization::commands::bodies::{
    EstablishBody, establish_sector, establish_sector_group, establish_special_committee,
};
use workrooms::organization::commands::founding::{FoundDistrict, found_district};
use workrooms::organization::commands::offices::{AssumeOffice, assume_office};
use workrooms::organization::commands::people::{AdmitMember, admit_member};
use workrooms::organization::commands::places::{RegisterTownship, register_township};
use workrooms::organization::commands::terms::{OpenSession, OpenTerm, open_session, open_term};
use workrooms::organization::commands::workrooms::{EstablishWorkroom, establish_workroom};
use workrooms::organization::{Agricultural, Office, TownshipKind, WorkroomKind};
use workrooms::schema::{self, WorkroomsSchema};

/// The day from which everything exists and hangs together.
pub const FIRST: &str = "2021-10-01";

/// How many of each there are beside the workrooms.
const TOWNSHIPS: u32 = 3;
const SECTORS: usize = 2;
const VICE_CHAIRS: usize = 2;
const COMMITTEES: usize = 3;
const GROUPS: usize = 4;
const MEMBERS: usize = 8;

/// One district. Today is 31 December 2022 until a story moves the clock.
pub struct Stage {
    pub db: DatabaseConnection,
    pub clock: Clock,
    pub code: DistrictId,
    pub district: NodeId,
    pub townships: Vec<NodeId>,
    pub sectors: Vec<NodeId>,
    /// The first two members.
    pub vice_chairs: Vec<NodeId>,
    pub committees: Vec<NodeId>,
    pub groups: Vec<NodeId>,
    pub workrooms: Vec<NodeId>,
    pub members: Vec<NodeId>,
    /// 2022 and the second half of 2022.
    pub campaigns: Vec<NodeId>,
    /// The offices of the vice-chairpersons.
    pub offices: Vec<NodeId>,
    /// The links, in the order in which they were made: leads, contacts of groups, workrooms, members, sectors.
    pub links: Vec<(LinkKind, NodeId)>,
    chains: KeptChains,
    schema: WorkroomsSchema,
}

pub fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

/// The id of the n-th event of a story.
pub fn event(n: usize) -> String {
    let base = 0x0190_0000_0000_7000_8000_0000_0000_0000_u128;
    Uuid::from_u128(base + u128::try_from(n).unwrap()).to_string()
}

impl Stage {
    /// The district with so many workrooms.
    pub async fn new(db: &DatabaseConnection, workrooms: usize) -> Self {
        Self::in_district(db, "430503", workrooms).await
    }

    /// Another district of the same database.
    pub async fn in_district(db: &DatabaseConnection, code: &str, workrooms: usize) -> Self {
        let mut stage = Self {
            db: db.clone(),
            clock: Clock::fixed("2022-12-31T08:00:00Z".parse().unwrap()),
            code: DistrictId::parse(code).unwrap(),
            district: NodeId(Uuid::nil()),
            townships: Vec::new(),
            sectors: Vec::new(),
            vice_chairs: Vec::new(),
            committees: Vec::new(),
            groups: Vec::new(),
            workrooms: Vec::new(),
            members: Vec::new(),
            campaigns: Vec::new(),
            offices: Vec::new(),
            links: Vec::new(),
            chains: KeptChains::default(),
            schema: schema::build(),
        };
        stage.found().await;
        let office = stage.office();
        stage.bodies(&office).await;
        stage.people(&office).await;
        for n in 0..workrooms {
            stage.workroom(&office, n).await;
        }
        stage.link_all(&office).await;
        for (name, from) in [
            ("全年活动（示例）", "2022-01-01"),
            ("下半年活动（示例）", "2022-07-01"),
        ] {
            let draft = CampaignDraft {
                name: name.to_owned(),
                from: from.to_owned(),
                to: Some("2023-01-01".to_owned()),
            };
            let row = launch(&office, &stage.code, draft).await.unwrap();
            stage.campaigns.push(row.id);
        }
        stage
    }

    async fn found(&mut self) {
        let founder = self.request_in(DistrictId::installation(), Role::SystemAdmin, None);
        let input = FoundDistrict {
            code: self.code.to_string(),
            name: "大祥区".to_owned(),
            name_en: "Daxiang District".to_owned(),
            city: "邵阳市".to_owned(),
            province: "湖南省".to_owned(),
        };
        self.district = found_district(&founder, input).await.unwrap().id;
        let office = self.office();
        let term = OpenTerm {
            ordinal: 6,
            from: day(FIRST),
            to: None,
        };
        open_term(&office, term).await.unwrap();
        let session = OpenSession {
            term: 6,
            ordinal: 1,
            opened_on: day("2021-11-10"),
            closed_on: Some(day("2021-11-13")),
        };
        open_session(&office, session).await.unwrap();
    }

    async fn bodies(&mut self, office: &Request) {
        for n in 1..=TOWNSHIPS {
            let input = RegisterTownship {
                code: format!("{}{:03}", self.code, 100 + n),
                name: format!("第{n}镇"),
                name_en: String::new(),
                pinyin: String::new(),
                kind: TownshipKind::Town,
                agricultural: Agricultural::Unconfirmed,
                agricultural_note: None,
                aliases: Vec::new(),
                from: day(FIRST),
            };
            self.townships
                .push(register_township(office, input).await.unwrap().id);
        }
        for n in 0..SECTORS {
            let done = establish_sector(office, body(&format!("第{n}界别"))).await;
            self.sectors.push(done.unwrap().id);
        }
        for n in 0..COMMITTEES {
            let done = establish_special_committee(office, body(&format!("第{n}专委会"))).await;
            self.committees.push(done.unwrap().id);
        }
        for n in 0..GROUPS {
            let done = establish_sector_group(office, body(&format!("第{n}组"))).await;
            self.groups.push(done.unwrap().id);
        }
    }

    async fn people(&mut self, office: &Request) {
        for n in 0..MEMBERS {
            let input = AdmitMember {
                name: format!("示例委员 {:02}", n + 1),
                is_cpc_member: false,
                expertise: None,
                term: 6,
                sector: self.sectors[n % SECTORS],
                from: day(FIRST),
                to: None,
            };
            self.members
                .push(admit_member(office, input).await.unwrap().id);
        }
        self.vice_chairs = self.members[..VICE_CHAIRS].to_vec();
        for member in self.vice_chairs.clone() {
            let input = AssumeOffice {
                member,
                office: Office::ViceChairperson,
                from: day(FIRST),
                to: None,
            };
            let done = assume_office(office, input).await.unwrap();
            self.offices.push(done.fact.unwrap());
        }
    }

    /// Every third workroom is a sector's, the others are townships'.
    async fn workroom(&mut self, office: &Request, n: usize) {
        let is_of_sector = n % 3 == 2;
        let input = EstablishWorkroom {
            name: format!("第{n}委员工作室"),
            kind: if is_of_sector {
                WorkroomKind::Sector
            } else {
                WorkroomKind::Township
            },
            township: (!is_of_sector).then(|| self.townships[n % self.townships.len()]),
            sector: is_of_sector.then(|| self.sectors[n % SECTORS]),
            member: None,
            online_url: None,
            posts_monthly: Some(true),
            from: day(FIRST),
        };
        self.workrooms
            .push(establish_workroom(office, input).await.unwrap().id);
    }

    async fn link_all(&mut self, office: &Request) {
        let mut wanted = Vec::new();
        for (n, committee) in self.committees.iter().enumerate() {
            wanted.push((
                LinkKind::LeadsCommittee,
                self.vice_chairs[n % VICE_CHAIRS],
                *committee,
            ));
        }
        for (n, group) in self.groups.iter().enumerate() {
            wanted.push((
                LinkKind::ContactsGroup,
                self.committees[n % COMMITTEES],
                *group,
            ));
        }
        for (n, workroom) in self.workrooms.iter().enumerate() {
            wanted.push((
                LinkKind::ContactsWorkroom,
                self.groups[n % GROUPS],
                *workroom,
            ));
        }
        for (n, member) in self.members.iter().enumerate().skip(VICE_CHAIRS) {
            let workroom = self.workrooms[n % self.workrooms.len()];
            wanted.push((LinkKind::ContactsMember, workroom, *member));
        }
        for (n, sector) in self.sectors.iter().enumerate() {
            wanted.push((LinkKind::GathersSector, self.groups[n], *sector));
        }
        for (kind, upper, lower) in wanted {
            let link = establish(office, link(kind, upper, lower)).await.unwrap();
            self.links.push((kind, link));
        }
    }

    /// Starts anew: nothing is kept in memory.
    pub fn forget(&mut self) {
        self.chains = KeptChains::default();
    }

    fn request_in(&self, district: DistrictId, role: Role, scope: Option<NodeId>) -> Request {
        let actor = Actor {
            id: Uuid::from_u128(1),
            role,
            district,
            scope,
        };
        Request::new(
            self.db.clone(),
            self.clock.clone(),
            self.chains.clone(),
            Some(actor),
            Lang::En,
        )
    }

    pub fn request(&self, role: Role) -> Request {
        self.request_in(self.code.clone(), role, None)
    }

    pub fn office(&self) -> Request {
        self.request(Role::Office)
    }

    /// The opaque id of a node.
    pub fn id(&self, type_name: &str, id: NodeId) -> String {
        GlobalId::encode(type_name, &self.code, id.0).0
    }

    pub fn workroom_id(&self, n: usize) -> String {
        self.id("Workroom", self.workrooms[n])
    }

    /// The whole answer as it goes over the wire; a leader asks. Fails when it tells an error.
    pub async fn ask(&self, document: &str, variables: Value) -> String {
        let answer = self
            .answer(self.request(Role::Leader), document, variables)
            .await;
        assert!(answer.errors.is_empty(), "{document}: {:?}", answer.errors);
        answer.data.into_json().unwrap().to_string()
    }

    /// The answer's data; a leader asks.
    pub async fn data(&self, document: &str, variables: Value) -> Value {
        serde_json::from_str(&self.ask(document, variables).await).unwrap()
    }

    async fn answer(
        &self,
        request: Request,
        document: &str,
        variables: Value,
    ) -> async_graphql::Response {
        let asked =
            async_graphql::Request::new(document).variables(Variables::from_json(variables));
        self.schema.execute(schema::with_view(asked, request)).await
    }

    /// The payload of a mutation of the office's that takes one input, refused or not.
    pub async fn change(&self, mutation: &str, selection: &str, input: Value) -> Value {
        let mut type_name = mutation.to_owned();
        type_name[..1].make_ascii_uppercase();
        let document = format!(
            "mutation($input: {type_name}Input!) {{ {mutation}(input: $input) {{ {selection} errors {{ code field message }} }} }}"
        );
        let answer = self
            .answer(self.office(), &document, json!({ "input": input }))
            .await;
        assert!(answer.errors.is_empty(), "{mutation}: {:?}", answer.errors);
        answer.data.into_json().unwrap()[mutation].clone()
    }

    /// A change that is not refused.
    pub async fn done(&self, mutation: &str, selection: &str, input: Value) -> Value {
        let payload = self.change(mutation, selection, input).await;
        assert_eq!(payload["errors"], json!([]), "{mutation}: {payload}");
        payload
    }

    /// Posts a batch of which every item is accepted.
    pub async fn post(&self, events: Vec<Value>) {
        let input = json!({ "events": events });
        let payload = self
            .done(
                "eventsPost",
                "verdicts { id status errors { code field } }",
                input,
            )
            .await;
        for verdict in payload["verdicts"].as_array().unwrap() {
            assert_eq!(verdict["status"], "ACCEPTED", "{verdict}");
        }
    }

    /// A good deed of a workroom; `n` counts the events of the story.
    pub fn deed(&self, n: usize, workroom: usize, on: &str, deeds: u32) -> Value {
        json!({
            "id": event(n),
            "hostId": self.workroom_id(workroom),
            "kind": "GOOD_DEED",
            "title": format!("为民办实事第{n}件（示例）"),
            "occurredOn": { "from": on },
            "quantities": [{ "measure": "GOOD_DEEDS", "value": deeds.to_string() }],
        })
    }

    /// The link of a kind to a lower end, among those made at first.
    pub fn link_to(&self, kind: LinkKind, nth: usize) -> String {
        let (_, id) = self
            .links
            .iter()
            .filter(|(of, _)| *of == kind)
            .nth(nth)
            .unwrap();
        self.id("Link", *id)
    }

    pub async fn number(&self) -> i64 {
        load_head(&self.db, &self.code)
            .await
            .unwrap()
            .unwrap()
            .number
    }

    /// The tallies are what the events add up to; the journal is whole, and the events are what it tells.
    pub async fn assert_whole(&self) {
        assert_eq!(differences(&self.db, &self.code).await.unwrap(), []);
        assert_eq!(verify_district(&self.db, &self.code).await.unwrap(), None);
    }

    /// Runs a statement behind the program's back; fails unless it changes so many rows.
    pub async fn tamper(&self, sql: &str, rows: u64) {
        let backend = self.db.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, Vec::<Bound>::new());
        let done = self.db.execute_raw(statement).await.unwrap();
        assert_eq!(done.rows_affected(), rows, "{sql}");
    }
}

/// A link from the first day on.
fn link(kind: LinkKind, upper: NodeId, lower: NodeId) -> Wanted {
    Wanted {
        kind,
        upper,
        lower,
        span: Span::new(day(FIRST), None),
    }
}

fn body(name: &str) -> EstablishBody {
    EstablishBody {
        name: name.to_owned(),
        from: day(FIRST),
    }
}

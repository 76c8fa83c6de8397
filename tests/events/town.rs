//! A small district that events are posted in, and the ways to ask it.
//! Deliberately absent: links; nothing here asks who is above whom.

use async_graphql::Variables;
use chrono::{DateTime, NaiveDate};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, Value as Bound};
use serde_json::{Value, json};
use uuid::Uuid;
use workrooms::events::audit::verify_district;
use workrooms::events::tallies::{Sums, TallyKey, differences, stored};
use workrooms::kernel::actor::{Actor, Role};
use workrooms::kernel::clock::Clock;
use workrooms::kernel::db::load_head;
use workrooms::kernel::error::Lang;
use workrooms::kernel::id::{DistrictId, GlobalId, NodeId};
use workrooms::linkage::{KeptChains, Request};
use workrooms::organization::commands::bodies::{
    EstablishBody, establish_sector, establish_special_committee,
};
use workrooms::organization::commands::founding::{FoundDistrict, found_district};
use workrooms::organization::commands::people::{AdmitMember, PersonalWords, admit_member};
use workrooms::organization::commands::places::{RegisterTownship, register_township};
use workrooms::organization::commands::terms::{OpenTerm, open_term};
use workrooms::organization::commands::workrooms::{
    CloseWorkroom, EstablishWorkroom, close_workroom, establish_workroom,
};
use workrooms::organization::{Agricultural, TownshipKind, WorkroomKind};
use workrooms::schema::{self, WorkroomsSchema};

use crate::support::Store;

/// The district with its two open workrooms and all that events can name. Today is 20 December 2022.
pub struct Town {
    /// Past the walls, for looks at what is stored.
    pub db: DatabaseConnection,
    pool: DatabaseConnection,
    pub clock: Clock,
    pub district: DistrictId,
    pub township: NodeId,
    /// Open since 2018.
    pub south: NodeId,
    /// Open since 2018.
    pub north: NodeId,
    /// Open from 2018 to the end of 2021.
    pub closed: NodeId,
    pub committee: NodeId,
    pub sector: NodeId,
    /// A member since 2021.
    pub member: NodeId,
    /// A member from 2021 to June 2022.
    pub former: NodeId,
    /// Of the district 430502.
    pub foreign: NodeId,
    chains: KeptChains,
    schema: WorkroomsSchema,
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// The id of the n-th event of a story.
pub fn event(n: u128) -> String {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n).to_string()
}

impl Town {
    pub async fn new(store: &Store) -> Self {
        let at = DateTime::parse_from_rfc3339("2022-12-20T04:00:00Z").expect("an instant");
        let mut town = Self {
            db: store.raw.clone(),
            pool: store.db.clone(),
            clock: Clock::fixed(at.to_utc()),
            district: DistrictId::parse("430503").expect("a code"),
            township: NodeId(Uuid::nil()),
            south: NodeId(Uuid::nil()),
            north: NodeId(Uuid::nil()),
            closed: NodeId(Uuid::nil()),
            committee: NodeId(Uuid::nil()),
            sector: NodeId(Uuid::nil()),
            member: NodeId(Uuid::nil()),
            former: NodeId(Uuid::nil()),
            foreign: NodeId(Uuid::nil()),
            chains: KeptChains::default(),
            schema: schema::build(),
        };
        town.found("430502", "双清区").await;
        let elsewhere = town.request_in("430502", Role::Office, None);
        let sector = establish_sector(&elsewhere, body("教育界"))
            .await
            .expect("a sector")
            .id;
        town.foreign = workroom(&elsewhere, sector, "邻区委员工作室", None).await;
        town.found("430503", "大祥区").await;
        let office = town.request(Role::Office, None);
        town.township = register_township(
            &office,
            RegisterTownship {
                code: "430503001".into(),
                name: "中心路街道".into(),
                name_en: "Zhongxinlu".into(),
                pinyin: "zhongxinlu".into(),
                kind: TownshipKind::Subdistrict,
                agricultural: Agricultural::No,
                agricultural_note: None,
                aliases: Vec::new(),
                from: day("2000-01-01"),
            },
        )
        .await
        .expect("a township")
        .id;
        town.sector = establish_sector(&office, body("教育界"))
            .await
            .expect("a sector")
            .id;
        town.south = workroom(&office, town.sector, "城南委员工作室", None).await;
        town.north = workroom(&office, town.sector, "城北委员工作室", None).await;
        town.closed = workroom(&office, town.sector, "旧城委员工作室", Some("2022-01-01")).await;
        town.committee = establish_special_committee(&office, body("提案委员会"))
            .await
            .expect("a committee")
            .id;
        let term = OpenTerm {
            ordinal: 6,
            from: day("2021-09-01"),
            to: None,
        };
        open_term(&office, term).await.expect("a term");
        town.member = member(&office, town.sector, "示例委员 01", None).await;
        town.former = member(&office, town.sector, "示例委员 02", Some("2022-07-01")).await;
        town
    }

    async fn found(&self, code: &str, name: &str) {
        let input = FoundDistrict {
            code: code.to_owned(),
            name: name.to_owned(),
            name_en: String::new(),
            city: "邵阳市".to_owned(),
            province: "湖南省".to_owned(),
        };
        let founder = self.request_in(DistrictId::INSTALLATION, Role::SystemAdmin, None);
        found_district(&founder, input).await.expect("a district");
    }

    fn request_in(&self, district: &str, role: Role, scope: Option<NodeId>) -> Request {
        let actor = Actor {
            id: Uuid::from_u128(1),
            role,
            district: DistrictId::parse(district).expect("a code"),
            scope,
        };
        Request::new(
            self.pool.clone(),
            self.clock.clone(),
            self.chains.clone(),
            crate::support::vault(),
            Some(actor),
            Lang::En,
        )
    }

    pub fn request(&self, role: Role, scope: Option<NodeId>) -> Request {
        self.request_in(self.district.as_str(), role, scope)
    }

    pub fn id(&self, type_name: &str, id: NodeId) -> String {
        GlobalId::encode(type_name, &self.district, id.0).0
    }

    pub fn workroom(&self, id: NodeId) -> String {
        self.id("Workroom", id)
    }

    /// The whole answer.
    pub async fn ask(&self, request: Request, document: &str, variables: Value) -> Value {
        let asked =
            async_graphql::Request::new(document).variables(Variables::from_json(variables));
        let answer = schema::execute(&self.schema, asked, request).await;
        serde_json::to_value(answer).expect("an answer")
    }

    /// The payload of a mutation that takes one input, from an answer without errors at its top.
    pub async fn change(
        &self,
        request: Request,
        mutation: &str,
        selection: &str,
        input: Value,
    ) -> Value {
        let mut type_name = mutation.to_owned();
        if let Some(first) = type_name.get_mut(0..1) {
            first.make_ascii_uppercase();
        }
        let document = format!(
            "mutation($input: {type_name}Input!) {{ {mutation}(input: $input) {selection} }}"
        );
        let answer = self
            .ask(request, &document, json!({ "input": input }))
            .await;
        assert_eq!(answer["errors"], Value::Null, "{mutation}: {answer}");
        answer["data"][mutation].clone()
    }

    /// Posts as the office; the payload.
    pub async fn post(&self, events: Vec<Value>) -> Value {
        self.post_as(self.request(Role::Office, None), events).await
    }

    pub async fn post_as(&self, request: Request, events: Vec<Value>) -> Value {
        let selection = "{ sequence errors { code field message } verdicts { id status errors { code field message } \
                         resembles { uuid } differences { field stored sent } \
                         event { id uuid title status sequence quantities { measure value qualifier fundKind } } } }";
        self.change(
            request,
            "eventsPost",
            selection,
            json!({ "events": events }),
        )
        .await
    }

    /// A plain talk of the southern workroom; `id` counts the events of the story.
    pub fn talk(&self, id: u128, title: &str) -> Value {
        json!({
            "id": event(id),
            "hostId": self.workroom(self.south),
            "kind": "STUDY_TALK",
            "title": title,
            "occurredOn": { "from": "2022-05-10" },
            "quantities": [{ "measure": "PERSON_TIMES", "value": "68", "qualifier": "AT_LEAST" }],
        })
    }

    pub async fn number(&self) -> i64 {
        let head = load_head(&self.db, &self.district).await.expect("a head");
        head.expect("a district").number
    }

    pub async fn tallies(&self) -> Vec<(TallyKey, Sums)> {
        let tallies = stored(&self.db, &self.district).await.expect("tallies");
        tallies.into_iter().collect()
    }

    /// The tallies are what the events add up to, and the journal and the events agree.
    pub async fn assert_whole(&self) {
        let found = differences(&self.db, &self.district)
            .await
            .expect("tallies");
        assert_eq!(found, [], "tallies differ from their events");
        let place = verify_district(&self.db, &self.district)
            .await
            .expect("an audit");
        assert_eq!(place, None);
    }

    /// Runs a statement behind the program's back; how many rows it changed.
    pub async fn tamper(&self, sql: &str) -> u64 {
        let backend = self.db.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, Vec::<Bound>::new());
        let done = self.db.execute_raw(statement).await.expect("a statement");
        done.rows_affected()
    }
}

fn body(name: &str) -> EstablishBody {
    EstablishBody {
        name: name.to_owned(),
        from: day("2018-01-01"),
    }
}

async fn workroom(office: &Request, sector: NodeId, name: &str, closed_on: Option<&str>) -> NodeId {
    let input = EstablishWorkroom {
        name: name.to_owned(),
        kind: WorkroomKind::Sector,
        township: None,
        sector: Some(sector),
        member: None,
        online_url: None,
        posts_monthly: None,
        from: day("2018-01-01"),
    };
    let id = establish_workroom(office, input)
        .await
        .expect("a workroom")
        .id;
    if let Some(on) = closed_on {
        let close = CloseWorkroom { id, on: day(on) };
        close_workroom(office, close).await.expect("closed");
    }
    id
}

async fn member(office: &Request, sector: NodeId, name: &str, to: Option<&str>) -> NodeId {
    let input = AdmitMember {
        name: name.to_owned(),
        is_cpc_member: false,
        personal: PersonalWords::default(),
        expertise: None,
        term: 6,
        sector,
        from: day("2021-09-01"),
        to: to.map(day),
    };
    admit_member(office, input).await.expect("a member").id
}

/// The statuses of the verdicts, in order.
pub fn statuses(payload: &Value) -> Vec<String> {
    verdicts(payload)
        .iter()
        .map(|verdict| verdict["status"].as_str().expect("a status").to_owned())
        .collect()
}

pub fn verdicts(payload: &Value) -> &Vec<Value> {
    payload["verdicts"].as_array().expect("verdicts")
}

/// The codes and fields of errors.
pub fn codes(errors: &Value) -> Vec<(String, String)> {
    errors
        .as_array()
        .expect("errors")
        .iter()
        .map(|error| {
            let text = |key: &str| error[key].as_str().unwrap_or_default().to_owned();
            assert!(!text("message").is_empty());
            (text("code"), text("field"))
        })
        .collect()
}

//! What the organisation's stories play on: a founded district, its office, and everything that is stored, as text.
//! Deliberately absent: HTTP; these stories call the commands and the schema.

use std::collections::BTreeMap;

use sea_orm::{DatabaseConnection, FromQueryResult, JsonValue, Statement};
use uuid::Uuid;
use workrooms::kernel::actor::{Actor, Role};
use workrooms::kernel::bus::Bus;
use workrooms::kernel::clock::Clock;
use workrooms::kernel::error::{Failure, Lang, Problem};
use workrooms::kernel::id::{DistrictId, NodeId};
use workrooms::kernel::seal::Vault;
use workrooms::linkage::{KeptChains, Request};
use workrooms::organization::OrganizationErrorCode as Code;
use workrooms::organization::commands::bodies::{EstablishBody, establish_sector};
use workrooms::organization::commands::founding::{FoundDistrict, found_district};
use workrooms::organization::commands::people::{AdmitMember, PersonalWords, admit_member};
use workrooms::organization::commands::places::{RegisterTownship, register_township};
use workrooms::organization::commands::terms::{OpenTerm, open_term};
use workrooms::organization::commands::workrooms::EstablishWorkroom;
use workrooms::organization::refusals::Outcome;
use workrooms::organization::{Agricultural, TownshipKind, WorkroomKind};

use crate::support::Store;

/// The tables that the organisation is kept in.
const TABLES: [&str; 26] = [
    "journal_head",
    "journal",
    "node",
    "district",
    "township",
    "division",
    "special_committee",
    "sector",
    "sector_group",
    "workroom",
    "honour",
    "member",
    "member_personal",
    "data_key",
    "blind_index",
    "membership",
    "office_held",
    "term",
    "session",
    "link",
    "account",
    "account_role",
    "credential",
    "sign_in_session",
    "sign_in_guard",
    "access",
];

/// The first day of most things here.
pub const FIRST: &str = "2021-10-01";

/// A program over one database.
pub struct Stage {
    /// Past the walls, for looks at what is stored.
    pub db: DatabaseConnection,
    pool: DatabaseConnection,
    pub clock: Clock,
    /// Wakes whoever reads live what is written here.
    pub bus: Bus,
    chains: KeptChains,
}

pub fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

pub fn district(code: &str) -> DistrictId {
    DistrictId::parse(code).unwrap()
}

impl Stage {
    pub fn new(store: &Store) -> Self {
        Self {
            db: store.raw.clone(),
            pool: store.db.clone(),
            clock: Clock::fixed("2022-12-31T08:00:00Z".parse().unwrap()),
            bus: Bus::default(),
            chains: KeptChains::default(),
        }
    }

    /// A request of somebody in a district; `0` is the installation.
    pub fn request(&self, role: Role, code: &str, scope: Option<NodeId>) -> Request {
        let actor = Actor {
            id: Uuid::from_u128(1),
            role,
            district: district(code),
            scope,
        };
        self.request_of(Some(actor))
    }

    pub fn request_of(&self, actor: Option<Actor>) -> Request {
        self.request_with(&crate::support::vault(), actor)
    }

    /// A request by other keys than stories usually have.
    pub fn request_with(&self, vault: &Vault, actor: Option<Actor>) -> Request {
        Request::new(
            self.pool.clone(),
            self.clock.clone(),
            self.chains.clone(),
            vault.clone(),
            actor,
            Lang::En,
        )
        .waking(self.bus.clone())
    }

    pub fn office(&self, code: &str) -> Request {
        self.request(Role::Office, code, None)
    }

    pub async fn found(&self, code: &str) -> NodeId {
        let founder = self.request(Role::SystemAdmin, "0", None);
        let input = FoundDistrict {
            code: code.to_owned(),
            name: "大祥区".to_owned(),
            name_en: "Daxiang District".to_owned(),
            city: "邵阳市".to_owned(),
            province: "湖南省".to_owned(),
        };
        found_district(&founder, input).await.unwrap().id
    }

    /// A founded district with term 6, one sector and one township, and their ids.
    pub async fn set_up(&self, code: &str) -> (NodeId, NodeId) {
        self.found(code).await;
        let office = self.office(code);
        open_term(&office, term(6, FIRST, None)).await.unwrap();
        let sector = establish_sector(&office, body("教育界（示例）", FIRST))
            .await
            .unwrap()
            .id;
        let township = register_township(&office, township(&format!("{code}101"), "罗市镇"))
            .await
            .unwrap()
            .id;
        (sector, township)
    }

    pub async fn admit(&self, code: &str, number: u32, sector: NodeId) -> NodeId {
        admit_member(&self.office(code), person(number, sector))
            .await
            .unwrap()
            .id
    }

    /// Every row of the organisation, each table's in a fixed order.
    pub async fn everything(&self) -> BTreeMap<&'static str, Vec<String>> {
        let mut all = BTreeMap::new();
        for table in TABLES {
            let statement = Statement::from_string(
                self.db.get_database_backend(),
                format!("SELECT * FROM {table}"),
            );
            let found = JsonValue::find_by_statement(statement).all(&self.db).await;
            let mut rows: Vec<String> = found.unwrap().iter().map(ToString::to_string).collect();
            rows.sort();
            all.insert(table, rows);
        }
        all
    }
}

/// Fails unless every row that was stored before stands as it was, but for the number that closed it.
pub fn only_grew(
    before: &BTreeMap<&'static str, Vec<String>>,
    after: &BTreeMap<&'static str, Vec<String>>,
) {
    let read = |row: &String| -> serde_json::Value { serde_json::from_str(row).unwrap() };
    for (table, rows) in before.iter().filter(|(table, _)| **table != "journal_head") {
        let now: Vec<_> = after[table].iter().map(read).collect();
        for row in rows.iter().map(read) {
            let mut closed = row.clone();
            let stands = now.iter().any(|other| {
                if row.get("until_number") == Some(&serde_json::Value::Null) {
                    closed["until_number"] = other["until_number"].clone();
                }
                *other == closed
            });
            assert!(stands, "{table}: {row} was overwritten");
        }
    }
}

pub fn body(name: &str, from: &str) -> EstablishBody {
    EstablishBody {
        name: name.to_owned(),
        from: day(from),
    }
}

pub fn term(ordinal: i32, from: &str, to: Option<&str>) -> OpenTerm {
    OpenTerm {
        ordinal,
        from: day(from),
        to: to.map(day),
    }
}

pub fn township(code: &str, name: &str) -> RegisterTownship {
    RegisterTownship {
        code: code.to_owned(),
        name: name.to_owned(),
        name_en: String::new(),
        pinyin: String::new(),
        kind: TownshipKind::Town,
        agricultural: Agricultural::Unconfirmed,
        agricultural_note: None,
        aliases: Vec::new(),
        from: day(FIRST),
    }
}

pub fn workroom(township: NodeId) -> EstablishWorkroom {
    EstablishWorkroom {
        name: "罗市镇委员工作室".to_owned(),
        kind: WorkroomKind::Township,
        township: Some(township),
        sector: None,
        member: None,
        online_url: None,
        posts_monthly: None,
        from: day(FIRST),
    }
}

pub fn person(number: u32, sector: NodeId) -> AdmitMember {
    AdmitMember {
        name: format!("示例委员 {number:02}"),
        is_cpc_member: false,
        personal: PersonalWords::default(),
        expertise: None,
        term: 6,
        sector,
        from: day(FIRST),
        to: None,
    }
}

/// The rules that a command broke, with their fields.
pub fn refused<T: std::fmt::Debug>(outcome: Outcome<T>) -> Vec<(Code, Option<String>)> {
    match outcome {
        Err(Failure::Refused(refusals)) => {
            for refusal in &refusals {
                assert!(!refusal.message.zh.is_empty() && !refusal.message.en.is_empty());
            }
            refusals
                .into_iter()
                .map(|refusal| (refusal.code, refusal.field))
                .collect()
        }
        other => panic!("a refusal was due, not {other:?}"),
    }
}

/// One refusal that names a field.
pub fn at(code: Code, field: &str) -> Vec<(Code, Option<String>)> {
    vec![(code, Some(field.to_owned()))]
}

/// How a command fails above its rules.
pub fn problem<T: std::fmt::Debug>(outcome: Outcome<T>) -> Problem {
    match outcome {
        Err(Failure::Problem(problem)) => problem,
        other => panic!("a problem was due, not {other:?}"),
    }
}

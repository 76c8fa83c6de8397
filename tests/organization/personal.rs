//! Members' personal fields: masked by default, told in full for a purpose that the journal holds, found by a phone, and
//! nowhere in plain. Deliberately absent: the keys themselves (sealing).

use async_graphql::Variables;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;
use workrooms::kernel::actor::Role;
use workrooms::kernel::id::{GlobalId, NodeId};
use workrooms::kernel::journal::{entry, tail, verify};
use workrooms::kernel::seal::{Suite, Vault, data_key};
use workrooms::linkage::Request;
use workrooms::organization::audit::verify_district;
use workrooms::organization::commands::people::{
    AdmitMember, PersonalWords, ReviseMember, admit_member, revise_member,
};
use workrooms::organization::entity::member_personal;
use workrooms::schema;

use super::stage::{Stage, district, person};
use crate::support::log::logged;
use crate::support::{KEYS, Store, vault};

const CODE: &str = "430503";

const READ: &str = "query($id: ID!, $full: Boolean!, $for: String) { node(id: $id) { ... on Member {
    phone(full: $full, purpose: $for) ethnicity(full: $full, purpose: $for) religion(full: $full, purpose: $for)
    isCpcMember(full: $full, purpose: $for)
} } }";

/// Has a member tell what the walks and stories look for.
pub async fn told(stage: &Stage, code: &str, member: NodeId) {
    let revision = ReviseMember {
        phone: Some(Some("138-1234-5678".to_owned())),
        ethnicity: Some(Some("苗".to_owned())),
        religion: Some(Some("佛教".to_owned())),
        ..ReviseMember::of(member)
    };
    revise_member(&stage.office(code), revision).await.unwrap();
}

fn somebody(sector: NodeId, number: u32, phone: &str) -> AdmitMember {
    AdmitMember {
        is_cpc_member: number == 1,
        personal: PersonalWords {
            phone: Some(phone.to_owned()),
            ethnicity: Some("苗族".to_owned()),
            religion: None,
        },
        ..person(number, sector)
    }
}

/// Two members with phones, and what their opaque ids are.
async fn two(stage: &Stage) -> [(NodeId, String); 2] {
    let (sector, _) = stage.set_up(CODE).await;
    let mut members = Vec::new();
    for (number, phone) in [(1, "13812345678"), (2, "0739-5321234")] {
        let admitted = admit_member(&stage.office(CODE), somebody(sector, number, phone)).await;
        let id = admitted.unwrap().id;
        members.push((id, GlobalId::encode("Member", &district(CODE), id.0).0));
    }
    members.try_into().unwrap()
}

async fn answer(view: Request, query: &str, variables: Value) -> async_graphql::Response {
    let request = async_graphql::Request::new(query).variables(Variables::from_json(variables));
    schema::execute(&schema::build(), request, view).await
}

/// What is told of a member, from an answer without errors.
async fn read(view: Request, id: &str, full: bool, purpose: Option<&str>) -> Value {
    let variables = json!({"id": id, "full": full, "for": purpose});
    let answer = answer(view, READ, variables).await;
    assert_eq!(answer.errors, []);
    answer.data.into_json().unwrap()["node"].take()
}

/// The journal's entries of readings.
async fn readings(stage: &Stage) -> Vec<entry::Model> {
    let all = tail(&stage.db, &district(CODE), 0, 1000).await.unwrap();
    all.into_iter()
        .filter(|entry| entry.kind.starts_with("personal."))
        .collect()
}

fn nothing() -> Value {
    json!({"phone": null, "ethnicity": null, "religion": null, "isCpcMember": null})
}

on_both!(personal_fields_are_masked_unless_a_purpose_is_told);
async fn personal_fields_are_masked_unless_a_purpose_is_told(store: Store) {
    let stage = Stage::new(&store);
    let [(first, id), (_, second)] = two(&stage).await;
    let office = || stage.office(CODE);
    assert_eq!(
        read(office(), &id, false, Some("不看全部")).await,
        json!({"phone": "138****5678", "ethnicity": "***", "religion": null, "isCpcMember": null})
    );
    assert_eq!(
        read(office(), &second, false, None).await["phone"],
        "0739-***1234"
    );
    // Without a purpose there is no full reading, and nothing of it.
    for purpose in [None, Some("看"), Some("   ")] {
        let variables = json!({"id": id, "full": true, "for": purpose});
        let refused = answer(office(), READ, variables).await;
        assert_eq!(refused.errors.len(), 4);
        let code = refused.errors[0].extensions.as_ref().unwrap().get("code");
        assert_eq!(code, Some(&"BAD_INPUT".into()));
        assert!(!format!("{:?}", refused.data).contains("1381234"));
    }
    assert!(readings(&stage).await.is_empty());
    assert_eq!(
        read(office(), &id, true, Some("节日慰问联系")).await,
        json!({"phone": "13812345678", "ethnicity": "苗族", "religion": null, "isCpcMember": true})
    );
    let told = readings(&stage).await;
    assert_eq!(told.len(), 1, "one answer, one entry");
    assert_eq!(told[0].kind, "personal.read");
    assert_eq!(
        (told[0].actor_role, told[0].subject_id),
        (Role::Office, first.0)
    );
    let content: Value = serde_json::from_str(&told[0].content).unwrap();
    assert_eq!(
        content,
        json!({"fields": ["ethnicity", "isCpcMember", "phone"], "purpose": "节日慰问联系", "subjects": [first]})
    );
    // The member himself, who need not say why; and nobody else.
    let own = stage.request(Role::Member, CODE, Some(first));
    assert_eq!(read(own, &id, true, None).await["phone"], "13812345678");
    assert_eq!(
        readings(&stage).await.len(),
        2,
        "told to the journal all the same"
    );
    for role in [
        Role::Leader,
        Role::Auditor,
        Role::Member,
        Role::WorkroomOfficer,
    ] {
        let view = stage.request(role, CODE, None);
        assert_eq!(
            read(view, &id, true, Some("节日慰问联系")).await,
            nothing(),
            "{role:?}"
        );
    }
    assert_eq!(readings(&stage).await.len(), 2);
    assert_eq!(verify(&stage.db, &district(CODE)).await.unwrap(), None);
}

on_both!(a_reading_that_cannot_be_recorded_shows_nothing);
async fn a_reading_that_cannot_be_recorded_shows_nothing(store: Store) {
    let stage = Stage::new(&store);
    let [(_, id), _] = two(&stage).await;
    let away = "ALTER TABLE journal RENAME TO journal_away";
    store.raw.execute_unprepared(away).await.unwrap();
    let variables = json!({"id": id, "full": true, "for": "节日慰问联系"});
    let failed = answer(stage.office(CODE), READ, variables).await;
    assert_eq!(failed.data, async_graphql::Value::Null);
    assert_eq!(failed.errors.len(), 1);
    let code = failed.errors[0].extensions.as_ref().unwrap().get("code");
    assert_eq!(code, Some(&"INTERNAL".into()));
    // What needs no record is answered.
    let masked = read(stage.office(CODE), &id, false, None).await;
    assert_eq!(masked["phone"], "138****5678");
    let back = "ALTER TABLE journal_away RENAME TO journal";
    store.raw.execute_unprepared(back).await.unwrap();
    assert!(readings(&stage).await.is_empty());
    assert_eq!(verify(&stage.db, &district(CODE)).await.unwrap(), None);
}

const SEARCH: &str = r#"query($phone: String!) { district(code: "430503") {
    members(filter: {phone: $phone}) { totalCount nodes { id } } } }"#;

async fn found(view: Request, phone: &str) -> Vec<String> {
    let answer = answer(view, SEARCH, json!({"phone": phone})).await;
    assert_eq!(answer.errors, []);
    let members = answer.data.into_json().unwrap()["district"]["members"].take();
    let nodes = members["nodes"].as_array().unwrap();
    assert_eq!(members["totalCount"], nodes.len());
    let ids = nodes
        .iter()
        .map(|node| node["id"].as_str().unwrap().to_owned());
    ids.collect()
}

on_both!(a_phone_finds_exactly_one_and_the_look_is_recorded);
async fn a_phone_finds_exactly_one_and_the_look_is_recorded(store: Store) {
    let stage = Stage::new(&store);
    let [(first, one), (_, two)] = two(&stage).await;
    let office = || stage.office(CODE);
    assert_eq!(
        found(office(), "138 1234 5678").await,
        std::slice::from_ref(&one)
    );
    assert_eq!(found(office(), "07395321234").await, [two]);
    assert!(found(office(), "13812345679").await.is_empty());
    let told = readings(&stage).await;
    let kinds: Vec<_> = told.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(kinds, ["personal.searched"; 3]);
    assert_eq!(told[0].subject_id, first.0);
    assert_eq!(told[2].subject_id, Uuid::nil(), "nobody was found");
    let no_phone = answer(office(), SEARCH, json!({"phone": "1381234567"})).await;
    let code = no_phone.errors[0].extensions.as_ref().unwrap().get("code");
    assert_eq!(code, Some(&"BAD_INPUT".into()));
    // A new phone is found and the old one is not; nobody else's search says a thing.
    let revision = ReviseMember {
        phone: Some(Some("13912345678".to_owned())),
        ..ReviseMember::of(first)
    };
    revise_member(&office(), revision).await.unwrap();
    assert!(found(office(), "13812345678").await.is_empty());
    assert_eq!(found(office(), "13912345678").await, [one]);
    let gone = ReviseMember {
        phone: Some(None),
        ..ReviseMember::of(first)
    };
    revise_member(&office(), gone).await.unwrap();
    assert!(found(office(), "13912345678").await.is_empty());
    let before = readings(&stage).await.len();
    for role in [Role::Leader, Role::Auditor, Role::Member] {
        let view = stage.request(role, CODE, Some(first));
        let refused = answer(view, SEARCH, json!({"phone": "13912345678"})).await;
        let code = refused.errors[0].extensions.as_ref().unwrap().get("code");
        assert_eq!(code, Some(&"FORBIDDEN".into()), "{role:?}");
    }
    assert_eq!(readings(&stage).await.len(), before);
}

on_both!(whose_data_key_is_gone_cannot_be_read_and_the_journal_stays_whole);
async fn whose_data_key_is_gone_cannot_be_read_and_the_journal_stays_whole(store: Store) {
    let stage = Stage::new(&store);
    let [(first, id), (_, second)] = two(&stage).await;
    let here = district(CODE);
    assert_eq!(verify_district(&stage.db, &here).await.unwrap(), None);
    data_key::Entity::delete_many()
        .filter(data_key::Column::DistrictId.eq(here.clone()))
        .filter(data_key::Column::SubjectId.eq(first.0))
        .exec(&stage.db)
        .await
        .unwrap();
    let office = || stage.office(CODE);
    let purpose = Some("节日慰问联系");
    assert_eq!(read(office(), &id, true, purpose).await, nothing());
    assert!(found(office(), "13812345678").await.is_empty());
    assert_eq!(
        read(office(), &second, true, purpose).await["phone"],
        "0739-5321234"
    );
    assert_eq!(verify_district(&stage.db, &here).await.unwrap(), None);
    // The tooth: another sealed text in the place of one is noticed without any key.
    let moved = "UPDATE member_personal SET ethnicity = phone";
    store.raw.execute_unprepared(moved).await.unwrap();
    let place = verify_district(&stage.db, &here).await.unwrap().unwrap();
    assert!(place.contains("sealed fields of member"), "{place}");
    let answer = answer(office(), READ, json!({"id": second, "full": false})).await;
    assert_eq!(
        answer.errors.len(),
        1,
        "a moved text is a fault, not an answer"
    );
}

on_both!(the_other_suite_writes_too_and_each_reads_what_the_other_wrote);
async fn the_other_suite_writes_too_and_each_reads_what_the_other_wrote(store: Store) {
    let stage = Stage::new(&store);
    let (sector, _) = stage.set_up(CODE).await;
    let actor = || {
        let office = stage.office(CODE);
        office.actor
    };
    let sm = Vault::of_text(KEYS, Suite::Sm).unwrap();
    let by = |vault: &Vault| stage.request_with(vault, actor());
    for (number, vault) in [(1, &sm), (2, &vault())] {
        let phone = format!("1381234567{number}");
        let admitted = admit_member(&by(vault), somebody(sector, number, &phone)).await;
        let id = admitted.unwrap().id;
        let row = member_personal::Entity::find()
            .filter(member_personal::Column::DistrictId.eq(district(CODE)))
            .filter(member_personal::Column::Id.eq(id))
            .one(&stage.db)
            .await;
        let sealed = row.unwrap().unwrap().phone.unwrap();
        let suite = format!("{}.", vault.suite().as_str());
        assert!(sealed.as_str().starts_with(&suite));
        let global = GlobalId::encode("Member", &district(CODE), id.0).0;
        for reader in [&sm, &crate::support::vault()] {
            let told = read(by(reader), &global, true, Some("核对联系方式")).await;
            assert_eq!(told["phone"], phone);
            assert_eq!(
                found(by(reader), &phone).await,
                std::slice::from_ref(&global)
            );
        }
    }
}

on_both!(nothing_personal_is_in_plain_anywhere);
async fn nothing_personal_is_in_plain_anywhere(store: Store) {
    let stage = Stage::new(&store);
    let (sector, _) = stage.set_up(CODE).await;
    let canaries = ["13987654321", "赫哲族", "金丝雀教", "金丝雀账号"];
    let told = async {
        tracing::trace!("the log is captured");
        let admit = "mutation($input: MemberAdmitInput!) { memberAdmit(input: $input) {
            member { id phone } errors { code field message } } }";
        let input = |phone: &str, ethnicity: &str, religion: &str| {
            let sector = GlobalId::encode("Sector", &district(CODE), sector.0).0;
            json!({"input": {"name": "示例委员 01", "isCpcMember": true, "term": 6, "sectorId": sector,
                "from": "2021-10-01", "phone": phone, "ethnicity": ethnicity, "religion": religion}})
        };
        let good = input(canaries[0], canaries[1], canaries[2]);
        let mut said = vec![answer(stage.office(CODE), admit, good).await];
        // Each wrong in one field, and otherwise full of what must not be said again.
        for (phone, ethnicity, religion) in [
            ("139876543210", canaries[1], canaries[2]),
            (canaries[0], "赫哲族人", canaries[2]),
            (canaries[0], canaries[1], &*"金丝雀教".repeat(9)),
        ] {
            let wrong = input(phone, ethnicity, religion);
            said.push(answer(stage.office(CODE), admit, wrong).await);
        }
        said.push(answer(stage.office(CODE), SEARCH, json!({"phone": "139876543210"})).await);
        let open = "mutation($input: AccountOpenInput!) { accountOpen(input: $input) { errors { code message } } }";
        let account = json!({"input": {"district": CODE, "issuer": "https://id.example.cn", "subject": "7",
            "displayName": canaries[3]}});
        let keeper = stage.request(Role::SecurityAdmin, "0", None);
        said.push(answer(keeper, open, account).await);
        said
    };
    let (said, lines) = logged(Box::pin(told)).await;
    assert!(lines.concat().contains("the log is captured"));
    let refusals = said.iter().filter(|answer| {
        let data = answer.data.to_string();
        !answer.errors.is_empty() || data.contains("message")
    });
    assert_eq!(refusals.count(), 4);
    let mut places = vec![("answers", format!("{said:?}")), ("log", lines.concat())];
    let entries = tail(&stage.db, &district(CODE), 0, 1000).await.unwrap();
    places.push(("journal", format!("{entries:?}")));
    places.extend(everything_kept(&store).await);
    for (place, text) in places {
        for canary in canaries {
            assert!(!text.contains(canary), "{canary} is in the {place}");
        }
    }
    // And they are there, for who may read them.
    let keeper = stage.request(Role::SecurityAdmin, "0", None);
    let names = "{ accounts(district: \"430503\") { nodes { displayName } } }";
    let names = answer(keeper, names, json!({})).await;
    assert!(names.data.to_string().contains(canaries[3]));
}

/// Every byte that the database keeps: the SQLite file with its log, or every row of every table of PostgreSQL.
async fn everything_kept(store: &Store) -> Vec<(&'static str, String)> {
    if let Some(path) = store.url.strip_prefix("sqlite://") {
        let read =
            |path: String| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
        let (file, log) = (read(path.to_owned()), read(format!("{path}-wal")));
        assert!(
            log.contains("示例委员 01") || file.contains("示例委员 01"),
            "names are looked at"
        );
        return vec![("file", file), ("write-ahead log", log)];
    }
    let rows = |text: String| async move {
        let backend = store.raw.get_database_backend();
        let statement = sea_orm::Statement::from_string(backend, text);
        let rows = store.raw.query_all_raw(statement).await.unwrap();
        let texts = rows
            .iter()
            .map(|row| row.try_get::<String>("", "told").unwrap());
        texts.collect::<Vec<_>>()
    };
    let tables = "SELECT table_name::text AS told FROM information_schema.tables WHERE table_schema = 'public'";
    let mut all = String::new();
    for table in rows(tables.to_owned()).await {
        let told = rows(format!("SELECT CAST(t AS text) AS told FROM \"{table}\" t")).await;
        all.push_str(&told.join("\n"));
    }
    assert!(all.contains("示例委员 01"), "names are looked at");
    vec![("tables", all)]
}
